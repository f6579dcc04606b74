"""Conversations and calls once more: over restarts, pressed twice, delivered twice, tried from another school."""

from models import ActivityDay, AuditRow, Call, Conversation, ConversationState
from tests.conversations.test_calls import LINK, cards
from tests.conversations.test_contour import link_of, members_of
from tests.world import World, story


async def test_the_own_list_is_the_same_after_a_restart_and_a_second_delivery(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    await teacher.says("/беседа 5А Алгебра")
    await pupil.hears("Новая беседа")
    await pupil.says("/беседы")
    before = pupil.screen.text
    await world.delivers_again()
    await pupil.hears_nothing()
    await pupil.says("/беседы")
    assert pupil.screen.text == before


async def test_a_neighbour_sees_and_enters_nothing(world: World) -> None:
    mine, other = await story.school(world), await story.school(world, 2)
    teacher, foreign = await story.teacher(mine, "5А Алгебра"), await story.teacher(other, "5А Алгебра")
    pupil = await story.pupil(other, "5А")
    await teacher.says("/беседа 5А Алгебра")
    link = teacher.screen.link
    for actor in (foreign, pupil):
        await actor.hears_nothing()
        await actor.says("/беседы")
        assert link not in actor.screen.text
    await foreign.says("/беседа 5А Алгебра")
    foreign.sees("Готово")
    assert foreign.screen.link != link
    assert await Conversation.filter(state=ConversationState.LIVE).count() == 2


async def test_a_neighbour_neither_binds_nor_closes_a_chat(world: World) -> None:
    mine, other = await story.school(world), await story.school(world, 2)
    teacher, foreign = await story.teacher(mine, "5А Алгебра"), await story.teacher(other, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await foreign.says("/архив 5А Алгебра")
    foreign.sees("Беседы «5А Алгебра» ещё нет")
    await foreign.says("/привязать 5А Алгебра", payload={"b": "/архив", "a": ["5А", "Алгебра"]})
    assert (await Conversation.get()).state is ConversationState.LIVE
    await teacher.says("/привязать 5А Алгебра", chat)
    teacher.sees("уже подключена")


async def test_an_existing_chat_is_taken_in_once_and_over_a_restart(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await teacher.says("/архив", chat)
    await world.sandbox.post("faults", method="messages.getConversationMembers", error_code=10, times=1)
    await teacher.says("/привязать 5А Алгебра", chat)
    await world.restart()
    await world.clock.forward(minutes=2)
    assert (await Conversation.get()).state is ConversationState.LIVE
    await teacher.says("/привязать 5А Алгебра", chat)
    teacher.sees("уже подключена")
    await world.delivers_again()
    assert await Conversation.all().count() == 1


async def test_a_conversation_is_closed_once_and_stays_closed_after_a_restart(world: World) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await teacher.says("/архив", chat)
    await world.delivers_again()
    assert (await Conversation.get()).state is ConversationState.ARCHIVED
    assert await AuditRow.filter(act="conversation.archive", outcome="done").count() == 1
    await teacher.says("/архив", chat)
    teacher.sees("ещё не подключена")


async def test_a_stranger_is_removed_and_told_of_once(world: World) -> None:
    school = await story.school(world)
    await school.admin.says("/контур удалять")
    teacher, stranger = await story.teacher(school, "5А Алгебра"), await world.stranger()
    await story.lesson_chat(teacher)
    link = await link_of(world)
    await world.app.close()
    await world.sandbox.post("open", from_id=stranger.id, url=link)
    assert stranger.id in await members_of(world)
    await world.reopen()
    await world.settle()
    assert stranger.id not in await members_of(world)
    await teacher.hears("посторонний")
    await world.delivers_again()
    await teacher.hears_nothing()
    assert await AuditRow.filter(act="member.removed", outcome="done").count() == 1


async def test_a_call_pressed_twice_is_one(world: World) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра", "6Б Геометрия")
    chat = await story.lesson_chat(teacher)
    await story.lesson_chat(teacher, "6Б Геометрия")
    await teacher.says("/звонок")
    choice = teacher.screen.cmid
    for _ in range(2):
        await teacher.presses("5А · Алгебра", cmid=choice)
    await world.delivers_again()
    assert len(await cards(teacher, chat)) == await Call.all().count() == 1


async def test_messages_are_counted_over_restarts_and_deliveries_once(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    for text in ("Здравствуйте!", "Задание на завтра: № 5"):
        await teacher.says(text, chat)
        teacher.sees_nothing()
        await world.restart()
    await world.delivers_again()
    assert [day.messages for day in await ActivityDay.all()] == [2]


async def test_commands_pupils_neighbours_and_closed_chats_are_not_counted(world: World) -> None:
    mine, other = await story.school(world), await story.school(world, 2)
    teacher, pupil = await story.teacher(mine, "5А Алгебра"), await story.pupil(mine, "5А")
    await story.teacher(other, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await pupil.opens(await link_of(world))
    await pupil.says("Здравствуйте", (await pupil.talks())["5А · Алгебра"])
    await teacher.says(f"/звонок {LINK}", chat)
    await teacher.says("/архив", chat)
    await teacher.says("Все свободны", chat)
    assert [day.messages for day in await ActivityDay.all()] == [0]
