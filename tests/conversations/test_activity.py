"""Story step 8: teachers' messages are counted once each and never kept; each sees what is hers to see."""

from models import ActivityDay, InboxEvent
from tests.world import World, story


async def test_a_teacher_sees_two_of_three(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await teacher.says("/активность")
    teacher.sees("Неделя 30.11-04.12.2026", "0 из 3", "Ещё 3 сообщения", "Тексты я не храню")
    await teacher.says("Доброе утро!", where=chat)
    await teacher.says("/беседы", where=chat)
    await teacher.says("Задача на доске", where=chat)
    await teacher.says("/activity")
    teacher.sees("2 из 3", "Ещё 1 сообщение")
    await teacher.says("Молодцы", where=chat)
    await teacher.says("/активность 2026-W49")
    teacher.sees("3 из 3", "Норма выполнена")
    assert await InboxEvent.all().count() == 0


async def test_only_confirmed_teachers_in_registered_chats_count(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    pupil = await story.pupil(school, "5А")
    await pupil.says("/беседы")
    await pupil.opens(pupil.screen.link)
    await pupil.says("Я всё понял", where=chat)
    assert await ActivityDay.all().count() == 0


async def test_the_administrator_sees_her_school(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    for text in ("раз", "два", "три"):
        await teacher.says(text, where=chat)
    await school.admin.says("/активность")
    school.admin.sees("30.11-04.12.2026 · норма 3", "Выполнили: 1 из 1", "✓", "3 из 3")
    pupil = await story.pupil(school, "5А")
    await pupil.says("/активность")
    pupil.sees("Здесь такого нет")


async def test_a_word_that_is_no_week_gets_one_example(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await teacher.says("/активность вчера")
    teacher.sees("«вчера» — не похоже на неделю", "06.03-10.03.2023", "2023-W10")
    await teacher.says("/активность 06.03-10.03.2023")
    teacher.sees("такой недели нет в календаре")


async def test_activation_names_the_missing_to_the_administrator_only(world: World) -> None:
    school = await story.school(world)
    admin = school.admin
    teacher = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    await story.pupil(school, "5А")
    await admin.says("/учитель Яблокова Вера Павловна")
    await admin.says("/активация")
    admin.sees(
        "Учителя: 1 из 2 (50%)", "Ученики: 1 из 1 (100%) ✓", "Родители (хотя бы один): 0 из 1 (0%)", "Яблокова Вера"
    )
    await teacher.says("/activation")
    teacher.sees("Ученики: 1 из 1 (100%)")
    assert "Яблокова" not in teacher.screen.text


async def test_above_the_school_activation_has_numbers_and_schools_only(world: World) -> None:
    school = await story.school(world)
    head, admin = school.region, school.admin
    teacher = await story.teacher(school, "5А Алгебра")
    await head.says("/школа-новая Школа № 9; Динской район")
    await head.says("/итоги школы 3")
    await head.says("/активация")
    head.sees("Учителя: 1 из 1", "Не подключены")
    shown = head.screen.text
    await head.presses("Не подключены")
    head.sees("Подключены: 1 из 3 (33%)", "Динской район:", "· Школа № 9", "ещё 1 не заведены")
    await head.says("/активация")
    await head.presses("По месяцам")
    head.sees("11.2026: 1 (33%)", "Динской район", "▰▰▰▰▰▱▱▱▱▱ 1 из 2")
    assert not any(teacher.name.split()[1] in text for text in (shown, head.screen.text))
    await admin.says("нажато", payload={"b": "adoption.missing", "a": []})
    admin.sees("Здесь такого нет")
    await admin.says("/активация")
    assert "Не подключены" not in admin.screen.buttons


async def test_nobody_is_ranked_and_above_the_school_nobody_is_named(world: World) -> None:
    school = await story.school(world)
    quiet = await story.teacher(school, "5А Алгебра", name="Анна Абрамова")
    busy = await story.teacher(school, "5А Физика", name="Яна Яшина")
    chat = await story.lesson_chat(busy, "5А Физика")
    for text in ("раз", "два"):
        await busy.says(text, where=chat)
    await busy.says("/активность")
    busy.sees("2 из 3")
    await school.admin.says("/активность")
    lines = school.admin.screen.text.splitlines()
    assert [line.split()[1] for line in lines if line.startswith(("·", "✓"))] == ["Абрамова", "Яшина"]
    await quiet.says("/активность")
    assert "Яшина" not in quiet.screen.text
    await world.clock.forward(days=7)
    await school.region.catches_up()
    for line in ("/активность", "/активация", "/отчёт", "/цели", "/рычаги"):
        await school.region.says(line)
        assert not any(name in school.region.screen.text for name in ("Абрамова", "Яшина")), line
