"""How many of those on the roster have come in and done one thing themselves (mission B3, B4).

Percentages are rounded down by whoever shows them: all but one is never 100 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import NotAllowed
from bot.kit.ids import OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, target_rows
from bot.services.access import Scope
from bot.services.target_words import OF_SOURCES
from bot.services.years import local_day
from models import Assignment, Org, OrgKind, Role

NAMES = 20  # names of the missing on a screen

# Active: bound, and has spoken to the bot or in a counted chat.
ACTIVE = """exists (select 1 from binding b where b.entry_id = e.id and b.valid_to is null and (
        exists (select 1 from reach r where r.person_id = b.person_id)
        or exists (select 1 from activity_day a where a.teacher_id = e.id)))"""

# $1 schools, $2 classes to keep to (empty: all).
PEOPLE = f"""
with live as (
    select e.id, e.role, e.last_name, e.first_name, e.middle_name, e.declined_at, {ACTIVE} as active
    from roster_entry e
    where e.org_id = any($1::bigint[]) and e.valid_to is null and e.role in ('teacher', 'student', 'parent')
        and (cardinality($2::bigint[]) = 0 or e.school_class_id = any($2::bigint[]))
), parents as (
    select g.child_id, bool_or(p.declined_at is not null) as declined, bool_or(exists (select 1 from binding b
        join reach r on r.person_id = b.person_id where b.entry_id = g.parent_id and b.valid_to is null)) as active
    from guardian g join live l on l.id = g.child_id join roster_entry p on p.id = g.parent_id
    where g.valid_to is null group by g.child_id
)
"""

COUNT = (
    PEOPLE
    + """
select count(*) filter (where role = 'teacher') as teachers, count(*) filter (where role = 'teacher' and l.active)
    as teachers_active, count(*) filter (where role = 'student') as students,
    count(*) filter (where role = 'student' and l.active) as students_active,
    count(*) filter (where role = 'student' and not l.active and p.active) as students_by_proxy,
    count(*) filter (where role = 'student' and p.active) as families_active,
    count(*) filter (where role <> 'parent' and not l.active and not coalesce(p.active, false)
        and (l.declined_at is not null or coalesce(p.declined, false))) as declined
from live l left join parents p on p.child_id = l.id
"""
)

MISSING = (
    PEOPLE
    + """
select role, last_name, first_name from live l left join parents p on p.child_id = l.id
where not l.active and role in ('teacher', 'student') and not coalesce(p.active, false)
    and l.declined_at is null and not coalesce(p.declined, false)  -- a no is no absence
