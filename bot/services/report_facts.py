"""Everything the weekly report counts, read as of a period's end: one fixed number of statements for a whole region.

Each school's own time zone says when its period ends. A person is counted once in her region, at the school that is
her main one then; so the schools' numbers add up to the municipality's, and theirs to the region's.
"""

from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal

from bot.kit.ids import OrgId
from bot.kit.unit_of_work import unit_of_work
from bot.services.periods import Period
from models import OrgKind

# $1 region, $2 window end (local date), $3 window begin, $4 first day of the school year. A statement must name every
# parameter it is given, hence the last condition here: all four that begin so take the same ones.
_SCHOOLS = """
with schools as (
    select o.id, o.parent_id, o.title, o.registered_at, e.at, ($4::date::timestamp at time zone o.timezone) as year_at
    from org o cross join lateral (select $2::date::timestamp at time zone o.timezone as at) e
    where o.region_id = $1 and o.kind in ('school', 'college')
        and o.created_at < e.at and (o.closed_at is null or o.closed_at >= e.at) and $3::date is not null
)
"""

STRUCTURE = (
    _SCHOOLS
    + """
select s.id, s.parent_id, s.title, coalesce(s.registered_at < s.at, false) as is_in,
    exists (select 1 from roster_entry e join binding b on b.entry_id = e.id
        where e.org_id = s.id and e.role = 'school_admin' and b.valid_from < s.at) as has_admin,
    exists (select 1 from school_class c where c.org_id = s.id and c.created_at < s.at) as has_structure
from schools s order by s.id
"""
)

MUNICIPALITIES = """
select o.id, o.title, coalesce(o.registered_at < e.at, false) as is_in,
    exists (select 1 from roster_entry r join binding b on b.entry_id = r.id
        where r.org_id = o.id and r.role = 'municipal_admin' and b.valid_from < e.at) as has_admin,
    exists (select 1 from org s where s.parent_id = o.id and s.created_at < e.at
        and (s.closed_at is null or s.closed_at >= e.at)) as has_structure
from org o cross join lateral (select $2::date::timestamp at time zone o.timezone as at) e
where o.region_id = $1 and o.kind = 'municipality'
    and o.created_at < e.at and (o.closed_at is null or o.closed_at >= e.at)
order by o.id
"""

# `who` is a person; an entry whose person asked to be forgotten stands for itself.
TEACHERS = (
    _SCHOOLS
    + """
, named as (
    select distinct on (e.id) e.id as entry, e.org_id, e.is_main, s.at, s.year_at,
        coalesce(b.person_id, -e.id) as who,
        b.id is not null and (b.valid_to is null or b.valid_to >= s.at)
            and (e.valid_to is null or e.valid_to >= s.at) as live
    from roster_entry e join schools s on s.id = e.org_id
    left join binding b on b.entry_id = e.id and b.valid_from < s.at
    where e.role = 'teacher' and e.valid_from < s.at
    order by e.id, b.valid_from desc nulls last, b.id desc
), homes as (
    select distinct on (who) who, org_id, live from named order by who, live desc, is_main desc, entry
), spoken as (
    select n.who, sum(a.messages) as messages, sum(a.calls) as calls
    from activity_day a join named n on n.entry = a.teacher_id
    where a.day >= $3 and a.day < $2 group by n.who
), made as (
    select distinct n.who from conversation c join named n on n.entry = c.teacher_id
    where c.counts and c.registered_at >= n.year_at and c.registered_at < n.at
)
select h.org_id as id, count(*) filter (where h.live) as teachers_in, count(m.who) as teachers_chat,
    count(*) filter (where s.messages >= 3) as teachers_3, count(*) filter (where s.messages >= 10) as teachers_10,
    count(*) filter (where s.calls >= 1) as teachers_call
from homes h left join spoken s on s.who = h.who left join made m on m.who = h.who
group by h.org_id
"""
)

STUDENTS = (
    _SCHOOLS
    + """
, bound as (
    select b.person_id, e.org_id, e.is_main, e.id as entry
    from schools s join roster_entry e on e.org_id = s.id and e.role = 'student'
    join binding b on b.entry_id = e.id
    where e.valid_from < s.at and (e.valid_to is null or e.valid_to >= s.at)
        and b.valid_from < s.at and (b.valid_to is null or b.valid_to >= s.at)
), homes as (
    select distinct on (person_id) org_id from bound order by person_id, is_main desc, entry
)
select org_id as id, count(*) as students_in from homes group by org_id
"""
)

# Pupils without a phone of their own, whose parent is in: shown apart, never added to the column.
BY_PROXY = (
    _SCHOOLS
    + """
select s.id, count(distinct e.id) as students_by_proxy
from schools s join roster_entry e on e.org_id = s.id and e.role = 'student'
join guardian g on g.child_id = e.id and g.valid_from < s.at and (g.valid_to is null or g.valid_to >= s.at)
join binding p on p.entry_id = g.parent_id and p.valid_from < s.at and (p.valid_to is null or p.valid_to >= s.at)
where e.valid_from < s.at and (e.valid_to is null or e.valid_to >= s.at)
    and not exists (select 1 from binding b where b.entry_id = e.id
        and b.valid_from < s.at and (b.valid_to is null or b.valid_to >= s.at))
group by s.id
"""
)

