"""Which conversations a teacher may have made: her subjects in classes, and pupils' and parents' chats of her class.

Conversations of no one class are planned in `wide_plans`.

Also how a typed «5А Алгебра» is matched with what the person really has.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

import orjson

from bot.kit.errors import Ambiguous, BadInput, NotAllowed, NotFound
from bot.kit.ids import ClassId, EntryId, OrgId, PersonId
from bot.services import access
from bot.services.class_titles import split_class_titles
from bot.services.subjects import subject_key
from bot.services.years import local_day
from models import Assignment, ClassTitle, ConversationKind, Role

STUDENTS_WORD, PARENTS_WORD = "ученики", "родители"
_SYNONYMS = {"students": STUDENTS_WORD, "pupils": STUDENTS_WORD, "класс": STUDENTS_WORD, "parents": PARENTS_WORD}
MAX_CHOICES = 6


@dataclass(frozen=True)
class NoSuchPlan(NotFound):
    """The person has no such class or subject; `example` is one that she has."""

    example: str = ""


@dataclass(frozen=True)
class HalfPlan(BadInput):
    """Only the class or only the subject was said; `expects` names what is missing: class, name."""

    example: str = ""


@dataclass(frozen=True)
class NoLessons(NotFound):
    """A teacher to whom the school has given neither a subject nor a class yet."""


class Named(Protocol):
    """Anything that a person names by a class and a subject."""

    @property
    def class_title(self) -> str:
        """«5А»."""

    @property
    def name(self) -> str:
        """«Алгебра», or the word of a class chat."""


N = TypeVar("N", bound=Named)


@dataclass(frozen=True, slots=True)
class ChatPlan:
    """A conversation that this person may have made. `entry` is the teacher's whose conversation it will be.

    One of no class has no `school_class`, but an `audience` (see `audiences`); its `name` is the whole title, and
    `said` is what to write behind a command to mean it.
    """

    kind: ConversationKind
    school_class: ClassId | None
    class_title: str
    org: OrgId
    entry: EntryId | None
    subject: int | None = None
    name: str = ""
    audience: tuple[dict[str, object], ...] = ()
    said: str = ""

    @property
    def key(self) -> str:
        """Fits into a dialog's draft (and, for a class, into a button); access turns it back, never trusting it."""
        if self.school_class is None:
            wide = {"org": self.org, "name": self.name, "audience": self.audience, "said": self.said}
            return f"{self.kind.value}={orjson.dumps(wide).decode()}"
        return f"{self.kind.value}:{self.school_class}:{self.subject or 0}"

    @property
    def counts(self) -> bool:
        """L6: chats of parents only are never counted."""
        return self.kind is not ConversationKind.CLASS_PARENTS and not only_parents(self.audience)


def only_parents(audience: Sequence[Mapping[str, object]]) -> bool:
    """Is this the rule of a chat of parents alone?"""
    return bool(audience) and all(line["role"] == Role.PARENT.value for line in audience)


def typed(item: Named) -> str:
    """What to write in a command to mean this: «5А Алгебра», «Педагоги; учителя»."""
    said = item.said if isinstance(item, ChatPlan) else ""
    return said or f"{item.class_title} {item.name}".strip()


async def class_titles(classes: Iterable[int], *, now: datetime) -> dict[int, str]:
    """What each class is called in the school year that runs at `now` (before the first one: in the first)."""
    known = ClassTitle.filter(school_class_id__in=list(classes)).select_related("year__region")
    rows = await known.order_by("year__starts_on")
    titles: dict[int, str] = {}
    for row in rows:
        if row.school_class_id not in titles or row.year.starts_on <= local_day(row.year.region.timezone, now):
            titles[row.school_class_id] = row.title
    return titles


async def own_plans(actor: PersonId, *, now: datetime) -> list[ChatPlan]:
    """Everything the actor may have a conversation made for, by class and subject."""
    entries = {s.entry: s.org for s in await access.standings(actor) if s.role is Role.TEACHER}
    rows = await Assignment.filter(
        teacher_id__in=list(entries), valid_to__isnull=True, school_class__closed_at__isnull=True
    ).select_related("subject")
    titles = await class_titles({r.school_class_id for r in rows}, now=now)
    plans: list[ChatPlan] = []
    for row in rows:
        entry = EntryId(row.teacher_id)
        place = (ClassId(row.school_class_id), titles.get(row.school_class_id, ""), entries[entry], entry)
        if row.subject is None:
            plans.append(ChatPlan(ConversationKind.CLASS_STUDENTS, *place, name=STUDENTS_WORD))
            plans.append(ChatPlan(ConversationKind.CLASS_PARENTS, *place, name=PARENTS_WORD))
        else:
            plans.append(ChatPlan(ConversationKind.SUBJECT, *place, row.subject_id, row.subject.title))
    return sorted(plans, key=as_people_list)


