"""Two classes become one, one becomes two: people, parents and conversations go along."""

from models import Conversation, ConversationState, RosterEntry, SchoolClass
from tests.world import World, story


async def members_of(world: World, title: str) -> list[int]:
    card = next(c for c in await world.sandbox.get("chats") if c["title"] == title)
    return [member["member_id"] for member in card["members"]]


async def test_two_classes_become_one_with_their_conversations(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    vera = await story.teacher(school, "5А Алгебра", class_teacher_of="5А", name="Вера Лугова")
    igor = await story.teacher(school, "5Б Алгебра", "5Б Химия", class_teacher_of="5Б", name="Игорь Дятлов")
    pupil = await story.pupil(school, "5Б", name="Мария Зорина")
    mother = await story.parent(school, "5Б", "Зорина Мария")
    await vera.says("/беседа 5А Алгебра")
    await igor.says("/беседа 5Б Алгебра")
    await igor.says("/беседа 5Б Химия")
    chemistry = (await Conversation.get(title="5Б · Химия")).link
    await pupil.opens(chemistry)
    for actor in (vera, igor, pupil, mother):
        await actor.catches_up()
    await other.admin.says("/объединить 5А 5Б")
    other.admin.sees("Не нахожу «5А»")
    await school.admin.says("/объединить 5А 5А")
    school.admin.sees("5А")
    await school.admin.says("/merge")
    await school.admin.presses("5А")
    await school.admin.presses("5Б")
    school.admin.sees(
        "1 ученик из 5Б", "переходят вместе с людьми: 5Б · Химия", "закроются, у 5А есть свои: 5Б · Алгебра"
    )
    asked = school.admin.screen.cmid
    await world.restart()
    await school.admin.presses("Да, объединить")
    school.admin.sees("5Б теперь в составе 5А")
    await pupil.hears("Зорина Мария теперь в 5А", "5А · Алгебра", "5А · Химия")
    await mother.hears("Зорина Мария теперь в 5А")
    await vera.hears("Из 5Б в 5А: 1 ученик")
    await igor.hears("Из 5Б в 5А: 1 ученик")
    await world.clock.forward(minutes=1)
    assert pupil.id in await members_of(world, "5А · Химия")
    assert (await Conversation.get(title="5Б · Алгебра")).state is ConversationState.ARCHIVED
    await igor.says("/звонок 5А Химия https://vk.com/call/join/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdE")
    igor.sees("5А · Химия")
    await school.admin.presses("Да, объединить", cmid=asked)
    await world.delivers_again()
    assert await SchoolClass.filter(closed_at__isnull=False).count() == 1
    await school.admin.says("/классы")
    assert "5Б" not in school.admin.screen.text
    await vera.says("/список 5А")
    vera.sees("Зорина Мария", "1 родитель")


async def test_a_class_is_divided_and_the_title_may_be_used_again(world: World) -> None:
    school = await story.school(world)
    vera = await story.teacher(school, "5А Алгебра", class_teacher_of="5А", name="Вера Лугова")
    stays, goes = (
        await story.pupil(school, "5А", name="Пётр Иванов"),
        await story.pupil(school, "5А", name="Мария Зорина"),
    )
    await story.lesson_chat(vera)
    for pupil in (stays, goes):
        await pupil.opens((await Conversation.get()).link)
    await school.admin.says("/разделить 5А 5Б; Никто")
    school.admin.sees("нет «Никто»")
    await school.admin.says("/разделить 5А 5Б; зорина")
    school.admin.sees("Переходят в 5Б вместе с родителями (1 ученик): Зорина Мария")
    await world.restart()
    await school.admin.says("да")
    school.admin.sees("1 ученик — из 5А в 5Б", "Классный руководитель")
    await goes.hears("Зорина Мария теперь в 5Б")
    await world.clock.forward(minutes=1)
    members = await members_of(world, "5А · Алгебра")
    assert (stays.id in members, goes.id in members) == (True, False)
    await school.admin.says("/объединить 5А 5Б")
    await school.admin.says("да")
    await goes.hears("Зорина Мария теперь в 5А")
    await school.admin.says("/класс 5Б")
    school.admin.sees("5Б")
    await school.admin.says("/split")
    await school.admin.presses("5А")
    await school.admin.says("5б")
    await school.admin.says("Зорина Мария, Иванов Пётр")
    await school.admin.presses("Отмена")
    assert await RosterEntry.filter(school_class__closed_at__isnull=False, valid_to__isnull=True).count() == 0
    await vera.says("/разделить 5А 5Б; Зорина")
    vera.sees("Здесь такого нет")
