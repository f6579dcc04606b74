"""The calendar as an administrator edits it: what has not ended moves, what is closed stands, nothing is lost."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from bot.kit.errors import NotAllowed
from bot.kit.ids import OrgId
from bot.services import days_off, periods, region_calendar, settings, year_parts
from bot.services.period_labels import BadDays, parse_days
from bot.services.periods import NoSuchPeriod, PeriodClosed, PeriodTaken
from bot.services.region_calendar import CannotCut, NoDaysOff
from bot.services.year_parts import BadParts, PartKind
from bot.services.years import ensure_year
from models import AuditRow
from tests.services.tree import NOW, Tree

TODAY = NOW.date()  # Monday, 23 November 2026
YEAR = (date(2026, 9, 1), date(2027, 8, 31))
QUARTERS = "01.09-24.10.2026, 03.11-30.12.2026, 11.01-26.03.2027, 05.04-31.05.2027"


async def labels(region: OrgId) -> list[str]:
    return [period.label for period in await periods.all_of(region)]


async def touching(region: OrgId) -> bool:
    return all(before.until == after.since for before, after in pairwise(await periods.all_of(region)))


async def test_days_off_move_what_has_not_ended_and_spare_what_was_put_by_hand(database: str) -> None:
    tree = await Tree.grow()
    region, head = tree.region.id, tree.region_admin
    await periods.ensure_periods(region, date(2026, 12, 31), since=TODAY - timedelta(days=7))
    [past, *_rest] = await periods.all_of(region)
    await periods.mark_closed(past, now=NOW)
    glued = await region_calendar.glue(head, parse_days("14.12-25.12.2026"), now=NOW)
    assert (glued.since, glued.until) == (date(2026, 12, 14), date(2026, 12, 28))
    await region_calendar.add_days_off(head, parse_days("26.11-29.11.2026"), now=NOW)
    assert (await labels(region))[:6] == [
        "16.11-20.11.2026",
        "23.11-25.11.2026",
        "26.11-04.12.2026",
        "07.12-11.12.2026",
        "14.12-25.12.2026",
        "28.12-01.01.2027",
    ]
    assert await touching(region)
    assert (await periods.all_of(region))[0].is_closed
    await region_calendar.add_days_off(head, parse_days("31.12.2026-10.01.2027"), now=NOW)
    assert await days_off.of(region, TODAY) == [
        (date(2026, 11, 26), date(2026, 11, 29)),
        (date(2026, 12, 31), date(2027, 1, 10)),
    ]
    await periods.ensure_periods(region, date(2027, 1, 5))
    found = await periods.find_by_day(region, date(2027, 1, 5))
    assert found and found.label == "31.12-15.01.2027"
    await region_calendar.take_out_days_off(head, parse_days("26.11-29.11.2026"), now=NOW)
    assert (await labels(region))[1:4] == ["23.11-27.11.2026", "30.11-04.12.2026", "07.12-11.12.2026"]
    assert await touching(region)
    with pytest.raises(NoDaysOff):
        await region_calendar.take_out_days_off(head, parse_days("26.11.2026"), now=NOW)
    with pytest.raises(PeriodClosed) as refused:
        await region_calendar.add_days_off(head, parse_days("20.11.2026"), now=NOW)
    assert refused.value.said == "16.11-20.11.2026"
    assert await AuditRow.filter(act="calendar.write", outcome="done").count() == 4
    assert await settings.get(region, days_off.KEY, TODAY - timedelta(days=1)) == [], "what was known before stays"


async def test_a_week_is_cut_where_the_source_cut_it(database: str) -> None:
    tree = await Tree.grow()
    region, head = tree.region.id, tree.region_admin
    before, after = await region_calendar.cut(head, date(2026, 12, 3), now=NOW)
    assert (before.label, after.label) == ("30.11-02.12.2026", "03.12-04.12.2026")
    assert before.until == after.since == date(2026, 12, 3)
    longer = await region_calendar.glue(head, parse_days("03.12-11.12.2026"), now=NOW)
    assert (longer.since, longer.until) == (date(2026, 12, 3), date(2026, 12, 14))
    assert await touching(region)
    for refused, day in ((CannotCut, date(2026, 12, 3)), (NoSuchPeriod, date(2026, 12, 12))):
        with pytest.raises(refused):
            await region_calendar.cut(head, day, now=NOW)
    with pytest.raises(PeriodTaken):
        await region_calendar.glue(head, parse_days("24.11-30.11.2026"), now=NOW)
    running = await periods.running(region, TODAY)
    await periods.mark_closed(running, now=NOW)
    with pytest.raises(PeriodClosed):
        await region_calendar.cut(head, date(2026, 11, 25), now=NOW)


async def test_only_the_region_edits_and_all_who_answer_for_an_org_read(database: str) -> None:
    near, far = await Tree.grow(), await Tree.grow("Кузбасс")
    await region_calendar.add_days_off(near.region_admin, parse_days("04.12.2026"), now=NOW)
    for reader in (near.region_admin, near.municipal_admin, near.school_admin):
        seen = await region_calendar.read(reader, now=NOW)
        assert seen.days.off == ((date(2026, 12, 4), date(2026, 12, 4)),)
        assert seen.may_edit is (reader == near.region_admin)
    assert (await region_calendar.read(far.region_admin, now=NOW)).days.off == ()
    for other in (near.municipal_admin, near.school_admin):
        with pytest.raises(NotAllowed):
            await region_calendar.add_days_off(other, parse_days("04.12.2026"), now=NOW)


async def test_the_parts_of_the_year_are_data(database: str) -> None:
    tree = await Tree.grow()
    parts = await region_calendar.set_parts(tree.region_admin, PartKind.QUARTERS, QUARTERS, now=NOW)
    seen = await region_calendar.read(tree.school_admin, now=NOW)
    assert seen.parts == (parts,)
    said = "01.09-30.12.2026, 11.01-31.05.2027"
    halves = await region_calendar.set_parts(tree.region_admin, PartKind.HALVES, said, now=NOW)
    assert (await region_calendar.read(tree.school_admin, now=NOW)).parts == (parts, halves), "both at once"
    next_year = datetime(2027, 9, 6, tzinfo=NOW.tzinfo)
    await ensure_year(tree.region.id, next_year.date())
    assert (await region_calendar.read(tree.school_admin, now=next_year)).parts == ()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (PartKind.QUARTERS, "01.09-24.10.2026, 03.11-30.12.2026"),
        (PartKind.HALVES, "11.01-31.05.2027, 01.09-30.12.2026"),
        (PartKind.HALVES, "01.09-30.12.2026, 30.12.2026-31.05.2027"),
        (PartKind.HALVES, "31.08-30.12.2026, 11.01-31.05.2027"),
        (PartKind.HALVES, "осень, весна"),
    ],
)
def test_parts_that_are_none(kind: PartKind, said: str) -> None:
    with pytest.raises(BadParts):
        year_parts.parse_parts(kind, said, YEAR)


@pytest.mark.parametrize("said", ["", "осень", "31.02.2027", "2026-W40", "02.11-25.10.2026", "01.09.2026-01.09.2027"])
def test_no_days(said: str) -> None:
    with pytest.raises(BadDays):
        parse_days(said)
