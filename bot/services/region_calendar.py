"""A region's calendar as its administrator edits it: days off, glued and cut weeks, the parts of the year.

Only what has not ended moves. A closed period keeps its label, its window and its numbers; every change is dated and
written down.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.kit.errors import BadInput
from bot.kit.ids import OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, audit, days_off, own_calendar, periods, settings, year_parts
from bot.services.days_off import NoDaysOff
from bot.services.own_calendar import OwnDays
from bot.services.period_labels import Span
from bot.services.period_windows import Days
from bot.services.periods import NoSuchPeriod, Period, PeriodClosed
from bot.services.school_weeks import Week, school_weeks
from bot.services.year_parts import YearParts
from bot.services.years import YearFact, current_year, local_day
from models import Org, ReportingPeriod

PAGE = 8  # periods on a screen
BASIS = "/календарь"


@dataclass(frozen=True)
class CannotCut(BadInput):
    """A week cannot be cut before its first day; `said` is the week's label."""

    expects: str = "cut"


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """What stands in a region's calendar, and what the reader's own org has otherwise.

    Attributes:
        days: days off that are not over and quiet hours, of the reader's own org.
        parts: how this school year is divided; none while nobody has said.
        periods: a page of them, from the running one on; negative offsets lead into the past.
        may_edit: the reader may change the weeks; `may_set_own`: days off and quiet hours of her own org.
    """

    title: str
    today: date
    year: YearFact
    parts: tuple[YearParts, ...]
    days: OwnDays
    periods: tuple[Period, ...]
    offset: int
    has_earlier: bool
    has_later: bool
    is_region: bool
    may_edit: bool
    may_set_own: bool


async def read(actor: PersonId, *, now: datetime, offset: int = 0) -> CalendarPage:
    """The calendar of the actor's region, a page of its periods.

    Raises:
        NotAllowed: the actor reads no calendar.
        NoSchoolYear: the region has no school year now.
    """
    org = await access.access_org(actor, "calendar.read")
    region, today = OrgId(org.region_id or org.id), local_day(org.timezone, now)
    await periods.ensure_periods(region, today + timedelta(days=7 * PAGE), since=today)
    rows = await periods.all_of(region)
    at = next((n for n, period in enumerate(rows) if period.until > today), len(rows)) + offset
    shown = rows[max(at, 0) : max(at + PAGE, 0)]
    year = await current_year(region, today)
    roles = [s.role for s in (await access.standings(actor))[:1]]
    return CalendarPage(
        (await Org.get(id=region)).title,
        today,
        year,
        tuple(await year_parts_of(region, year)),
        await own_calendar.read(OrgId(org.id), today),
        tuple(shown),
        offset,
        has_earlier=at > 0,
        has_later=at + PAGE < len(rows),
        is_region=org.id == region,
        may_edit=access.may(roles, "calendar.write"),
        may_set_own=access.may(roles, own_calendar.ACT),
    )


async def add_days_off(actor: PersonId | None, span: Span, *, region: OrgId | None = None, now: datetime) -> list[Days]:
    """Put days off into the calendar; the weeks that have not ended shift as `school_weeks` says.

    Args:
        actor: administers the region; None for the command line, then `region` is needed.
        span: the days, both included.
        region: whose; the actor's own by default.
        now: aware UTC moment.

    Returns:
        All days off of the region.

    Raises:
        NotAllowed: the actor does not administer the region.
        PeriodClosed: some of the days are in a week that has ended.
    """
    org = await _region(actor, region)
    before = await days_off.of(OrgId(org.id), local_day(org.timezone, now))
    after = days_off.join(before, span.first, span.last)
    await _change(actor, org, span, after, now=now)
    return after


async def take_out_days_off(actor: PersonId, span: Span, *, now: datetime) -> list[Days]:
    """These are school days after all.

    Raises:
        NotAllowed: the actor does not administer the region.
        NoDaysOff: none of them was a day off.
        PeriodClosed: some of the days are in a week that has ended.
    """
    org = await _region(actor, None)
    before = await days_off.of(OrgId(org.id), local_day(org.timezone, now))
    after = days_off.take_out(before, span.first, span.last)
    if after == before:
        raise NoDaysOff(said=f"{span.first:%d.%m}-{span.last:%d.%m.%Y}")
    await _change(actor, org, span, after, now=now)
    return after


async def _region(actor: PersonId | None, region: OrgId | None) -> Org:
    return await (Org.get(id=region) if actor is None else access.access_org(actor, "calendar.write", region))


