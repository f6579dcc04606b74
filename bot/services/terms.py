"""Quarters, trimesters, half-years and the whole school year as what a report can be about: said, found, typed again.

A term is made of the region's weeks: a week belongs to the term that its label's last day falls in, so a week is in one
quarter or, in the holidays between, in none. Half-years that nobody gave are the quarters two by two.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.kit.errors import NotFound
from bot.kit.ids import OrgId
from bot.services import periods
from bot.services.period_windows import Days
from bot.services.periods import Period
from bot.services.region_calendar import year_parts_of
from bot.services.year_parts import PartKind, YearParts
from bot.services.years import YearFact, local_day, school_years
from models import Org


class TermKind(StrEnum):
    """What a term is."""

    QUARTER = "quarter"
    TRIMESTER = "trimester"
    HALF = "half"
    YEAR = "year"


LETTERS = {TermKind.QUARTER: "q", TermKind.TRIMESTER: "t", TermKind.HALF: "h", TermKind.YEAR: "y"}
PARTS = {
    PartKind.QUARTERS: TermKind.QUARTER,
    PartKind.TRIMESTERS: TermKind.TRIMESTER,
    PartKind.HALVES: TermKind.HALF,
}
STEMS = {
    "четверт": TermKind.QUARTER,
    "quarter": TermKind.QUARTER,
    "триместр": TermKind.TRIMESTER,
    "trimester": TermKind.TRIMESTER,
    "полугоди": TermKind.HALF,
    "half": TermKind.HALF,
    "год": TermKind.YEAR,
    "year": TermKind.YEAR,
}
_WORD = r"четверт\w*|триместр\w*|полугоди\w*|quarter|trimester|half(?:[ -]year)?"
SAID = re.compile(
    rf"(?<!\S)(?:(?:(?P<before>[1-4])(?:-?\w{{1,2}})?\s+)?(?P<word>{_WORD})(?:\s+(?P<after>[1-4]))?"
    r"|(?:учебный\s+|school\s+)?(?P<whole>год|year)|(?P<letter>[qth])(?P<number>[1-4])|(?P<alone>y))"
    r"(?:\s+(?P<year>\d{4}[/-](?:\d{4}|\d{2})))?(?!\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class NoSuchTerm(NotFound):
    """The region has not said when such a part of the year is, or it has not begun; `said` is what was asked for."""

    what: str = "term"


@dataclass(frozen=True)
class NoWeekYet(NotFound):
    """No week of this term has been closed yet; `said` is the term as it can be typed."""

    what: str = "week"


@dataclass(frozen=True, slots=True)
class AskedTerm:
    """A term as it was said: `number` 0 for the newest of its kind, `year` «» for the newest that fits."""

    kind: TermKind
    number: int = 0
    year: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a region's school year, or all of it: «2026/27», both days included."""

    region: OrgId
    kind: TermKind
    number: int
    year: str
    first: date
    last: date

    @property
    def typed(self) -> str:
        """As it can be typed in any language: «q1 2026/27», «y 2026/27»."""
        return f"{LETTERS[self.kind]}{self.number or ''} {self.year}"


def find_said(text: str) -> tuple[str, AskedTerm] | None:
    """The words of a text that name a term, and which one; None if there are none."""
    found = SAID.search(text)
    if found is None:
        return None
    number = int(found["before"] or found["after"] or found["number"] or 0)
    year = f"{found['year'][:4]}/{found['year'][-2:]}" if found["year"] else ""
    return found.group(0).strip(), AskedTerm(_kind(found), number, year)


def _kind(found: re.Match[str]) -> TermKind:
    if found["letter"]:
        return next(kind for kind, letter in LETTERS.items() if letter == found["letter"].lower())
    if found["alone"]:
        return TermKind.YEAR
    word = (found["word"] or found["whole"]).lower()
    return next(kind for stem, kind in STEMS.items() if word.startswith(stem))


async def find(region: OrgId, asked: AskedTerm, *, now: datetime) -> Term:
    """The newest term that fits and has begun.

    Raises:
        NoSuchTerm: see there.
    """
    today = local_day((await Org.get(id=region)).timezone, now)
    for year in await school_years(region):
        fitting = [
            term
            for term in await _terms(region, year)
            if term.kind is asked.kind
            and asked.number in (0, term.number)
            and asked.year in ("", term.year)
            and term.first <= today
        ]
        if fitting:
            return fitting[-1]
    raise NoSuchTerm(said=asked.kind.value)


async def begun(region: OrgId, *, now: datetime) -> list[Term]:
    """The terms of the newest school year that have begun, the year itself last."""
    today = local_day((await Org.get(id=region)).timezone, now)
    for year in await school_years(region):
        if year.starts_on <= today:
            return [term for term in await _terms(region, year) if term.first <= today]
    return []


async def _terms(region: OrgId, year: YearFact) -> list[Term]:
    divisions = await year_parts_of(region, year)
    found = [
        Term(region, PARTS[parts.kind], number, year.title, first, last)
        for parts in divisions
        for number, (first, last) in enumerate(parts.spans, 1)
    ]
    found += [
        Term(region, TermKind.HALF, number, year.title, first, last)
        for number, (first, last) in enumerate(_halves(divisions), 1)
    ]
    return [*found, Term(region, TermKind.YEAR, 0, year.title, year.starts_on, year.ends_on)]


def _halves(divisions: Sequence[YearParts]) -> list[Days]:
    """Half-years made of quarters, where nobody gave any."""
    by_kind = {parts.kind: parts.spans for parts in divisions}
    quarters = by_kind.get(PartKind.QUARTERS)
    if quarters is None or PartKind.HALVES in by_kind:
        return []
    return [(quarters[0][0], quarters[1][1]), (quarters[2][0], quarters[3][1])]


async def closed_weeks(term: Term, *, now: datetime) -> list[Period]:
    """The weeks of a term that are over, oldest first.

    Raises:
        NoWeekYet: there is none.
    """
    weeks = [week for week in await periods.closed(term.region, now=now) if term.first <= week.last <= term.last]
    if not weeks:
        raise NoWeekYet(said=term.typed)
    return weeks


async def is_over(term: Term, weeks: Sequence[Period], *, now: datetime) -> bool:
    """Are these all weeks that the term will ever have?"""
    if local_day((await Org.get(id=term.region)).timezone, now) <= term.last:
        return False
    known = {week.id for week in weeks}
    return all(week.id in known for week in await periods.all_of(term.region) if term.first <= week.last <= term.last)
