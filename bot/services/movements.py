"""Pupils who come to a class, leave it, or change to another one; and the list of that for the administrator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.kit.errors import Conflict, NotAllowed, NotFound, Refusal
from bot.kit.ids import ClassId, EntryId, OrgId, PersonId
from bot.services import access, audit, profiles
from bot.services.access import Role
from bot.services.chat_plans import class_titles
from bot.services.departures import let_parents_go, release_all
from bot.services.movement_words import MovementWords
from bot.services.names import parse_full_name
from bot.services.org_titles import parse_reference
from bot.services.teachers import matching
from bot.services.years import local_day
from models import Binding, Guardian, JoinRequest, Movement, MovementKind, RequestState, RosterEntry, SchoolClass

__all__ = ["MovementKind"]

ACT = "movement.write"


@dataclass(frozen=True)
class PupilThere(Conflict):
    """The class has a pupil of this name; `said` is the name."""

    what: str = "pupil"
    place: str = ""


@dataclass(frozen=True)
class PupilElsewhere(Refusal):
    """Another class of the school has a pupil of this name: `said` is the name, `place` the class.

    `move`: the entry and the class of a transfer, which the school's administrator may make.
    """

    said: str
    place: str
    move: tuple[EntryId, ClassId]


@dataclass(frozen=True)
class NoSuchPupil(NotFound):
    """Nobody in the class is called so; `said` is what was written."""

    what: str = "pupil"


@dataclass(frozen=True, slots=True)
class Moved:
    """An arrival or a departure that is written down.

    Attributes:
        from_title: the class of the same school she came from, "" if from outside.
        people: the pupil and the parents who are in and whom it concerns.
        tell: the school's administrators but the one who did it.
    """

    kind: MovementKind
    entry: EntryId
    name: str
    class_title: str
    day: date
    order_no: str
    place: str
    people: tuple[PersonId, ...]
    tell: tuple[PersonId, ...]
    from_title: str = ""


@dataclass(frozen=True, slots=True)
class Leaver:
    """A pupil who is about to leave. `is_in`: with a profile; `parents` lose their place with her, so many."""

    entry: EntryId
    name: str
    class_title: str
    is_in: bool
    parents: int


async def today(school_class: ClassId, *, now: datetime) -> date:
    """The day in the school of a class."""
    row = await SchoolClass.get(id=school_class).select_related("org")
    return local_day(row.org.timezone, now)


async def arrive(actor: PersonId, school_class: ClassId, said: MovementWords, *, now: datetime) -> Moved:
    """Put a pupil on the list of a class.

    Raises:
        NotAllowed: not the actor's class.
        BadName: the name is none.
        PupilThere: the class has her already.
        PupilElsewhere: another class of the school has her: she is moved, or it is a namesake.
    """
    row = await access.access_class(actor, ACT, school_class)
    name = parse_full_name(said.name)
    title = (await class_titles([row.id], now=now))[row.id]
    if not said.namesake:
        await _ensure_new(row, said, str(name), title, now=now)
    entry = await RosterEntry.create(
        org_id=row.org_id,
        role=Role.STUDENT,
        school_class_id=row.id,
        last_name=name.last,
        first_name=name.first,
        middle_name=name.middle,
        valid_from=now,
        created_by_id=actor,
    )
    return await _write(actor, MovementKind.ARRIVED, entry, title, said, (), now=now)


async def _ensure_new(row: SchoolClass, said: MovementWords, name: str, title: str, *, now: datetime) -> None:
    full = parse_full_name(said.name)
    if await profiles.namesakes(row.org_id, Role.STUDENT, row.id, full):
        raise PupilThere(said=name, place=title)
    others = await RosterEntry.filter(
        org_id=row.org_id, role=Role.STUDENT, last_name=full.last, first_name=full.first, valid_to__isnull=True
    ).order_by("id")
    twin = next((e for e in others if not e.middle_name or not full.middle or e.middle_name == full.middle), None)
    if twin is not None:
        place = (await class_titles([twin.school_class_id or 0], now=now)).get(twin.school_class_id or 0, "")
        raise PupilElsewhere(said=name, place=place, move=(EntryId(twin.id), ClassId(row.id)))


async def transfer(actor: PersonId, entry_id: EntryId, to: ClassId, *, now: datetime) -> Moved:
    """Move a pupil to another class of the school; the parents go along unless another child of theirs stays.

    Raises:
        NotAllowed: one of the two classes is not the actor's.
        NotFound: no such pupil any more.
        PupilThere: she is in that class already.
    """
    entry = await RosterEntry.filter(id=entry_id, role=Role.STUDENT, valid_to__isnull=True).select_for_update().first()
    if entry is None or entry.school_class_id is None:
        raise NotFound("pupil")
    old = await access.access_class(actor, ACT, ClassId(entry.school_class_id))
    new = await access.access_class(actor, ACT, to)
    if new.org_id != old.org_id:
        raise NotAllowed(ACT)
    titles = await class_titles([old.id, new.id], now=now)
    if new.id == old.id:
        raise PupilThere(said=entry.full_name, place=titles[new.id])
    people = await _people_of(entry)
    day = await today(to, now=now)
    await _record(actor, MovementKind.LEFT, entry, MovementWords("", day, place=titles[new.id]), now=now)
    await _move_parents(entry, old.id, new.id)
    entry.school_class_id = new.id
    await entry.save(update_fields=["school_class_id"])
    said = MovementWords("", day, place=titles[old.id])
    return await _write(
        actor, MovementKind.ARRIVED, entry, titles[new.id], said, people, now=now, from_title=titles[old.id]
    )


async def _move_parents(child: RosterEntry, old: int, new: int) -> None:
    """The parents' own entries follow, where no other child of theirs stays in the old class."""
    for tie in await Guardian.filter(child_id=child.id, valid_to__isnull=True):
        stays = Guardian.filter(parent_id=tie.parent_id, valid_to__isnull=True, child__valid_to__isnull=True)
        if not await stays.filter(child__school_class_id=old).exclude(child_id=child.id).exists():
            await RosterEntry.filter(id=tie.parent_id).update(school_class_id=new)


