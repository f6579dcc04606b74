"""Two classes become one, one becomes two: pupils and parents go along, conversations too where there is a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import Conflict, NotFound
from bot.kit.ids import ClassId, EntryId, OrgId, PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import access, audit, classes, conversation_naming, conversation_owners, materials, movements
from bot.services.access import Role
from bot.services.chat_plans import class_titles
from bot.services.class_titles import ClassTitle
from bot.services.movements import Moved, NoSuchPupil
from bot.services.names import name_key
from models import Assignment, Conversation, ConversationState, Invite, JoinRequest, RosterEntry, SchoolClass

ACT = "class.change"
MOST = 40  # pupils of one class: more are no class

# A rule of a conversation that names the class which is no more names the other one.
AUDIENCES = """
update conversation set audience = (select jsonb_agg(case when (a ->> 'class')::bigint = $2
        then jsonb_set(a, '{class}', to_jsonb($1::bigint)) else a end) from jsonb_array_elements(audience) a)
where org_id = $3 and audience @> jsonb_build_array(jsonb_build_object('class', $2::bigint))
"""


@dataclass(frozen=True)
class SameClass(Conflict):
    """A class cannot be joined with itself; `said` is its title."""

    what: str = "class"


@dataclass(frozen=True)
class NamesakesInClass(NotFound):
    """Several pupils of the class are called so: `said`."""

    what: str = "pupil"


@dataclass(frozen=True, slots=True)
class Merging:
    """What joining two classes does: chats that go along; those that close, for the class that stays has its own."""

    stays: ClassId
    stays_title: str
    goes: ClassId
    goes_title: str
    pupils: int
    moving: tuple[str, ...]
    closing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """Done: every pupil's move, and the teachers who should know."""

    title: str
    from_title: str
    moved: tuple[Moved, ...]
    tell: tuple[PersonId, ...]


async def get_merging(actor: PersonId, stays: ClassId, goes: ClassId, *, now: datetime) -> Merging:
    """What it would do.

    Raises:
        NotAllowed: not two classes of the actor's school.
        SameClass: they are one.
    """
    one = await access.access_class(actor, ACT, stays)
    other = await access.access_class(actor, ACT, goes)
    titles = await class_titles([stays, goes], now=now)
    if stays == goes or one.org_id != other.org_id:
        raise SameClass(said=titles[stays])
    moving, closing = await _chats(stays, goes)
    count = await RosterEntry.filter(school_class_id=goes, role=Role.STUDENT, valid_to__isnull=True).count()
    names = [tuple(chat.title for chat in chats) for chats in (moving, closing)]
    return Merging(stays, titles[stays], goes, titles[goes], count, *names)


async def _chats(stays: ClassId, goes: ClassId) -> tuple[list[Conversation], list[Conversation]]:
    """Conversations of the class that goes: those that find a place, and those whose like is there."""
    there = await Conversation.filter(school_class_id=stays, state=ConversationState.LIVE)
    taken = {(chat.kind, chat.subject_id) for chat in there}
    moving: list[Conversation] = []
    closing: list[Conversation] = []
    for chat in await Conversation.filter(school_class_id=goes, state=ConversationState.LIVE).order_by("id"):
        (closing if (chat.kind, chat.subject_id) in taken else moving).append(chat)
        taken.add((chat.kind, chat.subject_id))
    return moving, closing


async def merge(actor: PersonId, stays: ClassId, goes: ClassId, *, now: datetime) -> Changed:
    """Join them: the second class is no more from now on, its past stays.

    Raises:
        NotAllowed, SameClass: see `get_merging`.
    """
    plan = await get_merging(actor, stays, goes, now=now)
    await SchoolClass.filter(id__in=[stays, goes]).order_by("id").select_for_update()
    teachers = [*await access.class_teachers(stays), *await access.class_teachers(goes)]
    await _join_lessons(stays, goes, now=now)
    await _join_chats(plan, now=now)
    await materials.join(stays, goes)
    pupils = await RosterEntry.filter(school_class_id=goes, role=Role.STUDENT, valid_to__isnull=True).order_by("id")
    moved = [await movements.transfer(actor, EntryId(pupil.id), stays, now=now) for pupil in pupils]
    await JoinRequest.filter(school_class_id=goes).update(school_class_id=stays)
    await Invite.filter(school_class_id=goes, revoked_at__isnull=True).update(revoked_at=now)
    row = await SchoolClass.get(id=goes)
    await same_transaction().execute_query(AUDIENCES, [stays, goes, row.org_id])
    row.closed_at = now
    await row.save(update_fields=["closed_at"])
    await audit.record(actor, "class.merge", org=OrgId(row.org_id), now=now, stays=stays, goes=goes, count=len(moved))
    tell = tuple(person for person in dict.fromkeys(teachers) if person != actor)
    return Changed(plan.stays_title, plan.goes_title, tuple(moved), tell)


