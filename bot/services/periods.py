"""The region's calendar of reporting periods. Windows touch each other: no message falls in two, none is lost.

A period's label says which days it is about; its window says what is counted: from its first day 00:00 to the next
period's first day 00:00, in each school's own time zone (mission 0.1). Holidays make labels short or long, windows
follow by themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.kit.errors import Ambiguous, Conflict, NotFound
from bot.kit.ids import OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, audit, days_off
from bot.services.period_labels import Span, label, parse_period
from bot.services.period_windows import LONGEST_WINDOW, lay_windows
from bot.services.school_weeks import school_weeks
from bot.services.years import local_day
from models import Org, OrgKind, ReportingPeriod

CLOSES_AFTER = timedelta(minutes=15)  # for messages that are late on their way


@dataclass(frozen=True)
class PeriodTaken(Conflict):
    """Some of these days belong to another period already; `said` is that one's label."""

    what: str = "period"


@dataclass(frozen=True)
class PeriodClosed(Conflict):
    """The neighbour is closed and its numbers are frozen; `said` is its label."""

    what: str = "period"


@dataclass(frozen=True)
class NoSuchPeriod(NotFound):
    """The region's calendar has no such period."""

    what: str = "period"


@dataclass(frozen=True)
class NoClosedPeriod(Ambiguous):
    """No period has ended yet; `said` is the label of the running one, and it is the one choice."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period: label days `first`–`last`, counting window [`since`, `until`) as local dates of each school."""

    id: int
    region: OrgId
    first: date
    last: date
    since: date
    until: date
    is_closed: bool

    @property
    def label(self) -> str:
        """«20.02-22.02.2023»."""
        return label(self.first, self.last)


async def ensure_periods(region: OrgId, until: date, *, since: date | None = None) -> None:
    """Continue the calendar with ordinary weeks up to the one that holds `until`; safe to call at any time.

    Args:
        region: whose calendar.
        until: local date that shall be covered.
        since: where an empty calendar begins (default: the week of `until`).
    """
    newest = await ReportingPeriod.filter(region_id=region).order_by("-window_to").first()
    since = since or until
    start = newest.window_to if newest else since - timedelta(days=since.weekday())
    if start > until:
        return
    if newest and until - start > LONGEST_WINDOW:
        start = until - timedelta(days=until.weekday())
    weeks = school_weeks(start, until, await days_off.of(region, until))
    await _insert([(region, week.first, week.last, week.first, week.until) for week in weeks])


async def _insert(rows: Sequence[tuple[int, date, date, date, date]]) -> None:
    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    async with unit_of_work() as connection:
        await connection.execute_query(
            "insert into reporting_period (region_id, starts_on, ends_on, window_from, window_to)"
            " select * from unnest($1::bigint[], $2::date[], $3::date[], $4::date[], $5::date[])"
            " on conflict do nothing",
            columns,
        )


async def add_period(actor: PersonId | None, region: OrgId, first: date, last: date, *, now: datetime) -> Period:
    """Put a period into the calendar; the windows beside it move so that they still touch.

    One that stands there already, label and all, is left as it is. Ordinary weeks made ahead that overlap it give
    way; one that has begun and has the same first day gets the new last day.

    Args:
        actor: administers the region; None for the command line.
        region: whose calendar.
        first: first day of the label; counting begins on it.
        last: last day of the label.
        now: aware UTC moment, for the audit.

    Raises:
        NotAllowed: the actor does not administer the region.
        PeriodClosed: it would take days from a closed period.
        PeriodTaken: it overlaps a period that began on another day.
    """
    if actor is not None:
        await access.access_org(actor, "totals.write", region)
    row = await Org.get(id=region)
    period = await place(region, first, last, today=local_day(row.timezone, now))
    await audit.record(actor, "period.add", org=region, now=now, period=period.id)
    return period


async def place(region: OrgId, first: date, last: date, *, today: date) -> Period:
    """Put a label into the calendar, as `add_period` says; the caller has authorised and writes it down."""
    rows = await ReportingPeriod.filter(region_id=region).order_by("starts_on")
    if same := next((row for row in rows if (row.starts_on, row.ends_on) == (first, last)), None):
        return _fact(same)
    if held := next((r for r in rows if r.closed_at and r.window_from <= last and r.window_to > first), None):
        raise PeriodClosed(said=_fact(held).label)
    touching = [row for row in rows if row.starts_on <= last and row.ends_on >= first and row.starts_on != first]
    if begun := next((row for row in touching if row.starts_on <= today), None):
        raise PeriodTaken(said=_fact(begun).label)
    await ReportingPeriod.filter(id__in=[row.id for row in touching]).delete()
    days = {"ends_on": last, "window_from": first, "window_to": last + timedelta(days=1)}
    await ReportingPeriod.update_or_create(days, region_id=region, starts_on=first)
    await lay_again(region)
    return _fact(await ReportingPeriod.get(region_id=region, starts_on=first))


async def lay_again(region: OrgId) -> None:
    """Let the windows of all that is not closed touch again."""
    rows = await ReportingPeriod.filter(region_id=region).order_by("starts_on")
    frozen = {row.starts_on: (row.window_from, row.window_to) for row in rows if row.closed_at}
    windows = lay_windows([(row.starts_on, row.ends_on) for row in rows], frozen)
    for row, window in zip(rows, windows, strict=True):
        if window != (row.window_from, row.window_to):
            row.window_from, row.window_to = window
            await row.save(update_fields=["window_from", "window_to"])


