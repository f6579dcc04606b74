"""The weekly table of source 003, counted again from people, chats and messages: equal to the file, byte for byte."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.services import activity, orgs, periods, report, report_of_region, roster_load
from bot.services.access import Role
from bot.services.activity import CountedMessage
from bot.services.org_titles import OrgKind
from bot.services.roster_load import LoadedConversation, LoadedPerson
from bot.ui import report_tsv
from tests.services import region_003
from tests.services.schoolhouse import enrol

AFTER = datetime(2023, 4, 12, 9, tzinfo=UTC)


@pytest.mark.slow
async def test_the_seven_weeks_print_the_file_byte_for_byte(database: str) -> None:
    made = await region_003.found()
    neighbour = await _neighbour_in_yakutsk()
    for number, period in enumerate(made.calendar):
        await made.live(number, period)
        await report.freeze(period, now=periods.closes_at(period, ["Europe/Moscow"]))

    reports = await report_of_region.read_table("Ставропольский край", "", OrgKind.REGION, now=AFTER)
    assert report_tsv.table(reports).encode() == region_003.TABLE.read_bytes()

    await _lower_levels_add_up(made.calendar[-1], reports[-1])
    assert await report.freeze(made.calendar[0], now=AFTER) is False
    other = await report_of_region.read_table(neighbour, "", OrgKind.REGION, now=AFTER)
    assert [(r.counts.teachers_in, r.counts.teachers_3) for r in other] == [(1, 1)]


async def _lower_levels_add_up(period: periods.Period, region: report.Report) -> None:
    slices = await report.frozen(period)
    for level in (OrgKind.MUNICIPALITY, OrgKind.SCHOOL):
        rows = [r.counts for r in slices if r.level is level]
        summed = sum(rows[1:], rows[0])
        for name in ("schools_in", "teachers_in", "students_in", "teachers_chat", "teachers_3", "teachers_10"):
            assert getattr(summed, name) == getattr(region.counts, name), (level, name)


async def _neighbour_in_yakutsk() -> str:
    """Another region, six hours ahead, with one busy teacher: neither sees the other."""
    now = region_003.SCHOOL_YEAR
    region = (await orgs.found_region("Якутия", "Asia/Yakutsk", now=now)).id
    here = await enrol(225_014)
    town = LoadedPerson(region, Role.REGION_ADMIN, "Глава", account=500_001)
    await roster_load.load(None, [town], now=now)
    school = (
        await region_003.region_load.load_region(
            None, region, [region_003.LoadedSchool("Якутск", "Школа № 1")], now=now
        )
    )["Якутск", "Школа № 1"]
    [teacher] = await roster_load.load(None, [LoadedPerson(school, Role.TEACHER, "Иванова", account=500_002)], now=now)
    await roster_load.register_conversations(
        None, here, [LoadedConversation(2_000_000_001, teacher, "5А · Алгебра")], now=now
    )
    await periods.load_calendar([(datetime(2023, 4, 3).date(), datetime(2023, 4, 7).date())], region, now=now)
    monday = datetime(2023, 4, 2, 15, tzinfo=UTC)  # Monday 00:00 in Yakutsk
    moments = [monday - timedelta(seconds=1), monday, monday, monday + timedelta(days=7) - timedelta(seconds=1)]
    await activity.count_messages(
        [CountedMessage(here, 2_000_000_001, 500_002, n, moment) for n, moment in enumerate(moments)]
    )
    return "Якутия"
