"""How a class comes in (mission C2, C3): invited, opened, asked, in; who is missing; who came when, by whose yes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.kit.errors import Conflict
from bot.kit.ids import ClassId, OrgId, PersonId
from bot.kit.screen import Screen
from bot.kit.unit_of_work import same_transaction
from bot.services import access, audit, invites, letters, profiles, quiet
from bot.services.access import Role
from bot.services.chat_plans import class_titles
from bot.services.invite_facts import InviteFact
from bot.services.letters import Letter
from bot.services.profiles import PupilLine
from models import Binding, Guardian, Org

READ, REMIND = "roster.read", "invite.class"
PAGE = 10
REST = timedelta(days=1)  # between two reminders of one class

STEPS = """
select i.role, count(distinct u.person_id) as opened,
    (select count(distinct r.person_id) from join_request r where r.school_class_id = $1 and r.role = i.role) as asked
from invite i left join invite_use u on u.invite_id = i.id
where i.school_class_id = $1 and i.role in ('student', 'parent') group by i.role
"""
CAME = """
select r.last_name, r.first_name, r.role, r.child_last_name, r.child_first_name, r.decided_at,
    i.created_at as issued_at, i.revoked_at = i.created_at as no_link,
    coalesce(e.last_name || ' ' || e.first_name, '') as decided_by
from join_request r join invite i on i.id = r.invite_id
left join lateral (select e.last_name, e.first_name from binding b join roster_entry e on e.id = b.entry_id
    where b.person_id = r.decided_by_id and e.org_id = r.org_id and e.role in ('teacher', 'school_admin')
    order by e.role desc, b.id limit 1) e on true
where r.school_class_id = $1 and r.state = 'approved' order by r.decided_at desc, r.id desc limit $2 offset $3
"""
REMINDED = """
select 1 from audit where act = 'invites.remind' and org_id = $1 and at > $2
    and (details ->> 'school_class')::bigint = $3 limit 1
"""


@dataclass(frozen=True)
class RemindedToday(Conflict):
    """The parents of class `said` were reminded within a day."""

    what: str = "reminder"


@dataclass(frozen=True, slots=True)
class Step:
    """How far one audience is: invited, of these opened the link, asked to be let in, are in."""

    invited: int
    opened: int
    asked: int
    inside: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A class on its way in. `missing`: pupils not in; `unreached`: of these, without a parent who is in.

    `parents_in`: parents who can be reminded; `may_remind`: the reader is the class teacher.
    """

    school_class: ClassId
    title: str
    pupils: Step
    families: Step
    missing: tuple[str, ...]
    unreached: tuple[str, ...]
    parents_in: int
    may_remind: bool


@dataclass(frozen=True, slots=True)
class Came:
    """Who was let in: the day of the link, whose yes it was; `linked_on` None: a second child, without a link."""

    name: str
    role: Role
    child: str
    at: datetime
    linked_on: date | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class CamePage:
    """A page of those who came in, the newest first."""

    school_class: ClassId
    title: str
    rows: tuple[Came, ...]
    next_offset: int | None


@dataclass(frozen=True, slots=True)
class Reminder:
    """What the parents are asked: how many are in, and the links to hand on."""

    title: str
    inside: int
    total: int
    pupils: InviteFact
    parents: InviteFact


@dataclass(frozen=True, slots=True)
class Reminded:
    """On its way to so many parents; `held_until`: the morning, None: at once."""

    title: str
    people: int
    held_until: datetime | None


async def progress(actor: PersonId, school_class: ClassId, *, now: datetime) -> Progress:
    """How far the class is.

    Raises:
        NotAllowed: the actor may not read this class's list.
    """
    lines = await profiles.roster(actor, school_class)
    rows = {row["role"]: row for row in await same_transaction().execute_query_dict(STEPS, [school_class])}
    inside = sum(line.pupil.is_in for line in lines)
    families = sum(any(parent.is_in for parent in line.parents) for line in lines)
    missing = [line for line in lines if not line.pupil.is_in and not line.pupil.declined]
    headed = [c.id for c in await profiles.headed_classes(actor, now=now)]
    return Progress(
        school_class,
        (await class_titles([school_class], now=now)).get(school_class, ""),
        _step(rows.get("student"), len(lines), inside),
        _step(rows.get("parent"), len(lines), families),
        tuple(line.pupil.name for line in missing),
        tuple(line.pupil.name for line in missing if not line.by_proxy),
        _parents_in(lines),
        school_class in headed,
    )


def _step(row: dict[str, int] | None, invited: int, inside: int) -> Step:
    return Step(invited, row["opened"] if row else 0, row["asked"] if row else 0, inside)


def _parents_in(lines: list[PupilLine]) -> int:
    return len({parent.entry for line in lines for parent in line.parents if parent.is_in})


async def came(actor: PersonId, school_class: ClassId, *, now: datetime, offset: int = 0) -> CamePage:
    """Every entry into the class: who, when, by which link, who said yes.

    Raises:
        NotAllowed: the actor may not read this class's list.
    """
    row = await access.access_class(actor, READ, school_class)
    zone = ZoneInfo((await Org.get(id=row.org_id)).timezone)
    found = await same_transaction().execute_query_dict(CAME, [school_class, PAGE + 1, offset])
    title = (await class_titles([school_class], now=now)).get(school_class, "")
    rows = tuple(_came(one, zone) for one in found[:PAGE])
    return CamePage(school_class, title, rows, offset + PAGE if len(found) > PAGE else None)


def _came(row: dict[str, object], zone: ZoneInfo) -> Came:
    at, issued_at = row["decided_at"], row["issued_at"]
    assert isinstance(at, datetime)
    assert isinstance(issued_at, datetime)
    return Came(
        f"{row['last_name']} {row['first_name']}".strip(),
        Role(str(row["role"])),
        f"{row['child_last_name']} {row['child_first_name']}".strip(),
        at.astimezone(zone),
        None if row["no_link"] else issued_at.astimezone(zone).date(),
        str(row["decided_by"]),
    )


async def remind(
    actor: PersonId, school_class: ClassId, draw: Callable[[Reminder], Screen], *, now: datetime
) -> Reminded:
    """Ask the parents who are in to hand the links on to those who are not; once a day, never at night.

    Raises:
        NotAllowed: the actor is not the class teacher.
        RemindedToday: they were asked within a day.
    """
    row = await access.access_class(actor, REMIND, school_class)
    title = (await class_titles([school_class], now=now)).get(school_class, "")
    since = [row.org_id, now - REST, school_class]
    if await same_transaction().execute_query_dict(REMINDED, since):
        raise RemindedToday(said=title)
    lines = await profiles.roster(actor, school_class)
    links = [
        await invites.issue_class(actor, school_class, audience=audience, now=now)
        for audience in (Role.STUDENT, Role.PARENT)
    ]
    fact = Reminder(title, sum(line.pupil.is_in for line in lines), len(lines), *links)
    org = OrgId(row.org_id)
    held = (await quiet.held_until([org], now=now))[org]
    people = [Letter(person, fact, held_until=held) for person in await _parents(school_class)]
    told = await letters.write(people, draw, now=now)
    await audit.record(actor, "invites.remind", org=org, now=now, school_class=school_class, count=told)
    return Reminded(title, told, held)


async def _parents(school_class: ClassId) -> list[PersonId]:
    live = Guardian.filter(child__school_class_id=school_class, child__valid_to__isnull=True, valid_to__isnull=True)
    parents = await live.values_list("parent_id", flat=True)
    rows = await Binding.filter(entry_id__in=list(parents), valid_to__isnull=True)
    return sorted({PersonId(row.person_id) for row in rows})
