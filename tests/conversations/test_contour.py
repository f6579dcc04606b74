"""A3: only people of the class stay in a registered chat."""

from models import AuditRow, Conversation, ConversationState
from tests.world import World, story


async def members_of(world: World, title: str = "5А · Алгебра") -> list[int]:
    card = next(c for c in await world.sandbox.get("chats") if c["title"] == title)
    return [m["member_id"] for m in card["members"]]


async def link_of(world: World) -> str:
    return str((await world.sandbox.get("chats"))[0]["link"])


async def test_a_stranger_is_removed_and_the_class_teacher_told(world: World) -> None:
    school = await story.school(world)
    head = await story.teacher(school, class_teacher_of="5А")
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    stranger = await world.stranger("Иван", "Чужой")
    await stranger.opens(await link_of(world))
    assert stranger.id not in await members_of(world)
    card = await head.hears("«5А · Алгебра»", "посторонний", "Иван Чужой", "удалила")
    assert card.buttons == ["Понятно"]
    await stranger.hears_nothing()
    await teacher.hears_nothing()
    assert not [m for m in await teacher.reads(chat) if "Чужой" in m.text]
    assert await AuditRow.filter(act="member.removed", outcome="done").count() == 1
    await head.presses("Понятно")
    head.sees("Хорошо")


async def test_a_stranger_whom_somebody_adds_is_removed_too(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    pupil = await story.pupil(school, "5А")
    chat = await story.lesson_chat(teacher)
    await pupil.opens(await link_of(world))
    stranger = await world.stranger("Иван", "Чужой")
    await world.sandbox.post("add", from_id=pupil.id, peer_id=chat, member_id=stranger.id, group_id=world.group_id)
    await world.settle()
    assert stranger.id not in await members_of(world)
    assert pupil.id in await members_of(world)
    await teacher.hears("посторонний", "Чужой")


async def test_a_pupil_of_the_class_with_a_leaked_link_may_stay(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    pupil = await story.pupil(school, "5А")
    await story.lesson_chat(teacher)
    await pupil.opens(await link_of(world))
    assert pupil.id in await members_of(world)
    await teacher.hears_nothing()


async def test_pupils_of_other_classes_and_schools_may_not(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    teacher, neighbour = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5Б")
    foreign = await story.pupil(other, "5А")
    await story.lesson_chat(teacher)
    for actor in (neighbour, foreign):
        await actor.opens(await link_of(world))
        assert actor.id not in await members_of(world)
        await teacher.hears("посторонний")


async def test_pupils_cannot_enter_the_parents_chat(world: World) -> None:
    school = await story.school(world)
    head, pupil = await story.teacher(school, class_teacher_of="5А"), await story.pupil(school, "5А")
    mother = await story.parent(school, "5А", child="Петров Пётр")
    await head.says("/беседа 5А родители")
    link = await link_of(world)
    await pupil.opens(link)
    await mother.opens(link)
    assert pupil.id not in await members_of(world, "5А · Родители")
    assert mother.id in await members_of(world, "5А · Родители")


async def test_the_administrator_of_the_school_may_look_in(world: World) -> None:
    school = await story.school(world)
    teacher, admin = await story.teacher(school, "5А Алгебра"), school.admin
    await story.lesson_chat(teacher)
    await admin.opens(await link_of(world))
    assert admin.id in await members_of(world)


async def test_a_removal_that_vk_refuses_is_told_as_such(world: World) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    await story.lesson_chat(teacher)
    world.expects_dead_letters = True
    await world.sandbox.post("faults", method="messages.removeChatUser", error_code=925, times=1)
    stranger = await world.stranger("Иван", "Чужой")
    await stranger.opens(await link_of(world))
    await teacher.hears("Иван Чужой", "удалить не смогла", "администратор")


async def test_in_a_closed_conversation_nobody_is_removed(world: World) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await teacher.says("/архив", chat)
    stranger = await world.stranger("Иван", "Чужой")
    await stranger.opens(await link_of(world))
    await world.settle()
    assert stranger.id in await members_of(world)


async def test_a_bot_thrown_out_says_so_to_the_teacher(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await story.throws_out(teacher, await story.own_chat(teacher))
    await teacher.hears("Меня удалили из беседы", "/привязать 5А Алгебра")
    assert (await Conversation.get()).state is ConversationState.LOST
