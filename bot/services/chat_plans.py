"""Which conversations a teacher may have made: her subjects in classes, and pupils' and parents' chats of her class.

Also how a typed «5А Алгебра» is matched with what the person really has.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bot.kit.errors import Ambiguous, BadInput, NotAllowed, NotFound
from bot.kit.ids import ClassId, EntryId, OrgId, PersonId
from bot.services import access
from models import Assignment, ClassTitle, ConversationKind, Role

STUDENTS_WORD, PARENTS_WORD = "ученики", "родители"
_SYNONYMS = {"students": STUDENTS_WORD, "pupils": STUDENTS_WORD, "класс": STUDENTS_WORD, "parents": PARENTS_WORD}
# «5А», «5 "А"», «5-а» at the beginning; what follows is the subject.
_CLASS = re.compile(r"""^\s*(\d{1,2})[\s\-–—"«»'“”]*([^\W\d_]{1,3})["»'”]*(?=\s|$)\s*(.*)$""", re.DOTALL)
_LATIN_TWINS = str.maketrans("ABCEHKMOPTX", "АВСЕНКМОРТХ")
MAX_CHOICES = 6


@dataclass(frozen=True)
class NoSuchPlan(NotFound):
    """The person has no such class or subject; `example` is one that she has."""

    example: str = ""


@dataclass(frozen=True)
class HalfPlan(BadInput):
    """Only the class or only the subject was said; `expects` names what is missing: class, name."""

    example: str = ""


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
    """A conversation that this teacher may have made. `entry` is her own roster entry there."""

    kind: ConversationKind
    school_class: ClassId
    class_title: str
    org: OrgId
    entry: EntryId
    subject: int | None = None
    name: str = ""

    @property
    def key(self) -> str:
        """Fits into a button and a dialog's draft; `access_plan` turns it back, never trusting it."""
        return f"{self.kind.value}:{self.school_class}:{self.subject or 0}"


def typed(item: Named) -> str:
    """What to write in a command to mean this: «5А Алгебра»."""
    return f"{item.class_title} {item.name}"


async def class_titles(classes: Iterable[int], *, now: datetime) -> dict[int, str]:
    """What each class is called in the school year that runs at `now` (before the first one: in the first)."""
    rows = await ClassTitle.filter(school_class_id__in=list(classes)).select_related("year").order_by("year__starts_on")
    titles: dict[int, str] = {}
    for row in rows:
        if row.school_class_id not in titles or row.year.starts_on <= now.date():
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
    return sorted(plans, key=_order)


def _order(plan: ChatPlan) -> tuple[int, str, bool, str]:
    grade = re.match(r"\d+", plan.class_title)
    return int(grade.group()) if grade else 0, plan.class_title, plan.kind is not ConversationKind.SUBJECT, plan.name


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
        NotAllowed: the actor teaches nothing at all.
        NoSuchPlan: no such class or subject among her own.
        HalfPlan: the class or the subject is missing.
        Ambiguous: the words fit several.
    """
    plans = await own_plans(actor, now=now)
    if not plans:
        raise NotAllowed(act)
    return pick(said, plans, command=command)


def pick(said: str, items: Sequence[N], *, command: str) -> N:
    """The one that is meant; `items` is not empty. Subjects may be shortened: «5а алг».

    Raises:
        NoSuchPlan: nothing fits.
        HalfPlan: the class or the name is missing.
        Ambiguous: several fit; the choices are typed commands.
    """
    example = typed(items[0])
    found = _CLASS.match(said)
    if found is None:
        raise HalfPlan("class", said.strip()[:60], example)
    title = (found[1] + found[2]).upper().translate(_LATIN_TWINS)
    of_class = [i for i in items if i.class_title.upper() == title]
    if not of_class:
        raise NoSuchPlan("class", title, example)
    wanted = _fold(found[3])
    if not wanted:
        raise HalfPlan("name", title, typed(of_class[0]))
    fits = [i for i in of_class if _fold(i.name) == wanted] or [i for i in of_class if _fold(i.name).startswith(wanted)]
    if not fits:
        raise NoSuchPlan("name", f"{title} {found[3].strip()}"[:60], typed(of_class[0]))
    if len({typed(i) for i in fits}) > 1:
        choices = tuple((typed(i), f"/{command} {typed(i)}") for i in fits[:MAX_CHOICES])
        raise Ambiguous(said.strip()[:60], choices)
    return fits[0]


def _fold(text: str) -> str:
    folded = " ".join(text.casefold().replace("ё", "е").split())
    return _SYNONYMS.get(folded, folded)