order by role desc, replace(lower(last_name), 'ё', 'е'), first_name, l.id limit $3
"""
)

COUNT_TEACHERS = f"""
select count(*) as teachers, count(*) filter (where {ACTIVE}) as teachers_active from roster_entry e
where e.org_id = any($1::bigint[]) and e.role = 'teacher' and e.valid_to is null
"""

SCHOOLS = """
select id, registered_at is not null as is_in from org
where (id = $1 or parent_id = $1 or region_id = $1) and kind in ('school', 'college') and closed_at is null
"""


@dataclass(frozen=True, slots=True)
class Share:
    """`active` of `total`, and what share is asked for (0 to 1; None: nothing is)."""

    active: int
    total: int
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Activation:
    """The figures of one org, or of a class teacher's own classes.

    Attributes:
        parents: pupils who have at least one active parent, of all pupils.
        by_proxy: pupils who are not in themselves, but whose parent is; not among `students.active`.
        declined: said no by themselves (pupils: or their parents did); they are not among the missing.
        schools: registered, of all that are known here; None below a municipality.
        missing: names of those who have not come, for a school's administrator only; `more` are not listed.
    """

    title: str
    teachers: Share | None
    students: Share
    parents: Share
    by_proxy: int
    declined: int = 0
    schools: Share | None = None
    missing_teachers: tuple[str, ...] = ()
    missing_students: tuple[str, ...] = ()
    more: int = 0


async def read(actor: PersonId, *, now: datetime) -> Activation:
    """Activation in the actor's own scope: her org, or a class teacher's own classes.

    Raises:
        NotAllowed: the actor may not see it, or is class teacher of no class.
    """
    standing = await access.access_standing(actor, "activation.read")
    org = await Org.get(id=standing.org)
    classes = await _own_classes(standing.entry, standing.role)
    async with unit_of_work() as connection:
        schools = await connection.execute_query_dict(SCHOOLS, [org.id])
        ids = [row["id"] for row in schools]
        [counted] = await connection.execute_query_dict(COUNT, [ids, classes])
    targets = await _asked(org, now=now)
    missing = await _missing(ids) if standing.role is Role.SCHOOL_ADMIN else []
    absent = _absent(counted)
    is_above = org.kind in (OrgKind.REGION, OrgKind.MUNICIPALITY)
    return Activation(
        org.title,
        None if classes else _share(counted, "teachers", "teachers_active", targets.get("teachers_in")),
        _share(counted, "students", "students_active", targets.get("students_in")),
        _share(counted, "students", "families_active", targets.get("parents_in")),
        counted["students_by_proxy"],
        counted["declined"],
        schools=Share(sum(row["is_in"] for row in schools), len(schools)) if is_above else None,
        missing_teachers=_names(missing, Role.TEACHER),
        missing_students=_names(missing, Role.STUDENT),
        more=max(0, absent - len(missing)) if missing else 0,
    )


async def _asked(org: Org, *, now: datetime) -> dict[str, float]:
    """The shares asked for: what somebody set, else what the sources ask."""
    rows = await target_rows.in_force(org, local_day(org.timezone, now))
    return {t.metric: float(t.share) for t in OF_SOURCES} | {row.metric: float(row.share) for row in rows}


async def on_rosters(org: OrgId, *, pupils: bool = True) -> dict[str, tuple[int, int]]:
    """(active, all) of the rosters of an org and what is below it, by the metric of targets.

    Args:
        org: region, municipality or school.
        pupils: count them and their parents, too; they are twenty times as many as teachers.
    """
    async with unit_of_work() as connection:
        schools = [row["id"] for row in await connection.execute_query_dict(SCHOOLS, [org])]
        if not pupils:
            [counted] = await connection.execute_query_dict(COUNT_TEACHERS, [schools])
            return {"teachers_in": (counted["teachers_active"], counted["teachers"])}
        [counted] = await connection.execute_query_dict(COUNT, [schools, []])
    return {
        "teachers_in": (counted["teachers_active"], counted["teachers"]),
        "students_in": (counted["students_active"], counted["students"]),
        "parents_in": (counted["families_active"], counted["students"]),
    }


def _absent(counted: dict[str, int]) -> int:
    students = counted["students"] - counted["students_active"] - counted["students_by_proxy"]
    return counted["teachers"] - counted["teachers_active"] + students - counted["declined"]


def _share(counted: dict[str, int], total: str, active: str, target: float | None) -> Share:
    return Share(counted[active], counted[total], target)


async def _own_classes(entry: int, role: Role) -> list[int]:
    if access.RIGHTS["activation.read"][role] is Scope.ORG:
        return []
    led = await Assignment.filter(teacher_id=entry, is_class_teacher=True, valid_to__isnull=True)
    if not led:
        raise NotAllowed("activation.read")
    return [row.school_class_id for row in led]


async def _missing(schools: Sequence[int]) -> list[dict[str, str]]:
    async with unit_of_work() as connection:
        rows: list[dict[str, str]] = await connection.execute_query_dict(MISSING, [list(schools), [], NAMES])
    return rows


def _names(rows: Sequence[dict[str, str]], role: Role) -> tuple[str, ...]:
    return tuple(f"{r['last_name']} {r['first_name']}".strip() for r in rows if r["role"] == role.value)
