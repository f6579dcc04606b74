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
