"""The weekly report: built from facts, frozen when its period is over, read by everybody for her own org."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

import msgspec
import orjson

from bot.kit.ids import OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, periods, report_facts, settings
from bot.services.periods import NoSuchPeriod, Period
from bot.services.report_facts import Aim, Counts, Slice, TermFacts
from bot.services.report_sql import BEFORE
from bot.services.years import FIRST_MONTH
from models import Binding, Org, OrgKind, ReportSnapshot, Role, SchoolYear

FREEZE = """
insert into report_snapshot (period_id, org_id, facts, created_at)
select $1, t.org, t.facts::jsonb, $4 from unnest($2::bigint[], $3::text[]) as t(org, facts)
on conflict (period_id, org_id) do nothing
"""


@dataclass(frozen=True, slots=True)
class Report:
    """One org's report of one period: whole numbers; shares and words are made of them by whoever shows them.

    Attributes:
        level: region, municipality or school.
        period: its label; [`since`, `until`) is the counting window in each school's own time zone.
        year_start: since when «создал чат» counts.
        totals: official head-counts by kind; one that was never given is not there.
        missing: codes of counters that were not collected in that period.
        with_calls: the extra column of calls is shown.
        is_frozen: the period is over and these numbers will not change.
        aims: targets in force then, by the number they are about.
        before: the frozen counts of the period before; None where there was none.
        totals_since: from when each official head-count holds.
        doubts: why more teachers may be in than there are, where they are: see `report_signs.TooMany`.
        tally: the region's only: all messages and calls when it was frozen, to know late ones by.
        term: set when this is no week's report, but a term's; never frozen itself.
    """

    org: OrgId
    parent: OrgId | None
    level: OrgKind
    title: str
    period_id: int
    period: str
    since: date
    until: date
    year_start: date
    counts: Counts
    totals: dict[str, int]
    missing: tuple[str, ...] = ()
    with_calls: bool = False
    is_frozen: bool = False
    aims: dict[str, Aim] = field(default_factory=dict)
    before: Counts | None = None
    totals_since: dict[str, date] = field(default_factory=dict)
    doubts: dict[str, int] = field(default_factory=dict)
    tally: tuple[int, int] | None = None
    term: TermFacts | None = None


@dataclass(frozen=True, slots=True)
class Idle:
    """Names behind the number of the not active, within the asker's own org."""

    period: str
    municipalities: tuple[str, ...]
    schools: tuple[str, ...]


async def read(org: OrgId, period: Period, *, now: datetime) -> Report:
    """One org's report: the frozen one if the period is over (it is frozen now if nobody did), else as of now.

    Raises:
        NoSuchPeriod: the org was not there in that period.
    """
    if await periods.is_over(period, now=now):
        await freeze(period, now=now)
        found = await frozen(period, [org])
    else:
        found = [r for r in await build(period) if r.org == org]
    if not found:
        raise NoSuchPeriod(said=period.label)
    return found[0]


async def build(period: Period) -> list[Report]:
    """Every org's report of a period, counted now; the region's first."""
    region = await Org.get(id=period.region)
    year_start = await first_day_of_year(period)
    missing = await settings.get(period.region, "report.missing", period.first)
    calls = await settings.get(period.region, "report.call_column", period.first)
    slices = await report_facts.read(period.region, region.title, period, year_start=year_start)
    aims = await report_facts.read_aims(period.region, period.last)
    before = await _before(period)
    codes = tuple(map(str, missing)) if isinstance(missing, list | tuple) else ()
    common: dict[str, Any] = {"missing": codes, "with_calls": bool(calls)} | _of_period(period, year_start)
    doubts = await _doubts(slices, period, year_start)
    return [
        Report(
            org=s.org,
            parent=s.parent,
            level=s.kind,
            title=s.title,
            counts=s.counts,
            totals=s.totals,
            aims=_aims_of(s, period.region, aims),
            before=before.get(s.org),
            totals_since=s.totals_since,
            doubts=doubts.get(s.org, {}),
            **common,
        )
        for s in slices
    ]


def _of_period(period: Period, year_start: date) -> dict[str, Any]:
    return {
        "period_id": period.id,
        "period": period.label,
        "since": period.since,
        "until": period.until,
        "year_start": year_start,
    }


