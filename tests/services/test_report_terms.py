"""The report of a quarter, a half-year, a year: nothing else than its frozen weeks, at every level."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.handlers import report_files
from bot.kit.ids import OrgId
from bot.services import (
    orgs,
    periods,
    region_calendar,
    report,
    report_of_region,
    report_parts,
    report_reading,
    report_terms,
    settings,
    terms,
    totals,
)
from bot.services.access import OrgKind, Role
from bot.services.report import Report
from bot.services.report_asking import parse_asked
from bot.services.report_files import Form, TermKey, parse_term_key
from bot.services.report_late import LATE as WEEKLY
from bot.services.terms import AskedTerm, NoSuchTerm, NoWeekYet, Term, TermKind
from bot.services.totals import TotalKind
from bot.services.year_parts import PartKind
from bot.ui import report_csv, report_picture, report_table, report_tsv, report_xlsx
from bot.ui import reports as screens
from tests.services.schoolhouse import holding
from tests.services.test_report_forms import Workbook
from tests.services.test_report_levels import Land, settle_land

QUARTERS = "01.09-24.10.2026, 03.11-18.12.2026, 11.01-26.03.2027, 05.04-31.05.2027"
WEEKS = 4  # 23.11 – 18.12.2026: all of the second quarter that the region has
OVER = datetime(2026, 12, 22, 9, tzinfo=UTC)


@dataclass
class Lived:
    """A region that has lived through its second quarter."""

    land: Land
    term: Term
    weeks: list[list[Report]]

    async def read(self, org: OrgId) -> Report:
        return await report_terms.read(org, self.term, now=OVER)

    async def slices(self) -> list[Report]:
        return await report_terms.slices(self.term, now=OVER)


async def live_through(seed: int) -> Lived:
    """Four weeks: in the second ten messages are not collected, then a school moves; the head-count changes, too."""
    land, chance = await settle_land(seed), random.Random(seed)
    region, frozen = land.region, []
    async with holding(region, Role.REGION_ADMIN) as head:
        await region_calendar.set_parts(head, PartKind.QUARTERS, QUARTERS, now=land.over)
        for number in range(WEEKS):
            first = land.period.first + timedelta(days=7 * number)
            period = await periods.place(region, first, first + timedelta(days=4), today=first)
            size = {TotalKind.TEACHERS: 40 + number}
            await totals.record(head, size, valid_from=first, now=land.over)
            await settings.put(
                region, "report.missing", ["teachers_10"] * (number == 1), valid_from=first, basis="проба", now=OVER
            )
            for teacher in [t for t in land.accounts if t != land.silent]:
                noon = datetime(first.year, first.month, first.day, 9, tzinfo=UTC)
                await land.writes(teacher, chance.choice((0, 2, 3, 11)), noon + timedelta(days=chance.randrange(5)))
            await report.freeze(period, now=periods.closes_at(period, [land.zone]))
            frozen.append(await report.frozen(period))
            if number == 1:
                towns = await orgs.subtree(region, kinds=[OrgKind.MUNICIPALITY])
                await orgs.move_school(head, land.schools[0], municipality=towns[1].id, now=OVER)
    term = await terms.find(region, AskedTerm(TermKind.QUARTER, 2), now=OVER)
    return Lived(land, term, frozen)


@pytest.mark.parametrize("seed", [11, 12])
async def test_a_quarter_is_the_sum_of_its_weeks_at_every_level(database: str, seed: int) -> None:
    lived = await live_through(seed)
    slices = await lived.slices()
    region = slices[0]
    assert region.counts.teachers_3 > region.counts.teachers_10 > 0, "an empty world proves nothing"
    for code in WEEKLY[:2]:
        weeks = [week[0] for week in lived.weeks if code not in week[0].missing]
        assert getattr(region.counts, code) == sum(getattr(week.counts, code) for week in weeks)
        assert region.term and region.term.weekly[code].of == sum(week.totals["teachers"] for week in weeks)
        for level in (OrgKind.MUNICIPALITY, OrgKind.SCHOOL):
            rows = [r for r in slices if r.level is level]
            assert sum(getattr(r.counts, code) for r in rows) == getattr(region.counts, code), (level, code)
        for town in (r for r in slices if r.level is OrgKind.MUNICIPALITY):
            below = [r for r in slices if r.parent == town.org]
            assert sum(getattr(r.counts, code) for r in below) == getattr(town.counts, code), (town.title, code)
    moved = [r for r in slices if r.org == lived.land.schools[0]]
    assert [r.term.there for r in moved if r.term] == [2, 2], "once a municipality, with the weeks it had there"
    assert moved[0].counts.teachers_in == 0, "at the end she is elsewhere"
    own = await lived.read(lived.land.schools[0])
    assert own.counts.teachers_3 == sum(r.counts.teachers_3 for r in moved)
    newest = lived.weeks[-1][0].counts
    assert (region.counts.teachers_in, region.counts.teachers_chat) == (newest.teachers_in, newest.teachers_chat)


async def test_what_came_late_changes_no_term(database: str) -> None:
    lived = await live_through(13)
    before = await lived.slices()
    await lived.land.writes(next(iter(lived.land.accounts)), 30, datetime(2026, 12, 1, 9, tzinfo=UTC))
    assert await lived.slices() == before


async def test_it_is_shown_in_words_and_files_with_what_is_missing_and_why(database: str) -> None:
    lived = await live_through(14)
    fact = await lived.read(lived.land.region)
    assert fact.term
    shown = screens.report(fact).text
    assert "2 четверть 2026/27" in shown and "03.11–18.12.2026" in shown and "4 недели закрыты" in shown
    assert "На конец 14.12-18.12.2026" in shown and "≥10 сообщений: не собирали недель — 1 из 4." in shown
    three, of = fact.counts.teachers_3, 40 + 41 + 42 + 43
    assert report_table.counter_share(fact, "teachers_3") == report_table.Share(three, of, 3)
    assert report_table.counter_share(fact, "teachers_10") == report_table.Share(fact.counts.teachers_10, of - 41, 3)
    head = shown.split("\n\n⚠")[0].splitlines()
    table = head[: head.index(next(line for line in head if line.startswith("Человеко-неделя — ")))]
    assert max(map(len, table)) <= 35, [line for line in table if len(line) > 35]
    book = await report_terms.gather(lived.land.region, lived.term, now=OVER)
    workbook = Workbook(report_xlsx.book(book))
    assert workbook.cells(1)["A6"][0] == "2 четверть 2026/27" and workbook.cells(1)["A5"][0] == "14.12-18.12.2026"
    assert workbook.cells(1)["R6"][0] == three
    assert "человеко-недели" in str(workbook.cells(2)["S1"][0])
    assert "человеко-нед" in report_picture.svg(book)
    rows = await report_of_region.read_table("Край 14", "q2 2026/27", OrgKind.SCHOOL, now=OVER)
    assert len(rows) == 10, "nine schools, one of them in two municipalities"
    assert report_tsv.table(rows).count("2 четверть 2026/27") == report_csv.table(rows).decode().count(
        "2 четверть 2026"
    )
    for level in (OrgKind.REGION, OrgKind.MUNICIPALITY, OrgKind.SCHOOL):
        for form in (Form.XLSX, Form.PNG):
            once, twice = [await report_files.of_level(rows[0], level, form, now=OVER) for _ in range(2)]
            assert once == twice, (level, form)


async def test_every_number_of_a_term_opens_down_to_weeks(database: str) -> None:
    lived = await live_through(15)
    async with holding(lived.land.region, Role.REGION_ADMIN) as head:
        fact = await lived.read(lived.land.region)
        while fact.level is not OrgKind.SCHOOL:
            found = await report_parts.behind(head, fact, "teachers_3", page=0, now=OVER)
            assert sum(part.value for part in found.parts) == found.value
            fact = await lived.read(max(found.parts, key=lambda part: part.value).org)
        weeks = await report_parts.behind(head, fact, "teachers_3", page=0, now=OVER)
        assert [p.period for p in weeks.parts] == [w[0].period for w in lived.weeks]
        assert sum(part.value for part in weeks.parts) == weeks.value > 0


async def test_which_term_is_meant_and_which_there_are(database: str) -> None:
    lived = await live_through(16)
    region = lived.land.region
    year = await terms.find(region, AskedTerm(TermKind.YEAR), now=OVER)
    assert (year.first, year.last, year.typed) == (date(2026, 9, 1), date(2027, 8, 31), "y 2026/27")
    half = await terms.find(region, AskedTerm(TermKind.HALF, 1), now=OVER)
    assert (half.first, half.last) == (date(2026, 9, 1), date(2026, 12, 18)), "of quarters, two by two"
    assert (await report_terms.read(region, half, now=OVER)).counts == (await lived.read(region)).counts
    begun = await terms.begun(region, now=OVER)
    assert [t.typed for t in begun] == ["q1 2026/27", "q2 2026/27", "h1 2026/27", "y 2026/27"]
    assert (await terms.find(region, AskedTerm(TermKind.QUARTER), now=OVER)).number == 2, "the newest"
    with pytest.raises(NoSuchTerm):
        await terms.find(region, AskedTerm(TermKind.QUARTER, 3), now=OVER)
    with pytest.raises(NoSuchTerm):
        await terms.find(region, AskedTerm(TermKind.TRIMESTER, 1), now=OVER)
    with pytest.raises(NoWeekYet):
        await report_terms.read(region, begun[0], now=OVER)
    running = (await report_terms.read(region, year, now=OVER)).term
    assert running and not running.is_over
    async with holding(lived.land.schools[1], Role.SCHOOL_ADMIN) as admin:
        own = await report_reading.read(admin, parse_asked("2 четверть"), now=OVER)
        assert (own.org, own.period) == (lived.land.schools[1], "q2 2026/27")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("1 четверть", AskedTerm(TermKind.QUARTER, 1)),
        ("1-я четверть 2025/26", AskedTerm(TermKind.QUARTER, 1, "2025/26")),
        ("1 четверть 2025-2026", AskedTerm(TermKind.QUARTER, 1, "2025/26")),
        ("quarter 3", AskedTerm(TermKind.QUARTER, 3)),
        ("2 полугодие", AskedTerm(TermKind.HALF, 2)),
        ("half-year 2", AskedTerm(TermKind.HALF, 2)),
        ("3 триместр", AskedTerm(TermKind.TRIMESTER, 3)),
        ("учебный год", AskedTerm(TermKind.YEAR)),
        ("year 2022/23", AskedTerm(TermKind.YEAR, 0, "2022/23")),
        ("q1 2026/27", AskedTerm(TermKind.QUARTER, 1, "2026/27")),
        ("y 2026/27", AskedTerm(TermKind.YEAR, 0, "2026/27")),
    ],
)
def test_terms_as_they_are_said(said: str, asked: AskedTerm) -> None:
    read = parse_asked(f"{said} Динской район xlsx; 3 стр 2")
    assert (read.term, read.week, read.place, read.form) == (asked, said, "Динской район", Form.XLSX)
    assert (read.number, read.page) == ("teachers_3", 1)


@pytest.mark.parametrize("said", ["Школа № 1", "5А", "30.11-04.12.2026", "2026-W49", "xlsx", "; 3"])
def test_what_names_no_term(said: str) -> None:
    assert parse_asked(said).term is None


def test_a_terms_file_is_read_back() -> None:
    key = TermKey("q1 2026/27", OrgId(7), Form.PNG)
    _name, *args = key.asked().split()
    assert parse_term_key(tuple(args)) == key
