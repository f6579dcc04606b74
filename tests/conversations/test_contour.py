"""A3: only people of the class stay in a registered chat."""

import pytest

from models import AuditRow, Conversation, ConversationState, Stranger, StrangerKind
from tests.world import World, story
from tests.world.people import Actor


async def removing(world: World) -> story.School:
    """A school that wants strangers out from its first day on."""
    school = await story.school(world)
    await school.admin.says("/контур удалять")
    school.admin.sees("удаляю сразу")
    return school


async def adds(by: Actor, chat: int, member: int) -> None:
    """Somebody adds a person or a community by hand."""
    world = by.world
    await world.sandbox.post("add", from_id=by.id, peer_id=chat, member_id=member, group_id=world.group_id)
    await world.settle()


async def members_of(world: World, title: str = "5А · Алгебра") -> list[int]:
    card = next(c for c in await world.sandbox.get("chats") if c["title"] == title)
    return [m["member_id"] for m in card["members"]]


async def link_of(world: World) -> str:
    return str((await world.sandbox.get("chats"))[0]["link"])


async def test_a_stranger_is_removed_and_the_class_teacher_told(world: World) -> None:
    school = await removing(world)
    head = await story.teacher(school, class_teacher_of="5А")
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    stranger = await world.stranger("Иван", "Чужой")
    await stranger.opens(await link_of(world))
    assert stranger.id not in await members_of(world)
    card = await head.hears("«5А · Алгебра»", "посторонний", "Иван Чужой", "удалила")
    assert card.buttons == ["Впустить", "Понятно"]
    await stranger.hears_nothing()
    await teacher.hears_nothing()
    assert not [m for m in await teacher.reads(chat) if "Чужой" in m.text]
    assert await AuditRow.filter(act="member.removed", outcome="done").count() == 1
    await head.presses("Понятно")
    head.sees("Хорошо")
    await school.admin.says("/контур")
    school.admin.sees("Посторонних нет", "За неделю удалён 1 посторонний")


async def test_a_stranger_whom_somebody_adds_is_removed_too(world: World) -> None:
    school = await removing(world)
    teacher = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    pupil = await story.pupil(school, "5А")
    chat = await story.lesson_chat(teacher)
    await pupil.opens(await link_of(world))
    stranger = await world.stranger("Иван", "Чужой")
    await adds(pupil, chat, stranger.id)
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
    school, other = await removing(world), await story.school(world, 2)
    teacher, neighbour = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5Б")
    foreign = await story.pupil(other, "5А")
    await story.lesson_chat(teacher)
    for actor in (neighbour, foreign):
        await actor.opens(await link_of(world))
        assert actor.id not in await members_of(world)
        await teacher.hears("посторонний")


async def test_pupils_cannot_enter_the_parents_chat(world: World) -> None:
    school = await removing(world)
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
    teacher = await story.teacher(await removing(world), "5А Алгебра")
    await story.lesson_chat(teacher)
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


async def test_in_the_first_week_the_class_teacher_decides_and_only_once(world: World) -> None:
    school = await story.school(world)
    head = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    chat = await story.lesson_chat(head)
    uncle, seller = await world.stranger("Иван", "Дядин"), await world.stranger("Пётр", "Торговый")
    for stranger in (uncle, seller):
        await stranger.opens(await link_of(world))
        assert stranger.id in await members_of(world)
    await head.hears("посторонний: Иван Дядин", "Впустить", "Удалить")
    card = await head.hears("посторонний: Пётр Торговый")
    await head.presses("Удалить", cmid=card.cmid)
    head.sees("Удаляю", "Пётр Торговый")
    assert seller.id not in await members_of(world)
    await head.presses("Впустить", cmid=card.cmid)
    head.sees("Уже решено", "удалён")
    await school.admin.says("/контур")
    school.admin.sees("Посторонних: 1", "ещё 7 дней только сообщаю", "«Школа № 1»")
    await school.admin.presses("Разобрать")
    school.admin.sees("Иван Дядин")
    await school.admin.presses("Впустить")
    school.admin.sees("остаётся")
    await school.admin.says("/контур проверить")
    school.admin.sees("Посторонних нет")
    assert uncle.id in await members_of(world)
    await head.catches_up()
    await adds(head, chat, seller.id)
    await head.hears("посторонний: Пётр Торговый", "Впустить")


