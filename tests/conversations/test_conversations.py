"""Story step 6: a teacher makes a conversation, the class gets its link, everybody sees the own ones."""

from models import Conversation, ConversationState, WaitingChat
from tests.world import World, story
from tests.world.world import moscow


async def test_a_conversation_is_made_and_its_link_reaches_the_class(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    neighbour = await story.pupil(school, "5Б")
    await teacher.says("/беседа 5а алгебра")
    teacher.sees("Создаю беседу «5А · Алгебра»", "Готово: беседа «5А · Алгебра»", "1 человеку")
    invitation = await pupil.hears("Новая беседа «5А · Алгебра»", link="vk.me/join/")
    await neighbour.hears_nothing()
    await pupil.opens(invitation.link)
    await teacher.opens(teacher.screen.link)
    talks = await pupil.talks()
    assert list(talks) == ["5А · Алгебра"]
    card = (await world.sandbox.get("chats"))[0]
    assert card["title"] == "5А · Алгебра"
    assert card["pinned_cmid"], "the rules are not pinned"


async def test_by_buttons(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра", "6Б Геометрия")
    await teacher.says("/беседа")
    teacher.sees("Какую беседу создать", "5А Алгебра", "6Б Геометрия")
    await teacher.presses("6Б Геометрия")
    teacher.sees("6Б, Геометрия", "Создать", "Назад", "Отмена")
    await teacher.presses("Создать")
    teacher.sees("Создаю беседу «6Б · Геометрия»", "Готово")


async def test_by_typing_in_the_dialog(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра", "6Б Геометрия")
    await teacher.says("/chat")
    await teacher.says("7В Физика")
    teacher.sees("нет класса 7В", "5А Алгебра", "Какую беседу создать")
    await teacher.says("6б гео")
    await teacher.says("может быть")
    teacher.sees("напишите «да»")
    await teacher.says("назад")
    teacher.sees("Какую беседу создать")
    await teacher.says("5А Алгебра")
    await teacher.says("да")
    teacher.sees("Готово: беседа «5А · Алгебра»")


async def test_many_lessons_go_over_several_pages(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, *(f"{grade}А Алгебра" for grade in range(1, 10)))
    await teacher.says("/беседа")
    teacher.sees("1А Алгебра", "6А Алгебра", "Дальше")
    assert "7А Алгебра" not in teacher.screen.buttons
    await teacher.presses("Дальше")
    teacher.sees("7А Алгебра", "9А Алгебра", "Дальше")
    await teacher.presses("9А Алгебра")
    teacher.sees("9А, Алгебра")


async def test_a_second_command_shows_the_same_conversation(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await teacher.says("/беседа 5А Алгебра")
    link = teacher.screen.link
    await teacher.says("/беседа 5А Алгебра")
    teacher.sees("уже есть", link)
    assert len(await world.api_calls("messages.createChat")) == 1


async def test_a_second_press_makes_nothing_new(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await teacher.says("/беседа")
    await teacher.presses("5А Алгебра")
    confirm = teacher.screen.cmid
    await teacher.presses("Создать", cmid=confirm)
    await teacher.presses("Создать", cmid=confirm)
    assert len(await world.api_calls("messages.createChat")) == 1


async def test_a_restart_between_the_chat_and_its_link_loses_nothing(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    pupil = await story.pupil(school, "5А")
    await world.sandbox.post("faults", method="messages.getInviteLink", error_code=10, times=1)
    await teacher.says("/беседа 5А Алгебра")
    teacher.sees("Создаю беседу")
    await world.restart()
    await world.clock.forward(minutes=2)
    await teacher.hears("Готово: беседа «5А · Алгебра»", link="vk.me/join/")
    await pupil.hears("Новая беседа", link="vk.me/join/")
    assert len(await world.api_calls("messages.createChat")) == 1
    assert (await Conversation.get()).state is ConversationState.LIVE


async def test_a_chat_that_vk_refuses_is_told_and_can_be_tried_again(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    world.expects_dead_letters = True
    await world.sandbox.post("faults", method="messages.createChat", error_code=15, times=1)
    await teacher.says("/беседа 5А Алгебра")
    teacher.sees("не дал создать беседу", "/беседа 5А Алгебра")
    await teacher.presses("Ещё раз")
    teacher.sees("Готово: беседа «5А · Алгебра»")


async def test_half_and_foreign_words_are_explained(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await teacher.says("/беседа 5А")
    teacher.sees("Класс 5А понятен", "не хватает предмета", "5А Алгебра")
    await teacher.says("/беседа 5А Физика")
    teacher.sees("«5А Физика» у вас нет", "5А Алгебра")
    assert await world.api_calls("messages.createChat") == []


async def test_a_pupil_cannot_make_one(world: World) -> None:
    school = await story.school(world)
    await story.teacher(school, "5А Алгебра")
    pupil = await story.pupil(school, "5А")
    await pupil.says("/беседа 5А Алгебра")
    pupil.sees("Здесь такого нет")
    assert await world.api_calls("messages.createChat") == []


async def test_class_chats_of_pupils_and_of_parents(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, class_teacher_of="5А")
    pupil = await story.pupil(school, "5А")
    mother = await story.parent(school, "5А", child="Петров Пётр")
    await teacher.says("/беседа 5А родители")
    teacher.sees("Готово: беседа «5А · Родители»")
    await mother.hears("«5А · Родители»", link="vk.me/join/")
    await pupil.hears_nothing()
    await teacher.says("/беседа 5А ученики")
    teacher.sees("Готово: беседа «5А · Ученики»")
    await pupil.hears("«5А · Ученики»", link="vk.me/join/")
    await mother.hears_nothing()


async def test_everybody_is_routed_to_the_own_conversations(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    neighbour = await story.pupil(school, "5Б")
    await teacher.says("/беседы")
    teacher.sees("Бесед пока нет", "/беседа 5А Алгебра")
    await teacher.says("/беседа 5А Алгебра")
    link = teacher.screen.link
    await pupil.says("беседы")
    pupil.sees("5А · Алгебра", link, "пока никто не писал")
    await neighbour.says("/chats")
    neighbour.sees("Бесед для вас пока нет")


async def test_the_administrator_sees_all_without_links(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await teacher.says("/беседа 5А Алгебра")
    await school.admin.says("/беседы")
    assert "vk.me" not in school.admin.sees("5А · Алгебра").text


async def test_in_a_chat_links_are_not_shown(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    await teacher.says("/беседа 5А Алгебра")
    await pupil.opens(teacher.screen.link)
    chat = (await pupil.talks())["5А · Алгебра"]
    await pupil.hears("Новая беседа")
    await pupil.says("/беседы", chat)
    assert "vk.me" not in pupil.sees("Ответила в личных сообщениях").text
    await pupil.hears("Ваши беседы", link="vk.me/join/")


async def test_a_closed_conversation_is_not_shown_and_can_be_opened_again(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    await teacher.says("/беседа 5А Алгебра")
    await teacher.opens(teacher.screen.link)
    chat = (await teacher.talks())["5А · Алгебра"]
    await teacher.says("/архив", chat)
    teacher.sees("в архиве", "/привязать 5А Алгебра")
    await pupil.says("/беседы")
    pupil.sees("Бесед для вас пока нет")
    await teacher.says("/привязать 5А Алгебра", chat)
    teacher.sees("теперь это беседа «5А · Алгебра»")
    await pupil.says("/беседы")
    pupil.sees("5А · Алгебра")


async def test_an_existing_chat_is_taken_in_as_soon_as_the_right_is_given(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    guest = await world.stranger("Гость", "Посторонний")
    made = await world.sandbox.post(
        "chats", owner_id=teacher.id, title="Наша алгебра", members=[pupil.id, guest.id], group_id=world.group_id
    )
    chat = made["peer_id"]
    await world.sandbox.post(
        "add", from_id=teacher.id, peer_id=chat, member_id=-world.group_id, group_id=world.group_id
    )
    await world.settle()
    chat = (await teacher.talks())["Наша алгебра"]
    assert any("/привязать 5А Алгебра" in m.text for m in await teacher.reads(chat))
    await teacher.says(f"[club{world.group_id}|@bot] /привязать 5А Алгебра", chat)
    teacher.sees("не хватает одного права", "Назначить администратором", "писать больше ничего не нужно")
    await world.restart()
    await world.clock.forward(minutes=1)
    assert await Conversation.all().count() == 0
    said = len(await teacher.reads(chat))
    rights = {"peer_id": chat, "member_id": -world.group_id, "group_id": world.group_id}
    await world.sandbox.post("rights", admin=True, full_access=True, **rights)
    await world.clock.forward(minutes=1)
    [taken_in] = (await teacher.reads(chat))[said:]
    assert "теперь это беседа «5А · Алгебра»" in taken_in.text
    await teacher.hears("подключена", link="vk.me/join/")
    await teacher.hears("Посмотрела 1 беседу", "Посторонних: 1")
    await pupil.hears("Новая беседа «5А · Алгебра»", link="vk.me/join/")
    calls = len(await world.api_calls())
    await world.clock.forward(minutes=5)
    assert len(await world.api_calls()) == calls
    assert await WaitingChat.all().count() == 0


async def test_each_missing_right_is_named_once_and_waited_for(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.own_chat(teacher)
    await story.throws_out(teacher, chat)
    await teacher.catches_up()
    place = {"peer_id": chat, "member_id": -world.group_id, "group_id": world.group_id}
    said = len(await teacher.reads(chat))
    await world.sandbox.post("add", from_id=teacher.id, **place)
    await world.settle()
    await world.clock.forward(minutes=1)
    [missing] = (await teacher.reads(chat))[said + 1 :]
    assert "Снова в беседе «5А · Алгебра»" in missing.text
    assert "Назначить администратором" in missing.text
    await world.sandbox.post("faults", method="messages.getInviteLink", error_code=919, times=1)
    await world.sandbox.post("rights", admin=True, full_access=True, **place)
    await world.clock.forward(minutes=1)
    assert "Кто может менять ссылку" in (await teacher.reads(chat))[-1].text
    await world.clock.forward(minutes=1)
    assert "теперь это беседа «5А · Алгебра»" in (await teacher.reads(chat))[-1].text
    assert (await Conversation.get()).state is ConversationState.LIVE


async def test_what_nobody_gives_a_right_for_is_given_up(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    made = await world.sandbox.post("chats", owner_id=teacher.id, title="Наша", members=[], group_id=world.group_id)
    place = {"peer_id": made["peer_id"], "member_id": -world.group_id, "group_id": world.group_id}
    await world.sandbox.post("add", from_id=teacher.id, **place)
    await world.settle()
    await teacher.says(f"[club{world.group_id}|@bot] /привязать 5А Алгебра", made["peer_id"])
    teacher.sees("не хватает одного права")
    await world.clock.forward(days=4)
    assert await WaitingChat.all().count() == 0
    await teacher.says(f"[club{world.group_id}|@bot] /привязать 5А Алгебра", made["peer_id"])
    await world.sandbox.post("kick", from_id=teacher.id, **place)
    await world.settle()
    assert await WaitingChat.all().count() == 0


async def test_binding_by_buttons_and_only_by_those_with_the_right(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    await teacher.says("/беседа 5А Алгебра")
    await pupil.opens(teacher.screen.link)
    await teacher.opens(teacher.screen.link)
    chat = (await teacher.talks())["5А · Алгебра"]
    await pupil.says("/привязать 5А Алгебра", chat)
    pupil.sees("Здесь такого нет")
    await teacher.says("/привязать", chat)
    teacher.sees("Что это за беседа", "5А Алгебра")
    await teacher.presses("5А Алгебра", chat)
    teacher.sees("уже подключена")


async def test_binding_in_private_says_where_to_write(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await teacher.says("/привязать 5А Алгебра")
    teacher.sees("в той беседе", "/привязать 5А Алгебра")


async def test_a_conversation_is_renamed_by_its_teacher_and_by_nobody_else(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра", "6Б Геометрия"), await story.pupil(school, "5А")
    chat = await story.lesson_chat(teacher)
    await pupil.opens((await Conversation.get()).link)
    await teacher.says("/переименовать   Алгебра и логика", chat)
    teacher.sees("Теперь: «Алгебра и логика»")
    assert "Алгебра и логика" in await pupil.talks()
    await teacher.says("/переименовать 5а алг; Алгебра по вторникам")
    teacher.sees("Теперь: «Алгебра по вторникам»")
    await teacher.says("/rename")
    await teacher.presses("Алгебра по вторникам")
    teacher.sees("Как назвать «Алгебра по вторникам»?")
    await world.restart()
    await teacher.says("ы" * 101)
    teacher.sees("от 1 до 100 знаков")
    await teacher.says("5А · Алгебра")
    teacher.sees("Теперь: «5А · Алгебра»")
    await world.delivers_again()
    assert len(await world.api_calls("messages.editChat")) == 4  # the first gave the chat its name
    await pupil.says("/переименовать Наш чат", chat)
    pupil.sees("Здесь такого нет")
    other = await story.teacher(await story.school(world, 2), "5А Алгебра")
    await other.says("/переименовать 5А Алгебра; Чужая")
    other.sees("Беседы «5А Алгебра» ещё нет")


async def test_a_title_given_by_hand_is_the_teachers_or_is_put_back(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    chat = await story.lesson_chat(teacher)
    place = {"peer_id": chat, "group_id": world.group_id}
    await pupil.opens((await Conversation.get()).link)
    await world.sandbox.post("chat-title", from_id=teacher.id, title="Алгебра, 5А", **place)
    await world.settle()
    assert (await Conversation.get()).title == "Алгебра, 5А"
    await world.sandbox.post("chat-title", from_id=pupil.id, title="Ура, каникулы", **place)
    await world.settle()
    card = await school.heads["5А"].hears("переименовал", "«Ура, каникулы»", "вернула", "/переименовать")
    assert card
    assert "Алгебра, 5А" in await pupil.talks()
    assert (await Conversation.get()).title == "Алгебра, 5А"


async def test_in_a_new_school_year_chats_are_called_as_their_classes(world: World) -> None:
    school = await story.school(world)
    head = await story.teacher(school, "5А Алгебра", "5А Геометрия", class_teacher_of="5А")
    pupil = await story.pupil(school, "5А")
    await story.teacher(school, "11А История", class_teacher_of="11А", name="Игорь Дятлов")
    await story.lesson_chat(head)
    await pupil.opens((await Conversation.get()).link)
    await head.says("/беседа 5А Геометрия")
    await head.says("/переименовать 5А Геометрия; Точки и прямые")
    await school.heads["11А"].says("/беседа 11А История")
    await world.clock.to(moscow("2027-09-01 00:10"))
    assert {c.title: c.state for c in await Conversation.all()} == {
        "6А · Алгебра": ConversationState.LIVE,
        "Точки и прямые": ConversationState.LIVE,
        "11А · История": ConversationState.ARCHIVED,
    }
    assert "6А · Алгебра" in await pupil.talks()
    await pupil.says("/беседы")
    pupil.sees("6А · Алгебра", "Точки и прямые")
    renamed = len(await world.api_calls("messages.editChat"))
    await world.restart()
    await world.clock.forward(days=1)
    assert len(await world.api_calls("messages.editChat")) == renamed


async def test_in_september_a_chat_that_people_made_is_renamed_only_if_its_teacher_says_so(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    head = await story.teacher(school, "5А Алгебра", "5А Физика", class_teacher_of="5А")
    far = await story.teacher(other, "5А Алгебра")
    chat = await story.own_chat(head)
    await story.lesson_chat(head, "5А Физика")
    await story.own_chat(far, "5А Алгебра")
    await world.clock.to(moscow("2027-09-01 00:10"))
    await head.catches_up()
    assert set(await head.talks()) == {"Наша", "6А · Физика"}
    await world.clock.to(moscow("2027-09-01 10:01"))
    card = await head.hears("С новым учебным годом", "• 6А · Алгебра")
    assert card.buttons == ["6А · Алгебра"]
    place = (await Conversation.get(title="6А · Алгебра", org__title=school.title)).id
    await far.says("нажато", payload={"b": "chat.title", "a": [place]})
    far.sees("Здесь такого нет")
    assert set(await head.talks()) == {"Наша", "6А · Физика"}
    await world.restart()
    for _ in range(2):
        await head.presses("6А · Алгебра", cmid=card.cmid)
        head.sees("Теперь: «6А · Алгебра»")
    assert set(await head.talks()) == {"6А · Алгебра", "6А · Физика"}
    titles = await world.sandbox.get("messages", viewer_id=head.id, peer_id=chat)
    assert sum((one["action"] or {}).get("type") == "chat_title_update" for one in titles) == 1
    await world.clock.forward(days=1)
    heard = [seen.text for seen in await head.reads()]
    assert sum("С новым учебным годом" in text for text in heard) == 1
    await far.says("/переименовать 6А Алгебра; 6А · Алгебра")
    assert "6А · Алгебра" in await far.talks(), "by typing, too"


async def test_a_lessons_chat_goes_to_the_next_teacher_with_its_pupils(world: World) -> None:
    school = await story.school(world)
    anna = await story.teacher(school, "5А Алгебра", name="Вера Лугова")
    boris = await story.teacher(school, "6Б Физика", name="Игорь Дятлов")
    pupil = await story.pupil(school, "5А")
    chat = await story.lesson_chat(anna)
    old = (await Conversation.get()).link
    await pupil.opens(old)
    await school.admin.says("/учителя")
    await school.admin.presses("✓ Лугова")
    await school.admin.presses("Убрать предмет")
    await school.admin.presses("5А Алгебра")
    await world.clock.forward(minutes=1)
    await school.admin.says("/предмет 5А Алгебра Дятлов")
    await boris.hears("Вы теперь ведёте", "5А · Алгебра", link="vk.me/join/")
    row = await Conversation.get()
    assert row.link != old
    assert [anna.id not in await members(world), pupil.id in await members(world)] == [True, True]
    await boris.says("/беседа 5А Алгебра")
    boris.sees("уже есть", row.link)
    await boris.opens(row.link)
    await boris.says("Добрый день", chat)
    await boris.says("/активность")
    boris.sees("1 из 3")
    await anna.says("/беседы")
    assert "vk.me" not in anna.screen.text


async def members(world: World) -> list[int]:
    [card] = await world.sandbox.get("chats")
    return [member["member_id"] for member in card["members"]]


async def test_a_new_class_teacher_gets_the_chats_of_the_class(world: World) -> None:
    school = await story.school(world)
    anna = await story.teacher(school, class_teacher_of="5А", name="Вера Лугова")
    boris = await story.teacher(school, "6Б Физика", name="Игорь Дятлов")
    await anna.says("/беседа 5А родители")
    await school.admin.says("/классный 5А Дятлов")
    await boris.hears("Вы теперь классный руководитель 5А", "5А · Родители", link="vk.me/join/")
    await boris.says("/беседа 5А родители")
    boris.sees("уже есть")
    assert await Conversation.filter(teacher__last_name="Дятлов").exists()


async def test_rules_that_may_not_be_pinned_are_told_with_what_to_do(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await world.sandbox.post("faults", method="messages.pin", error_code=925, times=1)
    await teacher.says("/беседа 5А Алгебра")
    teacher.sees("Готово: беседа «5А · Алгебра»", "больше не администратор", "Назначить администратором")
