"""VK lets nobody back by a link whom the bot has taken out: after a third warning and after `/выйти` it said otherwise.

And who left the class or a conversation was counted in the act as a stranger who was put out.
"""

from tests.conversations.test_contour import link_of, members_of
from tests.world import Actor, World, story

BY_HAND = "попросите учителя добавить вас вручную"


async def adds_by_hand(by: Actor, chat: int, who: Actor) -> None:
    world = by.world
    await world.sandbox.post("add", from_id=by.id, peer_id=chat, member_id=who.id, group_id=world.group_id)
    await world.settle()


async def test_after_the_third_warning(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    pupil = await story.pupil(school, "5А")
    chat = await story.lesson_chat(teacher)
    await pupil.opens(await link_of(world))
    for text in ("ты дебил", "вы все идиоты", "ты чмо"):
        await world.clock.forward(minutes=11)
        await pupil.says(text, chat)
    card = await teacher.hears("три предупреждения за 30 дней")
    await teacher.presses("Удалить из беседы", cmid=card.cmid)
    teacher.sees("добавьте сами")
    assert pupil.id not in await members_of(world)
    await world.restart()
    await pupil.says("/беседы")
    assert "vk.me" not in pupil.sees("5А · Алгебра", BY_HAND).text
    await adds_by_hand(teacher, chat, pupil)
    await pupil.says("/беседы")
    pupil.sees("5А · Алгебра", await link_of(world))


async def test_after_leaving_one_conversation(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    pupil = await story.pupil(school, "5А")
    chat = await story.lesson_chat(teacher)
    await pupil.opens(await link_of(world))
    await pupil.catches_up()
    await pupil.says("/выйти", chat)
    await pupil.hears("«5А · Алгебра»", "добавит вас вручную")
    await pupil.presses("Выйти из этой беседы")
    assert pupil.id not in await members_of(world)
    await pupil.says("/беседы")
    assert "vk.me" not in pupil.sees("5А · Алгебра", BY_HAND).text
    await adds_by_hand(teacher, chat, pupil)
    await pupil.says("/беседы")
    pupil.sees(await link_of(world))
    await school.admin.says("/контур")
    assert "За неделю удал" not in school.admin.screen.text


async def test_who_left_the_class_is_no_stranger_of_the_act(world: World) -> None:
    school = await story.school(world)
    head = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    pupil = await story.pupil(school, "5А")
    await story.lesson_chat(head)
    await pupil.opens(await link_of(world))
    await head.says(f"/выбыл 5А {pupil.name.split()[1]}")
    await head.presses("Да, выбывает")
    await world.clock.forward(minutes=2)
    assert pupil.id not in await members_of(world)
    await school.admin.says("/контур")
    school.admin.sees("Посторонних нет")
    assert "За неделю удал" not in school.admin.screen.text