async def test_a_card_works_after_a_restart_and_a_second_press_decides_nothing(world: World) -> None:
    head = await story.teacher(await story.school(world), "5А Алгебра", class_teacher_of="5А")
    await story.lesson_chat(head)
    stranger = await world.stranger("Иван", "Чужой")
    await stranger.opens(await link_of(world))
    card = await head.hears("Иван Чужой")
    await world.restart()
    await head.presses("Удалить", cmid=card.cmid)
    assert stranger.id not in await members_of(world)
    await head.presses("Удалить", cmid=card.cmid)
    head.sees("Уже решено")
    assert await AuditRow.filter(act="member.put_out").count() == 1
    await world.delivers_again()
    assert await AuditRow.filter(act="member.put_out").count() == 1
    await head.hears_nothing()


async def test_a_card_in_foreign_hands_finds_nothing(world: World) -> None:
    school = await story.school(world)
    head = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    await story.lesson_chat(head)
    stranger = await world.stranger("Иван", "Чужой")
    await stranger.opens(await link_of(world))
    await head.hears("Иван Чужой")
    other = await story.teacher(await story.school(world, 2), "5А Алгебра", class_teacher_of="5А")
    case = (await Stranger.get()).id
    for actor in (other, await story.pupil(school, "5А"), stranger):
        for name in ("stranger.let_in", "stranger.put_out"):
            await world.sandbox.post(
                "say",
                from_id=actor.id,
                peer_id=world.bot_peer,
                group_id=world.group_id,
                text="x",
                payload={"b": name, "a": [case]},
            )
            await world.settle()
    assert (await Stranger.get()).state == "open"


async def test_another_bot_and_an_administrator_made_by_hand_are_noticed(world: World) -> None:
    school = await story.school(world)
    head, pupil = await story.teacher(school, "5А Алгебра", class_teacher_of="5А"), await story.pupil(school, "5А")
    chat = await story.own_chat(head)
    await pupil.opens((await Conversation.get()).link)
    foreign = await world.sandbox.post("communities", name="Чужой бот")
    await adds(head, chat, -foreign["group_id"])
    await head.hears("добавили другого бота", "Удалить")
    rights = {"peer_id": chat, "group_id": world.group_id, "member_id": pupil.id}
    await world.sandbox.post("rights", from_id=head.id, admin=True, **rights)
    await head.catches_up()
    await world.clock.forward(days=1)
    await head.hears("права администратора", pupil.name, "Забрать")
    await world.clock.forward(days=1)
    await head.hears_nothing()


async def takes_in_with(by: Actor, bot: int, lesson: str) -> None:
    """A chat of people in which another bot has been before ours came: no event tells of it, the audit does."""
    world = by.world
    made = await world.sandbox.post("chats", owner_id=by.id, title="Физики", members=[], group_id=world.group_id)
    await world.sandbox.post("add", from_id=by.id, member_id=bot, peer_id=made["peer_id"], group_id=world.group_id)
    place = {"peer_id": made["peer_id"], "member_id": -world.group_id, "group_id": world.group_id}
    await world.sandbox.post("add", from_id=by.id, **place)
    await world.sandbox.post("rights", admin=True, full_access=True, **place)
    await world.settle()
    await by.says(f"/привязать {lesson}", made["peer_id"])
    await by.hears("подключена")


