"""How schools come in: month by month from the dates that were kept, and who is missing of the official register.

A school is registered from the moment its administrator was first named (mission 0.1). The official number is what
somebody gave with `/итоги`; what it has more than our tree cannot be named, only counted.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.kit.errors import NotAllowed
from bot.kit.ids import PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import access
from bot.services.years import local_day
from models import SCHOOL_KINDS, Org

NAMES_ON_PAGE = 20
TOWNS_ON_PAGE = 12
MONTHS = 6

# $1 the org whose subtree is looked at: every municipality in it and its schools, with the day each came in.
ALL = """
select t.id as town_id, t.title as town, t.registered_at is not null as town_is_in, o.id, o.title,
    (o.registered_at at time zone o.timezone)::date as came
from org t left join org o on o.parent_id = t.id and o.kind in ('school', 'college') and o.closed_at is null
where (t.id = $1 or t.parent_id = $1) and t.kind = 'municipality' and t.closed_at is null
order by t.title, t.id, o.title, o.id
"""
OFFICIAL = """
select distinct on (org_id, kind) org_id, kind, value from official_total
where org_id = any($1::bigint[]) and kind in ('schools', 'municipalities') and valid_from <= $2
order by org_id, kind, valid_from desc
"""


@dataclass(frozen=True, slots=True)
class Unregistered:
    """Who of the official register is not in yet.

    Attributes:
        schools: (municipality, school) pairs of this page, by municipality; `total` of all pages.
        by_town: (registered, all) schools of each municipality, as in `TownCurve`.
        towns: municipalities that are not registered themselves, of `towns_of` (the official number, else those here).
        official: official number of schools, None if nobody gave one; `registered` of them.
        unknown: schools of the official number that nobody has entered here, so that they have no name.
    """

    title: str
    schools: tuple[tuple[str, str], ...]
    by_town: dict[str, tuple[int, int]]
    towns: tuple[str, ...]
    towns_of: int
    official: int | None
    registered: int
    unknown: int
    total: int
    offset: int
    next_offset: int | None


@dataclass(frozen=True, slots=True)
class TownCurve:
    """One municipality: registered of all its schools, by the official number if there is one, else of those here."""

    title: str
    registered: int
    total: int
    by_month: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Adoption:
    """How many schools were in at the end of each of the last months (its first day stands for it), then by town."""

    title: str
    months: tuple[date, ...]
    reached: tuple[int, ...]
    total: int
    towns: tuple[TownCurve, ...]
    offset: int
    next_offset: int | None


async def unregistered(actor: PersonId, *, now: datetime, offset: int = 0) -> Unregistered:
    """Schools and municipalities of the actor's org that nobody has been named for.

    Raises:
        NotAllowed: the actor does not answer for a region or a municipality.
    """
    org = await _above_schools(actor)
    rows, official = await _rows(org, now=now)
    schools = [row for row in rows if row["id"] is not None]
    absent = [(str(row["town"]), str(row["title"])) for row in schools if row["came"] is None]
    given = official.get((org.id, "schools"))
    further = offset + NAMES_ON_PAGE if offset + NAMES_ON_PAGE < len(absent) else None
    return Unregistered(
        org.title,
        tuple(absent[offset : offset + NAMES_ON_PAGE]),
        {curve.title: (curve.registered, curve.total) for curve in _curves(rows, official, ())},
        tuple(dict.fromkeys(str(row["town"]) for row in rows if not row["town_is_in"])),
        max(official.get((org.id, "municipalities"), 0), len({row["town_id"] for row in rows})),
        given,
        len(schools) - len(absent),
        max(0, (given or 0) - len(schools)),
        len(absent),
        offset,
        further,
    )


async def adoption(actor: PersonId, *, now: datetime, offset: int = 0) -> Adoption:
    """Schools that came in, month by month.

    Raises:
        NotAllowed: the actor does not answer for a region or a municipality.
    """
    org = await _above_schools(actor)
    rows, official = await _rows(org, now=now)
    months = _months(local_day(org.timezone, now))
    curves = _curves(rows, official, months)
    days = [row["came"] for row in rows]
    return Adoption(
        org.title,
        months,
        tuple(_reached(days, months)),
        official.get((org.id, "schools")) or sum(curve.total for curve in curves),
        tuple(curves[offset : offset + TOWNS_ON_PAGE]),
        offset,
        offset + TOWNS_ON_PAGE if offset + TOWNS_ON_PAGE < len(curves) else None,
    )


async def _above_schools(actor: PersonId) -> Org:
    org = await access.access_org(actor, "report.read")
    if org.kind in SCHOOL_KINDS:
        raise NotAllowed("report.read")
    return org


async def _rows(org: Org, *, now: datetime) -> tuple[list[dict[str, object]], dict[tuple[int, str], int]]:
    rows = await same_transaction().execute_query_dict(ALL, [org.id])
    ids = sorted({org.id, *(row["town_id"] for row in rows)})
    day = local_day(org.timezone, now)
    given = await same_transaction().execute_query_dict(OFFICIAL, [ids, day])
    official = {(row["org_id"], str(row["kind"])): int(row["value"]) for row in given}
    return rows, official


def _months(today: date) -> tuple[date, ...]:
    """The first days of the last months, this one included, oldest first."""
    counted = today.year * 12 + today.month - 1
    return tuple(date(month // 12, month % 12 + 1, 1) for month in range(counted - MONTHS + 1, counted + 1))


def _reached(days: Sequence[object], months: Sequence[date]) -> list[int]:
    """How many had come by the end of each month."""
    came = Counter(day.replace(day=1) for day in days if isinstance(day, date))
    return [sum(n for month, n in came.items() if month <= until) for until in months]


def _curves(
    rows: Sequence[dict[str, object]], official: dict[tuple[int, str], int], months: Sequence[date]
) -> list[TownCurve]:
    towns: dict[int, list[dict[str, object]]] = {}
    for row in rows:
        towns.setdefault(int(str(row["town_id"])), []).append(row)
    return [_curve(town, own, official, months) for town, own in towns.items()]


def _curve(
    town: int, rows: Sequence[dict[str, object]], official: dict[tuple[int, str], int], months: Sequence[date]
) -> TownCurve:
    schools = [row for row in rows if row["id"] is not None]
    reached = _reached([row["came"] for row in schools], months)
    total = official.get((town, "schools"), len(schools))
    return TownCurve(str(rows[0]["town"]), sum(row["came"] is not None for row in schools), total, tuple(reached))
