"""School years of a region: 1 September – 31 August, and which day it is at a school."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tortoise.exceptions import IntegrityError

from bot.kit.errors import Conflict
from bot.kit.ids import OrgId
from bot.kit.unit_of_work import unit_of_work
from models import SchoolYear

FIRST_MONTH = 9  # the Russian school year begins on 1 September


@dataclass(frozen=True)
class NoSchoolYear(Conflict):
    """The region has no school year on that day yet; `said` is the day, ISO."""

    what: str = "school_year"


@dataclass(frozen=True, slots=True)
class YearFact:
    """A school year: «2026/27», first and last day."""

    id: int
    title: str
    starts_on: date
    ends_on: date


def local_day(timezone: str, now: datetime) -> date:
    """Which day it is at this moment in an org's own time zone."""
    return now.astimezone(ZoneInfo(timezone)).date()


async def find_year(region: OrgId, day: date) -> YearFact | None:
    """The school year a day falls in, if the region has it."""
    row = await SchoolYear.filter(region_id=region, starts_on__lte=day, ends_on__gte=day).first()
    return _fact(row) if row else None


async def school_years(region: OrgId) -> list[YearFact]:
    """All school years of a region, the newest first."""
    return [_fact(row) for row in await SchoolYear.filter(region_id=region).order_by("-starts_on")]


async def current_year(region: OrgId, day: date) -> YearFact:
    """The school year a day falls in; nothing is made.

    Raises:
        NoSchoolYear: the region has none on that day.
    """
    year = await find_year(region, day)
    if year is None:
        raise NoSchoolYear(said=day.isoformat())
    return year


async def ensure_year(region: OrgId, day: date) -> YearFact:
    """The school year a day falls in, made if the region does not have it yet; safe to call at any time."""
    if year := await find_year(region, day):
        return year
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    starts_on = date(first, FIRST_MONTH, 1)
    try:
        async with unit_of_work():
            row = await SchoolYear.create(
                region_id=region,
                title=f"{first}/{(first + 1) % 100:02d}",
                starts_on=starts_on,
                ends_on=date(first + 1, FIRST_MONTH - 1, 31),
            )
    except IntegrityError:  # another worker was faster
        row = await SchoolYear.get(region_id=region, starts_on=starts_on)
    return _fact(row)


def _fact(row: SchoolYear) -> YearFact:
    return YearFact(row.id, row.title, row.starts_on, row.ends_on)
