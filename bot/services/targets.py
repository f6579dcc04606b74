"""Targets against the last closed report: the value, the people missing (rounded up), where it is going."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from bot.kit.ids import OrgId, PersonId
from bot.services import access, activation, forecasts, norms, office_share, periods, report, target_rows
from bot.services.forecasts import Forecast
from bot.services.norms import Norm
from bot.services.office_share import OfficeShare
from bot.services.periods import NoClosedPeriod, Period
from bot.services.report import Report
from bot.services.target_words import (
    ABOVE_SCHOOLS,
    MEASURED,
    METRICS,
    OF_PUPILS,
    OFFICES,
    ON_ROSTERS,
    Implied,
    TypedTarget,
    contradictions,
)
from bot.services.years import local_day
from models import SCHOOL_KINDS, Org, Target

OF_ROSTER = {"teachers": "teachers_in", "students": "students_in"}


@dataclass(frozen=True, slots=True)
class TargetFact:
    """One target.

    Attributes:
        own: set by this very org; inherited else.
        value, of, missing: None while it was not measured, or of an unknown number.
        by_list: `of` is the length of the schools' lists, because nobody gave an official head-count.
        change: of the share since the period before, None if there is nothing to compare.
        forecast: None for a target without a deadline, and for what has no history.
        offices: of the target of offices only: how many there are, what was seen, calls of the week.
    """

    metric: str
    share: Fraction
    deadline: date | None
    basis: str
    own: bool
    value: int | None = None
    of: int | None = None
    by_list: bool = False
    missing: int | None = None
    change: float | None = None
    forecast: Forecast | None = None
    offices: OfficeShare | None = None


@dataclass(frozen=True, slots=True)
class Targets:
    """All targets of an org as of one period, in the order of METRICS; `may_edit`: the reader may set her own.

    [`since`, `until`) is the period's window, `year_start` the day since which «создал чат» counts. `norm`: of today.
    """

    title: str
    period: str
    since: date
    until: date
    year_start: date
    is_running: bool
    facts: tuple[TargetFact, ...]
    implied: tuple[Implied, ...]
    may_edit: bool
    norm: Norm


def people_missing(value: int, of: int, share: Fraction) -> int:
    """How many more are needed, rounded up: 35 % of 16 819 is 5 887 people."""
    return max(0, -(-of * share.numerator // share.denominator) - value)


async def read(actor: PersonId, *, now: datetime, only: Sequence[str] = METRICS) -> Targets:
    """The targets of the actor's org against the last closed period, or the running one while none has ended.

    Args:
        actor: administers or directs an org.
        now: aware UTC moment.
        only: the metrics wanted; pupils are not counted for those of teachers and schools.

    Raises:
        NotAllowed: the actor reads no reports.
    """
    org = await access.access_org(actor, "report.read")
    today = local_day(org.timezone, now)
    rows = {row.metric: row for row in await target_rows.in_force(org, today) if _fits(org, row.metric, only)}
    ordered = [rows[metric] for metric in METRICS if metric in rows]
    period, is_running = await _period(OrgId(org.region_id or org.id), today, now=now)
    current = await report.read(OrgId(org.id), period, now=now)
    past = await _past(OrgId(org.id), period, now=now) if ordered and not is_running else []
    lists = await _lists(org, rows)
    offices = await office_share.read(OrgId(org.id), period) if OFFICES in rows else None
    facts = [
        _of_offices(row, offices, own=row.org_id == org.id)
        if offices and row.metric == OFFICES
        else _fact(row, current, past, lists, own=row.org_id == org.id, today=today)
        for row in ordered
    ]
    typed = [TypedTarget(row.metric, row.share, row.deadline, row.basis) for row in ordered]
    may_edit = access.may([s.role for s in (await access.standings(actor))[:1]], "targets.write")
    return Targets(
        org.title,
        period.label,
        period.since,
        period.until,
        current.year_start,
        is_running,
        tuple(facts),
        tuple(contradictions(typed)),
        may_edit,
        await norms.read(OrgId(org.id), today),
    )


def _fits(org: Org, metric: str, only: Sequence[str]) -> bool:
    return metric in only and (org.kind not in SCHOOL_KINDS or metric not in ABOVE_SCHOOLS)


async def _lists(org: Org, rows: Mapping[str, Target]) -> dict[str, tuple[int, int]]:
    """Rosters are counted for what is measured on them, and below the region, where head-counts are seldom given."""
    if not rows or (org.region_id is None and not any(metric in ON_ROSTERS for metric in rows)):
        return {}
    pupils = any(metric in rows for metric in OF_PUPILS)
    return await activation.on_rosters(OrgId(org.id), pupils=pupils)


async def _period(region: OrgId, today: date, *, now: datetime) -> tuple[Period, bool]:
    await periods.ensure_periods(region, today)
    try:
        return await periods.last_closed(region, now=now), False
    except NoClosedPeriod:
        return await periods.running(region, today), True


async def _past(org: OrgId, last: Period, *, now: datetime) -> list[Report]:
    """The frozen reports of the last weeks, oldest first; the last one is frozen by now."""
    ended = [p for p in await periods.closed(last.region, now=now) if p.last <= last.last]
    found = [await report.frozen(period, [org]) for period in ended[-forecasts.MOST :]]
    return [one for reports in found for one in reports]


def _of_offices(row: Target, found: OfficeShare, *, own: bool) -> TargetFact:
    """Not measured while there is no office, or no audit has looked into one."""
    share = Fraction(row.share)
    fact = TargetFact(row.metric, share, row.deadline, row.basis, own, offices=found)
    if not found.seen or not found.total:
        return fact
    missing = people_missing(found.there, found.total, share)
    return replace(fact, value=found.there, of=found.total, missing=missing)


def _fact(
    row: Target,
    current: Report,
    past: Sequence[Report],
    lists: Mapping[str, tuple[int, int]],
    *,
    own: bool,
    today: date,
) -> TargetFact:
    share = Fraction(row.share)
    if row.metric in ON_ROSTERS:
        value, of = lists.get(row.metric, (0, 0))
        if not of:
            return TargetFact(row.metric, share, row.deadline, row.basis, own, by_list=True)
        missing = people_missing(value, of, share)
        return TargetFact(row.metric, share, row.deadline, row.basis, own, value, of, by_list=True, missing=missing)
    number, kind = MEASURED[row.metric]
    value_now, total = _value(current, number), current.totals.get(kind)
    by_list = total is None and OF_ROSTER.get(kind) in lists
    size = lists[OF_ROSTER[kind]][1] if by_list else total
    points = [point for one in past if (point := _point(one, number, kind)) is not None]
    return TargetFact(
        row.metric,
        share,
        row.deadline,
        row.basis,
        own,
        value_now,
        size,
        by_list,
        people_missing(value_now or 0, size, share) if size else None,
        points[-1][1] - points[-2][1] if len(points) > 1 else None,
        forecasts.foresee(points, float(share), row.deadline, today) if row.deadline else None,
    )


def _value(current: Report, number: str) -> int | None:
    measured = number not in current.missing and (number != "teachers_call" or current.with_calls)
    return int(getattr(current.counts, number)) if measured else None


def _point(one: Report, number: str, kind: str) -> tuple[date, float] | None:
    """(last day of the window, share then) by the head-counts of that time."""
    value, of = _value(one, number), one.totals.get(kind)
    return (one.until, value / of) if value is not None and of else None
