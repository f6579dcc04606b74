"""Reads «учителя, родители 1-4», «5А, 6Б», «ученики 9-11», «Иванов Пётр 5А»: pieces of a rule, without a school."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.services.class_titles import FIRST_GRADE, LAST_GRADE, BadClassTitle, ClassTitle, parse_class_titles
from models import Role

_ROLES: tuple[tuple[str, Role], ...] = (
    ("классн", Role.TEACHER),
    ("учител", Role.TEACHER),
    ("педагог", Role.TEACHER),
    ("teacher", Role.TEACHER),
    ("ученик", Role.STUDENT),
    ("обучающ", Role.STUDENT),
    ("pupil", Role.STUDENT),
    ("student", Role.STUDENT),
    ("родител", Role.PARENT),
    ("parent", Role.PARENT),
    ("директор", Role.DIRECTOR),
    ("director", Role.DIRECTOR),
    ("администратор", Role.SCHOOL_ADMIN),
    ("administrator", Role.SCHOOL_ADMIN),
)
_HEADS = re.compile(r"\b(?:классны\w+(?:\s+руководител\w+)?|class\s+teachers?)", re.IGNORECASE)
_FILLERS = re.compile(
    r"\b(?:вс[еёх]\w?|всем|школы|параллел\w+|класс(?:ы|ов|ах|ам|а)?|кл|grades?|all)\b\.?", re.IGNORECASE
)
_SPLIT = re.compile(r"[,;\n]+|\s+(?:и|and)\s+")
_NUMBER = r"(\d{1,2})(?:\s*-?\s*(?:е|х|й|ые|ых|ый))?"
_GRADES = re.compile(rf"{_NUMBER}(?:\s*(?:[-‐‑‒–—]|по|до|to)\s*{_NUMBER})?")
_OF_NAME = re.compile(r"(?P<name>.*[^\W\d].*?)\s+\(?(?P<title>\d{1,2}\s*-?\s*[\"«]?[^\W\d_][\"»]?)\)?$")
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){0,5}")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece: a role, and grades (first, last), classes, or one pupil's name with the classes to look in."""

    role: Role
    heads: bool = False
    grades: tuple[int, int] | None = None
    titles: tuple[ClassTitle, ...] = ()
    name: str = ""
    titles_of_name: tuple[ClassTitle, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    roles: tuple[tuple[Role, bool], ...]
    rest: str


def read_pieces(said: str, default: Role | None) -> list[Piece] | None:
    """The pieces in the order they were said; None if something cannot be read, or nobody says who is meant.

    Args:
        said: parts with commas or «и» between them; numbers without a role belong to the role before, else after them.
        default: the role of numbers that no role stands near.

    Raises:
        BadClassTitle: it looks like a class and is none.
    """
    parts = [_part(part) for part in _SPLIT.split(said) if part.strip()]
    pieces: list[Piece] = []
    for at, part in enumerate(parts):
        narrowed = _narrowed(part.rest)
        if narrowed is None:
            return None
        roles = part.roles
        if not roles and not narrowed.name:
            near = [p.roles for p in (*reversed(parts[:at]), *parts[at:]) if p.roles]
            roles = near[0] if near else ((default, False),) if default else ()
        if narrowed.name:
            roles = ((Role.STUDENT, False),)
        if not roles:
            return None
        pieces += [replace(narrowed, role=role, heads=heads) for role, heads in roles]
    return pieces


def _part(text: str) -> _Part:
    heads = _HEADS.search(text)
    rest = _HEADS.sub(" ", text)
    roles = dict.fromkeys([(Role.TEACHER, True)] if heads else [])
    words = []
    for word in rest.split():
        role = next((role for stem, role in _ROLES if word.lower().startswith(stem)), None)
        if role is None:
            words.append(word)
        else:
            roles[role, False] = None
    return _Part(tuple(roles), " ".join(_FILLERS.sub(" ", " ".join(words)).split()))


def _narrowed(rest: str) -> Piece | None:
    """What is left beside the role; its role is put in by the caller. None: it cannot be read."""
    if not rest:
        return Piece(Role.STUDENT)
    if found := _GRADES.fullmatch(rest):
        low, high = int(found[1]), int(found[2] or found[1])
        fits = FIRST_GRADE <= low <= high <= LAST_GRADE
        return Piece(Role.STUDENT, grades=(low, high)) if fits else None
    if rest[0].isdigit():
        return Piece(Role.STUDENT, titles=tuple(parse_class_titles(rest)))
    named = _OF_NAME.fullmatch(rest)
    name, titles = (named["name"], tuple(_titles(named["title"]))) if named else (rest, ())
    return Piece(Role.STUDENT, name=name, titles_of_name=titles) if _NAME.fullmatch(name) else None


def _titles(said: str) -> Iterator[ClassTitle]:
    try:
        yield from parse_class_titles(said)
    except BadClassTitle:
        return
