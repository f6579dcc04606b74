"""School subjects: one row a title for the whole installation, whatever its capitals and «ё»."""

import re
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError

from bot.kit.errors import BadInput
from bot.kit.unit_of_work import unit_of_work
from models import Subject

MAX_TITLE = 60  # characters; the width of the column

_TITLE = re.compile(r"[^\W\d_][\w ().,«»\"/+–-]*", re.UNICODE)


@dataclass(frozen=True)
class BadSubject(BadInput):
    """Not a subject's title: it begins with a letter, has no emoji, and is at most 60 characters long."""

    expects: str = "subject"


@dataclass(frozen=True, slots=True)
class SubjectFact:
    """A subject as others see it."""

    id: int
    title: str


def parse_subject(text: str) -> str:
    """The title as it should be written: «алгебра» becomes «Алгебра», the rest stays.

    Raises:
        BadSubject: it cannot be a title.
    """
    title = " ".join(text.split()).strip(' .,;«»"')
    if not _TITLE.fullmatch(title) or not 2 <= len(title) <= MAX_TITLE:
        raise BadSubject(said=text.strip()[:60])
    return title[0].upper() + title[1:]


def subject_key(title: str) -> str:
    """What two spellings of one subject have in common."""
    return " ".join(title.lower().replace("ё", "е").replace("–", "-").split())


async def find_subject(said: str) -> SubjectFact | None:
    """The subject of this title, None if nobody has taught it yet."""
    row = await Subject.get_or_none(key=subject_key(said.strip(' .,;«»"')))
    return SubjectFact(row.id, row.title) if row else None


async def find_or_add(title: str) -> SubjectFact:
    """The subject of this title, made at the first use.

    Raises:
        BadSubject: it cannot be a title.
    """
    title = parse_subject(title)
    if known := await find_subject(title):
        return known
    try:
        async with unit_of_work():
            row = await Subject.create(title=title, key=subject_key(title))
    except IntegrityError:  # somebody else was faster
        row = await Subject.get(key=subject_key(title))
    return SubjectFact(row.id, row.title)