async def load_calendar(
    rows: Sequence[tuple[date, date]], region: OrgId, *, actor: PersonId | None = None, now: datetime
) -> list[Period]:
    """Put many periods in, as (first day, last day) of their labels; running it again changes nothing.

    Raises:
        NotAllowed, PeriodClosed, PeriodTaken: see `add_period`; nothing is kept then.
    """
    async with unit_of_work():
        for first, last in sorted(rows):
            await add_period(actor, region, first, last, now=now)
    kept = ReportingPeriod.filter(region_id=region, starts_on__in=[first for first, _ in rows])
    return [_fact(row) for row in await kept.order_by("starts_on")]


async def all_of(region: OrgId) -> list[Period]:
    """The whole calendar, oldest first."""
    return [_fact(row) for row in await ReportingPeriod.filter(region_id=region).order_by("starts_on")]


async def get(number: int) -> Period:
    """A period by its number.

    Raises:
        NoSuchPeriod: there is none.
    """
    row = await ReportingPeriod.get_or_none(id=number)
    if row is None:
        raise NoSuchPeriod()
    return _fact(row)


async def find_by_day(region: OrgId, day: date) -> Period | None:
    """The period whose window holds a local date."""
    row = await ReportingPeriod.filter(region_id=region, window_from__lte=day, window_to__gt=day).first()
    return _fact(row) if row else None


async def running(region: OrgId, day: date) -> Period:
    """The period whose window holds a local date; ordinary weeks are made as far as that day if need be."""
    found = await find_by_day(region, day)
    if found is None:
        await ensure_periods(region, day)
        found = await find_by_day(region, day)
    if found is None:
        raise NoSuchPeriod(said=f"{day:%d.%m.%Y}")
    return found


async def closed(region: OrgId, *, now: datetime) -> list[Period]:
    """All periods that have ended everywhere in the region, oldest first."""
    row = await Org.get(id=region)
    zones = await time_zones(region)
    rows = await ReportingPeriod.filter(
        region_id=region, window_to__lte=local_day(row.timezone, now) + timedelta(days=1)
    ).order_by("starts_on")
    return [p for p in map(_fact, rows) if closes_at(p, zones) <= now]


async def last_closed(region: OrgId, *, now: datetime) -> Period:
    """The newest period that has ended.

    Raises:
        NoClosedPeriod: there is none; names the running one.
    """
    ended = await closed(region, now=now)
    if not ended:
        row = await Org.get(id=region)
        now_running = (await running(region, local_day(row.timezone, now))).label
        raise NoClosedPeriod(now_running, ((now_running, f"/отчёт {now_running}"),))
    return ended[-1]


async def find_said(region: OrgId, said: str, *, command: str, now: datetime) -> Period:
    """The period that a person's words mean; empty words mean the last closed one.

    Raises:
        BadPeriod: the words are no period.
        NoSuchPeriod: the calendar has none there.
        NoClosedPeriod: nothing was said and nothing has ended.
        Ambiguous: an ISO week that several labels share; `command` is offered with each.
    """
    row = await Org.get(id=region)
    await ensure_periods(region, local_day(row.timezone, now))
    if not said.strip():
        return await last_closed(region, now=now)
    fitting = await _fitting(region, parse_period(said))
    if not fitting:
        raise NoSuchPeriod(said=said[:40])
    if len(fitting) > 1:
        raise Ambiguous(said[:40], tuple((p.label, f"{command} {p.label}") for p in fitting))
    return fitting[0]


async def _fitting(region: OrgId, span: Span) -> list[Period]:
    if span.is_week:
        rows = ReportingPeriod.filter(region_id=region, starts_on__lte=span.last, ends_on__gte=span.first)
    else:
        rows = ReportingPeriod.filter(region_id=region, starts_on=span.first, ends_on=span.last)
    return [_fact(row) for row in await rows.order_by("starts_on")]


async def find_newest_closed(region: OrgId) -> Period | None:
    """The newest period whose numbers are frozen."""
    row = await ReportingPeriod.filter(region_id=region, closed_at__isnull=False).order_by("-starts_on").first()
    return _fact(row) if row else None


async def due_to_close(region: OrgId, *, now: datetime) -> list[Period]:
    """Periods that have ended and are not marked closed yet, oldest first."""
    return [p for p in await closed(region, now=now) if not p.is_closed]


async def mark_closed(period: Period, *, now: datetime) -> None:
    """From now on the period and its numbers stand still."""
    await ReportingPeriod.filter(id=period.id, closed_at__isnull=True).update(closed_at=now)


def closes_at(period: Period, zones: Sequence[str]) -> datetime:
    """When the window has ended at the last school of the region, and late messages have come; aware."""
    ends = (datetime.combine(period.until, time(), ZoneInfo(zone)) for zone in zones)
    return max(ends) + CLOSES_AFTER


async def is_over(period: Period, *, now: datetime) -> bool:
    """Has the window ended everywhere, late messages included?"""
    return closes_at(period, await time_zones(period.region)) <= now


async def time_zones(region: OrgId) -> list[str]:
    """Every time zone that schools of the region live in, and the region's own."""
    rows = await Org.filter(region_id=region, closed_at__isnull=True).distinct().values_list("timezone", flat=True)
    own = await Org.get(id=region)
    return sorted({own.timezone, *map(str, rows)})


async def regions() -> list[Org]:
    """All of this installation."""
    return await Org.filter(kind=OrgKind.REGION, closed_at__isnull=True).order_by("id")


def _fact(row: ReportingPeriod) -> Period:
    return Period(
        row.id,
        OrgId(row.region_id),
        row.starts_on,
        row.ends_on,
        row.window_from,
        row.window_to,
        row.closed_at is not None,
    )
