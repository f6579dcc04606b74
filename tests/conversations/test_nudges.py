"""Story step 9: each teacher below the norm gets one private reminder with something to do; nobody else does."""

from models import ActivityDay, Nudge
from tests.world import Actor, World, story
from tests.world.world import moscow

THURSDAY = moscow("2026-12-03 15:00")


async def test_two_taps_post_a_greeting_and_move_the_counter(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await world.clock.to(THURSDAY)
    await teacher.hears("на этой неделе: 0 из 3", "Поздороваться с классом", "Больше не напоминать")
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


async def test_she_chooses_where_and_says_it_in_her_own_words(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра", "6Б Алгебра")
    first, second = await story.lesson_chat(teacher), await story.lesson_chat(teacher, "6Б Алгебра")
    await teacher.says("Добрый день", where=first)
    await world.clock.to(THURSDAY)
    await teacher.hears("1 из 3", "Поздороваться с классом")
    await teacher.presses("Поздороваться с классом")
    teacher.sees("Напишу в «6Б · Алгебра»", "Здравствуйте, 6Б!")  # the quietest one
    await teacher.presses("Другая беседа")
    await teacher.says("5а алг")
    teacher.sees("Напишу в «5А · Алгебра»", "Здравствуйте, 5А!")
    await teacher.says("я" * 1001)
    teacher.sees("до 1000 знаков")
    await world.restart()
    await teacher.says("Завтра повторяем §12")
    teacher.sees("Теперь так", "Анна: Завтра повторяем §12")
    await teacher.says("отправить")
    teacher.sees("2 из 3")
    assert (await teacher.reads(first))[-1].text == "Анна: Завтра повторяем §12"
    assert not any("Здравствуйте" in seen.text for seen in await teacher.reads(second))
    counted = await ActivityDay.all().order_by("day")
    assert [(row.messages, row.via_bot) for row in counted] == [(1, 0), (1, 1)]


async def test_what_vk_refuses_is_in_the_operators_list_and_not_said_again(world: World) -> None:
    world.expects_dead_letters = True
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await world.sandbox.post("faults", method="messages.send", times=4, error_code=914)
    await world.clock.to(THURSDAY)
    await world.clock.forward(minutes=2)
    assert "say dead: 914" in await world.command_line("queue")
    await world.sandbox.post("faults", method="messages.send", times=0, error_code=914)
    await world.restart()
    await world.clock.forward(days=1)
    assert await Nudge.filter(entry__role="teacher").count() == 1
    await teacher.hears_nothing()


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
    assert await Nudge.filter(entry__role="teacher").count() == 1


async def test_who_asks_for_peace_gets_it(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await world.clock.to(THURSDAY)
    await teacher.hears("Создать беседу")
    await teacher.presses("Больше не напоминать")
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
    await other.hears("Создать беседу")
    nudge = await Nudge.get(act="greet")
    await other.says("нажато", payload={"b": "nudge.show", "a": [nudge.period_id]})
    other.sees("нет действующей беседы")
    stranger = await world.stranger()
    await stranger.says("нажато", payload={"b": "nudge.show", "a": [nudge.period_id]})
    stranger.sees("Здесь такого нет")
    assert not await ActivityDay.all().exists()


async def test_a_lesson_is_planned_for_a_school_day(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await teacher.says("Добрый день", where=chat)
    await school.admin.says("/календарь каникулы 18.12-20.12.2026")
    await world.clock.to(THURSDAY)
    for _week in range(2):
        await teacher.hears("из 3")
        await world.clock.forward(days=7)
    await teacher.hears("Написать классу о следующем уроке?")
    await teacher.presses("О следующем уроке")
    teacher.sees("На следующем уроке", "В какой день урок?", "21.12", "22.12", "23.12")
    assert not any(label.startswith(("18.", "19.", "20.")) for label in teacher.screen.buttons)
    await teacher.presses("22.12")
    teacher.sees("Во вторник, 22.12, на уроке («Алгебра») продолжим тему")
    await world.restart()
    await teacher.says("21.12")
    teacher.sees("В понедельник, 21.12")
    await teacher.presses("Отправить")
    teacher.sees("Отправлено. На этой неделе: 1 из 3")
    said = [seen.text for seen in await teacher.reads(chat)]
    assert sum("В понедельник, 21.12, на уроке («Алгебра»)" in text for text in said) == 1
