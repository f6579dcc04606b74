"""«Впустите меня»: who asks, by which link, as whom; and who has to answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError

from bot.kit.errors import NotAllowed, NotFound
from bot.kit.ids import ClassId, EntryId, InviteId, OrgId, PersonId, RequestId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, audit, classes, guardians, invite_opening, profiles
from bot.services.access import Role
from bot.services.invite_facts import AlreadyIn
from bot.services.names import FullName, name_key
from bot.services.request_facts import (
    AlreadyWaiting,
    Namesakes,
    RequestFact,
    TooManyRequests,
    close,
    facts,
    name_of,
)
from models import Invite, InviteUse, JoinRequest, RequestState, RosterEntry

# Five children, or a few honest mistakes; more is somebody playing with the class teacher's patience.
MAX_REQUESTS, REQUESTS_WINDOW = 5, timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TeacherChoice:
    """A teacher of the school's list who is not in yet."""

    entry: EntryId
    name: str


async def free_teachers(invite_id: InviteId, *, beginning: str = "") -> list[TeacherChoice]:
    """Those on the list behind whom nobody is, by surname; `beginning` of the surname narrows it."""
    invite = await Invite.get(id=invite_id)
    rows = await RosterEntry.filter(org_id=invite.org_id, role=Role.TEACHER, valid_to__isnull=True)
    taken = await profiles.taken(rows)
    wanted = name_key(beginning)
    free = [TeacherChoice(EntryId(row.id), row.full_name) for row in rows if row.id not in taken]
    found = [choice for choice in free if name_key(choice.name).startswith(wanted)]
    return sorted(found, key=lambda choice: name_key(choice.name))


async def ask_as_teacher(
    actor: PersonId, invite_id: InviteId, *, entry: EntryId | None = None, name: FullName | None = None, now: datetime
) -> RequestFact:
    """Ask by the common link: one picked from the list, or a name that is not on it.

    Raises:
        NotFound: the picked one is not (or no longer) free on this school's list.
        AlreadyIn, AlreadyWaiting, TooManyRequests, ExpiredInvite, UsedUpInvite, RevokedInvite, WrongAudience.
    """
    invite = await Invite.get(id=invite_id)
    if entry is not None:
        free = {choice.entry for choice in await free_teachers(invite_id)}
        row = await RosterEntry.get_or_none(id=entry, org_id=invite.org_id)
        if row is None or entry not in free:
            raise NotFound("teacher")
        return await _ask(actor, invite, name_of(row), entry=row, now=now)
    if name is None:
        raise NotFound("teacher")
    return await _ask(actor, invite, name, entry=await _only(invite.org_id, Role.TEACHER, None, name), now=now)


async def ask_as_pupil(actor: PersonId, invite_id: InviteId, *, name: FullName, now: datetime) -> RequestFact:
    """Ask to be let into the class as a pupil.

    Raises:
        Namesakes: several of the class are called so.
        AlreadyIn, AlreadyWaiting, TooManyRequests, ExpiredInvite, UsedUpInvite, RevokedInvite, WrongAudience.
    """
    invite = await Invite.get(id=invite_id)
    entry = await _only(invite.org_id, Role.STUDENT, invite.school_class_id, name)
    return await _ask(actor, invite, name, entry=entry, now=now)


async def ask_as_parent(
    actor: PersonId, invite_id: InviteId, *, name: FullName, child: FullName, now: datetime
) -> RequestFact:
    """Ask to be let in as a representative of a child of the invite's class.

    Raises:
        OwnParent: the profile is the child's own.
        AlreadyIn: she is this child's representative already.
        Namesakes, AlreadyWaiting, TooManyRequests, ExpiredInvite, UsedUpInvite, RevokedInvite, WrongAudience.
    """
    invite = await Invite.get(id=invite_id)
    return await _ask_for(actor, invite, invite.school_class_id, name, child, now=now)


async def ask_for_child(actor: PersonId, class_said: str, *, child: FullName, now: datetime) -> RequestFact:
    """A parent who is in names another child at the same school; that class's teacher decides.

    Raises:
        NotAllowed: the actor is nobody's representative.
        NotFound: no such class at the schools of the actor's children.
        BadClassTitle: the words are no class.
        OwnParent, AlreadyIn, Namesakes, AlreadyWaiting, TooManyRequests: as for `ask_as_parent`.
    """
    await access.access_standing(actor, "child.add")
    for own in [s for s in await access.standings(actor) if s.role is Role.PARENT]:
        if found := await classes.find_class(own.org, class_said, now=now):
            me = name_of(await RosterEntry.get(id=own.entry))
            invite = await _came_by(actor, own.org, found.id, now=now)
            return await _ask_for(actor, invite, found.id, me, child, now=now, counted=True)
    raise NotFound("class", class_said[:20])


