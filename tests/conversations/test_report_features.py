"""Counters, reports and reminders once more: over restarts, asked twice, delivered twice, from another region."""

import pytest

from models import ActivityDay, Nudge, OfficialTotal, ReportSnapshot
from tests.conversations.test_nudges import THURSDAY
from tests.world import Actor, World, story
from tests.world.story import School


async def said_in_class(school: School) -> Actor:
    """A teacher who has written three times."""
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    for text in ("раз", "два", "три"):
        await teacher.says(text, where=chat)
    return teacher


async def test_the_week_closes_once_whatever_restarts(world: World) -> None:
    school = await story.school(world)
    head = school.region
    await said_in_class(school)
    await world.app.close()
    await world.sandbox.post("clock", forward_s=7 * 24 * 3600)
    await world.reopen()
    for _ in range(3):
        await world.clock.forward(minutes=2)
        await world.restart()
    came = await head.hears("30.11-04.12.2026", "≥3 сообщений: 1")
    await head.hears_nothing()
    snapshots = await ReportSnapshot.all().count()
    await world.clock.forward(hours=1)
    await head.says("/отчёт")
    assert came.text.splitlines()[0] in head.screen.text
    assert await ReportSnapshot.all().count() == snapshots


async def test_a_report_asked_for_twice_over_a_restart_is_the_same(world: World) -> None:
    school = await story.school(world)
    head = school.region
    await said_in_class(school)
    await world.clock.forward(days=7)
    await head.hears("30.11-04.12.2026")
    await head.says("/отчёт")
    before, snapshots = head.screen.text, await ReportSnapshot.all().count()
    await world.restart()
    await head.hears_nothing()
    await head.says("/отчёт")
    assert (head.screen.text, await ReportSnapshot.all().count()) == (before, snapshots)


async def test_each_hears_and_reads_her_own_slice_only(world: World) -> None:
    mine, other = await story.school(world), await story.school(world, 2)
    head, far = mine.region, other.region
    admin, far_admin = mine.admin, other.admin
    await said_in_class(mine)
    await world.clock.forward(days=7)
    await head.hears("≥3 сообщений: 1")
    await admin.hears("≥3 сообщений: 1")
    await far.hears("≥3 сообщений: 0")
    await far_admin.hears("≥3 сообщений: 0")
    await far.says("/отчёт")
    assert mine.region_title not in far.screen.text
    for payload in ({"b": "report.idle", "a": [1]}, {"b": "activity.page", "a": ["30.11-04.12.2026", 0]}):
        await far.says("нажато", payload=payload)
        assert mine.title not in far.screen.text


async def test_a_counter_is_the_same_after_a_restart_and_a_second_delivery(world: World) -> None:
    school = await story.school(world)
    teacher, admin = await said_in_class(school), school.admin
    await world.delivers_again()
    await teacher.says("/активность")
    teacher.sees("3 из 3")
    await admin.says("/активность")
    admin.sees("Выполнили: 1 из 1")
    assert [day.messages for day in await ActivityDay.all()] == [3]


async def test_counters_and_activation_of_a_neighbour_are_not_seen(world: World) -> None:
    mine, other = await story.school(world), await story.school(world, 2)
    await said_in_class(mine)
    admin = other.admin
    await admin.says("/активность")
    assert "✓" not in admin.screen.text
    await admin.says("/активация")
    admin.sees("Учителя")
    assert "1 из 1" not in admin.screen.text
    teacher = await story.teacher(other, "5А Алгебра")
    await teacher.says("/активность")
    teacher.sees("0 из 3")


async def test_activation_is_the_same_after_a_restart_and_asked_twice(world: World) -> None:
    school = await story.school(world)
    admin = school.admin
    await story.teacher(school, "5А Алгебра")
    await admin.says("/активация")
    before = admin.screen.text
    await world.delivers_again()
    await admin.says("/активация")
    assert admin.screen.text == before
    pupil = await story.pupil(school, "5А")
    await pupil.says("/активация")
    pupil.sees("Здесь такого нет")


async def test_totals_are_given_over_restarts_and_once(world: World) -> None:
    school = await story.school(world)
    head = school.region
    await head.says("/итоги")
    for answer in ("педагоги", "16 819"):
        await world.restart()
        await head.says(answer)
    asked = head.screen.cmid
    await world.restart()
    for _ in range(2):
        await head.presses("С сегодня", cmid=asked)
    await world.delivers_again()
    assert await OfficialTotal.all().values_list("value", flat=True) == [16_819]


async def test_totals_and_targets_of_one_region_are_not_anothers(world: World) -> None:
    mine, other = await story.school(world), await story.school(world, 2)
    head, far = mine.region, other.region
    await head.says("/итоги педагоги 4321; с 30.11.2026")
    await world.clock.forward(days=7)
    for line in ("/итоги", "/цели", "/отчёт"):
        await far.says(line)
        assert "321" not in far.screen.text
    assert await OfficialTotal.filter(org__title=other.region_title).count() == 0


async def test_targets_are_the_same_after_a_restart_and_asked_twice(world: World) -> None:
    school = await story.school(world)
    head, teacher = school.region, await story.teacher(school, "5А Алгебра")
    await world.clock.forward(days=7)
    await head.says("/цели")
    before = head.screen.text
    await world.delivers_again()
    await head.says("/цели")
    assert head.screen.text == before
    await teacher.says("/цели")
    teacher.sees("Здесь такого нет")


@pytest.mark.parametrize("presses", [1, 2])
async def test_a_greeting_pressed_twice_over_a_restart_is_one(world: World, presses: int) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    teacher, far = await story.teacher(school, "5А Алгебра"), await story.teacher(other, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await world.clock.to(THURSDAY)
    await teacher.hears("Поздороваться с классом")
    await far.hears("Создать беседу")
    await teacher.presses("Поздороваться с классом")
    asked = teacher.screen.cmid
    for _ in range(presses):
        await world.restart()
        await teacher.presses("Отправить", cmid=asked)
    await world.delivers_again()
    greetings = [seen for seen in await teacher.reads(chat) if "Здравствуйте, 5А!" in seen.text]
    assert len(greetings) == 1
    assert (await ActivityDay.get()).via_bot == 1
    nudge = await Nudge.get(act="greet")
    await far.says("нажато", payload={"b": "nudge.show", "a": [nudge.period_id]})
    far.sees("Здесь такого нет")
    assert (await ActivityDay.get()).via_bot == 1
