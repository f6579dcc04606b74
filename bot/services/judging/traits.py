"""What a message is like, as names that people can read: its words, their pieces, neighbours, meanings, and its form.

| trait | what it is |
|---|---|
| `<дурак>` | a whole word; `<дур`, `рак>`, `ура`: pieces of three to five letters, with the borders of the word |
| `ты дурак`, `ты _ дурак` | neighbours; words with one between them |
| `insults.WEAK`, `common.YOU&insults.WEAK` | a meaning of the lexicon; two in one message |
| `long 24`, `sign !2`, `caps` … | how long it is, which signs there are how often, how letters and emoji are used |
"""

from collections.abc import Sequence
from itertools import combinations

from bot.services.judging import marks
from bot.services.judging.words import (
    common,
    contacts,
    dangers,
    frauds,
    grief,
    harm,
    hounding,
    insults,
    lures,
    money,
    offers,
    substances,
    threats,
    trade,
)

PIECES = (3, 4, 5)  # letters, the borders of a word counted in
SIGNS = '!?,.():"«-—…/'
MOST_SIGNS = 3  # more of a sign tell nothing more
SHORT, LONG, STEP = 4, 40, 4  # words: below, each length is a trait of its own; above, nothing is added
FIRST_EMOJI = "\u2600"
SHOUTED, LETTERS = 0.7, 6  # the share of capitals, and letters that there have to be, for a message to be shouted
_WORDS = (
    *(common, contacts, dangers, frauds, grief, harm, hounding, insults),
    *(lures, money, offers, substances, threats, trade),
)
_MEANINGS = {
    value: f"{module.__name__.rpartition('.')[2]}.{name}"
    for module in _WORDS
    for name, value in vars(module).items()
    if isinstance(value, int) and name.isupper() and value.bit_count() == 1
}


def traits(said: str, tokens: Sequence[str], meanings: int) -> set[str]:
    """The traits of one message.

    Args:
        said: as it was written.
        tokens: of `plain(said)`.
        meanings: bits of the lexicon found in them (`lexicon.read(tokens).every`).
    """
    return _words(tokens) | _meant(meanings) | _form(said, len(tokens))


def _words(tokens: Sequence[str]) -> set[str]:
    found: set[str] = set()
    before = second = ""
    for word in tokens:
        if word.isdigit():
            continue
        framed = f"<{word}>"
        found.add(framed)
        if word not in marks.ALL:
            for size in PIECES:
                found.update([framed[at : at + size] for at in range(len(framed) - size + 1)])
        if before:
            found.add(f"{before} {word}")
        if second:
            found.add(f"{second} _ {word}")
        before, second = word, before
    return found


def _meant(meanings: int) -> set[str]:
    names = []
    while meanings:
        lowest = meanings & -meanings
        if lowest in _MEANINGS:
            names.append(_MEANINGS[lowest])
        meanings ^= lowest
    names.sort()
    return {*names, *(f"{one}&{other}" for one, other in combinations(names, 2))}


def _form(said: str, size: int) -> set[str]:
    found = {f"long {size if size < SHORT else min(size, LONG) // STEP * STEP}"}
    found.update(f"sign {sign}{min(said.count(sign), MOST_SIGNS)}" for sign in SIGNS if sign in said)
    if said[:1].islower():
        found.add("begins small")
    if "\n" in said:
        found.add("lines")
    if any(map(str.isdigit, said)):
        found.add("digits")
    letters = sum(map(str.isalpha, said))
    if letters > LETTERS and sum(map(str.isupper, said)) > SHOUTED * letters:
        found.add("caps")
    if max(said, default="") > FIRST_EMOJI:
        found.update(character for character in said if character > FIRST_EMOJI)
        found.add("emoji")
    return found
