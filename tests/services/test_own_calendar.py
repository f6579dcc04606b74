"""Days off of a school: the region's by default, its own beside them, and nobody is reminded on any of them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.jobs import schedule
from bot.kit.errors import NotAllowed
from bot.kit.ids import OrgId
from bot.services import days_off, own_calendar, region_calendar
from bot.services.days_off import NoDaysOff
from bot.services.own_calendar import BadHours, DaysOver, parse_hours
from bot.services.period_labels import parse_days
from bot.services.period_windows import Days
from models import AuditRow, Nudge, Person, Role
from tests.services.schoolhouse import Schoolhouse
from tests.services.test_nudges import MONDAY, THURSDAY
from tests.services.tree import NOW, Tree

TODAY = NOW.date()  # Monday, 23 November 2026
START = date(2026, 9, 1)
LISTS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 9)).map(
        lambda pair: (START + timedelta(days=pair[0]), START + timedelta(days=sum(pair)))
    ),
    max_size=4,
)


def _days(spans: list[Days]) -> set[date]:
    return {first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)}


@settings(deadline=None)
@given(st.lists(st.tuples(LISTS, LISTS), max_size=3))
def test_layers_add_and_take_out_days(layers: list[tuple[list[Days], list[Days]]]) -> None:
    off: set[date] = set()
    for own, worked in layers:
        off = (off | _days(own)) - _days(worked)
    assert _days(days_off.fold(layers)) == off


async def test_a_schools_days_stand_beside_the_regions(database: str) -> None:
    tree = await Tree.grow()
    head, middle, school = tree.region_admin, tree.municipal_admin, tree.school_admin
    await region_calendar.add_days_off(head, parse_days("28.12-10.01.2027"), now=NOW)
    await own_calendar.add_days_off(middle, parse_days("03.12.2026"), now=NOW)
    await own_calendar.add_days_off(school, parse_days("07.12-11.12.2026"), now=NOW)
    await own_calendar.take_out_days_off(school, parse_days("28.12-29.12.2026"), now=NOW)
    await region_calendar.add_days_off(head, parse_days("25.12.2026"), now=NOW)
    mine = (await region_calendar.read(school, now=NOW)).days
    assert mine.off == (
        (date(2026, 12, 3), date(2026, 12, 3)),
        (date(2026, 12, 7), date(2026, 12, 11)),
        (date(2026, 12, 25), date(2026, 12, 25)),
        (date(2026, 12, 30), date(2027, 1, 10)),
    ), "what the region adds later holds at the school, too"
    assert mine.own == ((date(2026, 12, 7), date(2026, 12, 11)),)
    assert mine.worked == ((date(2026, 12, 28), date(2026, 12, 29)),)
    above = (await region_calendar.read(head, now=NOW)).days
    assert above.off == ((date(2026, 12, 25), date(2026, 12, 25)), (date(2026, 12, 28), date(2027, 1, 10)))
    assert (await own_calendar.read(tree.school.id, TODAY - timedelta(days=1))).off == (), "yesterday knows nothing"
    far = await Tree.grow("Кузбасс")
    assert (await region_calendar.read(far.school_admin, now=NOW)).days.off == ()
    labels = [period.label for period in (await region_calendar.read(school, now=NOW)).periods]
    assert "07.12-11.12.2026" in labels, "a school's holidays move no week of the report"
    assert await AuditRow.filter(act="calendar.own", outcome="done").count() == 3
    back = await own_calendar.add_days_off(school, parse_days("28.12-29.12.2026"), now=NOW)
    assert back.worked == ()


async def test_what_is_refused(database: str) -> None:
    tree = await Tree.grow()
    school = tree.school_admin
    with pytest.raises(DaysOver):
        await own_calendar.add_days_off(school, parse_days("20.11-22.11.2026"), now=NOW)
    with pytest.raises(NoDaysOff):
        await own_calendar.take_out_days_off(school, parse_days("30.11.2026"), now=NOW)
    teacher = await tree.add_teacher("Иванова Анна Петровна")
    with pytest.raises(NotAllowed):
        await own_calendar.add_days_off(teacher.person or tree.region_admin + 99, parse_days("30.11.2026"), now=NOW)


@pytest.mark.parametrize(("said", "hours"), [("20:00-07:00", ("20:00", "07:00")), ("с 21 до 6:30", ("21:00", "06:30"))])
def test_hours(said: str, hours: tuple[str, str]) -> None:
    assert parse_hours(said) == hours


@pytest.mark.parametrize("said", ["", "ночью", "20:00", "20:00-20:00", "25-7"])
def test_no_hours(said: str) -> None:
    with pytest.raises(BadHours):
        parse_hours(said)


@pytest.mark.parametrize("level", [Role.REGION_ADMIN, Role.MUNICIPAL_ADMIN, Role.SCHOOL_ADMIN])
async def test_no_reminder_leaves_on_a_day_off_whoever_set_it(database: str, level: Role) -> None:
    house = await Schoolhouse.build()
    near, teacher = await Schoolhouse.build(beside=house), await house.person(Role.TEACHER)
    other = await near.person(Role.TEACHER)
    town = await house.school.parent
    assert town is not None
    org = {Role.REGION_ADMIN: house.region, Role.MUNICIPAL_ADMIN: town, Role.SCHOOL_ADMIN: house.school}[level]
    admin = await house.person(level, org=org)
    span = parse_days("26.11.2026")
    if level is Role.REGION_ADMIN:
        await region_calendar.add_days_off(admin, span, now=NOW)
    else:
        await own_calendar.add_days_off(admin, span, now=NOW)
    await schedule.run_due(THURSDAY)
    expected = [] if level is Role.REGION_ADMIN else [other]
    told = [p for p in (teacher, other) if await Nudge.filter(entry_id=(house.entries | near.entries)[p].id).exists()]
    assert told == expected
    await schedule.run_due(THURSDAY + timedelta(hours=18, minutes=5))  # Friday, 9:05
    assert await Nudge.filter(entry_id=house.entry(teacher)).count() == 1


async def test_of_a_week_without_a_school_day_nobody_is_reminded(database: str) -> None:
    house = await Schoolhouse.build()
    teacher, admin = await house.person(Role.TEACHER), await house.person(Role.SCHOOL_ADMIN)
    await own_calendar.add_days_off(admin, parse_days("23.11-29.11.2026"), now=NOW)
    await schedule.run_due(THURSDAY)
    await schedule.run_due(datetime.fromisoformat("2026-11-30T10:00:00+03:00"))
    assert not await Nudge.filter(entry_id=house.entry(teacher)).exists(), "a week of holidays asks for nothing"
    await schedule.run_due(THURSDAY + timedelta(days=7))
    assert await Nudge.filter(entry_id=house.entry(teacher)).count() == 1


async def test_quiet_hours_are_inherited_and_overruled(database: str) -> None:
    house = await Schoolhouse.build()
    near = await Schoolhouse.build(beside=house)
    teacher, other = await house.person(Role.TEACHER), await near.person(Role.TEACHER)
    head, admin = await house.person(Role.REGION_ADMIN, org=house.region), await house.person(Role.SCHOOL_ADMIN)
    await own_calendar.set_quiet_hours(head, "14:00-08:00", now=NOW)
    await own_calendar.set_quiet_hours(admin, "20-7", now=NOW)
    assert (await own_calendar.read(OrgId(near.school.id), TODAY)).quiet == ("14:00", "08:00")
    await schedule.run_due(THURSDAY)
    assert [await house.told(teacher), await near.told(other)] == [1, 0]
    await schedule.run_due(THURSDAY + timedelta(hours=18, minutes=5))
    assert await near.told(other) == 1


async def test_the_report_waits_for_the_end_of_quiet_hours(database: str) -> None:
    house = await Schoolhouse.build()
    late, early = await house.person(Role.SCHOOL_ADMIN), await house.person(Role.REGION_ADMIN, org=house.region)
    await own_calendar.set_quiet_hours(late, "20:00-09:00", now=NOW)
    await schedule.run_due(NOW)
    await schedule.run_due(MONDAY)
    rows = {int(str(row.args["talk"])): row.not_before for row in await house.asked("say")}
    leaves = [rows[(await Person.get(id=person)).vk_id] for person in (late, early)]
    assert leaves == [MONDAY + timedelta(hours=1), MONDAY]
