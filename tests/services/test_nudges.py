"""Reminders and the clock: who gets one, once whatever happens, and never at the wrong hour."""

import re
from datetime import date, datetime, time, timedelta

import pytest

from bot.intake.people import note_reach
from bot.jobs import remind_teachers, schedule, send_reports
from bot.kit.ids import OrgId
from bot.services import nudges, report, settings
from bot.services.nudge_hours import is_holiday, may_speak, within
from models import Nudge, OutboxItem, ReportSnapshot, Role
from tests.services.schoolhouse import NOW, Schoolhouse

THURSDAY = datetime.fromisoformat("2026-11-26T15:00:00+03:00")
MONDAY = datetime.fromisoformat("2026-11-30T08:00:00+03:00")


@pytest.mark.parametrize(
    ("hours", "moment", "inside"),
    [
        (["19:00", "08:00"], "23:00", True),
        (["19:00", "08:00"], "07:59", True),
        (["19:00", "08:00"], "08:00", False),
        (["09:00", "18:00"], "09:00", True),
        (["09:00", "18:00"], "18:00", False),
    ],
)
def test_hours_may_run_over_midnight(hours: list[str], moment: str, inside: bool) -> None:
    assert within(hours, time.fromisoformat(moment)) is inside


def test_never_on_holidays_and_sundays() -> None:
    own = {key: value for key, (value, _basis) in settings.DEFAULTS.items()}
    noon = datetime.fromisoformat("2026-11-26T12:00:00+03:00")
    assert may_speak(own, [], noon)
    assert not may_speak(own, [], noon + timedelta(days=3))  # Sunday
    assert not may_speak(own, [], datetime.fromisoformat("2026-11-04T12:00:00+03:00"))
    assert not may_speak(own, [(date(2026, 11, 25), date(2026, 11, 27))], noon)
    assert is_holiday([], date(2027, 1, 8)) and not is_holiday([], date(2027, 1, 11))


async def reminded() -> set[int]:
    return {int(str(row)) for row in await Nudge.all().values_list("entry_id", flat=True)}


async def test_only_those_below_the_norm_who_want_it_and_can_be_reached(database: str) -> None:
    house = await Schoolhouse.build()
    lazy, diligent, peace, closed, pupil = [
        await house.person(Role.TEACHER),
        await house.person(Role.TEACHER),
        await house.person(Role.TEACHER),
        await house.person(Role.TEACHER),
        await house.person(Role.STUDENT, "5А"),
    ]
    await house.wrote(diligent, 3)
    await house.wrote(lazy, 2)
    await nudges.switch(peace, on=False, now=NOW)
    await note_reach(closed, house.community, allowed=False, now=NOW)
    await schedule.run_due(THURSDAY)
    assert await reminded() == {house.entries[lazy].id}
    assert [await house.told(p) for p in (lazy, diligent, peace, closed, pupil)] == [1, 0, 0, 0, 0]
    assert ["2 из 3" in str(row.args) for row in await house.asked("say")] == [True]


async def test_a_schools_own_norm_and_its_no(database: str) -> None:
    house = await Schoolhouse.build()
    teacher = await house.person(Role.TEACHER)
    await house.wrote(teacher, 3)
    school, day = OrgId(house.school.id), NOW.date()
    await settings.put(school, "norm.messages_per_week", 5, valid_from=day, basis="приказ", now=NOW)
    await settings.put(school, "nudge.on", False, valid_from=day, basis="приказ", now=NOW)
    await schedule.run_due(THURSDAY)
    assert await reminded() == set()
    await settings.put(school, "nudge.on", True, valid_from=day, basis="приказ", now=NOW)
    await schedule.run_due(THURSDAY + timedelta(days=7))
    assert await house.told(teacher) == 1


async def test_each_time_zone_has_its_own_hour(database: str) -> None:
    house = await Schoolhouse.build(timezone="Asia/Yekaterinburg")
    teacher = await house.person(Role.TEACHER)
    await schedule.run_due(THURSDAY - timedelta(hours=2, seconds=1))
    assert await house.told(teacher) == 0
    await schedule.run_due(THURSDAY - timedelta(hours=2))
    assert await house.told(teacher) == 1


async def test_reports_go_to_all_or_none(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    house = await Schoolhouse.build()
    admins = [await house.person(Role.SCHOOL_ADMIN) for _number in range(3)]
    write = send_reports.letters.write

    async def write_until_broken(*given: object, **more: object) -> int:
        await write(*given, **more)  # type: ignore[arg-type]
        assert await OutboxItem.all().count() == 3
        monkeypatch.setattr(send_reports.letters, "write", write)
        raise RuntimeError("the power went off")

    await schedule.run_due(NOW)
    monkeypatch.setattr(send_reports.letters, "write", write_until_broken)
    await schedule.run_due(MONDAY)
    assert await OutboxItem.all().count() == 0 and await ReportSnapshot.all().count() == 3
    await schedule.run_due(MONDAY + timedelta(minutes=2))
    await schedule.run_due(MONDAY + timedelta(minutes=4))
    assert [await house.told(admin) for admin in admins] == [1, 1, 1]


async def test_a_broken_freeze_leaves_nothing_and_is_tried_again(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await Schoolhouse.build()
    await schedule.run_due(NOW)
    with monkeypatch.context() as broken:
        broken.setattr(report.periods, "mark_closed", None)
        assert await schedule.run_due(MONDAY) >= 1
    assert not await ReportSnapshot.all().exists()
    await schedule.run_due(MONDAY + timedelta(minutes=2))
    assert await ReportSnapshot.filter(org_id=house.school.id).count() == 1


async def test_weeks_that_were_slept_through_are_closed_and_only_the_newest_is_sent(database: str) -> None:
    house = await Schoolhouse.build()
    admin, teacher = await house.person(Role.SCHOOL_ADMIN), await house.person(Role.TEACHER)
    await house.school_class("5А")
    await schedule.run_due(NOW)
    await schedule.run_due(MONDAY + timedelta(days=21, hours=2))
    assert await ReportSnapshot.filter(org_id=house.school.id).count() == 4
    assert await house.told(admin) == 1
    assert await house.told(teacher) == 1, "the newest missed hour is caught up at the next working hour"
    assert "прошлой неделе" in str([row.args for row in await OutboxItem.all()])


def test_the_newest_hour_in_any_zone() -> None:
    hour = remind_teachers.last_hour(THURSDAY, "Europe/Moscow", 4)
    assert hour == THURSDAY
    assert remind_teachers.last_hour(THURSDAY - timedelta(seconds=1), "Europe/Moscow", 4) == THURSDAY - timedelta(
        days=7
    )
    assert remind_teachers.last_hour(MONDAY, "Europe/Moscow", 4) == THURSDAY


def test_every_job_stands_in_the_timetables_page() -> None:
    page = schedule.__doc__ or ""
    assert set(re.findall(r"\n\| (\w+) ", page)) - {"job"} == set(schedule.STEPS)