async def test_the_platforms_own_communities_are_at_home_in_any_chat_and_no_other_bot_is(world: World) -> None:
    school = await removing(world)
    head = await story.teacher(school, "5А Алгебра", "5А Физика", class_teacher_of="5А")
    chat = await story.own_chat(head)
    own = await world.sandbox.post("communities", name="Школа № 1 ВКонтакте")
    await world.sandbox.post("token", group_id=own["group_id"], rate_per_s=100_000)
    await school.admin.says(f"/подключить {own['token']}")
    early = await world.sandbox.post("communities", name="Бот, который пришёл незаметно")
    late = await world.sandbox.post("communities", name="Чужой бот")
    await head.catches_up()
    await adds(head, chat, -own["group_id"])
    await world.clock.forward(days=1)
    assert not await Stranger.all().exists(), "our own two communities, seen by the event and by the audit"
    await head.hears_nothing()
    await takes_in_with(head, -early["group_id"], "5А Физика")
    await adds(head, chat, -late["group_id"])
    card = await head.hears("5А · Алгебра", "добавили другого бота")
    await world.clock.forward(days=1)
    found = {(row.conversation_id, row.member): row.what for row in await Stranger.all()}
    places = {row.title: row.id for row in await Conversation.all()}
    assert found == {
        (places["5А · Алгебра"], -late["group_id"]): StrangerKind.BOT,
        (places["5А · Физика"], -early["group_id"]): StrangerKind.BOT,
    }
    assert -late["group_id"] in await members_of(world, "Наша"), "a bot is put out by a person only"
    await head.presses("Удалить", cmid=card.cmid)
    await world.clock.forward(days=1)
    assert -late["group_id"] not in await members_of(world, "Наша")
    assert -own["group_id"] in await members_of(world, "Наша")
    assert -world.group_id in await members_of(world, "Наша")


async def test_the_audit_finds_who_came_unseen_and_asks_about_all_at_once(world: World) -> None:
    school = await story.school(world)
    head = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    crowd = [(await world.stranger("Гость", f"Номер{n}")).id for n in range(3)]
    made = await world.sandbox.post("chats", owner_id=head.id, title="Наша", members=crowd, group_id=world.group_id)
    place = {"peer_id": made["peer_id"], "member_id": -world.group_id, "group_id": world.group_id}
    await world.sandbox.post("add", from_id=head.id, **place)
    await world.sandbox.post("rights", admin=True, full_access=True, **place)
    await world.settle()
    await head.says("/привязать 5А Алгебра", made["peer_id"])
    await head.hears("подключена")
    await head.hears("3 человека не из списков", "Гость Номер0", "Удалить всех")
    await head.says("/контур", made["peer_id"])
    head.sees("Отвечу в личные")
    await head.hears("Посторонних: 3", "Посмотрела 1 беседу")
    await head.presses("По одному")
    head.sees("Гость Номер0", "Следующий")
    await head.presses("Впустить")
    await head.says("/контур")
    await head.presses("Разобрать")
    head.sees("Гость Номер1")
    await head.says("/меню")
    several = next(seen for seen in await head.reads() if "Удалить всех" in seen.buttons)
    await head.presses("Удалить всех", cmid=several.cmid)
    head.sees("Удаляю 2")
    left = await members_of(world, "Наша")
    assert crowd[0] in left
    assert not {crowd[1], crowd[2]} & set(left)
    await school.admin.says("/проверка")
    school.admin.sees("Посторонних нет")


async def test_who_leaves_the_class_is_out_of_its_chats_and_the_link_is_new(world: World) -> None:
    school = await story.school(world)
    head, pupil = await story.teacher(school, "5А Алгебра", class_teacher_of="5А"), await story.pupil(school, "5А")
    await story.lesson_chat(head)
    old = await link_of(world)
    await pupil.opens(old)
    await head.says("/список 5А")
    await head.presses("Отвязать не тот профиль")
    await head.presses(pupil.name.split()[1])
    head.sees("Профиль отвязан")
    await pupil.catches_up()
    await world.clock.forward(minutes=1)
    assert pupil.id not in await members_of(world)
    assert (await Conversation.get()).link == await link_of(world) != old
    assert await AuditRow.filter(act="member.departed", outcome="done").count() == 1
    await world.clock.forward(minutes=1)
    assert len(await world.api_calls("messages.removeChatUser")) == 1


