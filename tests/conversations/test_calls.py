"""Story step 7: a teacher starts a call; the card stands in the right conversation and the call is counted."""

from models import ActivityDay, Call, CallSource, Community
from tests.world import World, story
from tests.world.people import Actor

LINK = "https://vk.com/call/join/0RmWByF5_vpGAbCdEfGhIjKlMnOpQrStUvWxYz01234"


async def calls_of_all() -> int:
    return sum([day.calls for day in await ActivityDay.all()])


async def cards(actor: Actor, chat: int) -> list[str]:
    """Links of the cards that stand in a chat."""
    return [m.urls[0] for m in await actor.reads(chat) if m.text == "📞 Урок · 5А · Алгебра"]


async def test_the_bot_starts_a_call_itself(world: World) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await teacher.says("/звонок 5А Алгебра")
    teacher.sees("Начинаю звонок", "Звонок для «5А · Алгебра» начат", "Войти")
    assert len(await cards(teacher, chat)) == 1
    assert (await cards(teacher, chat))[0] == teacher.screen.urls[0]
    assert len(await world.api_calls("calls.start")) == 1
    assert await calls_of_all() == 1


async def test_in_the_conversation_class_and_subject_are_known(world: World) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра", "6Б Алгебра")
    chat = await story.lesson_chat(teacher)
    await teacher.says("/звонок", chat)
    teacher.sees("Начинаю звонок", "📞 Урок · 5А · Алгебра")
    await teacher.says("/call", chat)
    teacher.sees("уже отправлен")
    assert len(await world.api_calls("calls.start")) == 1


async def test_by_buttons(world: World) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра", "6Б Геометрия")
    chat = await story.lesson_chat(teacher)
    await story.lesson_chat(teacher, "6Б Геометрия")
    await teacher.says("/звонок")
    teacher.sees("Куда звонок", "5А · Алгебра", "6Б · Геометрия")
    await teacher.presses("5А · Алгебра")
    assert len(await cards(teacher, chat)) == 1


async def test_a_call_that_vk_refuses_falls_back_to_a_link(world: World) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    world.expects_dead_letters = True
    await world.sandbox.post("faults", method="calls.start", error_code=1051, times=1)
    await teacher.says("/звонок 5А Алгебра")
    teacher.sees("не дал начать звонок", "/звонок 5А Алгебра https://vk.com/call/join/")
    assert await calls_of_all() == 0
    await teacher.says(f"/звонок 5А Алгебра {LINK}")
    teacher.sees("Отправила в «5А · Алгебра»")
    assert await cards(teacher, chat) == [LINK]


async def test_without_a_token_the_link_is_asked_for(world_without_user_token: World) -> None:
    world = world_without_user_token
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await teacher.says("/звонок 5а алгебра")
    teacher.sees("Скопировать ссылку", "https://vk.com/call/join/")
    await teacher.says("https://zoom.us/j/1234567")
    teacher.sees("не ссылка на звонок ВК", "Скопировать ссылку")
    await teacher.says(f"вот: {LINK.replace('vk.com', 'm.vk.ru')}?x=1.")
    teacher.sees("Отправила в «5А · Алгебра»")
    assert await cards(teacher, chat) == [LINK]
    assert (await Call.get()).source is CallSource.PASTED
    assert await calls_of_all() == 1


async def test_a_dialog_from_the_choice_to_the_link(world_without_user_token: World) -> None:
    world = world_without_user_token
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await teacher.says("/звонок")
    await teacher.says("5А Алгебра")
    teacher.sees("Скопировать ссылку")
    await teacher.presses("Назад")
    teacher.sees("Куда звонок")
    await teacher.presses("5А · Алгебра")
    await teacher.says(LINK)
    teacher.sees("Отправила")
    assert await cards(teacher, chat) == [LINK]


async def test_a_link_given_first_is_kept_while_the_place_is_chosen(world_without_user_token: World) -> None:
    world = world_without_user_token
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await teacher.says(f"/звонок {LINK}")
    teacher.sees("Куда звонок")
    await teacher.presses("5А · Алгебра")
    assert await cards(teacher, chat) == [LINK]


async def test_in_a_chat_without_a_token_the_command_says_what_is_missing(world_without_user_token: World) -> None:
    world = world_without_user_token
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await teacher.says("/звонок", chat)
    teacher.sees("«5А Алгебра»", "не хватает ссылки", "/звонок https://vk.com/call/join/")
    await teacher.says(f"/звонок {LINK}", chat)
    teacher.sees("📞 Урок · 5А · Алгебра", LINK)


async def test_the_same_link_twice_counts_once(world: World) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await teacher.says(f"/звонок 5А Алгебра {LINK}")
    await teacher.says(f"/звонок 5А Алгебра {LINK}")
    teacher.sees("уже отправлен в «5А · Алгебра»")
    assert await cards(teacher, chat) == [LINK]
    assert await calls_of_all() == 1


async def test_pupils_and_other_teachers_cannot_call(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    historian = await story.teacher(school, "5А История")
    foreign = await story.teacher(await story.school(world, 2), "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    link = next(f for f in await world.sandbox.get("chats"))["link"]
    for actor in (pupil, historian):
        await actor.opens(link)
        await actor.says(f"/звонок {LINK}", (await actor.talks())["5А · Алгебра"])
        actor.sees("Здесь такого нет")
    await foreign.says(f"/звонок 5А Алгебра {LINK}")
    foreign.sees("Беседы «5А Алгебра» ещё нет")
    await historian.says(f"/звонок 5А Алгебра {LINK}")
    historian.sees("«5А Алгебра» у вас нет")
    assert await cards(teacher, chat) == []
    assert await calls_of_all() == 0


async def test_a_call_without_a_conversation_leads_to_making_one(world: World) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    await teacher.says("/звонок 5А Алгебра")
    teacher.sees("Беседы «5А Алгебра» ещё нет")
    await teacher.presses("Новая беседа")
    teacher.sees("Готово: беседа «5А · Алгебра»")


async def test_a_chat_that_is_not_registered(world: World) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await teacher.says("/архив", chat)
    await teacher.says("/звонок", chat)
    teacher.sees("ещё не подключена", "/привязать 5А Алгебра")


async def test_a_restart_while_the_call_is_started(world: World) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await world.sandbox.post("faults", method="calls.start", error_code=10, times=1)
    await teacher.says("/звонок 5А Алгебра")
    assert await cards(teacher, chat) == []
    await world.restart()
    await world.clock.forward(minutes=1)
    assert len(await cards(teacher, chat)) == 1
    assert await calls_of_all() == 1


async def test_a_call_seen_in_the_chat_is_counted(world: World) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await world.sandbox.post("call", from_id=teacher.id, peer_id=chat, state="reached", group_id=world.group_id)
    await world.settle()
    assert await calls_of_all() == 1
    assert (await Call.get()).source is CallSource.SEEN


async def test_the_token_is_there_only_when_it_is_configured(world_without_user_token: World) -> None:
    assert (await Community.get()).user_token is None
