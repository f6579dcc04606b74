"""Who may issue an invite, for whom, for how long and how many; and who may take it back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from bot.kit.errors import NotAllowed
from bot.kit.ids import ClassId, EntryId, InviteId, OrgId, PersonId, new_code
from bot.services import access, audit, orgs
from bot.services.access import Role
from bot.services.chat_plans import class_titles
from bot.services.invite_facts import (
    BadCode,
    EntryTaken,
    InviteFact,
    OnlyClassTeacher,
    OpenedInvite,
    facts,
    parse_code,
)
from bot.services.invite_opening import open_invite
from bot.services.profiles import headed_classes
from models import Assignment, Binding, Invite, Org, RosterEntry, SchoolClass

__all__ = ["InviteFact", "OpenedInvite", "open", "open_invite"]

open = open_invite

# An administrator is waited for: a week is enough, and one person only.
ADMIN_LIFE, ADMIN_USES = timedelta(days=7), 1
# Teachers get to it between lessons; a fortnight outlives a holiday.
TEACHER_LIFE, TEACHER_USES = timedelta(days=14), 1
# The largest staff of a school is under 200; everyone still waits for a yes.
TEACHERS_LIFE, TEACHERS_USES = timedelta(days=14), 200
# A class has at most 30 pupils (two parents each: 60).
CLASS_LIFE, CLASS_USES = timedelta(days=14), 60

ADMINS = (Role.REGION_ADMIN, Role.MUNICIPAL_ADMIN, Role.SCHOOL_ADMIN)
STAFF = (Role.TEACHER, Role.DIRECTOR)


async def issue_first_admin(region_id: OrgId, *, now: datetime) -> InviteFact:
    """The very first link of a region, made at the command line; asked again while unused, it is the same one."""
    waiting = await _live(now).filter(org_id=region_id, role=Role.REGION_ADMIN, issued_by_id=None).first()
    if waiting is None:
        waiting = await _create(None, Role.REGION_ADMIN, region_id, (ADMIN_LIFE, ADMIN_USES), now=now)
        await orgs.mark_registered(region_id, now=now)
    return (await facts([waiting], now=now))[0]


async def issue_admin(actor: PersonId, org_id: OrgId, *, now: datetime) -> InviteFact:
    """A one-time link for the administrator of an org below the actor's own; it registers the org.

    Raises:
        NotAllowed: the org is not below the actor's.
    """
    org = await access.access_org(actor, "admin.invite", org_id)
    role = orgs.ADMIN_OF[org.kind]
    above = [
        s.role for s in await access.standings(actor) if "admin.invite" and s.role in access.RIGHTS["admin.invite"]
    ]
    if not any(list(Role).index(own) < list(Role).index(role) for own in above):
        raise NotAllowed("admin.invite")
    row = await _create(actor, role, org_id, (ADMIN_LIFE, ADMIN_USES), now=now)
    await orgs.mark_registered(org_id, now=now)
    return (await facts([row], now=now))[0]


async def issue_teacher(actor: PersonId, entry_id: EntryId, *, now: datetime) -> InviteFact:
    """The personal one-time link of a teacher (or head); the live one when there is one.

    Raises:
        NotAllowed: no such entry in a school that the actor administers.
        EntryTaken: she is in already.
    """
    entry = await RosterEntry.filter(id=entry_id, valid_to__isnull=True).select_for_update().first()
    if entry is None or entry.role not in STAFF:
        raise NotAllowed("invite.teachers")
    await access.access_org(actor, "invite.teachers", OrgId(entry.org_id))
    if await Binding.exists(entry_id=entry_id, valid_to__isnull=True):
        raise EntryTaken(said=entry.full_name)
    row = await _live(now).filter(entry_id=entry_id).first()
    row = row or await _create(
        actor, entry.role, OrgId(entry.org_id), (TEACHER_LIFE, TEACHER_USES), now=now, entry=entry_id
    )
    return (await facts([row], now=now))[0]


async def issue_teachers(actor: PersonId, *, now: datetime, reset: bool = False) -> InviteFact:
    """The common link of the school's teachers; everyone who uses it waits for a yes.

    Raises:
        NotAllowed: the actor administers no school.
    """
    org = await access.access_org(actor, "invite.teachers")
    await Org.filter(id=org.id).select_for_update()
    common = _live(now).filter(org_id=org.id, role=Role.TEACHER, entry_id=None)
    row = await _kept(actor, await common, reset=reset, now=now)
    row = row or await _create(actor, Role.TEACHER, OrgId(org.id), (TEACHERS_LIFE, TEACHERS_USES), now=now)
    return (await facts([row], now=now))[0]


async def issue_class(
    actor: PersonId, class_id: ClassId, *, audience: Role, now: datetime, reset: bool = False
) -> InviteFact:
    """The link of a class for its pupils or for their parents; the live one when there is one.

    Args:
        actor: the class teacher.
        class_id: which class.
        audience: STUDENT or PARENT.
        now: aware UTC moment.
        reset: take the live one back and issue another.

    Raises:
        NotAllowed: the actor has nothing to do with the class.
        OnlyClassTeacher: the actor may see the class, but links are its class teacher's.
    """
    row = await _access_own_class(actor, class_id, now=now)
    await SchoolClass.filter(id=class_id).select_for_update()
    live = _live(now).filter(school_class_id=class_id, role=audience)
    kept = await _kept(actor, await live, reset=reset, now=now)
    kept = kept or await _create(
        actor, audience, OrgId(row.org_id), (CLASS_LIFE, CLASS_USES), now=now, school_class=class_id
    )
    return (await facts([kept], now=now))[0]


async def revoke(actor: PersonId, invite_id: InviteId, *, now: datetime) -> InviteFact:
    """Take a link back: from this moment it opens nothing. Twice is once.

    Raises:
        NotAllowed: no such invite that the actor could have issued.
    """
    row = await Invite.get_or_none(id=invite_id)
    if row is None:
        raise NotAllowed("invite.revoke")
    if row.school_class_id:
        await access.access_class(actor, "invite.class", ClassId(row.school_class_id))
    else:
        act = "admin.invite" if row.role in ADMINS else "invite.teachers"
        await access.access_org(actor, act, OrgId(row.org_id))
    await _take_back(actor, [row], now=now)
    return (await facts([row], now=now))[0]


async def ensure_issues(actor: PersonId, class_id: ClassId, *, now: datetime) -> None:
    """The actor may issue links into this class.

    Raises:
        NotAllowed, OnlyClassTeacher: as for `issue_class`.
    """
    await _access_own_class(actor, class_id, now=now)


async def ways_in(actor: PersonId, *, now: datetime) -> list[InviteFact]:
    """Live links into the actor's own classes: a pupil's for pupils, a parent's for parents, a class teacher's both."""
    own: set[tuple[int, Role]] = set()
    for standing in await access.standings(actor):
        if standing.school_class and standing.role in (Role.STUDENT, Role.PARENT):
            own.add((standing.school_class, standing.role))
    for headed in await headed_classes(actor, now=now):
        own |= {(headed.id, Role.STUDENT), (headed.id, Role.PARENT)}
    rows = await _live(now).filter(school_class_id__in=[school_class for school_class, _ in own])
    newest = {(row.school_class_id, row.role): row for row in reversed(rows) if (row.school_class_id, row.role) in own}
    found = await facts(list(newest.values()), now=now)
    return sorted(found, key=lambda fact: (fact.class_title, list(Role).index(fact.role)))


def looks_like_code(text: str) -> bool:
    """Ten signs of the codes' alphabet: nothing else that people write looks so."""
    try:
        parse_code(text)
    except BadCode:
        return False
    return True


