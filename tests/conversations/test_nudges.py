"""Story step 9: each teacher below the norm gets one private reminder with something to do; nobody else does."""

import pytest

from bot.kit.errors import NotFound
from bot.kit.ids import PersonId
from bot.services import nudges
from models import ActivityDay, Nudge, Person
from tests.world import Actor, World, story
from tests.world.world import moscow

THURSDAY = moscow("2026-12-03 15:00")


async def test_two_taps_post_a_greeting_and_move_the_counter(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await world.clock.to(THURSDAY)
    await teacher.hears("на этой неделе: 0 из 3", "Поздороваться с классом", "Не напоминать")
    await teacher.presses("Поздороваться с классом")
    teacher.sees("Напишу в «5А · Алгебра»", "Здравствуйте, 5А!", "Отправить")
    await teacher.presses("Отправить")
    teacher.sees("Отправлено. На этой неделе: 1 из 3")
    assert "Здравствуйте, 5А!" in (await teacher.reads(chat))[-1].text
    await teacher.presses("Поздороваться с классом", cmid=await _reminder(teacher))
    teacher.sees("уже отправлен")
    counted = await ActivityDay.get()
    assert (counted.messages, counted.via_bot) == (1, 1)


async def _reminder(teacher: Actor) -> int:
    return next(seen.cmid for seen in await teacher.reads() if "Поздороваться с классом" in seen.buttons)


async def test_one_each_whatever_restarts_and_none_to_the_diligent(world: World) -> None:
    school = await story.school(world)
    lazy, diligent = await story.teacher(school, "5А Алгебра"), await story.teacher(school, "6Б Геометрия")
    chat = await story.lesson_chat(diligent, "6Б Геометрия")
    for text in ("раз", "два", "три"):
        await diligent.says(text, where=chat)
    await world.clock.to(THURSDAY)
    await lazy.hears("0 из 3", "Создать беседу")
    await diligent.hears_nothing()
    await world.restart()
    await world.clock.forward(minutes=2)
    await world.clock.forward(hours=20)
    await lazy.hears_nothing()
    assert await Nudge.all().count() == 1


async def test_who_asks_for_peace_gets_it(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await world.clock.to(THURSDAY)
    await teacher.hears("Создать беседу")
    await teacher.presses("Не напоминать")
    teacher.sees("Больше не напоминаю", "0 из 3")
    await world.clock.forward(days=7)
    await teacher.hears_nothing()
    await teacher.says("/активность")
    await teacher.presses("Напоминать снова")
    teacher.sees("раз в неделю")


async def test_a_missed_hour_is_caught_up_in_the_morning_not_at_night(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await world.clock.to(moscow("2026-12-03 23:30"))
    await teacher.hears_nothing()
    await world.clock.to(moscow("2026-12-04 08:30"))
    await teacher.hears_nothing()
    await world.clock.to(moscow("2026-12-04 09:05"))
    await teacher.hears("на этой неделе: 0 из 3")


async def test_nobody_else_may_press_it(world: World) -> None:
    school = await story.school(world)
    teacher, other = await story.teacher(school, "5А Алгебра"), await story.teacher(school, "6Б Геометрия")
    await story.lesson_chat(teacher)
    await world.clock.to(THURSDAY)
    nudge = await Nudge.get(act="greet")
    stranger = await Person.get(vk_id=other.id)
    with pytest.raises(NotFound):
        await nudges.post_greeting(PersonId(stranger.id), nudge.id, now=world.clock.now())
    assert not await ActivityDay.all().exists()