TOTALS = """
select distinct on (t.org_id, t.kind) t.org_id as id, t.kind, t.value
from official_total t join org o on o.id = t.org_id
where (o.id = $1 or o.region_id = $1) and t.valid_from < $2
order by t.org_id, t.kind, t.valid_from desc
"""


AIMS = """
select id, metric, share, deadline from (
    select distinct on (t.org_id, t.metric) t.org_id as id, t.metric, t.share, t.deadline, t.ended_on
    from target t join org o on o.id = t.org_id
    where (o.id = $1 or o.region_id = $1) and t.valid_from <= $2
    order by t.org_id, t.metric, t.valid_from desc, t.id desc
) newest where ended_on is null or ended_on > $2
"""


@dataclass(frozen=True, slots=True)
class Aim:
    """A target in force: a share (0.25 is 25 %) and the day it is to be reached by."""

    share: Decimal
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted from our own rows. `teachers_*` are people; `_idle` is registered and not active."""

    schools_in: int = 0
    schools_idle: int = 0
    teachers_in: int = 0
    students_in: int = 0
    students_by_proxy: int = 0
    municipalities_in: int = 0
    municipalities_idle: int = 0
    teachers_chat: int = 0
    teachers_3: int = 0
    teachers_10: int = 0
    teachers_call: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Sums of a lower level are the upper level."""
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def to_json(self) -> dict[str, object]:
        """As it is frozen."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Slice:
    """One org's part of the region's numbers; `totals` holds only what was officially given for this very org."""

    org: OrgId
    parent: OrgId | None
    kind: OrgKind
    title: str
    counts: Counts
    totals: dict[str, int] = field(default_factory=dict)


async def read(region: OrgId, title: str, period: Period, *, year_start: date) -> list[Slice]:
    """Every slice of a region as of the period's end: the region's first, then municipalities, then schools.

    Seven statements, however many schools there are. A period that still runs is read as of now.
    """
    window = [region, period.until]
    full = [*window, period.since, year_start]
    async with unit_of_work() as connection:
        schools = await connection.execute_query_dict(STRUCTURE, full)
        towns = await connection.execute_query_dict(MUNICIPALITIES, window)
        counted = [await connection.execute_query_dict(sql, full) for sql in (TEACHERS, STUDENTS, BY_PROXY)]
        official = await connection.execute_query_dict(TOTALS, window)
    numbers: dict[int, dict[str, int]] = {}
    for row in (row for rows in counted for row in rows):
        numbers.setdefault(row.pop("id"), {}).update(row)
    totals: dict[int, dict[str, int]] = {}
    for row in official:
        totals.setdefault(row["id"], {})[row["kind"]] = row["value"]
    leaves = [_school(row, numbers.get(row["id"], {}), totals) for row in schools]
    middles = [_municipality(row, leaves, totals) for row in towns]
    whole = sum((s.counts for s in leaves), Counts()) + sum((_own(row) for row in towns), Counts())
    return [Slice(region, None, OrgKind.REGION, title, whole, totals.get(region, {})), *middles, *leaves]


async def read_aims(region: OrgId, day: date) -> dict[int, dict[str, Aim]]:
    """The targets in force on a day: by org, by the number they are about."""
    found: dict[int, dict[str, Aim]] = {}
    async with unit_of_work() as connection:
        for row in await connection.execute_query_dict(AIMS, [region, day]):
            found.setdefault(row["id"], {})[row["metric"]] = Aim(row["share"].normalize(), row["deadline"])
    return found


def _is_idle(row: dict[str, object]) -> bool:
    """Registered, but the administrator never came or made no structure (mission 0.1)."""
    return bool(row["is_in"]) and not (row["has_admin"] and row["has_structure"])


def _school(row: dict[str, object], numbers: dict[str, int], totals: dict[int, dict[str, int]]) -> Slice:
    org = OrgId(int(str(row["id"])))
    counts = Counts(schools_in=int(bool(row["is_in"])), schools_idle=int(_is_idle(row)), **numbers)
    parent = OrgId(int(str(row["parent_id"])))
    return Slice(org, parent, OrgKind.SCHOOL, str(row["title"]), counts, totals.get(org, {}))


def _municipality(row: dict[str, object], schools: list[Slice], totals: dict[int, dict[str, int]]) -> Slice:
    org = OrgId(int(str(row["id"])))
    counts = sum((s.counts for s in schools if s.parent == org), _own(row))
    return Slice(org, None, OrgKind.MUNICIPALITY, str(row["title"]), counts, totals.get(org, {}))


def _own(row: dict[str, object]) -> Counts:
    return Counts(municipalities_in=int(bool(row["is_in"])), municipalities_idle=int(_is_idle(row)))
