"""Who is meant by «5А, 5Б родители», «учителям», «родители Иванов Пётр», «Иванова Мария, Петров Иван»."""

import re
from dataclasses import dataclass

from bot.kit.errors import BadInput
from bot.services.class_titles import ClassTitle, split_class_titles
from models import Role

MAX_NAMES = 30

# The first stem that fits a word: «администраторам школ» are not the schools twice.
_STEMS: tuple[tuple[str, Role], ...] = (
    ("муниципалитет", Role.MUNICIPAL_ADMIN),
    ("мо", Role.MUNICIPAL_ADMIN),
    ("municipalit", Role.MUNICIPAL_ADMIN),
    ("школ", Role.SCHOOL_ADMIN),
    ("school", Role.SCHOOL_ADMIN),
    ("директор", Role.DIRECTOR),
    ("учител", Role.TEACHER),
    ("педагог", Role.TEACHER),
    ("teacher", Role.TEACHER),
    ("ученик", Role.STUDENT),
    ("pupil", Role.STUDENT),
    ("student", Role.STUDENT),
    ("родител", Role.PARENT),
    ("parent", Role.PARENT),
)
_WHOLE = {"мо"}  # a word, not the beginning of one
_FILLERS = {"и", "всем", "все", "and", "all", "класса", "администраторам", "администраторы", "админам", "админы"}
_NAMES = re.compile(r"[,\n]+")


@dataclass(frozen=True)
class NobodyMeant(BadInput):
    """The words name neither a role, nor a class, nor a person."""

    expects: str = "addressees"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was said: roles and classes narrow each other; names are of people, or of the children of «родители»."""

    roles: tuple[Role, ...] = ()
    titles: tuple[ClassTitle, ...] = ()
    names: tuple[str, ...] = ()


def parse_wanted(said: str) -> Wanted:
    """Read whom a message is for.

    Raises:
        NobodyMeant: there is nothing in it.
        BadClassTitle: it begins with a digit, but not with a class.
    """
    roles: dict[Role, None] = {}
    left: list[str] = []
    for word in said.replace(",", " , ").split():
        role = _role(word)
        if role is not None:
            roles[role] = None
        elif word.lower() not in _FILLERS:
            left.append(word)
    rest = " ".join(left).strip(" ,")
    titles, rest = split_class_titles(rest) if rest[:1].isdigit() else ([], rest)
    names = tuple(name.strip() for name in _NAMES.split(rest) if name.strip())[:MAX_NAMES]
    if not (roles or titles or names):
        raise NobodyMeant(said=said.strip()[:60])
    return Wanted(tuple(roles), tuple(titles), names)


def _role(word: str) -> Role | None:
    word = word.lower()
    return next((role for stem, role in _STEMS if (word == stem if stem in _WHOLE else word.startswith(stem))), None)
