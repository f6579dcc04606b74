"""Which VK profile stands behind which roster entry: binding, unbinding with history kept, and the class list."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError

from bot.kit.errors import Conflict, NotAllowed
from bot.kit.ids import ClassId, EntryId, OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, audit
from bot.services.access import Role
from bot.services.chat_plans import class_titles
from bot.services.guardians import OWN_PARENT, OwnParent
from bot.services.invite_facts import EntryTaken
from bot.services.names import FullName, name_key
from models import Assignment, Binding, Guardian, Org, Person, RosterEntry

UNBINDABLE = (Role.TEACHER, Role.DIRECTOR, Role.STUDENT, Role.PARENT)


@dataclass(frozen=True)
class NotBound(Conflict):
    """Nobody is bound to this entry (any more)."""

    what: str = "entry"


@dataclass(frozen=True, slots=True)
class Released:
    """Who stood behind an entry until now; `place` is the class or the org."""

    person: PersonId
    name: str
    role: Role
    place: str
    school_class: ClassId | None


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A human of the class list: is somebody behind the entry, and the profile's own name (VK's).

    `declined`: left by herself, and is not waited for.
    """

    entry: EntryId
    name: str
    is_in: bool
    profile: str = ""
    declined: bool = False


@dataclass(frozen=True, slots=True)
class PupilLine:
    """A pupil with the representatives. `by_proxy`: not in, but a representative is."""

    pupil: RosterLine
    parents: tuple[RosterLine, ...]

    @property
    def by_proxy(self) -> bool:
        """Reached through a representative only."""
        return not self.pupil.is_in and any(p.is_in for p in self.parents)


@dataclass(frozen=True, slots=True)
class HeadedClass:
    """A class whose class teacher the reader is."""

    id: ClassId
    title: str


async def headed_classes(actor: PersonId, *, now: datetime) -> list[HeadedClass]:
    """The actor's own classes, by title; none for everybody else."""
    entries = [s.entry for s in await access.standings(actor) if s.role is Role.TEACHER]
    rows = await Assignment.filter(
        teacher_id__in=entries, is_class_teacher=True, valid_to__isnull=True, school_class__closed_at__isnull=True
    )
    titles = await class_titles({row.school_class_id for row in rows}, now=now)
    return [HeadedClass(ClassId(i), title) for i, title in sorted(titles.items(), key=lambda pair: pair[1])]


async def own_name(actor: PersonId) -> FullName | None:
    """How some school writes the actor's name already; None for newcomers and pupils."""
    for standing in await access.standings(actor):
        if standing.role is not Role.STUDENT:
            row = await RosterEntry.get(id=standing.entry)
            if row.first_name:
                return FullName(row.last_name, row.first_name, row.middle_name)
    return None


async def bind(entry: RosterEntry, person: PersonId, *, confirmed_by: PersonId | None, now: datetime) -> None:
    """Put a person behind an entry; again the same person is no change.

    Raises:
        EntryTaken: somebody else is behind it.
        OwnParent: one person would be a child and its parent.
    """
    if await Binding.exists(entry_id=entry.id, person_id=person, valid_to__isnull=True):
        return
    try:
        async with unit_of_work():
            await Binding.create(entry_id=entry.id, person_id=person, confirmed_by_id=confirmed_by, valid_from=now)
    except IntegrityError as clash:
        if OWN_PARENT in str(clash):
            raise OwnParent() from clash
        raise EntryTaken(said=entry.full_name) from clash
    if entry.role is Role.TEACHER:
        await _keep_one_main(entry, person)
    if entry.declined_at is not None:  # she thought again
        await RosterEntry.filter(id=entry.id).update(declined_at=None)
    await audit.record(confirmed_by or person, "profile.bind", org=OrgId(entry.org_id), now=now, entry=entry.id)


async def _keep_one_main(entry: RosterEntry, person: PersonId) -> None:
    """A teacher's counts belong to one school of the region: the one where she was first."""
    region = (await Org.get(id=entry.org_id)).region_id
    others = RosterEntry.filter(
        role=Role.TEACHER,
        is_main=True,
        valid_to__isnull=True,
        org__region_id=region,
        bindings__person_id=person,
        bindings__valid_to__isnull=True,
    ).exclude(id=entry.id)
    if await others.exists():
        await RosterEntry.filter(id=entry.id).update(is_main=False)


async def release(entry_id: EntryId, *, now: datetime) -> PersonId | None:
    """End the live binding of an entry; the row stays as history. No rights are asked."""
    row = await Binding.filter(entry_id=entry_id, valid_to__isnull=True).select_for_update().first()
    if row is None:
        return None
    row.valid_to = now
    await row.save(update_fields=["valid_to"])
    return PersonId(row.person_id)


