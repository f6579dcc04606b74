"""When an org may be spoken to: working hours of working days, by its own clock, settings and calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.kit.ids import OrgId
from bot.services import days_off, settings
from bot.services.period_windows import Days
from bot.services.school_weeks import SATURDAY, is_off
from models import Org

SUNDAY = 7
# Labour Code of Russia, article 112: (month, day).
PUBLIC_HOLIDAYS = {*((1, day) for day in range(1, 9)), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}
# How long a reminder may wait for its way out before it is looked at again: its reader may have met the norm meanwhile.
FRESH_FOR = timedelta(minutes=15)
KEYS = ("norm.messages_per_week", "nudge.stop_after", "quiet_hours", "nudge.hours")


@dataclass(frozen=True, slots=True)
class OpenOrg:
    """An org that may be spoken to just now.

    Attributes:
        norm: messages a week that it asks for.
        stop_after: reminders in a row without an answer after which there are no more.
        until: aware; what has not left by then is taken back.
    """

    org: OrgId
    norm: int
    stop_after: int
    until: datetime


async def open_orgs(
    region: OrgId, zone: str, kinds: Sequence[str], switch: str, week: Days, *, now: datetime
) -> tuple[list[OpenOrg], int]:
    """Orgs of one time zone that may be spoken to just now, and how many may not.

    An org that had no school day in the week it would be spoken of is neither: nothing was asked of it.

    Args:
        region: whose orgs, itself included.
        zone: IANA name; it is one and the same hour in all of them.
        kinds: of these kinds only.
        switch: name of the setting that turns these reminders off.
        week: first and last day of the label that the reminders are about.
        now: aware UTC moment.
    """
    local = now.astimezone(ZoneInfo(zone))
    known = await settings.of_orgs(region, (*KEYS, switch), local.date())
    off = await days_off.of_orgs(region, local.date())
    rows = await Org.filter(
        id__in=list(known), kind__in=list(kinds), timezone=zone, closed_at__isnull=True
    ).values_list("id", flat=True)
    wanted = {OrgId(int(str(org))): known[OrgId(int(str(org)))] for org in rows}
    wanted = {org: own for org, own in wanted.items() if own[switch] and has_school_day(off[org], week)}
    found = [_open(org, own, local) for org, own in wanted.items() if may_speak(own, off[org], local)]
    return found, len(wanted) - len(found)


def _open(org: OrgId, own: Mapping[str, object], local: datetime) -> OpenOrg:
    norm, stop_after = (int(str(own[key])) for key in ("norm.messages_per_week", "nudge.stop_after"))
    ends = (_next(local, own["nudge.hours"], 1), _next(local, own["quiet_hours"], 0))
    return OpenOrg(org, norm, stop_after, min(local + FRESH_FOR, *ends))


def _next(local: datetime, hours: object, which: int) -> datetime:
    """When this hour of the clock comes next."""
    at = datetime.combine(local.date(), time.fromisoformat(_pair(hours)[which]), local.tzinfo)
    return at if at > local else at + timedelta(days=1)


def may_speak(own: Mapping[str, object], off: Sequence[Days], local: datetime) -> bool:
    """Is it a working hour of a working day at a school with these settings and days off? `local` is its own clock."""
    if local.isoweekday() == SUNDAY or is_holiday(off, local.date()):
        return False
    return within(own["nudge.hours"], local.time()) and not within(own["quiet_hours"], local.time())


def has_school_day(off: Sequence[Days], week: Days) -> bool:
    """Is any working day of a week's label, Monday to Friday, not off?"""
    first, last = week
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return any(day.weekday() < SATURDAY and not is_holiday(off, day) for day in days)


def within(hours: object, moment: time) -> bool:
    """Is a time inside ["09:00", "18:00")? Hours may run over midnight."""
    begin, end = (time.fromisoformat(hour) for hour in _pair(hours))
    if begin <= end:
        return begin <= moment < end
    return moment >= begin or moment < end


def _pair(hours: object) -> tuple[str, str]:
    assert isinstance(hours, list | tuple)
    return str(hours[0]), str(hours[1])


def next_school_days(off: Sequence[Days], today: date, number: int) -> list[date]:
    """The next days after today that are neither Sundays nor off; fewer if the next month has not that many."""
    days = (today + timedelta(days=ahead) for ahead in range(1, 32))
    return [day for day in days if day.isoweekday() != SUNDAY and not is_holiday(off, day)][:number]


def is_holiday(off: Sequence[Days], day: date) -> bool:
    """A public holiday of Russia, or a day off of the calendar."""
    return (day.month, day.day) in PUBLIC_HOLIDAYS or is_off(day, off)
