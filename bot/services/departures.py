"""Ways out: a teacher is dismissed, a person leaves by herself, parents go with their child.

A place ends by dates; nothing is deleted. What follows from it in chats (being taken out, links made anew) is not
decided here: the rights are gone, and the contour looks at rights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import NotFound
from bot.kit.ids import ClassId, EntryId, OrgId, PersonId
from bot.services import access, audit, teachers
from bot.services.access import Role
from bot.services.chat_plans import class_titles
from models import Assignment, Binding, Conversation, ConversationState, Guardian, Invite, Org, RosterEntry


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A teacher and what goes with her. `leads`: classes without a class teacher from then on."""

    entry: EntryId
    name: str
    person: PersonId | None
    leads: tuple[str, ...]
    lessons: int
    conversations: int


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A role of one's own that one may leave. `is_last`: the org would have no administrator then."""

    entry: EntryId
    role: Role
    place: str
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """Who left what; `tell` answers for the place: the class teacher, else the school's administrators."""

    name: str
    role: Role
    place: str
    tell: tuple[PersonId, ...]


async def get_dismissal(actor: PersonId, entry: EntryId) -> Dismissal:
    """What dismissing a teacher would do.

    Raises:
        NotAllowed: not a teacher of the actor's school.
        NotFound: no such teacher (any more).
    """
    teacher = await teachers.access_teacher(actor, "teacher.dismiss", entry)
    chats = await Conversation.filter(teacher_id=entry, state=ConversationState.LIVE).count()
    return Dismissal(entry, teacher.name, teacher.person, teacher.leads, len(teacher.lessons), chats)


async def dismiss(actor: PersonId, entry: EntryId, *, now: datetime) -> Dismissal:
    """A teacher works here no more: her place, lessons, classes and links end; her counters and history stay.

    Raises:
        NotAllowed: not a teacher of the actor's school.
        NotFound: no such teacher (any more).
    """
    row = await RosterEntry.filter(id=entry, role=Role.TEACHER, valid_to__isnull=True).select_for_update().first()
    if row is None:
        raise NotFound("teacher")
    fact = await get_dismissal(actor, entry)
    await Assignment.filter(teacher_id=entry, valid_to__isnull=True).update(valid_to=now)
    await release_all([row], now=now)
    if fact.person and row.is_main:
        await _move_main(fact.person, row)
    await audit.record(actor, "teacher.dismiss", org=OrgId(row.org_id), now=now, entry=row.id)
    return fact


async def _move_main(person: PersonId, left: RosterEntry) -> None:
    """Who teaches in two schools of a region is counted in the other one from now on."""
    region = (await Org.get(id=left.org_id)).region_id
    other = (
        await RosterEntry.filter(
            role=Role.TEACHER,
            valid_to__isnull=True,
            org__region_id=region,
            bindings__person_id=person,
            bindings__valid_to__isnull=True,
        )
        .order_by("id")
        .first()
    )
    if other is not None:
        await RosterEntry.filter(id=other.id).update(is_main=True)


async def release_all(entries: Sequence[RosterEntry], *, now: datetime) -> list[PersonId]:
    """End these entries, their bindings and personal links; who was behind them. The caller has authorised."""
    ids = [entry.id for entry in entries]
    behind = await Binding.filter(entry_id__in=ids, valid_to__isnull=True)
    await Binding.filter(id__in=[row.id for row in behind]).update(valid_to=now)
    await RosterEntry.filter(id__in=ids, valid_to__isnull=True).update(valid_to=now)
    await Invite.filter(entry_id__in=ids, revoked_at__isnull=True).update(revoked_at=now)
    return [PersonId(row.person_id) for row in behind]


async def let_parents_go(child: RosterEntry, *, now: datetime) -> list[PersonId]:
    """The ties to a child end; parents without another child lose their place. Who of the parents is concerned."""
    ties = await Guardian.filter(child_id=child.id, valid_to__isnull=True).select_related("parent")
    await Guardian.filter(id__in=[tie.id for tie in ties]).update(valid_to=now)
    others = Guardian.filter(parent_id__in=[t.parent_id for t in ties], valid_to__isnull=True)
    kept = {tie.parent_id for tie in await others.filter(child__valid_to__isnull=True)}
    gone = await release_all([tie.parent for tie in ties if tie.parent_id not in kept], now=now)
    staying = await Binding.filter(entry_id__in=list(kept), valid_to__isnull=True)
    return [*gone, *(PersonId(row.person_id) for row in staying)]


async def own_places(actor: PersonId, *, now: datetime) -> list[OwnPlace]:
    """Every role of the actor's own with the class or the org it is in."""
    standings = await access.standings(actor)
    entries = {e.id: e for e in await RosterEntry.filter(id__in=[s.entry for s in standings]).select_related("org")}
    titles = await class_titles({e.school_class_id for e in entries.values() if e.school_class_id}, now=now)
    places = []
    for standing in standings:
        row = entries[standing.entry]
        is_last = standing.role in _HEADS and len(await access.holders(standing.org, standing.role)) == 1
        place = titles.get(row.school_class_id or 0) or row.org.title
        places.append(OwnPlace(standing.entry, standing.role, place, is_last))
    return places


_HEADS = (Role.REGION_ADMIN, Role.MUNICIPAL_ADMIN, Role.SCHOOL_ADMIN)


async def leave(actor: PersonId, entry_id: EntryId, *, now: datetime) -> Left:
    """Leave a role by oneself: the tie ends, the school's list says that she does not want to take part.

    Raises:
        NotFound: the actor has no such role (any more).
    """
    places = {place.entry: place for place in await own_places(actor, now=now)}
    place = places.get(entry_id)
    if place is None:
        raise NotFound("role")
    row = await RosterEntry.get(id=entry_id)
    await Binding.filter(entry_id=entry_id, person_id=actor, valid_to__isnull=True).update(valid_to=now)
    row.declined_at = now
    await row.save(update_fields=["declined_at"])
    await audit.record(actor, "self.leave", org=OrgId(row.org_id), now=now, entry=row.id, role=row.role.value)
    return Left(row.full_name, place.role, place.place, await _keepers(row))


async def _keepers(row: RosterEntry) -> tuple[PersonId, ...]:
    heads = await access.class_teachers(ClassId(row.school_class_id)) if row.school_class_id else []
    if heads:
        return tuple(heads)
    if row.role in (Role.REGION_ADMIN, Role.MUNICIPAL_ADMIN, Role.SCHOOL_ADMIN):
        return ()
    return tuple(await access.holders(OrgId(row.org_id), Role.SCHOOL_ADMIN))