async def get_plans(actor: PersonId, act: str, *, now: datetime) -> list[ChatPlan]:
    """The same, never empty.

    Raises:
        NotAllowed: none of the actor's roles has this right.
        NoLessons: the school has given her no subject and no class.
    """
    await access.access_standing(actor, act)
    plans = await own_plans(actor, now=now)
    if not plans:
        raise NoLessons("lesson")
    return plans


def as_people_list(item: Named) -> tuple[int, str, bool, str]:
    """The order of lists: 5А before 10А, subjects before the chats of the class."""
    grade = re.match(r"\d+", item.class_title)
    return int(grade.group()) if grade else 0, item.class_title, item.name in (STUDENTS_WORD, PARENTS_WORD), item.name


async def access_plan(actor: PersonId, act: str, key: str, *, now: datetime) -> ChatPlan:
    """The plan of a key, if it is the actor's own.

    Raises:
        NotAllowed: the key is forged, or the actor does not teach that there (any more).
    """
    kind, _, rest = key.partition(":")
    school_class, _, subject = rest.partition(":")
    if kind not in set(ConversationKind) or not school_class.isdecimal() or not subject.isdecimal():
        raise NotAllowed(act)
    await access.access_class(actor, act, ClassId(int(school_class)))
    for plan in await own_plans(actor, now=now):
        if plan.key == key:
            return plan
    raise NotAllowed(act)


async def find_plan(actor: PersonId, said: str, *, act: str, command: str, now: datetime) -> ChatPlan:
    """What of the actor's own is meant by «5а алгебра».

    Raises:
        NotAllowed: none of the actor's roles has this right.
        NoLessons: the school has given her no subject and no class.
        NoSuchPlan, HalfPlan, BadClassTitle, Ambiguous: see `pick`.
    """
    return pick(said, await get_plans(actor, act, now=now), command=command)


def pick(said: str, items: Sequence[N], *, command: str) -> N:
    """The one that is meant; `items` is not empty. Subjects may be shortened: «5а алг».

    Raises:
        NoSuchPlan: nothing fits.
        HalfPlan: the class or the name is missing.
        BadClassTitle: it begins with a digit, but not with a class.
        Ambiguous: several fit; the choices are typed commands.
    """
    example = typed(items[0])
    wide = [item for item in items if not item.class_title]
    if named := _fitting(said, wide):
        return _only(said, named, command)
    if wide and said.strip() and not said.strip()[0].isdigit():
        raise NoSuchPlan("title", said.strip()[:60], example)
    titles, rest = split_class_titles(said)
    if len(titles) != 1:
        raise HalfPlan("class", said.strip()[:60], example)
    title = str(titles[0])
    of_class = [i for i in items if i.class_title == title]
    if not of_class:
        raise NoSuchPlan("class", title, example)
    if not _fold(rest):
        raise HalfPlan("name", title, typed(of_class[0]))
    fits = _fitting(rest, of_class)
    if not fits:
        raise NoSuchPlan("name", f"{title} {rest}"[:60], typed(of_class[0]))
    return _only(said, fits, command)


def _fitting(said: str, items: Sequence[N]) -> list[N]:
    wanted = _fold(said)
    whole = [i for i in items if _fold(i.name) == wanted]
    return whole or [i for i in items if wanted and _fold(i.name).startswith(wanted)]


def _only(said: str, fits: Sequence[N], command: str) -> N:
    if len({typed(i) for i in fits}) > 1:
        choices = tuple((typed(i), f"/{command} {typed(i)}") for i in fits[:MAX_CHOICES])
        raise Ambiguous(said.strip()[:60], choices)
    return fits[0]


def _fold(text: str) -> str:
    folded = subject_key(text.strip(' .,;«»"'))
    return _SYNONYMS.get(folded, folded)