async def unbind(actor: PersonId, entry_id: EntryId, *, now: datetime) -> Released:
    """«Это не тот профиль»: take the person from the entry, so that the right one may come in.

    Raises:
        NotAllowed: no such entry, or it is neither of the actor's class nor of her school.
        NotBound: nobody is behind it.
    """
    entry = await RosterEntry.get_or_none(id=entry_id, valid_to__isnull=True)
    if entry is None or entry.role not in UNBINDABLE:
        raise NotAllowed("profile.unbind")
    await _access_entry(actor, entry)
    person = await release(entry_id, now=now)
    if person is None:
        raise NotBound(said=entry.full_name)
    await audit.record(actor, "profile.unbind", org=OrgId(entry.org_id), now=now, entry=entry_id, person=person)
    titles = await class_titles([entry.school_class_id or 0], now=now)
    place = titles.get(entry.school_class_id or 0) or (await Org.get(id=entry.org_id)).title
    school_class = ClassId(entry.school_class_id) if entry.school_class_id else None
    return Released(person, entry.full_name, entry.role, place, school_class)


async def _access_entry(actor: PersonId, entry: RosterEntry) -> None:
    """The school's administrator for everybody there, the class teacher for her class."""
    try:
        await access.access_org(actor, "requests.teachers", OrgId(entry.org_id))
    except NotAllowed:
        if entry.school_class_id is None:
            raise
        await access.access_class(actor, "requests.class", ClassId(entry.school_class_id))


async def namesakes(org: int, role: Role, school_class: int | None, name: FullName) -> list[RosterEntry]:
    """Live entries that this name may mean: same surname and first name, patronymic not contradicting."""
    rows = await RosterEntry.filter(
        org_id=org, role=role, school_class_id=school_class, valid_to__isnull=True
    ).order_by("id")
    return [row for row in rows if _same(row, name)]


def _same(row: RosterEntry, name: FullName) -> bool:
    if name_key(f"{row.last_name} {row.first_name}") != name_key(f"{name.last} {name.first}"):
        return False
    return not row.middle_name or not name.middle or name_key(row.middle_name) == name_key(name.middle)


async def taken(entries: Sequence[RosterEntry]) -> set[int]:
    """Which of these entries somebody is behind."""
    ids = await Binding.filter(entry_id__in=[e.id for e in entries], valid_to__isnull=True).values_list(
        "entry_id", flat=True
    )
    return {int(str(i)) for i in ids}


async def names_of(people: Sequence[PersonId]) -> dict[PersonId, str]:
    """What the VK profiles call themselves, «Анна Иванова»; for «which profile is it» only."""
    rows = await Person.filter(id__in=list(people))
    return {PersonId(row.id): f"{row.first_name} {row.last_name}".strip() for row in rows}


async def roster(actor: PersonId, school_class: ClassId) -> list[PupilLine]:
    """The class list with who is in; a fixed number of statements, whatever the size of the class.

    Raises:
        NotAllowed: the actor may not read this list.
    """
    await access.access_class(actor, "roster.read", school_class)
    pupils = await RosterEntry.filter(school_class_id=school_class, role=Role.STUDENT, valid_to__isnull=True)
    pupils.sort(key=lambda pupil: name_key(pupil.full_name))
    ties = await Guardian.filter(
        child_id__in=[p.id for p in pupils], valid_to__isnull=True, parent__valid_to__isnull=True
    ).select_related("parent")
    parents: defaultdict[int, list[RosterEntry]] = defaultdict(list)
    for tie in ties:
        parents[tie.child_id].append(tie.parent)
    behind = await _profiles([*pupils, *(t.parent for t in ties)])
    return [PupilLine(_line(p, behind), tuple(_line(g, behind) for g in parents[p.id])) for p in pupils]


async def staff(actor: PersonId) -> list[RosterLine]:
    """The teachers of the actor's school with who is in.

    Raises:
        NotAllowed: the actor has no list of teachers.
    """
    org = await access.access_org(actor, "teacher.list")
    rows = await RosterEntry.filter(org_id=org.id, role__in=[Role.TEACHER, Role.DIRECTOR], valid_to__isnull=True)
    behind = await _profiles(rows)
    return sorted((_line(row, behind) for row in rows), key=lambda line: name_key(line.name))


async def _profiles(entries: Sequence[RosterEntry]) -> dict[int, str]:
    rows = await Binding.filter(entry_id__in=[e.id for e in entries], valid_to__isnull=True).select_related("person")
    return {row.entry_id: f"{row.person.first_name} {row.person.last_name}".strip() for row in rows}


def _line(entry: RosterEntry, behind: dict[int, str]) -> RosterLine:
    is_in = entry.id in behind
    declined = entry.declined_at is not None and not is_in
    return RosterLine(EntryId(entry.id), entry.full_name, is_in, behind.get(entry.id, ""), declined)