async def _doubts(slices: Sequence[Slice], period: Period, year_start: date) -> dict[OrgId, dict[str, int]]:
    """For each org with more teachers in than there are in all; mostly there is none, and nothing is read."""
    over = [s for s in slices if s.counts.teachers_in > s.totals.get("teachers", s.counts.teachers_in)]
    if not over:
        return {}
    by_school = await report_facts.read_doubts(period, year_start)
    found = {}
    for s in over:
        mine = [d.org for d in slices if s.kind is OrgKind.REGION or s.org in (d.org, d.parent)]
        doubts = [by_school[org] for org in mine if org in by_school]
        found[s.org] = {key: sum(d[key] for d in doubts) for key in ("same_name", "no_lessons")}
    return found


async def _before(period: Period) -> dict[OrgId, Counts]:
    """What every org had in the period before, as it was frozen."""
    async with unit_of_work() as connection:
        rows = await connection.execute_query_dict(BEFORE, [period.region, period.since])
    return {OrgId(row["id"]): msgspec.convert(orjson.loads(row["counts"]), Counts) for row in rows}


def _aims_of(s: Slice, region: OrgId, aims: Mapping[int, Mapping[str, Aim]]) -> dict[str, Aim]:
    """An org's own targets, else its parent's, else the region's."""
    return {**aims.get(region, {}), **aims.get(s.parent or region, {}), **aims.get(s.org, {})}


async def first_day_of_year(period: Period) -> date:
    """Since when «создал чат» counts in a period."""
    row = await SchoolYear.filter(region_id=period.region, starts_on__lte=period.last).order_by("-starts_on").first()
    default = date(period.last.year - (period.last.month < FIRST_MONTH), FIRST_MONTH, 1)
    return max(row.starts_on, default) if row else default


async def freeze(period: Period, *, now: datetime) -> bool:
    """Keep every org's numbers of a period that is over; once, whoever comes first.

    Returns:
        False when they were kept before.
    """
    if await ReportSnapshot.filter(period_id=period.id, org_id=period.region).exists():
        return False
    tally = await report_facts.read_tally(period)
    reports = [replace(r, tally=tally) if r.org == period.region else r for r in await build(period)]
    columns = [[r.org for r in reports], [msgspec.json.encode(asdict(r)).decode() for r in reports]]
    async with unit_of_work() as connection:
        await connection.execute_query(FREEZE, [period.id, *columns, now])
        await periods.mark_closed(period, now=now)
    return True


async def frozen(period: Period, only: Sequence[OrgId] | None = None) -> list[Report]:
    """The frozen reports of a period, region first, then in the order the orgs were founded."""
    rows = ReportSnapshot.filter(period_id=period.id).order_by("org_id")
    if only is not None:
        rows = rows.filter(org_id__in=list(only))
    order = [OrgKind.REGION, OrgKind.MUNICIPALITY, OrgKind.SCHOOL]
    return sorted((thawed(row.facts) for row in await rows), key=lambda r: order.index(r.level))


def thawed(facts: dict[str, Any]) -> Report:
    """A kept report as it was frozen."""
    return replace(msgspec.convert(facts, Report), is_frozen=True)


async def readers(period: Period) -> list[tuple[PersonId, Report]]:
    """Who is to be sent a frozen report: every administrator, each org's own slice, each (person, org) once."""
    slices = {r.org: r for r in await frozen(period)}
    admins = await Binding.filter(
        valid_to__isnull=True,
        entry__valid_to__isnull=True,
        entry__role__in=[Role.REGION_ADMIN, Role.MUNICIPAL_ADMIN, Role.SCHOOL_ADMIN],
        entry__org_id__in=list(slices),
    ).values_list("person_id", "entry__org_id")
    pairs = sorted({(PersonId(int(str(person))), OrgId(int(str(org)))) for person, org in admins})
    return [(person, slices[org]) for person, org in pairs]


async def read_idle(actor: PersonId, period_id: int) -> Idle:
    """The registered orgs that were not active at a closed period's end, of the actor's own org.

    Raises:
        NotAllowed: the actor reads no reports.
        NoSuchPeriod: not a closed period of the actor's region.
    """
    org = await access.access_org(actor, "report.read")
    region = org.region_id or org.id
    rows = await ReportSnapshot.filter(period_id=period_id, period__region_id=region).order_by("org_id")
    reports = [thawed(row.facts) for row in rows]
    if not reports:
        raise NoSuchPeriod()
    mine = [r for r in reports if org.id in (r.org, r.parent) or org.id == region]
    return Idle(
        reports[0].period,
        tuple(r.title for r in mine if r.level is OrgKind.MUNICIPALITY and r.counts.municipalities_idle),
        tuple(r.title for r in mine if r.level is OrgKind.SCHOOL and r.counts.schools_idle),
    )