async def _join_lessons(stays: ClassId, goes: ClassId, *, now: datetime) -> None:
    """Lessons end with their class; a subject that the other class has not goes along with its teacher."""
    has = {row.subject_id for row in await Assignment.filter(school_class_id=stays, valid_to__isnull=True)}
    ending = await Assignment.filter(school_class_id=goes, valid_to__isnull=True)
    await Assignment.filter(id__in=[row.id for row in ending]).update(valid_to=now)
    for row in ending:
        if row.subject_id is not None and row.subject_id not in has:
            await Assignment.create(
                teacher_id=row.teacher_id, school_class_id=stays, subject_id=row.subject_id, valid_from=now
            )


async def _join_chats(plan: Merging, *, now: datetime) -> None:
    moving, closing = await _chats(plan.stays, plan.goes)
    for chat in moving:
        chat.school_class_id = plan.stays
        if chat.title.startswith(f"{plan.goes_title} "):
            chat.title = plan.stays_title + chat.title.removeprefix(plan.goes_title)
        await chat.save(update_fields=["school_class_id", "title"])
        if chat.made_by_bot:
            await conversation_naming.ask_title(chat, now=now)
    await Conversation.filter(id__in=[chat.id for chat in closing]).update(state=ConversationState.ARCHIVED, link="")
    for row in await Assignment.filter(school_class_id=plan.stays, valid_to__isnull=True):
        teacher = EntryId(row.teacher_id)
        if row.subject_id is None:
            await conversation_owners.take_class(teacher, plan.stays, now=now)
        else:
            await conversation_owners.take_lesson(teacher, plan.stays, row.subject_id, now=now)


async def find_pupils(actor: PersonId, school_class: ClassId, said: str) -> list[RosterEntry]:
    """The pupils of a class that a list of names means, each once.

    Raises:
        NotAllowed: not a class of the actor's school.
        NoSuchPupil: nobody is called so.
        NamesakesInClass: several are.
    """
    await access.access_class(actor, ACT, school_class)
    found: dict[int, RosterEntry] = {}
    for name in [one.strip() for one in said.replace("\n", ",").replace(";", ",").split(",") if one.strip()]:
        fitting = await movements.find_pupil(school_class, name)
        exact = [row for row in fitting if name_key(row.full_name) == name_key(name)]
        fitting = exact if len(exact) == 1 else fitting
        if not fitting:
            raise NoSuchPupil(said=name[:60])
        if len(fitting) > 1:
            raise NamesakesInClass(said=name[:60])
        found[fitting[0].id] = fitting[0]
    if not found or len(found) > MOST:
        raise NoSuchPupil(said=said[:60])
    return list(found.values())


async def split(
    actor: PersonId, school_class: ClassId, to: ClassTitle, pupils: Sequence[EntryId], *, now: datetime
) -> Changed:
    """Pupils of a class become (part of) another one, which is opened if the school has it not.

    Raises:
        NotAllowed: not a class of the actor's school.
        SameClass: it is the class itself.
        NotFound: one of them is not in the school any more.
    """
    row = await access.access_class(actor, ACT, school_class)
    org, title = OrgId(row.org_id), str(to)
    from_title = (await class_titles([school_class], now=now))[school_class]
    if title == from_title:
        raise SameClass(said=title)
    if title not in await classes.find_classes(org, [to], now=now):
        await classes.create_classes(actor, [to], now=now)
    target = (await classes.find_classes(org, [to], now=now))[title]
    teachers = [*await access.class_teachers(school_class), *await access.class_teachers(target)]
    moved = [await movements.transfer(actor, pupil, target, now=now) for pupil in pupils]
    await audit.record(actor, "class.split", org=org, now=now, stays=school_class, goes=target, count=len(moved))
    return Changed(title, from_title, tuple(moved), tuple(person for person in teachers if person != actor))
