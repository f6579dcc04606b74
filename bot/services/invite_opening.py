"""What a code opens, and for whom; and the one statement that counts a use."""

from datetime import datetime, timedelta

from bot.kit.ids import ClassId, InviteId, OrgId, PersonId, new_code
from bot.kit.unit_of_work import unit_of_work
from bot.services import access
from bot.services.access import Role, Standing
from bot.services.chat_plans import class_titles
from bot.services.invite_facts import (
    AlreadyIn,
    BadCode,
    ExpiredInvite,
    OpenedInvite,
    RevokedInvite,
    UsedUpInvite,
    WrongAudience,
    facts,
    parse_code,
)
from models import Assignment, Binding, Invite, Org, OrgKind

OPENED = """
insert into invite_use (invite_id, person_id, opened_at) values ($1, $2, $3)
on conflict (invite_id, person_id) do nothing
"""
USED_BY_PERSON = """
update invite_use set used_at = $3 where invite_id = $1 and person_id = $2 and used_at is null returning id
"""
# The check constraint `invite_uses_within_limit` says the same to whoever forgets this condition.
COUNT_USE = """
update invite set uses = uses + 1
where id = $1 and uses < max_uses and revoked_at is null and expires_at > $2 returning id
"""


async def open_invite(actor: PersonId, code: str, *, now: datetime) -> OpenedInvite:
    """What is behind a code, for this person. Opening is noted and costs nothing; using counts.

    Args:
        actor: whoever holds the code; may be a stranger.
        code: from a link or typed from paper.
        now: aware UTC moment.

    Raises:
        BadCode: there is no such code.
        RevokedInvite, ExpiredInvite, UsedUpInvite: it opens nothing any more.
        AlreadyIn: the person is there already.
        WrongAudience: a pupil with the parents' link, a parent with the pupils'.
    """
    invite = await Invite.get_or_none(code=parse_code(code))
    if invite is None:
        raise BadCode(said=code.strip()[:20])
    curates = await ensure_for(actor, invite, now=now)
    ensure_live(invite, now=now)
    async with unit_of_work() as connection:
        await connection.execute_query(OPENED, [invite.id, actor, now])
    return OpenedInvite((await facts([invite], now=now))[0], await _lessons(invite, now=now), own=curates)


async def ensure_for(actor: PersonId, invite: Invite, *, now: datetime) -> bool:
    """This person is new there and is one of those it is meant for.

    Returns:
        True when the actor is the class teacher whose link it is.

    Raises:
        AlreadyIn, WrongAudience: see `open_invite`.
        UsedUpInvite: a personal one whose entry somebody else is behind.
    """
    own = await access.standings(actor)
    await _ensure_new_here(invite, own, now=now)
    if await _curates(invite, own):
        return True
    await _ensure_right_audience(invite, own)
    return False


async def count_use(actor: PersonId, invite_id: InviteId, *, now: datetime) -> None:
    """Use an invite: it admits, or a request is made by it. One person is counted once by a common one.

    Raises:
        RevokedInvite, ExpiredInvite, UsedUpInvite: somebody was faster, or it ran out meanwhile.
    """
    invite = await Invite.get(id=invite_id)
    async with unit_of_work() as connection:
        await connection.execute_query(OPENED, [invite_id, actor, now])
        first_time = await connection.execute_query_dict(USED_BY_PERSON, [invite_id, actor, now])
        if not first_time and invite.max_uses > 1:
            _ensure_not_over(invite, now=now)
            return
        counted = await connection.execute_query_dict(COUNT_USE, [invite_id, now])
        if not counted:
            await invite.refresh_from_db()
            ensure_live(invite, now=now)
            raise UsedUpInvite(role=invite.role)


async def make_void(actor: PersonId, org: OrgId, class_id: ClassId, *, now: datetime) -> Invite:
    """A link taken back as it is made, so that every request names one."""
    return await Invite.create(
        code=new_code(),
        role=Role.PARENT,
        org_id=org,
        school_class_id=class_id,
        issued_by_id=actor,
        created_at=now,
        expires_at=now + timedelta(seconds=1),
        max_uses=1,
        revoked_at=now,
    )


def ensure_live(invite: Invite, *, now: datetime) -> None:
    """It would still open a door.

    Raises:
        RevokedInvite, ExpiredInvite, UsedUpInvite: as they say.
    """
    _ensure_not_over(invite, now=now)
    if invite.uses >= invite.max_uses:
        raise UsedUpInvite(role=invite.role)


def _ensure_not_over(invite: Invite, *, now: datetime) -> None:
    if invite.revoked_at is not None:
        raise RevokedInvite(role=invite.role)
    if invite.expires_at <= now:
        raise ExpiredInvite(role=invite.role)


async def _ensure_new_here(invite: Invite, own: list[Standing], *, now: datetime) -> None:
    """Parents come back with a second child; everyone else is in once."""
    fact = (await facts([invite], now=now))[0]
    if invite.entry_id:
        inside = any(s.entry == invite.entry_id for s in own)
    elif invite.role is Role.PARENT:
        inside = False
    else:
        inside = any(
            s.role is invite.role and s.org == invite.org_id and s.school_class == invite.school_class_id for s in own
        )
    if inside:
        raise AlreadyIn(said=fact.place, role=invite.role)
    if invite.entry_id and await Binding.exists(entry_id=invite.entry_id, valid_to__isnull=True):
        raise UsedUpInvite(role=invite.role)


async def _curates(invite: Invite, own: list[Standing]) -> bool:
    """Is it the link of the opener's own class?"""
    entries = [s.entry for s in own if s.role is Role.TEACHER]
    return invite.school_class_id is not None and await Assignment.exists(
        teacher_id__in=entries,
        school_class_id=invite.school_class_id,
        is_class_teacher=True,
        valid_to__isnull=True,
    )


async def _ensure_right_audience(invite: Invite, own: list[Standing]) -> None:
    """At a school pupils are children: none is a parent or on the staff there. At a college they may be."""
    is_pupil = any(s.role is Role.STUDENT and s.org == invite.org_id for s in own)
    if invite.role is not Role.STUDENT and is_pupil and (await Org.get(id=invite.org_id)).kind is OrgKind.SCHOOL:
        raise WrongAudience(role=invite.role)
    if invite.role is Role.STUDENT and any(
        s.role is Role.PARENT and s.school_class == invite.school_class_id for s in own
    ):
        raise WrongAudience(role=Role.STUDENT)


async def _lessons(invite: Invite, *, now: datetime) -> tuple[str, ...]:
    """What the school says a teacher teaches, for her to look over."""
    if not invite.entry_id:
        return ()
    rows = await Assignment.filter(teacher_id=invite.entry_id, valid_to__isnull=True).select_related("subject")
    titles = await class_titles({r.school_class_id for r in rows}, now=now)
    return tuple(
        sorted(f"{titles.get(r.school_class_id, '')} {r.subject.title}" for r in rows if r.subject is not None)
    )
