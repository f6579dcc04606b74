"""Story step 8: teachers' messages are counted once each and never kept; each sees what is hers to see."""

from models import ActivityDay, InboxEvent, Role
from tests.conversations.schoolhouses import known, lesson_chat, school, teacher_of
from tests.world import World


async def test_a_teacher_sees_two_of_three(world: World) -> None:
    house = await school(world)
    teacher = await teacher_of(world, house, "5А Алгебра")
    chat = await lesson_chat(world, teacher)
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
    house = await school(world)
    teacher = await teacher_of(world, house, "5А Алгебра")
    chat = await lesson_chat(world, teacher)
    pupil = await world.stranger("Пётр", "Петров")
    await house.person(Role.STUDENT, "5А", vk_id=pupil.id)
    await known(pupil)
    await pupil.says("/беседы")
    await pupil.opens(pupil.screen.link)
    await pupil.says("Я всё понял", where=chat)
    assert await ActivityDay.all().count() == 0


async def test_the_administrator_sees_her_school(world: World) -> None:
    house = await school(world)
    teacher = await teacher_of(world, house, "5А Алгебра")
    chat = await lesson_chat(world, teacher)
    for text in ("раз", "два", "три"):
        await teacher.says(text, where=chat)
    admin = await world.stranger("Ольга", "Завуч")
    await house.person(Role.SCHOOL_ADMIN, vk_id=admin.id)
    await known(admin)
    await admin.says("/активность")
    admin.sees("30.11-04.12.2026 · норма 3", "Выполнили: 1 из 1", "✓", "3 из 3")
    pupil = await world.stranger()
    await house.person(Role.STUDENT, "5А", vk_id=pupil.id)
    await known(pupil)
    await pupil.says("/активность")
    pupil.sees("Здесь такого нет")


async def test_a_word_that_is_no_week_gets_one_example(world: World) -> None:
    house = await school(world)
    teacher = await teacher_of(world, house, "5А Алгебра")
    await teacher.says("/активность вчера")
    teacher.sees("«вчера» — не похоже на неделю", "06.03-10.03.2023", "2023-W10")
    await teacher.says("/активность 06.03-10.03.2023")
    teacher.sees("такой недели нет в календаре")


async def test_activation_names_the_missing_to_the_administrator_only(world: World) -> None:
    house = await school(world)
    admin = await world.stranger("Ольга", "Завуч")
    await house.person(Role.SCHOOL_ADMIN, vk_id=admin.id)
    await known(admin)
    teacher = await teacher_of(world, house, "5А Алгебра", class_teacher_of="5А")
    pupil = await world.stranger()
    await house.person(Role.STUDENT, "5А", vk_id=pupil.id)
    await admin.says("/учитель Яблокова Вера Павловна")
    await admin.says("/активация")
    admin.sees(
        "Учителя: 1 из 2 (50%)", "Ученики: 1 из 1 (100%) ✓", "Родители (хотя бы один): 0 из 1 (0%)", "Яблокова Вера"
    )
    await teacher.says("/activation")
    teacher.sees("Ученики: 1 из 1 (100%)")
    assert "Яблокова" not in teacher.screen.text