async def _change(actor: PersonId | None, org: Org, span: Span, after: list[Days], *, now: datetime) -> None:
    region, today = OrgId(org.id), local_day(org.timezone, now)
    running = await periods.running(region, today)
    if span.first < running.since:
        past = await periods.find_by_day(region, span.first)
        raise PeriodClosed(said=past.label if past else running.label)
    before = await days_off.of(region, today)
    await days_off.put(region, after, valid_from=today, basis=BASIS, now=now)
    await _relay(region, running, before, after, today=today)
    await audit.record(actor, "calendar.write", org=region, now=now, days=(span.last - span.first).days + 1)


async def _relay(region: OrgId, running: Period, before: list[Days], after: list[Days], *, today: date) -> None:
    """Lay the weeks anew from the running one on; those that somebody glued or cut stay as they were put."""
    rows = [period for period in await periods.all_of(region) if period.first >= running.first]
    horizon = rows[-1].until - timedelta(days=1)
    usual = {(week.first, week.last) for week in school_weeks(running.first, horizon, before)}
    by_hand = [period for period in rows if (period.first, period.last) not in usual]
    stays = running in by_hand
    weeks = school_weeks(running.until if stays else running.first, horizon, after)
    async with unit_of_work():
        await ReportingPeriod.filter(region_id=region, starts_on__gt=running.first).delete()
        for week in weeks:
            await _lay(region, week)
        for period in by_hand:
            if period.first > running.first:
                await periods.place(region, period.first, period.last, today=today)


async def _lay(region: OrgId, week: Week) -> None:
    days = {"ends_on": week.last, "window_from": week.first, "window_to": week.until}
    await ReportingPeriod.update_or_create(days, region_id=region, starts_on=week.first)


async def glue(actor: PersonId, span: Span, *, now: datetime) -> Period:
    """One period from these days: weeks that are glued, or one that is longer or shorter than usual.

    Raises:
        NotAllowed: the actor does not administer the region.
        PeriodClosed, PeriodTaken: see `periods.add_period`.
    """
    org = await _region(actor, None)
    region, today = OrgId(org.id), local_day(org.timezone, now)
    await periods.ensure_periods(region, max(span.last, today), since=today)
    period = await periods.place(region, span.first, span.last, today=today)
    await audit.record(actor, "calendar.write", org=region, now=now, period=period.id)
    return period


async def cut(actor: PersonId, day: date, *, now: datetime) -> tuple[Period, Period]:
    """Two periods from one: the second begins on this day.

    Raises:
        NotAllowed: the actor does not administer the region.
        NoSuchPeriod: the day is in no period's label.
        PeriodClosed: that period has ended.
        CannotCut: it begins on this day.
    """
    org = await _region(actor, None)
    region, today = OrgId(org.id), local_day(org.timezone, now)
    await periods.ensure_periods(region, max(day, today), since=today)
    whole = await periods.find_by_day(region, day)
    if whole is None or day > whole.last:
        raise NoSuchPeriod(said=f"{day:%d.%m.%Y}")
    if whole.is_closed or whole.until <= today:
        raise PeriodClosed(said=whole.label)
    if day == whole.first:
        raise CannotCut(said=whole.label)
    async with unit_of_work():
        await ReportingPeriod.filter(id=whole.id).update(ends_on=day - timedelta(days=1))
        await ReportingPeriod.create(
            region_id=region, starts_on=day, ends_on=whole.last, window_from=day, window_to=whole.until
        )
        await periods.lay_again(region)
    await audit.record(actor, "calendar.write", org=region, now=now, period=whole.id)
    halves = [await periods.find_by_day(region, at) for at in (whole.first, day)]
    if halves[0] is None or halves[1] is None:
        raise NoSuchPeriod(said=whole.label)
    return halves[0], halves[1]


async def year_parts_of(region: OrgId, year: YearFact) -> list[YearParts]:
    """How a school year of a region is divided; none while nobody has said."""
    kept = await settings.get(region, year_parts.KEY, year.ends_on)
    return year_parts.from_json(kept, (year.starts_on, year.ends_on))


async def set_parts(actor: PersonId, kind: year_parts.PartKind, said: str, *, now: datetime) -> YearParts:
    """Divide the running school year in one more way, or in this way anew; valid from its first day.

    Raises:
        NotAllowed: the actor does not administer the region.
        BadParts: see `year_parts.parse_parts`.
        NoSchoolYear: the region has no school year now.
    """
    org = await _region(actor, None)
    year = await current_year(OrgId(org.id), local_day(org.timezone, now))
    parts = year_parts.parse_parts(kind, said, (year.starts_on, year.ends_on))
    others = [other for other in await year_parts_of(OrgId(org.id), year) if other.kind is not kind]
    kept = year_parts.to_json([*others, parts])
    await settings.put(OrgId(org.id), year_parts.KEY, kept, valid_from=year.starts_on, basis=BASIS, now=now)
    await audit.record(actor, "calendar.write", org=OrgId(org.id), now=now, kind=kind.value)
    return parts
