"""How people name a reporting period: `06.03-10.03.2023`, or an ISO week `2023-W10`."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.kit.errors import BadInput

LABEL = re.compile(r"^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?\s*[-–—]\s*(\d{1,2})\.(\d{1,2})\.(\d{4})$")
ONE_DAY = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")
LONGEST_SPAN = 120  # days: more is a mistyped year
ISO_WEEK = re.compile(r"^(\d{4})-?[WwНн](\d{1,2})$")


@dataclass(frozen=True)
class BadPeriod(BadInput):
    """The words are no period; `said` is what was written."""

    expects: str = "06.03-10.03.2023"


@dataclass(frozen=True)
class BadDays(BadInput):
    """The words are no days; `said` is what was written."""

    expects: str = "25.10-02.11.2026"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; `is_week` when an ISO week was named."""

    first: date
    last: date
    is_week: bool = False


def label(first: date, last: date) -> str:
    """«20.02-22.02.2023»: the year stands once, it is the last day's."""
    return f"{first:%d.%m}-{last:%d.%m.%Y}"


def parse_period(said: str) -> Span:
    """What a person wrote for a period.

    Raises:
        BadPeriod: neither a label nor an ISO week, or there is no such day.
    """
    said = said.strip()
    try:
        if found := LABEL.match(said):
            return _span(*found.groups())
        if found := ISO_WEEK.match(said):
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return Span(monday, monday + timedelta(days=6), is_week=True)
    except ValueError:
        pass
    raise BadPeriod(said=said[:40])


def parse_days(said: str) -> Span:
    """A span of days, or one day: «25.10-02.11.2026», «04.11.2026».

    Raises:
        BadDays: neither.
    """
    said = said.strip()
    if found := ONE_DAY.match(said):
        said = f"{found[1]}.{found[2]}-{found[1]}.{found[2]}.{found[3]}"
    try:
        span = parse_period(said)
    except BadPeriod as wrong:
        raise BadDays(said=said[:40]) from wrong
    if span.is_week or (span.last - span.first).days > LONGEST_SPAN:
        raise BadDays(said=said[:40])
    return span


def _span(day1: str, month1: str, year1: str | None, day2: str, month2: str, year2: str) -> Span:
    last = date(int(year2), int(month2), int(day2))
    first_year = int(year1) if year1 else last.year - (int(month1) > last.month)  # 28.12-08.01 begins a year earlier
    first = date(first_year, int(month1), int(day1))
    if first > last:
        raise ValueError("the first day is after the last")
    return Span(first, last)