async def find_pupil(school_class: ClassId, said: str) -> list[RosterEntry]:
    """Pupils of a class whom the words fit («Иванов», «Иванов Пётр», «#12»); all for no words. No rights are asked."""
    rows = await RosterEntry.filter(school_class_id=school_class, role=Role.STUDENT, valid_to__isnull=True)
    number = parse_reference(said)
    if number is not None:
        return [row for row in rows if row.id == number]
    return sorted(matching(said, rows) if said else rows, key=lambda row: row.full_name)


async def leavers(actor: PersonId, school_class: ClassId, said: str, *, now: datetime) -> list[Leaver]:
    """Who of the class may be meant, with what leaving would do.

    Raises:
        NotAllowed: not the actor's class.
        NoSuchPupil: nobody fits.
    """
    await access.access_class(actor, ACT, school_class)
    found = await find_pupil(school_class, said)
    if not found:
        raise NoSuchPupil(said=said[:60])
    title = (await class_titles([school_class], now=now))[school_class]
    inside = await profiles.taken(found)
    return [Leaver(EntryId(e.id), e.full_name, title, e.id in inside, await _lonely_parents(e)) for e in found]


async def _lonely_parents(child: RosterEntry) -> int:
    """How many parents have no other child here."""
    parents = [tie.parent_id for tie in await Guardian.filter(child_id=child.id, valid_to__isnull=True)]
    others = Guardian.filter(parent_id__in=parents, valid_to__isnull=True, child__valid_to__isnull=True)
    kept = {tie.parent_id for tie in await others.exclude(child_id=child.id)}
    return len(set(parents) - kept)


async def depart(actor: PersonId, entry_id: EntryId, said: MovementWords, *, now: datetime) -> Moved:
    """A pupil leaves the school: her place ends, and that of the parents who have no other child there.

    Raises:
        NotAllowed: not the actor's class.
        NotFound: no such pupil any more.
    """
    entry = await RosterEntry.filter(id=entry_id, role=Role.STUDENT, valid_to__isnull=True).select_for_update().first()
    if entry is None or entry.school_class_id is None:
        raise NotFound("pupil")
    await access.access_class(actor, ACT, ClassId(entry.school_class_id))
    title = (await class_titles([entry.school_class_id], now=now))[entry.school_class_id]
    people = [*await release_all([entry], now=now), *await let_parents_go(entry, now=now)]
    await JoinRequest.filter(child_id=entry.id, state=RequestState.WAITING).update(
        state=RequestState.WITHDRAWN, decided_at=now
    )
    return await _write(actor, MovementKind.LEFT, entry, title, said, people, now=now)


async def _people_of(child: RosterEntry) -> list[PersonId]:
    """The pupil and the parents, those who are in."""
    parents = [tie.parent_id for tie in await Guardian.filter(child_id=child.id, valid_to__isnull=True)]
    rows = await Binding.filter(entry_id__in=[child.id, *parents], valid_to__isnull=True)
    return [PersonId(row.person_id) for row in rows]


async def _write(
    actor: PersonId,
    kind: MovementKind,
    entry: RosterEntry,
    title: str,
    said: MovementWords,
    people: Sequence[PersonId],
    *,
    now: datetime,
    from_title: str = "",
) -> Moved:
    await _record(actor, kind, entry, said, now=now)
    admins = await access.holders(OrgId(entry.org_id), Role.SCHOOL_ADMIN)
    tell = tuple(admin for admin in admins if admin != actor)
    heads = await access.class_teachers(ClassId(entry.school_class_id or 0))
    tell += tuple(head for head in heads if head != actor and head not in tell)
    facts = (EntryId(entry.id), entry.full_name, title, said.day, said.order_no, said.place)
    return Moved(kind, *facts, tuple(dict.fromkeys(people)), tell, from_title)


async def _record(
    actor: PersonId, kind: MovementKind, entry: RosterEntry, said: MovementWords, *, now: datetime
) -> None:
    row = await Movement.create(
        org_id=entry.org_id,
        school_class_id=entry.school_class_id,
        entry_id=entry.id,
        kind=kind,
        day=said.day,
        order_no=said.order_no,
        place=said.place,
        recorded_by_id=actor,
        recorded_at=now,
    )
    await audit.record(actor, ACT, org=OrgId(entry.org_id), now=now, movement=row.id, kind=kind.value)
