"""Everything the weekly report counts, read as of a period's end: one fixed number of statements for a whole region.

Each school's own time zone says when its period ends. A person is counted once in her region, at the school that is
her main one then; so the schools' numbers add up to the municipality's, and theirs to the region's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.kit.ids import OrgId
from bot.kit.unit_of_work import unit_of_work
from bot.services.periods import Period
from bot.services.report_sql import (
    AIMS,
    DOUBTS,
    MUNICIPALITIES,
    STRUCTURE,
    STUDENTS,
    TALLY,
    TEACHERS,
    TOTALS,
)
from models import OrgKind


@dataclass(frozen=True, slots=True)
class Aim:
    """A target in force: a share (0.25 is 25 %) and the day it is to be reached by."""

    share: Decimal
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted from our own rows. `teachers_*` are people; `_idle` is registered and not active."""

    schools_in: int = 0
    schools_idle: int = 0
    teachers_in: int = 0
    students_in: int = 0
    students_by_proxy: int = 0
    municipalities_in: int = 0
    municipalities_idle: int = 0
    teachers_chat: int = 0
    teachers_3: int = 0
    teachers_10: int = 0
    teachers_call: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Sums of a lower level are the upper level."""
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def to_json(self) -> dict[str, object]:
        """As it is frozen."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A counter of a week, summed over a term: in how many weeks it was collected, and of how many teachers in them.

    `of`: the official head-counts of those weeks, summed; None where one of them was never given.
    """

    weeks: int
    of: int | None


@dataclass(frozen=True, slots=True)
class TermFacts:
    """What a report is about that is of a term: see `report_terms`.

    Attributes:
        kind, number, year: «quarter», 1, «2026/27»; number 0 for the whole year.
        weeks: how many of its weeks are closed; the org was there in `there` of them; `newest` is the last one's label.
        weekly: by the code of a counter of a week, which in `counts` is a sum of person-weeks.
    """

    kind: str
    number: int
    year: str
    first: date
    last: date
    weeks: int
    there: int
    is_over: bool
    newest: str
    weekly: dict[str, Weekly]


@dataclass(frozen=True, slots=True)
class Slice:
    """One org's part of the region's numbers; `totals` holds only what was officially given for this very org."""

    org: OrgId
    parent: OrgId | None
    kind: OrgKind
    title: str
    counts: Counts
    totals: dict[str, int] = field(default_factory=dict)
    totals_since: dict[str, date] = field(default_factory=dict)


async def read(region: OrgId, title: str, period: Period, *, year_start: date) -> list[Slice]:
    """Every slice of a region as of the period's end: the region's first, then municipalities, then schools.

    Six statements, however many schools there are. A period that still runs is read as of now.
    """
    window = [region, period.until]
    full = [*window, period.since, year_start]
    async with unit_of_work() as connection:
        schools = await connection.execute_query_dict(STRUCTURE, full)
        towns = await connection.execute_query_dict(MUNICIPALITIES, window)
        counted = [await connection.execute_query_dict(sql, full) for sql in (TEACHERS, STUDENTS)]
        official = await connection.execute_query_dict(TOTALS, window)
    numbers: dict[int, dict[str, int]] = {}
    for row in (row for rows in counted for row in rows):
        numbers.setdefault(row.pop("id"), {}).update(row)
    leaves = [_school(row, numbers.get(row["id"], {})) for row in schools]
    middles = [_municipality(row, leaves) for row in towns]
    whole = sum((s.counts for s in leaves), Counts()) + sum((_own(row) for row in towns), Counts())
    return _with_totals([Slice(region, None, OrgKind.REGION, title, whole), *middles, *leaves], official)


def _with_totals(slices: list[Slice], official: Sequence[Mapping[str, Any]]) -> list[Slice]:
    by_org: dict[int, list[Mapping[str, Any]]] = {}
    for row in official:
        by_org.setdefault(row["id"], []).append(row)
    return [
        replace(
            s,
            totals={row["kind"]: row["value"] for row in by_org[s.org]},
            totals_since={row["kind"]: row["valid_from"] for row in by_org[s.org]},
        )
        if s.org in by_org
        else s
        for s in slices
    ]


async def read_aims(region: OrgId, day: date) -> dict[int, dict[str, Aim]]:
    """The targets in force on a day: by org, by the number they are about."""
    found: dict[int, dict[str, Aim]] = {}
    async with unit_of_work() as connection:
        for row in await connection.execute_query_dict(AIMS, [region, day]):
            found.setdefault(row["id"], {})[row["metric"]] = Aim(row["share"].normalize(), row["deadline"])
    return found


async def read_tally(period: Period) -> tuple[int, int]:
    """All messages and calls of a region in a period's window: a mark that changes when anything comes late."""
    async with unit_of_work() as connection:
        [row] = await connection.execute_query_dict(TALLY, [period.region, period.until, period.since])
    return int(row["messages"]), int(row["calls"])


async def read_doubts(period: Period, year_start: date) -> dict[int, dict[str, int]]:
    """By school: teachers whose name stands there twice, and those without a class, a subject or a message."""
    given = [period.region, period.until, period.since, year_start]
    async with unit_of_work() as connection:
        rows = await connection.execute_query_dict(DOUBTS, given)
    return {row["id"]: {"same_name": row["same_name"], "no_lessons": row["no_lessons"]} for row in rows}


def _is_idle(row: dict[str, object]) -> bool:
    """Registered, but the administrator never came or made no structure (mission 0.1)."""
    return bool(row["is_in"]) and not (row["has_admin"] and row["has_structure"])


def _school(row: dict[str, object], numbers: dict[str, int]) -> Slice:
    org = OrgId(int(str(row["id"])))
    counts = Counts(schools_in=int(bool(row["is_in"])), schools_idle=int(_is_idle(row)), **numbers)
    parent = OrgId(int(str(row["parent_id"])))
    return Slice(org, parent, OrgKind.SCHOOL, str(row["title"]), counts)


def _municipality(row: dict[str, object], schools: list[Slice]) -> Slice:
    org = OrgId(int(str(row["id"])))
    counts = sum((s.counts for s in schools if s.parent == org), _own(row))
    return Slice(org, None, OrgKind.MUNICIPALITY, str(row["title"]), counts)


def _own(row: dict[str, object]) -> Counts:
    return Counts(municipalities_in=int(bool(row["is_in"])), municipalities_idle=int(_is_idle(row)))
