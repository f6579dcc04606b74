"""Letting people in: at once by a personal link, or by the yes of whoever answers for the class or the school."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import Conflict, NotAllowed, Refusal
from bot.kit.ids import ClassId, EntryId, InviteId, OrgId, PersonId, RequestId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, audit, guardians, invite_opening, profiles
from bot.services.access import Role
from bot.services.invite_facts import InviteFact, facts
from bot.services.names import FullName
from bot.services.profiles import Released
from bot.services.request_facts import AlreadyDecided, RequestFact, close
from bot.services.request_facts import facts as request_facts
from models import Assignment, Invite, JoinRequest, RequestState, RosterEntry

__all__ = ["Released", "unbind"]

unbind = profiles.unbind


@dataclass(frozen=True)
class NoOneWaits(Conflict):
    """None of the requests of this card waits any more."""

    what: str = "request"


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody came in at once: as what, where, under which name."""

    role: Role
    place: str
    name: str
    invite: InviteFact


@dataclass(frozen=True, slots=True)
class Decided:
    """What «впустить всех» did: those let in, and those for whom it was not possible, with the reason."""

    admitted: tuple[RequestFact, ...]
    failed: tuple[tuple[RequestFact, Refusal], ...]


async def enter_as_admin(actor: PersonId, invite_id: InviteId, *, name: FullName, now: datetime) -> Admitted:
    """The first person with an administrator's link is its administrator from now on.

    Raises:
        AlreadyIn, WrongAudience, ExpiredInvite, UsedUpInvite, RevokedInvite: the link admits nobody, or not her.
    """
    invite = await _use(actor, invite_id, now=now)
    same = await profiles.namesakes(invite.org_id, invite.role, None, name)
    taken = await profiles.taken(same)
    free = [row for row in same if row.id not in taken]
    entry = free[0] if free else await _enrol(actor, invite.role, invite.org_id, None, name, now=now)
    return await _let_in(actor, invite, entry, now=now)


async def enter_as_teacher(actor: PersonId, invite_id: InviteId, *, now: datetime) -> Admitted:
    """The owner of a personal link is bound to the entry it was issued for.

    Raises:
        NotAllowed: the link is not a personal one.
        EntryTaken: somebody is behind the entry.
        AlreadyIn, WrongAudience, ExpiredInvite, UsedUpInvite, RevokedInvite: the link admits nobody, or not her.
    """
    invite = await _use(actor, invite_id, now=now)
    entry = await RosterEntry.get_or_none(id=invite.entry_id or 0, valid_to__isnull=True)
    if entry is None:
        raise NotAllowed("teacher.enter")
    return await _let_in(actor, invite, entry, now=now)


async def _use(actor: PersonId, invite_id: InviteId, *, now: datetime) -> Invite:
    invite = await Invite.get(id=invite_id)
    await invite_opening.ensure_for(actor, invite, now=now)
    await invite_opening.count_use(actor, invite_id, now=now)
    return invite


async def _let_in(actor: PersonId, invite: Invite, entry: RosterEntry, *, now: datetime) -> Admitted:
    issuer = PersonId(invite.issued_by_id) if invite.issued_by_id else None
    await profiles.bind(entry, actor, confirmed_by=issuer, now=now)
    await audit.record(actor, "invite.enter", org=OrgId(invite.org_id), now=now, invite=invite.id, entry=entry.id)
    fact = (await facts([invite], now=now))[0]
    return Admitted(entry.role, fact.org_title, entry.full_name, fact)


async def admit(actor: PersonId, request_id: RequestId, *, now: datetime, rebind: bool = False) -> RequestFact:
    """Say yes to one who waits; from now on she is in.

    Args:
        actor: answers for the class or the school.
        request_id: which request.
        now: aware UTC moment.
        rebind: the same human with another profile: the old one is unbound first.

    Raises:
        NotAllowed: no such request that this actor may decide.
        AlreadyDecided: somebody was faster, or the joiner took it back.
        EntryTaken: somebody is behind that entry already.
        OwnParent: the profile is the child's own.
    """
    row = await _access_waiting(actor, request_id)
    fact = (await request_facts([row], now=now))[0]
    entry = await _entry_of(actor, row, now=now)
    if rebind:
        await profiles.release(EntryId(entry.id), now=now)
    await profiles.bind(entry, PersonId(row.person_id), confirmed_by=actor, now=now)
    if row.role is Role.PARENT:
        await guardians.tie(entry, await _child_of(actor, row, now=now), now=now)
    await close(row, RequestState.APPROVED, actor, now=now)
    return fact


async def admit_all(actor: PersonId, request_ids: Sequence[RequestId], *, now: datetime) -> Decided:
    """Say yes to several; one that cannot be let in does not hold up the others, decided ones are passed over.

    Raises:
        NotAllowed: one of them is not the actor's to decide.
        NoOneWaits: all of them are decided.
    """
    admitted: list[RequestFact] = []
    failed: list[tuple[RequestFact, Refusal]] = []
    for request_id in dict.fromkeys(request_ids):
        try:
            async with unit_of_work():
                admitted.append(await admit(actor, request_id, now=now))
        except AlreadyDecided:
            continue
        except Conflict as problem:
            row = await JoinRequest.get(id=request_id)
            failed.append(((await request_facts([row], now=now))[0], problem))
    if not admitted and not failed:
        raise NoOneWaits()
    return Decided(tuple(admitted), tuple(failed))