async def test_every_monday_the_administrator_gets_the_act(world: World) -> None:
    school = await story.school(world)
    head = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    await story.lesson_chat(head)
    await world.clock.forward(days=7, hours=2)
    await school.admin.hears("Акт контура", "Посторонних нет", "1 беседа")
    await world.restart()
    await world.clock.forward(days=14)
    await school.admin.hears("Акт контура", "ссылке 21 день")
    await school.admin.catches_up()


async def test_the_act_counts_leaks_that_were_stopped_and_lists_who_is_unknown(world: World) -> None:
    school, other = await removing(world), await story.school(world, 2)
    head = await story.teacher(school, "5А Алгебра", "5А Физика", class_teacher_of="5А")
    await story.lesson_chat(head)
    leaked = await link_of(world)
    await world.clock.forward(days=1)
    for number in range(2):
        await (await world.stranger("Иван", f"Чужой{number}")).opens(leaked)
    await school.admin.says("/контур сообщать")
    await (await world.stranger("Пётр", "Третий")).opens(leaked)
    await school.admin.catches_up()
    await world.clock.forward(days=6, hours=2)
    act = await school.admin.hears("Акт контура", "Посторонних: 1", "• 5А · Алгебра: 1 посторонний")
    assert "За неделю удалено посторонних: 2" in act.text
    assert "Третий" not in act.text, "names are on the cards of who answers for the chat"
    await other.admin.catches_up()
    await other.admin.says("/контур")
    assert "Алгебра" not in other.admin.screen.text


@pytest.mark.parametrize(
    ("state", "words", "lost"),
    [
        ("deleted", ("удалили", "/беседа 5А Алгебра"), True),
        ("moved_to_max", ("перенёс", "MAX"), True),
        ("writing_disabled", ("отключили сообщения", "Кто может писать"), False),
    ],
)
async def test_what_vk_did_to_a_chat_is_told_once_with_what_to_do(
    world: World, state: str, words: tuple[str, ...], lost: bool
) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    await world.sandbox.post("chat-state", peer_id=chat, group_id=world.group_id, state=state)
    if lost:
        await school.admin.says("/проверка")
        await teacher.hears(*words)
    else:
        world.expects_dead_letters = True  # the card of the call could not be said there
        await teacher.says("/звонок 5А Алгебра https://vk.com/call/join/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdE")
        teacher.sees(*words)
    assert ((await Conversation.get()).state is ConversationState.LOST) is lost
    await school.admin.says("/контур проверить")
    await teacher.hears_nothing()
    if lost:
        await teacher.says("/беседа 5А Алгебра")
        teacher.sees("Готово: беседа «5А · Алгебра»")
        return
    await school.admin.says("/контур")
    school.admin.sees("отключены сообщения")
    await world.sandbox.post("chat-state", peer_id=chat, group_id=world.group_id, state="ok")
    await world.clock.forward(minutes=5)
    await teacher.says("Добрый день", chat)
    await school.admin.says("/контур проверить")
    await school.admin.says("/контур")
    assert "отключены" not in school.admin.screen.text


@pytest.mark.parametrize("code", [927, 1017, 993])
async def test_a_chat_that_is_no_more_for_the_bot_is_told_with_the_way_back(world: World, code: int) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await story.lesson_chat(teacher)
    await world.sandbox.post("faults", method="messages.getConversationMembers", error_code=code, times=1)
    await school.admin.says("/проверка")
    await teacher.hears("«5А · Алгебра»", "5А Алгебра")
    assert (await Conversation.get()).state is ConversationState.LOST
    await teacher.says("/беседы")
    assert "vk.me" not in teacher.screen.text


