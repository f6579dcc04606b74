"""Class titles as people write them: «5а», «5 "А"», «5-А», «5 «А»», lists and ranges. One spelling comes out: «5А».

Latin letters that look Cyrillic are read as Cyrillic: a list typed on the wrong keyboard names the same classes.
"""

import re
from dataclasses import dataclass

from bot.kit.errors import BadInput

FIRST_GRADE, LAST_GRADE = 1, 11  # the Russian general school, grades 1-11
LOOK_ALIKE = str.maketrans("ABCEHKMOPTXЁ", "АВСЕНКМОРТХЕ")
LETTERS = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЭЮЯ"
RARE_IN_RANGES = "Й"  # «5Ж-5К» skips it: schools do not letter a class Й unless they say so

_QUOTE = "[\"'«»„“”‘’`*]"
_LETTER = rf"{_QUOTE}?\s*(?P<{{0}}>[^\W\d_])\s*{_QUOTE}?"
_DASH = "[-‐‑‒–—]"
_GRADE = r"(?P<{0}>\d{{1,3}})(?:\s*-?\s*(?:й|ый)\b)?\s*(?:кл(?:асс|\.)?\s*)?"
_END = r"(?:\s*(?:класс|кл\.?)(?!\w))?(?!\w)"
_ITEM = re.compile(_GRADE.format("grade") + rf"{_DASH}?\s*" + _LETTER.format("letter") + _END, re.IGNORECASE)
_TO = re.compile(
    rf"\s*(?:{_DASH}|…|\.\.\.?)\s*(?:{_GRADE.format('grade')}{_DASH}?\s*)?" + _LETTER.format("letter") + _END,
    re.IGNORECASE,
)
_MORE = re.compile(_LETTER.format("letter") + r"(?!\w)")
_AND = re.compile(r"и\s+(?=\d)", re.IGNORECASE)
_GAP = re.compile(r"[\s,;.]*")
_CHUNK = re.compile(r"[^,;\n]+")


@dataclass(frozen=True)
class BadClassTitle(BadInput):
    """Not a class: `said` is the piece that was not understood."""

    expects: str = "class_title"


@dataclass(frozen=True, slots=True, order=True)
class ClassTitle:
    """Grade 1-11 and one Cyrillic capital letter; ordered as people list classes."""

    grade: int
    letter: str

    def __str__(self) -> str:
        return f"{self.grade}{self.letter}"


def parse_class_title(text: str) -> ClassTitle:
    """One class in any spelling.

    Raises:
        BadClassTitle: it is no class, or it is more than one.
    """
    titles = parse_class_titles(text)
    if len(titles) != 1:
        raise BadClassTitle(said=_short(text))
    return titles[0]


def parse_class_titles(text: str) -> list[ClassTitle]:
    """All classes of a list («5А, 5Б», «5А 5Б», «5а,б,в», «5А-5Г»), each once, in the order they were said.

    Raises:
        BadClassTitle: a piece of the list is no class, or there is none at all.
    """
    titles, at = _scan(text, letters_alone=True)
    if at < len(text) or not titles:
        raise BadClassTitle(said=_short(_chunk(text, at)))
    return titles


def split_class_titles(text: str) -> tuple[list[ClassTitle], str]:
    """The classes a line begins with, and what follows them: «5А, 5Б Алгебра» gives 5А, 5Б and «Алгебра».

    Raises:
        BadClassTitle: the line begins with a digit, but not with a class.
    """
    titles, at = _scan(text, letters_alone=False)
    rest = text[at:].strip(" \t\n-–—:")
    if rest[:1].isdigit():
        raise BadClassTitle(said=_short(_chunk(text, at).split()[0]))
    return titles, rest


def _scan(text: str, *, letters_alone: bool) -> tuple[list[ClassTitle], int]:
    """Read classes from the left; the number says where reading stopped (the length when all was read)."""
    found: dict[ClassTitle, None] = {}
    last: ClassTitle | None = None
    at = _skip(text, 0)
    while at < len(text):
        if item := _ITEM.match(text, at):
            last = _title(item["grade"], item["letter"], text)
            found[last] = None
        elif letters_alone and last and (item := _MORE.match(text, at)):
            last = _title(str(last.grade), item["letter"], text)
            found[last] = None
        else:
            break
        if to := _TO.match(text, item.end()):
            last = _title(to["grade"] or str(last.grade), to["letter"], text)
            found.update(dict.fromkeys(_between(next(reversed(found)), last, text)))
            item = to
        at = _skip(text, item.end())
    return list(found), at


def _skip(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    at = gap.end() if gap else at
    word = _AND.match(text, at)
    return word.end() if word else at


def _title(grade: str, letter: str, text: str) -> ClassTitle:
    capital = letter.upper().translate(LOOK_ALIKE)
    if capital not in LETTERS or not FIRST_GRADE <= int(grade) <= LAST_GRADE:
        raise BadClassTitle(said=_short(f"{grade}{letter}"))
    return ClassTitle(int(grade), capital)


def _between(first: ClassTitle, last: ClassTitle, text: str) -> list[ClassTitle]:
    """All letters from one to the other, of one grade, in alphabetical order."""
    if first.grade != last.grade or first.letter > last.letter:
        raise BadClassTitle(said=_short(f"{first}-{last}"))
    inside = LETTERS[LETTERS.index(first.letter) : LETTERS.index(last.letter) + 1]
    kept = [c for c in inside if c not in RARE_IN_RANGES or c in (first.letter, last.letter)]
    return [ClassTitle(first.grade, letter) for letter in kept]


def _chunk(text: str, at: int) -> str:
    piece = _CHUNK.search(text, at)
    return (piece[0] if piece else text).strip()


def _short(text: str) -> str:
    return text.strip()[:40]
