"""Whom a question is for, from its own words: «что задали по алгебре?» goes to who teaches it in the asker's class."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import NotAllowed
from bot.kit.ids import ClassId, EntryId, OrgId, PersonId
from bot.services import access
from bot.services.access import Role
from bot.services.chat_plans import class_titles
from bot.services.names import name_key
from bot.services.subjects import subject_key
from models import Assignment, Binding, Guardian, RosterEntry

ACT = "question.ask"
SHORTEST = 4  # letters that two forms of a word have in common: «алгебра», «алгебре»
ENDING = 2  # letters that change with the case

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HEAD = ("классн",)
_OFFICE = ("админ", "директор", "завуч")


@dataclass(frozen=True, slots=True)
class Asker:
    """The place from which somebody asks: a pupil's class, a child's class, or one's own post.

    Attributes:
        child: the child's name, for parents.
        school_class: None for the staff: their questions go to the administrators.
    """

    entry: EntryId
    org: OrgId
    role: Role
    school_class: ClassId | None = None
    class_title: str = ""
    child: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Somebody who may be asked. `teacher` None: the administrators of the org. `subject` is why she is meant."""

    teacher: EntryId | None
    name: str = ""
    subject: str = ""
    subject_id: int | None = None
    is_head: bool = False


async def askers(actor: PersonId, *, now: datetime) -> list[Asker]:
    """Every place the actor may ask from: one for the own class or post, one a child for parents.

    Raises:
        NotAllowed: the actor is nowhere in.
    """
    found: list[Asker] = []
    for standing in await access.standings(actor):
        if standing.role not in access.RIGHTS[ACT]:
            continue
        if standing.role is Role.PARENT:
            found += await _children(standing.entry)
        else:
            found.append(Asker(standing.entry, standing.org, standing.role, standing.school_class))
    if not found:
        raise NotAllowed(ACT)
    titles = await class_titles({a.school_class for a in found if a.school_class}, now=now)
    return [Asker(a.entry, a.org, a.role, a.school_class, titles.get(a.school_class or 0, ""), a.child) for a in found]


async def _children(parent: EntryId) -> list[Asker]:
    ties = Guardian.filter(parent_id=parent, valid_to__isnull=True, child__valid_to__isnull=True)
    children = [tie.child for tie in await ties.select_related("child").order_by("child__first_name")]
    return [
        Asker(parent, OrgId(c.org_id), Role.PARENT, ClassId(c.school_class_id), "", f"{c.last_name} {c.first_name}")
        for c in children
        if c.school_class_id
    ]


def meant_asker(text: str, among: Sequence[Asker]) -> Asker | None:
    """The one place that the question is asked from: the only one, or the child or class that is named in it."""
    if len(among) == 1:
        return among[0]
    words = words_of(text)
    named = [a for a in among if a.child and any(alike(word, name_key(a.child.split()[-1])) for word in words)]
    named = named or [a for a in among if a.class_title and a.class_title.lower() in text.lower().replace(" ", "")]
    return named[0] if len(named) == 1 else None


async def ways(asker: Asker) -> list[Way]:
    """Everybody who may be asked from a place: its teachers who are in, the class teacher, the administrators."""
    if asker.school_class is None:
        return [Way(None)]
    rows = await Assignment.filter(
        school_class_id=asker.school_class, valid_to__isnull=True, teacher__valid_to__isnull=True
    ).select_related("teacher", "subject")
    inside = await _inside([row.teacher for row in rows])
    found = [
        Way(
            EntryId(row.teacher_id),
            row.teacher.full_name,
            row.subject.title if row.subject else "",
            row.subject_id,
            row.is_class_teacher,
        )
        for row in rows
        if row.teacher_id in inside
    ]
    return [*sorted(found, key=lambda way: (way.is_head, way.subject, way.name)), Way(None)]


async def _inside(entries: Sequence[RosterEntry]) -> set[int]:
    rows = await Binding.filter(entry_id__in=[e.id for e in entries], valid_to__isnull=True)
    return {row.entry_id for row in rows}


def meant(text: str, among: Sequence[Way]) -> list[Way]:
    """Those whom the words point at: by subject, by name, «классному», «администратору»; nobody: it is unclear."""
    words = words_of(text)
    if not [way for way in among if way.teacher]:
        return list(among)
    if any(word.startswith(_OFFICE) for word in words):
        return [way for way in among if way.teacher is None]
    if any(word.startswith(_HEAD) for word in words):
        return [way for way in among if way.is_head]
    by_subject = [way for way in among if way.subject and _names_subject(words, way.subject)]
    by_name = [way for way in among if way.name and _calls_politely(words, way.name)]
    by_name = by_name or [way for way in among if way.name and _names_surname(words, way.name)]
    both = [way for way in by_subject if way in by_name]
    return both or by_subject or _one_each(by_name)


def _one_each(among: Sequence[Way]) -> list[Way]:
    """Who teaches two subjects in a class is still one person."""
    return list({way.teacher: way for way in among}.values())


def _names_subject(words: Sequence[str], subject: str) -> bool:
    """The first word of a title is enough: «по русскому»."""
    first = subject_key(subject).split()[0]
    return any(alike(word, first) for word in words)


def _calls_politely(words: Sequence[str], name: str) -> bool:
    """«Анне Петровне»: first of all, for a patronymic may look like somebody's surname."""
    _last, *others = name_key(name).split()
    return len(others) >= 2 and all(any(alike(word, part) for word in words) for part in others[:2])


def _names_surname(words: Sequence[str], name: str) -> bool:
    return any(alike(word, name_key(name).split()[0]) for word in words)


def alike(word: str, base: str) -> bool:
    """One word in two cases: the same beginning, but for an ending of two letters. Short words are the same or not."""
    if len(base) < SHORTEST:
        return word == base
    if len(base) == SHORTEST and base[-1] in "ая":  # «Анна», «Анне»
        return word[:-1] == base[:-1]
    common = 0
    while common < min(len(word), len(base)) and word[common] == base[common]:
        common += 1
    return common >= max(min(SHORTEST, len(base)), len(base) - ENDING) and len(word) <= len(base) + ENDING + 1


def words_of(text: str) -> list[str]:
    return [word.lower().replace("ё", "е") for word in _WORD.findall(text)]