async def test_a_lost_right_is_told_with_the_way_to_give_it_and_noticed_when_given(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.own_chat(teacher)
    await teacher.catches_up()
    place = {"peer_id": chat, "member_id": -world.group_id, "group_id": world.group_id, "from_id": teacher.id}
    await world.sandbox.post("rights", admin=False, **place)
    await world.clock.forward(days=1)
    await teacher.hears("больше не администратор", "Назначить администратором")
    await school.admin.says("/контур")
    school.admin.sees("5А · Алгебра: нет доступа")
    await world.sandbox.post("rights", admin=True, **place)
    await teacher.says("/контур", chat)
    await teacher.hears("Посмотрела 1 беседу")
    assert (await Conversation.get()).trouble_code == 0


async def test_who_was_put_out_too_early_is_told_that_only_a_hand_brings_her_back(world: World) -> None:
    school = await removing(world)
    head = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    chat = await story.lesson_chat(head)
    early = await world.stranger("Пётр", "Ранний")
    await story.come_in(early, await school.link("5А"), "Мне есть 14")
    await early.says("Ранний Пётр")
    await early.opens(await link_of(world))  # a classmate has sent the link on
    assert early.id not in await members_of(world)
    await head.hears("Впустить?", "Ранний")
    await head.hears("зашёл посторонний", "Пётр Ранний", "добавьте в беседу вручную")
    (asked,) = [seen for seen in await head.reads() if "Впустить?" in seen.text]
    await head.presses("Впустить", cmid=asked.cmid)
    told = await early.hears("Вы в классе 5А", "5А · Алгебра: По ссылке ВК обратно не пускает")
    assert "vk.me/join" not in told.text
    await early.says("/беседы")
    early.sees("5А · Алгебра", "попросите учителя добавить вас вручную")
    await head.catches_up()
    await adds(head, chat, early.id)
    await head.hears_nothing()
    assert early.id in await members_of(world)
    await early.says("/беседы")
    early.sees("5А · Алгебра", await link_of(world))


async def test_who_left_the_class_and_comes_back_is_told_so_too_until_an_audit_sees_her(world: World) -> None:
    school = await story.school(world)
    head, pupil = await story.teacher(school, "5А Алгебра", class_teacher_of="5А"), await story.pupil(school, "5А")
    chat = await story.lesson_chat(head)
    await pupil.opens(await link_of(world))
    await head.says("/список 5А")
    await head.presses("Отвязать не тот профиль")
    await head.presses(pupil.name.split()[1])
    await world.clock.forward(minutes=1)
    assert pupil.id not in await members_of(world)
    await pupil.catches_up()
    await head.catches_up()
    await story.come_in(pupil, await school.link("5А"), "Мне есть 14")
    await pupil.says(" ".join(reversed(pupil.name.split())))
    await head.hears("Впустить?")
    await head.presses("Впустить")
    await pupil.hears("Вы в классе 5А", "попросите учителя добавить вас вручную")
    await world.app.close()  # the bot does not hear of it
    await world.sandbox.post("add", from_id=head.id, peer_id=chat, member_id=pupil.id, group_id=world.group_id)
    await world.reopen()
    await world.settle()
    await world.clock.forward(days=1)
    await head.catches_up()
    assert pupil.id in await members_of(world)
    await pupil.says("/беседы")
    pupil.sees("5А · Алгебра", await link_of(world))


async def test_who_left_by_herself_may_come_back_and_a_stranger_who_comes_back_is_news(world: World) -> None:
    school = await story.school(world)
    head, pupil = await story.teacher(school, "5А Алгебра", class_teacher_of="5А"), await story.pupil(school, "5А")
    chat = await story.lesson_chat(head)
    stranger = await world.stranger("Иван", "Чужой")
    for _time in range(2):
        for actor in (pupil, stranger):
            await actor.opens(await link_of(world))
        await head.hears("посторонний: Иван Чужой")
        for actor in (pupil, stranger):
            await world.sandbox.post("leave", from_id=actor.id, peer_id=chat, group_id=world.group_id)
        await world.settle()
    assert (await Stranger.get()).state == "gone"
    await head.hears_nothing()