async def _came_by(actor: PersonId, org: OrgId, class_id: ClassId, *, now: datetime) -> Invite:
    """The link by which she came to the school; for one who came without any, a link that opens nothing."""
    used = InviteUse.filter(person_id=actor, used_at__isnull=False, invite__role=Role.PARENT, invite__org_id=org)
    came = await used.order_by("-used_at").select_related("invite").first()
    return came.invite if came else await invite_opening.make_void(actor, org, class_id, now=now)


async def withdraw(actor: PersonId, request_id: RequestId, *, now: datetime) -> None:
    """The joiner takes her own request back.

    Raises:
        NotAllowed: it is not hers, or there is none.
        AlreadyDecided: too late.
    """
    row = await JoinRequest.filter(id=request_id, person_id=actor).select_for_update().first()
    if row is None:
        raise NotAllowed("request.withdraw")
    await close(row, RequestState.WITHDRAWN, actor, now=now)


async def withdraw_all(actor: PersonId, *, now: datetime) -> int:
    """«Отмена» of somebody who waits: all her waiting requests are taken back; how many there were."""
    rows = await JoinRequest.filter(person_id=actor, state=RequestState.WAITING).select_for_update()
    for row in rows:
        await close(row, RequestState.WITHDRAWN, actor, now=now)
    return len(rows)


async def waiting_of(actor: PersonId, *, now: datetime) -> list[RequestFact]:
    """The actor's own requests that wait."""
    return await facts(await JoinRequest.filter(person_id=actor, state=RequestState.WAITING).order_by("id"), now=now)


async def deciders(request: RequestFact) -> list[PersonId]:
    """Whose yes it takes: the class teacher's; the administrators' for teachers, or while the class has none."""
    if request.school_class is not None and (found := await access.class_teachers(request.school_class)):
        return found
    return await access.holders(request.org, Role.SCHOOL_ADMIN)


async def _ask_for(
    actor: PersonId,
    invite: Invite,
    class_id: int | None,
    name: FullName,
    child: FullName,
    *,
    now: datetime,
    counted: bool = False,
) -> RequestFact:
    known = await _only(invite.org_id, Role.STUDENT, class_id, child)
    await guardians.ensure_not_self(actor, known)
    if known and await guardians.is_parent_of(actor, known):
        raise AlreadyIn(said=known.full_name, role=Role.PARENT)
    return await _ask(actor, invite, name, child=child, known=known, class_id=class_id, counted=counted, now=now)


async def _only(org: int, role: Role, class_id: int | None, name: FullName) -> RosterEntry | None:
    """The entry this name means: the free one, else the taken one (whoever decides will see that), else none."""
    rows = await profiles.namesakes(org, role, class_id, name)
    taken = await profiles.taken(rows)
    free = [row for row in rows if row.id not in taken]
    if len(free) > 1 and not name.middle:
        raise Namesakes(said=str(name))
    return next(iter(free or rows), None)


async def _ask(
    actor: PersonId,
    invite: Invite,
    name: FullName,
    *,
    now: datetime,
    entry: RosterEntry | None = None,
    child: FullName | None = None,
    known: RosterEntry | None = None,
    class_id: int | None = None,
    counted: bool = False,
) -> RequestFact:
    await invite_opening.ensure_for(actor, invite, now=now)
    await _ensure_patience(actor, invite, now=now)
    if not counted:
        await invite_opening.count_use(actor, InviteId(invite.id), now=now)
    try:
        async with unit_of_work():
            row = await JoinRequest.create(
                invite_id=invite.id,
                person_id=actor,
                org_id=invite.org_id,
                role=invite.role,
                school_class_id=class_id or invite.school_class_id,
                entry_id=entry.id if entry else None,
                child_id=known.id if known else None,
                last_name=name.last,
                first_name=name.first,
                middle_name=name.middle,
                child_last_name=child.last if child else "",
                child_first_name=child.first if child else "",
                created_at=now,
            )
    except IntegrityError as twice:
        raise AlreadyWaiting(said=str(child or name)) from twice
    await audit.record(actor, "request.make", org=OrgId(invite.org_id), now=now, request=row.id, invite=invite.id)
    return (await facts([row], now=now))[0]


async def _ensure_patience(actor: PersonId, invite: Invite, *, now: datetime) -> None:
    recent = JoinRequest.filter(person_id=actor, org_id=invite.org_id, created_at__gt=now - REQUESTS_WINDOW)
    if await recent.count() >= MAX_REQUESTS:
        raise TooManyRequests()