async def reset_class(actor: PersonId, class_id: ClassId, *, now: datetime) -> int:
    """Take back every live link of a class; how many there were.

    Raises:
        NotAllowed, OnlyClassTeacher: as for `issue_class`.
    """
    await _access_own_class(actor, class_id, now=now)
    live = await _live(now).filter(school_class_id=class_id)
    await _take_back(actor, live, now=now)
    return len(live)


def _live(now: datetime) -> QuerySet[Invite]:
    """Invites that would still open a door."""
    return Invite.filter(revoked_at__isnull=True, expires_at__gt=now, uses__lt=F("max_uses")).order_by("-id")


async def _kept(actor: PersonId, live: Sequence[Invite], *, reset: bool, now: datetime) -> Invite | None:
    """The newest live one, or none after all of them were taken back."""
    if reset:
        await _take_back(actor, live, now=now)
        return None
    return live[0] if live else None


async def _take_back(actor: PersonId, rows: Sequence[Invite], *, now: datetime) -> None:
    for row in rows:
        if await Invite.filter(id=row.id, revoked_at__isnull=True).update(revoked_at=now):
            await audit.record(actor, "invite.revoke", org=OrgId(row.org_id), now=now, invite=row.id)


async def _access_own_class(actor: PersonId, class_id: ClassId, *, now: datetime) -> SchoolClass:
    try:
        return await access.access_class(actor, "invite.class", class_id)
    except NotAllowed:
        await access.access_class(actor, "class.list", class_id)  # others never learn that the class exists
    named = await Assignment.exists(school_class_id=class_id, is_class_teacher=True, valid_to__isnull=True)
    titles = await class_titles([class_id], now=now)
    raise OnlyClassTeacher(said=titles.get(class_id, ""), named=named)


async def _create(
    actor: PersonId | None,
    role: Role,
    org: OrgId,
    limits: tuple[timedelta, int],
    *,
    now: datetime,
    school_class: ClassId | None = None,
    entry: EntryId | None = None,
) -> Invite:
    life, uses = limits
    row = await Invite.create(
        code=new_code(),
        role=role,
        org_id=org,
        school_class_id=school_class,
        entry_id=entry,
        issued_by_id=actor,
        created_at=now,
        expires_at=now + life,
        max_uses=uses,
    )
    await audit.record(actor, "invite.issue", org=org, now=now, invite=row.id, role=role.value)
    return row
