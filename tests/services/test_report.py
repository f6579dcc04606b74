"""The report of small regions: what each number means, frozen once, each reader her own slice."""

from datetime import datetime, timedelta

import pytest

from bot.kit.errors import NotAllowed
from bot.kit.ids import OrgId, PersonId
from bot.services import activity, guardians, orgs, periods, report, report_reading, totals
from bot.services.org_titles import OrgKind
from bot.services.periods import NoSuchPeriod, Period
from bot.services.report_asking import Asked
from bot.services.totals import TotalKind
from bot.ui import report_tsv
from bot.ui import reports as screens
from models import Role
from tests.services.schoolhouse import NOW, Schoolhouse, statements

OVER = NOW + timedelta(days=8)


async def week(house: Schoolhouse) -> Period:
    """The week of NOW, a Monday."""
    return await periods.running(OrgId(house.region.id), NOW.date())


async def school_slice(house: Schoolhouse, *, now: datetime = OVER) -> report.Report:
    return await report.read(OrgId(house.school.id), await week(house), now=now)


async def busy_school() -> Schoolhouse:
    """A school with its administrator, a class, a teacher with a chat and twelve messages, two pupils."""
    house = await Schoolhouse.build()
    await orgs.mark_registered(OrgId(house.school.id), now=NOW)
    await house.person(Role.SCHOOL_ADMIN)
    teacher = await house.person(Role.TEACHER)
    await house.person(Role.STUDENT, "5А")
    await house.wrote(teacher, 12)
    await activity.count_call(house.entry(teacher), day=NOW.date())
    return house


async def test_what_each_number_is(database: str) -> None:
    house = await busy_school()
    c = (await school_slice(house)).counts
    assert (c.schools_in, c.schools_idle, c.teachers_in, c.students_in) == (1, 0, 1, 1)
    assert (c.teachers_chat, c.teachers_3, c.teachers_10, c.teachers_call) == (1, 1, 1, 1)


async def test_a_school_without_classes_or_administrator_is_not_active(database: str) -> None:
    house = await Schoolhouse.build()
    await orgs.mark_registered(OrgId(house.school.id), now=NOW)
    await house.person(Role.SCHOOL_ADMIN)
    assert (await school_slice(house, now=NOW)).counts.schools_idle == 1
    await house.school_class("5А")
    assert (await school_slice(house, now=NOW)).counts.schools_idle == 0


async def test_one_person_in_two_schools_is_one_teacher_with_one_sum(database: str) -> None:
    main = await Schoolhouse.build()
    second = await Schoolhouse.build(beside=main)
    for house, messages in ((main, 2), (second, 1)):
        teacher = await house.person(Role.TEACHER, vk_id=71)
        await house.wrote(teacher, messages, chat=2_000_000_000 + messages)
    region = await report.read(OrgId(main.region.id), await week(main), now=OVER)
    assert (region.counts.teachers_in, region.counts.teachers_3) == (1, 1)
    assert (await school_slice(main)).counts.teachers_3 == 1


async def test_who_left_before_the_end_is_not_in_but_what_she_did_counts(database: str) -> None:
    house = await busy_school()
    await house.leave(*house.entries, now=NOW + timedelta(days=3))
    c = (await school_slice(house)).counts
    assert (c.teachers_in, c.teachers_chat, c.teachers_3) == (0, 1, 1)


async def test_a_pupil_without_a_phone_stands_apart(database: str) -> None:
    house = await busy_school()
    parent = await house.person(Role.PARENT)
    await guardians.tie(house.entries[parent], await house.on_list(Role.STUDENT, "Малый"), now=NOW)
    fact = await school_slice(house)
    assert (fact.counts.students_in, fact.counts.students_by_proxy) == (1, 1)
    assert "Через представителя" not in screens.report(fact).text
    assert "Через родителя, отдельно: 1" in screens.report(fact).text


async def test_a_closed_week_prints_the_same_for_ever(database: str) -> None:
    house = await busy_school()
    region, period = OrgId(house.region.id), await week(house)
    await totals.record(None, {TotalKind.TEACHERS: 2}, valid_from=period.first, region=region, now=NOW)
    before = report_tsv.table([await report.read(region, period, now=OVER)])
    await totals.record(None, {TotalKind.TEACHERS: 9}, valid_from=period.first, region=region, now=OVER)
    await house.wrote(await house.person(Role.TEACHER), 5)
    assert report_tsv.table([await report.read(region, period, now=OVER)]) == before
    assert await report.freeze(period, now=OVER) is False
    later = await periods.running(region, OVER.date())
    assert (await report.read(region, later, now=OVER)).totals == {"teachers": 9}


async def test_a_moved_school_changes_the_next_report_only(database: str) -> None:
    house = await busy_school()
    region = OrgId(house.region.id)
    head = await _head(house)
    old = await orgs.create_municipality(head, "Старый округ", now=NOW)
    new = await orgs.create_municipality(head, "Новый округ", now=NOW)
    await orgs.move_school(head, OrgId(house.school.id), municipality=old.id, now=NOW)
    period = await week(house)
    await report.freeze(period, now=OVER)
    await orgs.move_school(head, OrgId(house.school.id), municipality=new.id, now=OVER)
    assert (await report.read(old.id, period, now=OVER)).counts.teachers_in == 1
    later = await periods.running(region, OVER.date())
    assert (await report.read(old.id, later, now=OVER)).counts.teachers_in == 0
    assert (await report.read(new.id, later, now=OVER)).counts.teachers_in == 1


async def _head(house: Schoolhouse) -> PersonId:
    return await house.person(Role.REGION_ADMIN, org=house.region)


async def test_each_reads_her_own_slice_and_teachers_none(database: str) -> None:
    house, neighbour = await busy_school(), await busy_school()
    head, admin = await _head(house), await house.person(Role.SCHOOL_ADMIN)
    teacher, stranger = await house.person(Role.TEACHER), await _head(neighbour)
    asked = Asked(week=(await week(house)).label)
    assert (await report_reading.read(head, asked, now=OVER)).level is OrgKind.REGION
    own = await report_reading.read(admin, asked, now=OVER)
    assert (own.level, own.org) == (OrgKind.SCHOOL, house.school.id)
    with pytest.raises(NotAllowed):
        await report_reading.read(teacher, asked, now=OVER)
    with pytest.raises(NoSuchPeriod):
        await report.read_idle(stranger, own.period_id)


async def test_the_number_of_statements_does_not_grow_with_the_schools(database: str) -> None:
    house = await busy_school()
    period = await week(house)
    with statements() as few:
        await report.build(period)
    for _ in range(8):
        await Schoolhouse.build(beside=house)
    with statements() as many:
        assert len(await report.build(period)) == 1 + 2 * 9
    assert len(few) == len(many)


async def test_what_is_missing_is_a_dash_with_a_reason_and_an_empty_cell(database: str) -> None:
    house = await busy_school()
    fact = await report.read(OrgId(house.region.id), await week(house), now=OVER)
    assert "Всего ОО: — (не задано)" in screens.report(fact).text
    cells = report_tsv.table([fact]).splitlines()[1].split("\t")
    assert len(cells) == 16 and cells[1] == "" and cells[15] == ""
