"""A3: only people of the class stay in a registered chat."""

from models import AuditRow, Conversation, ConversationState, Role
from tests.conversations.schoolhouses import known, lesson_chat, pupil_of, school, teacher_of
from tests.world import World


async def members_of(world: World, title: str = "5А · Алгебра") -> list[int]:
    card = next(c for c in await world.sandbox.get("chats") if c["title"] == title)
    return [m["member_id"] for m in card["members"]]


async def link_of(world: World) -> str:
    return str((await world.sandbox.get("chats"))[0]["link"])


async def test_a_stranger_is_removed_and_the_class_teacher_told(world: World) -> None:
    house = await school(world)
    head = await teacher_of(world, house, class_teacher_of="5А")
    teacher = await teacher_of(world, house, "5А Алгебра")
    chat = await lesson_chat(world, teacher)
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
    house = await school(world)
    teacher, pupil = await teacher_of(world, house, "5А Алгебра"), await pupil_of(world, house, "5А")
    chat = await lesson_chat(world, teacher)
    await pupil.opens(await link_of(world))
    stranger = await world.stranger("Иван", "Чужой")
    await world.sandbox.post("add", from_id=pupil.id, peer_id=chat, member_id=stranger.id, group_id=world.group_id)
    await world.settle()
    assert stranger.id not in await members_of(world)
    assert pupil.id in await members_of(world)
    await teacher.hears("посторонний", "Чужой")


async def test_a_pupil_of_the_class_with_a_leaked_link_may_stay(world: World) -> None:
    house = await school(world)
    teacher, pupil = await teacher_of(world, house, "5А Алгебра"), await pupil_of(world, house, "5А")
    await lesson_chat(world, teacher)
    await pupil.opens(await link_of(world))
    assert pupil.id in await members_of(world)
    await teacher.hears_nothing()


async def test_pupils_of_other_classes_and_schools_may_not(world: World) -> None:
    house, other = await school(world), await school(world)
    teacher, neighbour = await teacher_of(world, house, "5А Алгебра"), await pupil_of(world, house, "5Б")
    foreign = await pupil_of(world, other, "5А")
    await lesson_chat(world, teacher)
    for actor in (neighbour, foreign):
        await actor.opens(await link_of(world))
        assert actor.id not in await members_of(world)
        await teacher.hears("посторонний")


async def test_pupils_cannot_enter_the_parents_chat(world: World) -> None:
    house = await school(world)
    head, pupil = await teacher_of(world, house, class_teacher_of="5А"), await pupil_of(world, house, "5А")
    mother = await world.stranger("Мария", "Петрова")
    await house.parent_of(next(p for p, e in house.entries.items() if e.role is Role.STUDENT), vk_id=mother.id)
    await known(mother)
    await head.says("/беседа 5А родители")
    link = await link_of(world)
    await pupil.opens(link)
    await mother.opens(link)
    assert pupil.id not in await members_of(world, "5А · Родители")
    assert mother.id in await members_of(world, "5А · Родители")


async def test_the_administrator_of_the_school_may_look_in(world: World) -> None:
    house = await school(world)
    teacher = await teacher_of(world, house, "5А Алгебра")
    admin = await world.stranger("Олег", "Сидоров")
    await house.person(Role.SCHOOL_ADMIN, vk_id=admin.id)
    await known(admin)
    await lesson_chat(world, teacher)
    await admin.opens(await link_of(world))
    assert admin.id in await members_of(world)


async def test_a_removal_that_vk_refuses_is_told_as_such(world: World) -> None:
    teacher = await teacher_of(world, await school(world), "5А Алгебра")
    await lesson_chat(world, teacher)
    world.expects_dead_letters = True
    await world.sandbox.post("faults", method="messages.removeChatUser", error_code=925, times=1)
    stranger = await world.stranger("Иван", "Чужой")
    await stranger.opens(await link_of(world))
    await teacher.hears("Иван Чужой", "удалить не смогла", "администратор")


async def test_in_a_closed_conversation_nobody_is_removed(world: World) -> None:
    teacher = await teacher_of(world, await school(world), "5А Алгебра")
    chat = await lesson_chat(world, teacher)
    await teacher.says("/архив", chat)
    stranger = await world.stranger("Иван", "Чужой")
    await stranger.opens(await link_of(world))
    await world.settle()
    assert stranger.id in await members_of(world)


async def test_a_bot_thrown_out_says_so_to_the_teacher(world: World) -> None:
    house = await school(world)
    teacher = await teacher_of(world, house, "5А Алгебра")
    made = await world.sandbox.post("chats", owner_id=teacher.id, title="Наша", members=[], group_id=world.group_id)
    place = {"from_id": teacher.id, "peer_id": made["peer_id"], "group_id": world.group_id}
    await world.sandbox.post("add", member_id=-world.group_id, **place)
    await world.sandbox.post(
        "rights",
        peer_id=made["peer_id"],
        member_id=-world.group_id,
        admin=True,
        full_access=True,
        group_id=world.group_id,
    )
    await world.settle()
    await teacher.says("/привязать 5А Алгебра", made["peer_id"])
    await teacher.hears("подключена")
    await world.sandbox.post("kick", member_id=-world.group_id, **place)
    await world.settle()
    await teacher.hears("Меня удалили из беседы", "/привязать 5А Алгебра")
    assert (await Conversation.get()).state is ConversationState.LOST
