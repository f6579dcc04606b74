"""Ordinary school weeks, and what days off make of them. Pure dates.

The rule is that of source 003 (003:122-123): when a school week ends with days off, its label ends with the last school
day, and the days off belong to the week that follows them: 20.02–22.02, then 23.02–03.03. A single Friday off, and days
off in the middle or at the beginning of a week, move nothing. A week without any school day has no label of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.services.period_windows import LONGEST_WINDOW, WEEK, Days

DAY = timedelta(days=1)
SATURDAY = 5
CUT_FROM = 2  # days off at a week's end that cut it; one alone does not


@dataclass(frozen=True, slots=True)
class Week:
    """A label and where the next one begins: its window is [first, until)."""

    first: date
    last: date
    until: date


def school_weeks(start: date, until: date, days_off: Sequence[Days] = ()) -> list[Week]:
    """Weeks from a day on, up to the one whose window holds `until`; none if that is before the start.

    Args:
        start: the first day that no week holds yet; on a weekend the next week takes it in.
        until: local date that shall be covered.
        days_off: (first, last) days of holidays, in any order, overlapping or not.
    """
    weeks: list[Week] = []
    first, monday = start, start - timedelta(days=start.weekday())
    if start.weekday() >= SATURDAY:
        monday += WEEK
    while first <= until:
        if monday - first > LONGEST_WINDOW:  # a break in the calendar: nothing is counted in such a silence
            first = monday
        if school := [day for day in _weekdays(monday) if day >= first and not is_off(day, days_off)]:
            weeks.append(_week(first, school[-1], monday))
            first = weeks[-1].until
        monday += WEEK
    return weeks


def _weekdays(monday: date) -> list[date]:
    return [monday + number * DAY for number in range(SATURDAY)]


def _week(first: date, last_school_day: date, monday: date) -> Week:
    friday = monday + 4 * DAY
    if (friday - last_school_day).days >= CUT_FROM:
        return Week(first, last_school_day, last_school_day + DAY)
    return Week(first, friday, monday + WEEK)


def is_off(day: date, days_off: Sequence[Days]) -> bool:
    """Is this a day off?"""
    return any(first <= day <= last for first, last in days_off)
