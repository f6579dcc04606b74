"""What a teacher teaches, as people write it: «5А Алгебра, 6Б Геометрия», «5А, 5Б Русский язык», «5А-5В Физика»."""

import re
from dataclasses import dataclass

from bot.kit.errors import BadInput
from bot.services.class_titles import ClassTitle, split_class_titles
from bot.services.subjects import parse_subject

_PIECES = re.compile(r"[,;\n]+")


@dataclass(frozen=True)
class BadLesson(BadInput):
    """A piece of the list without its class or its subject; `said` is the piece."""

    expects: str = "lesson"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A subject in a class, both as they should be written."""

    title: ClassTitle
    subject: str


def parse_lessons(text: str) -> list[Lesson]:
    """All pairs of a list, each once; classes without a subject take the next one said («5А, 5Б Алгебра»).

    Raises:
        BadLesson: a subject without a class, or classes at the end without a subject.
        BadClassTitle: a class that cannot be.
        BadSubject: a subject that cannot be.
    """
    lessons: dict[Lesson, None] = {}
    waiting: list[ClassTitle] = []
    for piece in filter(str.strip, _PIECES.split(text)):
        titles, subject = split_class_titles(piece)
        waiting += titles
        if not subject:
            continue
        if not waiting:
            raise BadLesson(said=piece.strip()[:60])
        lessons.update(dict.fromkeys(Lesson(title, parse_subject(subject)) for title in waiting))
        waiting = []
    if waiting or not lessons:
        raise BadLesson(said=", ".join(map(str, waiting)) or text.strip()[:60])
    return list(lessons)
