"""Conversations of no one class: clubs, those of the school by role and grade, the staff room, offices (D2, D5, D6)."""

from models import ActivityDay, Conversation, ConversationKind, ConversationState
from tests.world import Actor, World, story
from tests.world.story import School


async def chat_of(person: Actor, title: str) -> int:
    """The peer of a chat the person is in."""
    return (await person.talks())[title]


async def club(teacher: Actor, said: str = "Робототехника; 5А, 6Б") -> int:
    """A club is made by its teacher, who enters it."""
    await teacher.says(f"/кружок {said}")
    await teacher.opens(teacher.screen.link)
    return await chat_of(teacher, said.partition(";")[0])


async def test_a_club_has_pupils_of_several_classes_and_its_link_reaches_them(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    near, far = await story.pupil(school, "5А"), await story.pupil(school, "6Б")
    other = await story.pupil(school, "7В")
    await teacher.says("/кружок Кружок робототехники; 5а, 6 Б")
    teacher.sees("Создаю беседу «Кружок робототехники»", "Готово: беседа «Кружок робототехники»", "2 людям")
    for pupil in (near, far):
        await pupil.hears("Новая беседа «Кружок робототехники»", link="vk.me/join/")
    await other.hears_nothing()
    await other.says("/беседы")
    other.sees("Бесед для вас пока нет")
    await school.heads["5А"].says("/беседы")
    assert "робототехники" not in school.heads["5А"].screen.text
    await school.admin.says("/беседы")
    assert "vk.me" not in school.admin.sees("Кружок робототехники").text


async def test_a_club_by_buttons(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await school.open_classes("5Б", "6А")
    pupil = await story.pupil(school, "6А")
    await teacher.says("/кружок")
    teacher.sees("Как называется кружок")
    await teacher.says("«»")
    teacher.sees("от 1 до 100 знаков", "Как называется кружок")
    await teacher.says("Подготовка к ЕГЭ")
    teacher.sees("Чьи ученики придут", "5А", "5Б", "6А")
    await teacher.presses("5Б")
    teacher.sees("Выбрано: 5Б", "✓ 5Б", "Готово")
    await teacher.presses("6А")
    await teacher.presses("✓ 5Б")
    await teacher.presses("Готово")
    teacher.sees("Создаю беседу «Подготовка к ЕГЭ»", "ученики 6А", "Создать?")
    await teacher.says("может быть")
    teacher.sees("напишите «да»")
    await teacher.presses("Создать")
    teacher.sees("Готово: беседа «Подготовка к ЕГЭ»")
    await pupil.hears("Подготовка к ЕГЭ", link="vk.me/join/")
    await teacher.says("/club")
    teacher.sees("Ваши кружки", "Подготовка к ЕГЭ", "Ещё одна")
    await teacher.presses("Ещё одна")
    teacher.sees("Как называется кружок")


async def test_a_club_of_whole_grades_and_of_pupils_by_name(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    maria = await story.pupil(school, "7В", "Мария Зорина")
    peter, namesake = await story.pupil(school, "5А", "Пётр Петров"), await story.pupil(school, "6Б", "Пётр Петров")
    await teacher.says("/кружок Шахматы; Зорина, Петров Пётр")
    teacher.sees("«Петров Пётр» — таких несколько", "Петров Пётр 5А", "Петров Пётр 6Б")
    await teacher.says("/кружок Шахматы; Зорина, Сидоров Иван")
    teacher.sees("Ученика «Сидоров Иван» в списках школы нет")
    await teacher.says("/кружок Шахматы; Зорина, Петров Пётр 6Б")
    teacher.sees("Готово: беседа «Шахматы»", "2 людям")
    await maria.hears("Шахматы", link="vk.me/join/")
    await namesake.hears("Шахматы", link="vk.me/join/")
    await peter.hears_nothing()
    await maria.says("/мои-данные")
    maria.sees("беседы, в правиле которых вы названы по имени: 1")
    await teacher.says("/кружок Хор; 5-6")
    await peter.hears("Хор", link="vk.me/join/")
    await maria.hears_nothing()


async def test_half_words_and_wrong_people_are_explained(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    for said, answer in (
        ("Хор; родители 5А", "В кружке — ученики"),
        ("Хор; 12Я", "12Я"),
        ("Хор; 9В", "9В"),
        ("Хор; !!!", "Не поняла «!!!»"),
        ("; 5А", "от 1 до 100 знаков"),
    ):
        await teacher.says(f"/кружок {said}")
        teacher.sees(answer)
    await teacher.says("/кружок Хор")
    teacher.sees("Чьи ученики придут")
    await teacher.says("завтра в шесть")
    teacher.sees("в списках школы нет", "Чьи ученики придут")
    await school.admin.says("/общешкольный Все вместе; 5А, 6Б")
    school.admin.sees("Не поняла «5А, 6Б»")
    assert await world.api_calls("messages.createChat") == []


async def test_a_club_is_made_once_and_its_title_is_one_teachers(world: World) -> None:
    school = await story.school(world)
    teacher, colleague = await story.teacher(school, "5А Алгебра"), await story.teacher(school, "5А Физика")
    await teacher.says("/кружок Хор; 5А")
    link = teacher.screen.link
    await teacher.says("/кружок хор; 5А")
    teacher.sees("уже есть", link)
    await colleague.says("/кружок Хор; 5А")
    assert "vk.me" not in colleague.sees("В школе уже есть беседа «Хор»").text
    await teacher.says("/кружок Танцы")
    await teacher.says("5А")
    confirm = teacher.screen.cmid
    await teacher.presses("Создать", cmid=confirm)
    await teacher.presses("Создать", cmid=confirm)
    assert len(await world.api_calls("messages.createChat")) == 2


async def test_a_restart_between_the_chat_and_its_link_makes_no_second_one(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    pupil = await story.pupil(school, "5А")
    await world.sandbox.post("faults", method="messages.getInviteLink", error_code=10, times=1)
    await teacher.says("/кружок Хор; 5А")
    await world.restart()
    await teacher.says("/кружок Хор; 5А")
    teacher.sees("уже создаётся")
    await world.delivers_again()
    await world.clock.forward(minutes=2)
    await teacher.hears("Готово: беседа «Хор»", link="vk.me/join/")
    await pupil.hears("Хор", link="vk.me/join/")
    assert len(await world.api_calls("messages.createChat")) == 1
    assert (await Conversation.get()).state is ConversationState.LIVE


async def test_a_club_that_vk_refuses_can_be_tried_again_with_one_press(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    world.expects_dead_letters = True
    await world.sandbox.post("faults", method="messages.createChat", error_code=15, times=1)
    await teacher.says("/кружок Хор; 5А")
    teacher.sees("не дал создать беседу «Хор»", "/кружок Хор")
    await teacher.presses("Ещё раз")
    teacher.sees("Готово: беседа «Хор»")


async def test_a_conversation_of_the_school_by_role_and_grade(world: World) -> None:
    school = await story.school(world)
    head = await story.teacher(school, "9А Физика", class_teacher_of="5А")
    mother = await story.parent(school, "5А", child="Петров Пётр")
    senior = await story.parent(school, "9Б", child="Громов Егор")
    await school.admin.says("/общешкольный")
    school.admin.sees("Кому эта беседа", "Все учителя", "Классные руководители", "Все родители", "Все ученики")
    await school.admin.says("родители 5")
    school.admin.sees("Как назвать беседу", "Родители 5-х классов")
    await school.admin.presses("Родители 5-х классов")
    school.admin.sees("Кому: родители 5-х классов", "Создать?")
    await school.admin.presses("Создать")
    school.admin.sees("Готово: беседа «Родители 5-х классов»")
    await mother.hears("Родители 5-х классов", link="vk.me/join/")
    await senior.hears_nothing()
    await head.hears_nothing()
    await school.admin.says("/school-chat Классные; классные руководители")
    await head.hears("«Классные»", link="vk.me/join/")
    await mother.hears_nothing()
    rows = {row.title: row.counts for row in await Conversation.all()}
    assert rows == {"Родители 5-х классов": False, "Классные": True}


async def test_drift_is_shown_and_the_rule_can_be_changed(world: World) -> None:
    school = await story.school(world)
    algebra, physics = await story.teacher(school, "5А Алгебра"), await story.teacher(school, "9Б Физика")
    guest = await world.stranger("Гость", "Посторонний")
    await school.admin.says("/общешкольный Педагоги; учителя 5-9")
    link = school.admin.screen.link
    await algebra.opens(link)
    await guest.opens(link)
    await school.admin.hears("Гость Посторонний", "Педагоги")
    await school.admin.says("/общешкольный Педагоги")
    school.admin.sees("Кому: педагоги 5–9-х классов", "Должны быть: 2", "ещё не проверяли")
    await school.admin.presses("Кого нет?")
    school.admin.sees(
        "Посторонних: 1", "Гость Посторонний", "не вошли", physics.name.split()[1], "Разобрать посторонних"
    )
    await school.admin.says("/общешкольный")
    school.admin.sees("Общешкольные беседы", "Педагоги")
    await school.admin.presses("Педагоги")
    school.admin.sees("Должны быть: 2. Из них в беседе: 1", "Ещё не вошли: 1", "В беседе, но не по правилу: 1")
    await school.admin.presses("Кто лишний?")
    school.admin.sees("Гость Посторонний")
    await school.admin.presses("Удалить")
    await physics.catches_up()
    await school.admin.says("/общешкольный Педагоги")
    await school.admin.presses("Изменить, кому")
    await school.admin.says("учителя 9, родители 9")
    school.admin.sees("педагоги 9-х классов; родители 9-х классов", "Изменить?")
    await school.admin.says("да")
    school.admin.sees("Теперь «Педагоги»", "Смотрю, кто в беседе лишний")
    assert algebra.name in "".join(seen.text for seen in await school.admin.reads())
    await physics.hears_nothing()  # she was meant before, too
    assert [row.audience[0]["from"] for row in await Conversation.all()] == [9]


async def test_the_staff_room_by_one_press_and_newcomers_get_all_links_at_once(world: World) -> None:
    school = await story.school(world)
    early = await story.teacher(school, "5А Алгебра")
    await school.admin.says("/служебная")
    school.admin.sees("«Учительская» пока нет", "педагоги, директор и администраторы школы", "Создать")
    offer = school.admin.screen.cmid
    await school.admin.presses("Создать", cmid=offer)
    school.admin.sees("Готово: беседа «Учительская»")
    await school.admin.presses("Создать", cmid=offer)
    school.admin.sees("уже есть")
    await early.hears("«Учительская»", link="vk.me/join/")
    await school.admin.says("/общешкольный Педагоги; учителя")
    await early.hears("«Педагоги»", link="vk.me/join/")
    late = await story.teacher(school, "5А Физика")
    await late.says("/беседы")
    late.sees("Учительская", "Педагоги", "vk.me/join/")
    welcome = next(seen.text for seen in await late.reads() if "Добро пожаловать" in seen.text)
    assert welcome.count("vk.me/join/") == 2
    await school.admin.says("/staff-chat")
    school.admin.sees("Учительская", "Кому: педагоги, директор", "Должны быть: 3", "В архив")
    await school.admin.presses("В архив")
    school.admin.sees("«Учительская» в архиве")
    assert len(await world.api_calls("messages.createChat")) == 2


async def offices(school: School) -> Actor:
    """The municipality's administrator comes in and has the office made."""
    await school.region.says("/админ Динской район")
    district = await story.administrator(school.world, "Олег Бережной", school.region.screen.link)
    await district.says("/служебная")
    await district.presses("Создать")
    district.sees("Готово: беседа «Администрации · Динской район»")
    await school.region.catches_up()
    return district


async def test_an_office_has_the_administrators_below_and_shows_their_share(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await school.region.says("/школа-новая Школа № 2; Динской район")
    district = await offices(school)
    invitation = await school.admin.hears("«Администрации · Динской район»", link="vk.me/join/")
    await teacher.hears_nothing()
    await district.says("/беседы")
    district.sees("Администрации · Динской район", "Администраторы на связи: 0 из 2 (0 %)", "vk.me/join/")
    await school.admin.opens(invitation.link)
    await district.opens(invitation.link)
    await district.says("/контур проверить")
    district.sees("Посмотрела 1 беседу", "Посторонних нет")
    await district.says("/служебная")
    district.sees("Администраторы на связи: 1 из 2 (50 %)", "Отсюда ещё никто не вошёл: Школа № 2")
    await school.admin.says("/беседы")
    assert "на связи" not in school.admin.sees("Администрации · Динской район", "vk.me/join/").text
    await school.region.says("/служебная")
    await school.region.presses("Создать")
    await district.hears("«Администрации · Край 1»", link="vk.me/join/")
    await school.admin.hears_nothing()


async def test_nobody_else_reaches_an_office_or_a_neighbours_chats(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    district = await offices(school)
    await school.admin.says("/общешкольный Педагоги; учителя")
    other = await story.school(world, 2)
    stranger = await story.teacher(other, "5А Алгебра")
    for person in (stranger, other.admin, other.region):
        await person.says("/беседы")
        assert "Администрации" not in person.screen.text
        assert "Педагоги" not in person.screen.text
    await other.admin.says("/архив Педагоги")
    other.admin.sees("нет")
    await other.admin.says("/общешкольный")
    assert "Педагоги" not in other.admin.screen.buttons
    row, office = await Conversation.get(kind=ConversationKind.SCHOOL), await Conversation.get(kind="office")
    assert row.state is ConversationState.LIVE
    for person in (teacher, pupil, district):
        await person.says("/общешкольный Хор; учителя")
        person.sees("Здесь такого нет")
    await pupil.says("/кружок Хор; 5А")
    pupil.sees("Здесь такого нет")
    await teacher.says("/служебная")
    teacher.sees("Здесь такого нет")
    await school.admin.says("/архив Администрации")
    school.admin.sees("нет")
    assert (await Conversation.get(id=office.id)).state is ConversationState.LIVE


async def taken(by: Actor, typed: str, title: str = "Наша") -> int:
    """A chat that people made is taken in with these words; its peer."""
    world = by.world
    made = await world.sandbox.post("chats", owner_id=by.id, title=title, members=[], group_id=world.group_id)
    place = {"peer_id": made["peer_id"], "member_id": -world.group_id, "group_id": world.group_id}
    await world.sandbox.post("add", from_id=by.id, **place)
    await world.sandbox.post("rights", admin=True, full_access=True, **place)
    await world.settle()
    await by.says(f"/привязать {typed}", made["peer_id"])
    return int(made["peer_id"])


async def test_existing_chats_become_a_club_a_staff_room_and_a_school_chat(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    chat = await taken(teacher, "Хор; 5А")
    teacher.sees("теперь это беседа «Хор»")
    await pupil.hears("«Хор»", link="vk.me/join/")
    await taken(school.admin, "учительская")
    school.admin.sees("теперь это беседа «Учительская»")
    await teacher.hears("«Учительская»", link="vk.me/join/")
    await taken(school.admin, "Родители; родители")
    school.admin.sees("теперь это беседа «Родители»")
    other = await taken(school.admin, "служебная")
    school.admin.sees("Беседа «Учительская» уже есть")
    await school.admin.says("/привязать", other)
    school.admin.sees("Что это за беседа", "Служебная беседа")
    await teacher.says("/архив", chat)
    teacher.sees("в архиве", "/привязать Хор")
    await teacher.says("/привязать Хор", chat)
    teacher.sees("теперь это беседа «Хор»")
    await teacher.says("/архив хор")
    teacher.sees("«Хор» в архиве")


async def test_an_office_takes_its_chat_in_and_calls_from_it(world: World) -> None:
    school = await story.school(world)
    await school.region.says("/админ Динской район")
    district = await story.administrator(world, "Олег Бережной", school.region.screen.link)
    chat = await taken(district, "служебная")
    district.sees("теперь это беседа «Администрации · Динской район»")
    await district.says("/звонок", chat)
    assert any("vk.com/call/join" in "".join(seen.urls) + seen.text for seen in await district.reads(chat))
    await school.admin.opens((await school.admin.reads())[-1].link)
    await school.admin.says("Отчёт готов", chat)
    said = (await school.admin.reads(chat))[-1].cmid
    await district.says("/это-учитель", chat, reply_cmid=said)
    district.sees("Школьная Ольга", "администрация школы")
    await school.admin.says("/это-учитель", chat, reply_cmid=said)
    school.admin.sees("администрация школы")
    await district.says("/служебная")
    await district.presses("В архив")
    district.sees("«Администрации · Динской район» в архиве")
    await school.admin.catches_up()


async def test_moderation_by_hand_belongs_to_the_owner_and_to_the_administrator(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    other = await story.pupil(school, "5А")
    chat = await club(teacher, "Хор; 5А")
    for one in (pupil, other):
        await one.opens((await one.hears("Хор", link="vk.me/join/")).link)
    await pupil.says("Завтра не приду", chat)
    bad = (await pupil.reads(chat))[-1].cmid
    await other.says("/пожаловаться", chat, reply_cmid=bad)
    await teacher.hears("Хор", "Удалить")
    await school.heads["5А"].hears_nothing()
    await teacher.says("/предупредить", chat, reply_cmid=bad)
    await pupil.hears("Предупреждение 1 из 3")
    await teacher.says("/правила Хор")
    teacher.sees("Правила «Хор»", "тексты не храню")


async def test_a_staff_room_is_not_read_until_its_administrator_says_so(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await school.admin.says("/служебная")
    await school.admin.presses("Создать")
    await school.admin.opens(school.admin.screen.link)
    chat = await chat_of(school.admin, "Учительская")
    await teacher.opens((await teacher.hears("Учительская", link="vk.me/join/")).link)
    assert any("я не читаю" in str(call["params"]) for call in await world.api_calls())
    await teacher.says("/правила", chat)
    teacher.sees("Эту беседу я не читаю")
    await teacher.says("Коллеги, совещание в три", chat)
    said = (await teacher.reads(chat))[-1].cmid
    await school.admin.says("/удалить", chat, reply_cmid=said)
    school.admin.sees("Это учитель")
    await school.admin.says("/правила Учительская; вкл")
    school.admin.sees("Правила «Учительская»")
    assert "включена модерация" in (await teacher.reads(chat))[-1].text
    await teacher.says("/активность")
    teacher.sees("1")


async def test_a_rule_is_changed_over_a_restart_and_once(world: World) -> None:
    school = await story.school(world)
    mother = await story.parent(school, "5А", child="Петров Пётр")
    head = school.heads["5А"]
    await school.admin.says("/общешкольный Важное; учителя")
    await head.hears("«Важное»", link="vk.me/join/")
    await school.admin.says("/общешкольный Важное")
    await school.admin.presses("Изменить, кому")
    await world.restart()
    await school.admin.says("учителя, родители")
    confirm = school.admin.screen.cmid
    await school.admin.presses("Изменить", cmid=confirm)
    school.admin.sees("Ссылку получил 1 человек")
    await school.admin.presses("Изменить", cmid=confirm)
    await mother.hears("«Важное»", link="vk.me/join/")
    await mother.hears_nothing()
    await head.hears_nothing()


async def test_an_office_is_begun_over_a_restart(world: World) -> None:
    school = await story.school(world)
    await school.region.says("/служебная")
    await world.sandbox.post("faults", method="messages.getInviteLink", error_code=10, times=1)
    await school.region.presses("Создать")
    await world.restart()
    await school.region.says("/служебная")
    school.region.sees("уже создаётся")
    await world.clock.forward(minutes=2)
    done = [seen.link for seen in await school.region.reads() if "Готово: беседа «Администрации · Край 1»" in seen.text]
    assert len(done) == 1
    assert len(await world.api_calls("messages.createChat")) == 1


async def members_in(world: World, title: str) -> set[int]:
    """Who is in a chat."""
    card = next(card for card in await world.sandbox.get("chats") if card["title"] == title)
    return {member["member_id"] for member in card["members"]}


async def test_who_leaves_the_school_leaves_the_club_and_the_staff_room(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    await club(teacher, "Хор; 5А")
    await pupil.opens((await pupil.hears("Хор", link="vk.me/join/")).link)
    await school.admin.says("/служебная")
    await school.admin.presses("Создать")
    await teacher.opens((await teacher.hears("Учительская", link="vk.me/join/")).link)
    await school.heads["5А"].says(f"/выбыл 5А {pupil.name.split()[1]}")
    await school.heads["5А"].presses("Да, выбывает")
    await world.clock.forward(minutes=2)
    assert pupil.id not in await members_in(world, "Хор")
    await school.admin.says(f"/уволить {teacher.name.split()[1]}")
    await school.admin.presses("Да, уволить")
    await world.clock.forward(minutes=2)
    assert teacher.id not in await members_in(world, "Учительская")


async def test_words_in_a_club_count_and_among_parents_they_do_not(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    chat = await club(teacher, "Хор; 5А")
    await school.admin.says("/общешкольный Родители; родители")
    await teacher.opens(school.admin.screen.link)
    parents = await chat_of(teacher, "Родители")
    await school.admin.catches_up()
    await teacher.says("Завтра репетиция", chat)
    for _ in range(3):
        await teacher.says("Собрание в среду", parents)
    assert {row.title: row.counts for row in await Conversation.all()} == {"Хор": True, "Родители": False}
    assert [row.messages for row in await ActivityDay.all()] == [1]


async def test_a_chat_waits_for_the_right_and_becomes_a_club_by_itself(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    names = ", ".join(["5А"] * 3 + ["5-11"] * 3)
    made = await world.sandbox.post("chats", owner_id=teacher.id, title="Наша", members=[], group_id=world.group_id)
    place = {"peer_id": made["peer_id"], "member_id": -world.group_id, "group_id": world.group_id}
    await world.sandbox.post("add", from_id=teacher.id, **place)
    await world.settle()
    await teacher.says(
        f"[club{world.group_id}|@bot] /привязать Кружок юных физиков и математиков; {names}", made["peer_id"]
    )
    teacher.sees("не хватает одного права")
    await world.restart()
    await world.sandbox.post("rights", admin=True, full_access=True, **place)
    await world.clock.forward(minutes=2)
    await teacher.hears("подключена", link="vk.me/join/")
    await pupil.hears("Кружок юных физиков и математиков", link="vk.me/join/")
