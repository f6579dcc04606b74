"""Counters, reports and reminders once more: over restarts, asked twice, delivered twice, from another region."""

import pytest

from models import ActivityDay, Nudge, OfficialTotal, ReportSnapshot, Role
from tests.conversations.schoolhouses import known, lesson_chat, pupil_of, school, teacher_of
from tests.conversations.test_nudges import THURSDAY
from tests.conversations.test_report import region_admin
from tests.services.schoolhouse import Schoolhouse
from tests.world import Actor, World


async def again(world: World) -> None:
    """VK delivers everything a second time, to a bot that has just started."""
    await world.rewind()
    await world.settle()


async def admin_of(world: World, house: Schoolhouse) -> Actor:
    actor = await world.stranger("Ольга", "Завуч")
    await house.person(Role.SCHOOL_ADMIN, vk_id=actor.id)
    return await known(actor)


async def said_in_class(world: World, house: Schoolhouse) -> Actor:
    """A teacher who has written three times."""
    teacher = await teacher_of(world, house, "5А Алгебра")
    chat = await lesson_chat(world, teacher)
    for text in ("раз", "два", "три"):
        await teacher.says(text, where=chat)
    return teacher


async def test_the_week_closes_once_whatever_restarts(world: World) -> None:
    house = await school(world)
    head = await region_admin(world, house)
    await said_in_class(world, house)
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


async def test_a_report_asked_for_twice_and_delivered_twice_is_the_same(world: World) -> None:
    house = await school(world)
    head = await region_admin(world, house)
    await said_in_class(world, house)
    await world.clock.forward(days=7)
    await head.hears("30.11-04.12.2026")
    await head.says("/отчёт")
    before, snapshots = head.screen.text, await ReportSnapshot.all().count()
    await again(world)
    await head.hears_nothing()
    await head.says("/отчёт")
    assert (head.screen.text, await ReportSnapshot.all().count()) == (before, snapshots)


async def test_each_hears_and_reads_her_own_slice_only(world: World) -> None:
    mine, other = await school(world), await school(world)
    head, far = await region_admin(world, mine), await region_admin(world, other)
    admin, far_admin = await admin_of(world, mine), await admin_of(world, other)
    await said_in_class(world, mine)
    await world.clock.forward(days=7)
    await head.hears("≥3 сообщений: 1")
    await admin.hears("≥3 сообщений: 1")
    await far.hears("≥3 сообщений: 0")
    await far_admin.hears("≥3 сообщений: 0")
    await far.says("/отчёт")
    assert mine.region.title not in far.screen.text
    for payload in ({"b": "report.idle", "a": [1]}, {"b": "activity.page", "a": ["30.11-04.12.2026", 0]}):
        await far.says("нажато", payload=payload)
        assert mine.school.title not in far.screen.text


async def test_a_counter_is_the_same_after_a_restart_and_a_second_delivery(world: World) -> None:
    house = await school(world)
    teacher, admin = await said_in_class(world, house), await admin_of(world, house)
    await again(world)
    await teacher.says("/активность")
    teacher.sees("3 из 3")
    await admin.says("/активность")
    admin.sees("Выполнили: 1 из 1")
    assert [day.messages for day in await ActivityDay.all()] == [3]


async def test_counters_and_activation_of_a_neighbour_are_not_seen(world: World) -> None:
    mine, other = await school(world), await school(world)
    await said_in_class(world, mine)
    admin = await admin_of(world, other)
    await admin.says("/активность")
    assert "✓" not in admin.screen.text
    await admin.says("/активация")
    admin.sees("Учителя")
    assert "1 из 1" not in admin.screen.text
    teacher = await teacher_of(world, other, "5А Алгебра")
    await teacher.says("/активность")
    teacher.sees("0 из 3")


async def test_activation_is_the_same_after_a_restart_and_asked_twice(world: World) -> None:
    house = await school(world)
    admin, _teacher = await admin_of(world, house), await teacher_of(world, house, "5А Алгебра")
    await admin.says("/активация")
    before = admin.screen.text
    await again(world)
    await admin.says("/активация")
    assert admin.screen.text == before
    pupil = await pupil_of(world, house, "5А")
    await pupil.says("/активация")
    pupil.sees("Здесь такого нет")


async def test_totals_are_given_over_restarts_and_once(world: World) -> None:
    house = await school(world)
    head = await region_admin(world, house)
    await head.says("/итоги")
    for answer in ("педагоги", "16 819"):
        await world.restart()
        await head.says(answer)
    asked = head.screen.cmid
    await world.restart()
    for _ in range(2):
        await head.presses("С сегодня", cmid=asked)
    await again(world)
    assert await OfficialTotal.all().values_list("value", flat=True) == [16_819]


async def test_totals_and_targets_of_one_region_are_not_anothers(world: World) -> None:
    mine, other = await school(world), await school(world)
    head, far = await region_admin(world, mine), await region_admin(world, other)
    await head.says("/итоги педагоги 4321; с 30.11.2026")
    await world.clock.forward(days=7)
    for line in ("/итоги", "/цели", "/отчёт"):
        await far.says(line)
        assert "321" not in far.screen.text
    assert await OfficialTotal.filter(org_id=other.region.id).count() == 0


async def test_targets_are_the_same_after_a_restart_and_asked_twice(world: World) -> None:
    house = await school(world)
    head, teacher = await region_admin(world, house), await teacher_of(world, house, "5А Алгебра")
    await world.clock.forward(days=7)
    await head.says("/цели")
    before = head.screen.text
    await again(world)
    await head.says("/цели")
    assert head.screen.text == before
    await teacher.says("/цели")
    teacher.sees("Здесь такого нет")


@pytest.mark.parametrize("presses", [1, 2])
async def test_a_greeting_pressed_twice_over_a_restart_is_one(world: World, presses: int) -> None:
    house, other = await school(world), await school(world)
    teacher, far = await teacher_of(world, house, "5А Алгебра"), await teacher_of(world, other, "5А Алгебра")
    chat = await lesson_chat(world, teacher)
    await world.clock.to(THURSDAY)
    await teacher.hears("Поздороваться с классом")
    await far.hears("Создать беседу")
    await teacher.presses("Поздороваться с классом")
    asked = teacher.screen.cmid
    for _ in range(presses):
        await world.restart()
        await teacher.presses("Отправить", cmid=asked)
    await again(world)
    greetings = [seen for seen in await teacher.reads(chat) if "Здравствуйте, 5А!" in seen.text]
    assert len(greetings) == 1
    assert (await ActivityDay.get()).via_bot == 1
    nudge = await Nudge.get(act="greet")
    for button in ("nudge.show", "nudge.act"):
        await far.says("нажато", payload={"b": button, "a": [nudge.id]})
        far.sees("Здесь такого нет")
    assert (await ActivityDay.get()).via_bot == 1