async def refuse(actor: PersonId, request_id: RequestId, *, now: datetime) -> RequestFact:
    """Say no to one who waits.

    Raises:
        NotAllowed: no such request that this actor may decide.
        AlreadyDecided: somebody was faster, or the joiner took it back.
    """
    row = await _access_waiting(actor, request_id)
    fact = (await request_facts([row], now=now))[0]
    await close(row, RequestState.REFUSED, actor, now=now)
    return fact


async def waiting(actor: PersonId, *, now: datetime) -> list[RequestFact]:
    """Everybody who waits for this actor's yes, first come first.

    Raises:
        NotAllowed: the actor answers for no class and no school.
    """
    standings = await access.standings(actor)
    if not access.may([s.role for s in standings], "requests.read"):
        raise NotAllowed("requests.read")
    schools = [s.org for s in standings if s.role is Role.SCHOOL_ADMIN]
    headed = await Assignment.filter(
        teacher_id__in=[s.entry for s in standings if s.role is Role.TEACHER],
        is_class_teacher=True,
        valid_to__isnull=True,
    ).values_list("school_class_id", flat=True)
    rows = await JoinRequest.filter(state=RequestState.WAITING, school_class_id__in=list(headed)).order_by("id")
    of_school = await JoinRequest.filter(state=RequestState.WAITING, org_id__in=schools).order_by("id")
    classes = {ClassId(row.school_class_id) for row in of_school if row.school_class_id}
    headless = {c for c in classes if not await access.class_teachers(c)}
    rows += [row for row in of_school if row.school_class_id is None or row.school_class_id in headless]
    return await request_facts(sorted({r.id: r for r in rows}.values(), key=lambda r: r.id), now=now)


async def _access_waiting(actor: PersonId, request_id: RequestId) -> JoinRequest:
    """The request, locked until the turn commits: of two who decide at once the second finds it decided."""
    row = await JoinRequest.filter(id=request_id).select_for_update().first()
    if row is None:
        raise NotAllowed("requests.decide")
    await _ensure_decides(actor, row)
    if row.state is not RequestState.WAITING:
        raise AlreadyDecided()
    return row


async def _ensure_decides(actor: PersonId, row: JoinRequest) -> None:
    if row.school_class_id is None:
        await access.access_org(actor, "requests.teachers", OrgId(row.org_id))
        return
    try:
        await access.access_class(actor, "requests.class", ClassId(row.school_class_id))
    except NotAllowed:
        if await access.class_teachers(ClassId(row.school_class_id)):
            raise
        await access.access_org(actor, "requests.teachers", OrgId(row.org_id))


async def _entry_of(actor: PersonId, row: JoinRequest, *, now: datetime) -> RosterEntry:
    """The entry the request points at; else a free one of that name (the list may have grown); else a new one."""
    if row.entry_id and (known := await RosterEntry.get_or_none(id=row.entry_id, valid_to__isnull=True)):
        return known
    name = FullName(row.last_name, row.first_name, row.middle_name)
    if row.role is Role.PARENT and (own := await _own_parent_entry(row)):
        return own
    same = await profiles.namesakes(row.org_id, row.role, row.school_class_id, name)
    taken = await profiles.taken(same)
    free = [entry for entry in same if entry.id not in taken]
    return free[0] if free else await _enrol(actor, row.role, row.org_id, row.school_class_id, name, now=now)


async def _own_parent_entry(row: JoinRequest) -> RosterEntry | None:
    """Twins in one class: the parent is there already."""
    return await RosterEntry.filter(
        role=Role.PARENT,
        school_class_id=row.school_class_id,
        valid_to__isnull=True,
        bindings__person_id=row.person_id,
        bindings__valid_to__isnull=True,
    ).first()


async def _child_of(actor: PersonId, row: JoinRequest, *, now: datetime) -> RosterEntry:
    """The child the parent named; not on the list yet: it is now, reached through the parent."""
    if row.child_id and (known := await RosterEntry.get_or_none(id=row.child_id, valid_to__isnull=True)):
        return known
    name = FullName(row.child_last_name, row.child_first_name)
    same = await profiles.namesakes(row.org_id, Role.STUDENT, row.school_class_id, name)
    return same[0] if same else await _enrol(actor, Role.STUDENT, row.org_id, row.school_class_id, name, now=now)


async def _enrol(
    actor: PersonId, role: Role, org: int, school_class: int | None, name: FullName, *, now: datetime
) -> RosterEntry:
    row = await RosterEntry.create(
        org_id=org,
        role=role,
        school_class_id=school_class,
        last_name=name.last,
        first_name=name.first,
        middle_name=name.middle,
        is_main=True,
        valid_from=now,
        created_by_id=actor,
    )
    await audit.record(actor, "roster.add", org=OrgId(org), now=now, entry=row.id, role=role.value)
    return row
