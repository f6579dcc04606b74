"""What is behind a number of the report: the orgs it is the sum of, and in a school the names, for that school only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.kit.errors import NotFound
from bot.kit.ids import OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, periods, report, report_terms, terms
from bot.services.access import OrgKind
from bot.services.names import name_key
from bot.services.org_titles import in_order
from bot.services.report import Report
from bot.services.report_sql import PROXY_NAMES, STUDENT_NAMES, TEACHER_NAMES
from bot.services.terms import Term

T = TypeVar("T")
PAGE = 6  # orgs on a screen: a button each, and the ways on, fit VK's ten
NAMES_PAGE = 25
OF_ORGS = ("schools_in", "schools_idle", "municipalities_in", "municipalities_idle")
OF_TEACHERS = ("teachers_in", "teachers_chat", "teachers_3", "teachers_10", "teachers_call")
OF_STUDENTS = ("students_in", "students_by_proxy")


@dataclass(frozen=True, slots=True)
class Part:
    """One org of those that a number is the sum of; in a school's term, one week of it, `period` is its label then."""

    org: OrgId
    title: str
    value: int
    period: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """A number and what it is made of, alphabetical: nobody is ranked.

    Attributes:
        value: the report's number; `own` of it are not below in the list (a municipality itself is registered).
        parts: one page of orgs.
        names: one page of names, None where the asker may not see names.
        pages: how many there are.
        counted_now: how many names there are now; differs from `value` when something came late.
    """

    report: Report
    number: str
    value: int
    parts: tuple[Part, ...] = ()
    names: tuple[str, ...] | None = None
    page: int = 0
    pages: int = 1
    counted_now: int | None = None


def numbers_of(fact: Report) -> list[str]:
    """Codes of the numbers that can be opened, in the report's order."""
    teachers = [n for n in OF_TEACHERS if n not in fact.missing and (n != "teachers_call" or fact.with_calls)]
    orgs = {OrgKind.REGION: OF_ORGS, OrgKind.MUNICIPALITY: OF_ORGS[:2]}.get(fact.level, ())
    proxies = OF_STUDENTS[: 1 + bool(fact.counts.students_by_proxy)]
    return [*orgs, *teachers, *proxies]


async def behind(actor: PersonId, fact: Report, number: str, *, page: int, now: datetime) -> Parts:
    """What a number of a report is made of; the actor may read the report.

    Raises:
        NotFound: the report has no such number.
    """
    if number not in numbers_of(fact):
        raise NotFound("number", number)
    if fact.level is OrgKind.SCHOOL and not (fact.term and number in fact.term.weekly):
        return await _names(actor, fact, number, page)
    if fact.level is OrgKind.SCHOOL:
        weeks = await report_terms.weeks_of(fact, await _term(fact, now=now), now=now)
        parts = [Part(r.org, r.period, getattr(r.counts, number), r.period) for r in weeks if number not in r.missing]
    else:
        found = sorted(await _below(fact, number, now=now), key=lambda r: in_order(r.title))
        parts = [Part(r.org, r.title, getattr(r.counts, number)) for r in found]
    shown, page, pages = _page(parts, page, PAGE)
    return Parts(fact, number, getattr(fact.counts, number), parts=tuple(shown), page=page, pages=pages)


async def _term(fact: Report, *, now: datetime) -> Term:
    period, asked = await periods.get(fact.period_id), terms.find_said(fact.period)
    assert asked is not None  # a term's report bears it as its period
    return await terms.find(period.region, asked[1], now=now)


async def _slices(fact: Report, *, now: datetime) -> list[Report]:
    if fact.term:
        return await report_terms.slices(await _term(fact, now=now), now=now)
    period = await periods.get(fact.period_id)
    return await report.frozen(period) if fact.is_frozen else await report.build(period)


async def _below(fact: Report, number: str, *, now: datetime) -> list[Report]:
    """The orgs directly below: frozen with the report, or counted now while its week runs."""
    slices = await _slices(fact, now=now)
    if fact.level is OrgKind.MUNICIPALITY:
        return [r for r in slices if r.parent == fact.org]
    of_towns = number.startswith("municipalities")
    return [
        r
        for r in slices
        if r.level is OrgKind.MUNICIPALITY or (r.level is OrgKind.SCHOOL and r.parent == fact.org and not of_towns)
    ]


def _page(rows: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int, int]:
    pages = max(-(-len(rows) // size), 1)
    page = min(page, pages - 1)
    return rows[page * size : (page + 1) * size], page, pages


async def _names(actor: PersonId, fact: Report, number: str, page: int) -> Parts:
    """Names are the school's own; whoever is above it reads numbers."""
    value = getattr(fact.counts, number)
    if not await _may_see_names(actor, fact.org):
        return Parts(fact, number, value)
    names = sorted(await _people(fact, number), key=name_key)
    shown, page, pages = _page(names, page, NAMES_PAGE)
    return Parts(fact, number, value, names=tuple(shown), page=page, pages=pages, counted_now=len(names))


async def _may_see_names(actor: PersonId, school: OrgId) -> bool:
    standings = await access.standings(actor)
    return any(s.org == school and s.role in access.RIGHTS["activity.school"] for s in standings)


async def _people(fact: Report, number: str) -> list[str]:
    """Who is behind a school's number, by the rows as they were at the period's end."""
    period = await periods.get(fact.period_id)
    sql = {"students_in": STUDENT_NAMES, "students_by_proxy": PROXY_NAMES}.get(number, TEACHER_NAMES)
    given = [period.region, period.until, period.since, fact.year_start, fact.org]
    async with unit_of_work() as connection:
        rows = await connection.execute_query_dict(sql, given)
    return [row["name"] for row in rows if number in OF_STUDENTS or row[number]]
