"""Words with a meaning for the rules: `meaning` gives a list of phrases one bit, `read` finds the bits in a message.

How a list is written: commas part its phrases. In a phrase a word is exact («код»), has any ending («парол*») or one of
at most three letters («лох~»: «лохам», but not «лохматый»), or has this end («^вна»). «а/б» is one or the other, «..»
up to two words of any kind. «!лохан~» takes out what others would catch. Doubled letters are made one, as in `Plain`.
"""

import re
from dataclasses import dataclass, field

from bot.services.judging.plain import shortened

GAP = 2  # words that «..» may stand for
ENDING = 3  # letters that «~» may stand for
SHORTEST, LONGEST = 2, 20  # letters of a beginning
END = 3  # letters of an end
_BROKEN_OFF = re.compile(r"/\s+")  # a long «а/б» goes on in the next line

Part = tuple[str, str]  # the letters, and "" exact, "*" any ending, "~" a short one, "^" the end
Rest = tuple[tuple[Part, ...], ...]  # what follows in a phrase; an empty tuple is «..»
Phrases = dict[str, list[tuple[Rest, int]]]  # by the first letters of their next word, "" where these are not known


@dataclass(slots=True)
class _Entry:
    """What a word, or its beginning, means: alone, and as the first of a phrase that goes on at once or `later`."""

    bits: int = 0
    next: Phrases = field(default_factory=dict)
    later: Phrases = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """A message read through the lexicon: `bits` a word, and all of them together."""

    bits: list[int]
    every: int

    def places(self, concepts: int) -> list[int]:
        """Where words of any of these concepts stand."""
        return [place for place, found in enumerate(self.bits) if found & concepts]


_exact: dict[str, _Entry] = {}
_beginnings: dict[str, tuple[_Entry, _Entry]] = {}  # with any ending, with a short one
_ends: dict[str, _Entry] = {}
_lengths: dict[str, tuple[int, ...]] = {}  # of the beginnings with these first letters, shortest first
_taken_out: dict[int, list[Part]] = {}
_bits: dict[str, int] = {"next": 1, "negated": 0, "taken": 0}


def meaning(phrases: str, *, negatable: bool = False) -> int:
    """A concept: its words and phrases.

    Args:
        phrases: as described above.
        negatable: «не» right before such a word takes its meaning away («не убью»).

    Returns:
        Its bit.
    """
    bit = _bits["next"]
    _bits["next"] <<= 1
    for phrase in _BROKEN_OFF.sub("/", phrases).split(","):
        first, *rest = phrase.split() or [""]
        if first.startswith("!"):
            _taken_out.setdefault(bit, []).append(_part(first[1:]))
            _bits["taken"] |= bit
        elif first:
            _put(first, rest, bit)
    if negatable:
        _bits["negated"] |= bit
    return bit


def _put(first: str, rest: list[str], bit: int) -> None:
    for one in first.split("/"):
        entry = _entry(_part(one))
        if not rest:
            entry.bits |= bit
            continue
        follows = tuple(_alternatives(word) for word in rest)
        phrases = entry.next if follows[0] else entry.later
        follows = follows if follows[0] else follows[1:]
        for key in {_key(part) for part in follows[0]}:
            phrases.setdefault(key, []).append((follows, bit))


def _entry(part: Part) -> _Entry:
    letters, ending = part
    if ending not in ("*", "~"):
        return (_ends if ending else _exact).setdefault(letters, _Entry())
    head = letters[:SHORTEST]
    _lengths[head] = tuple(sorted({*_lengths.get(head, ()), len(letters)}))
    return _beginnings.setdefault(letters, (_Entry(), _Entry()))[ending == "~"]


def _key(part: Part) -> str:
    return "" if part[1] == "^" else part[0][:SHORTEST]


def _alternatives(written: str) -> tuple[Part, ...]:
    return () if written == ".." else tuple(_part(one) for one in written.split("/"))


def _part(written: str) -> Part:
    ending = "^" if written[0] == "^" else written[-1] if written[-1] in "*~" else ""
    letters = shortened(written.strip("*~^").replace("ё", "е"))
    if (ending and not SHORTEST <= len(letters) <= LONGEST) or (ending == "^" and len(letters) != END):
        raise ValueError(written)
    return letters, ending


def read(said: list[str]) -> Read:
    """The concepts of each word; a phrase counts where it begins."""
    found = [0] * len(said)
    every, negated, taken = 0, _bits["negated"], _bits["taken"]
    for place, word in enumerate(said):
        entries = _entries(word)
        if not entries:
            continue
        bits = 0
        for entry in entries:
            bits |= entry.bits
        if bits & negated and place and said[place - 1] == "не":
            bits &= ~negated
        if bits & taken:
            bits = _without(word, bits)
        for entry in entries:
            if entry.next:
                bits |= _phrases(entry.next, said, place + 1)
            if entry.later:
                for later in range(place + 1, place + GAP + 2):
                    bits |= _phrases(entry.later, said, later)
        found[place] = bits
        every |= bits
    return Read(found, every)


def _entries(word: str) -> list[_Entry]:
    entries = [entry for entry in (_exact.get(word), _ends.get(word[-END:])) if entry]
    size = len(word)
    for length in _lengths.get(word[:SHORTEST], ()):
        if length > size:
            break
        both = _beginnings.get(word[:length])
        if both is not None:
            entries.append(both[0])
            if size - length <= ENDING:
                entries.append(both[1])
    return entries


def _without(word: str, bits: int) -> int:
    for bit, parts in _taken_out.items():
        if bits & bit and any(_fits(part, word) for part in parts):
            bits &= ~bit
    return bits


def _phrases(phrases: Phrases, said: list[str], place: int) -> int:
    if place >= len(said):
        return 0
    bits = 0
    for key in (said[place][:SHORTEST], ""):
        for rest, bit in phrases.get(key, ()):
            if not bits & bit and _follows(rest, said, place):
                bits |= bit
    return bits


def _follows(rest: Rest, said: list[str], place: int) -> bool:
    if not rest:
        return True
    if not rest[0]:
        return any(_follows(rest[1:], said, place + gap) for gap in range(GAP + 1))
    if place >= len(said) or not any(_fits(part, said[place]) for part in rest[0]):
        return False
    return _follows(rest[1:], said, place + 1)


def _fits(part: Part, word: str) -> bool:
    letters, ending = part
    if not ending:
        return word == letters
    if ending == "^":
        return word.endswith(letters)
    return word.startswith(letters) and (ending == "*" or len(word) - len(letters) <= ENDING)
