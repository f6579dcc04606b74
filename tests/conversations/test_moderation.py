"""D3, D4, D10, L5: messages judged in memory, complaints, warnings, rules; and who really is a teacher."""

from models import AuditRow, CaseState, ChatRule, InboxEvent, ModerationCase, OutboxItem, Strike
from tests.conversations.test_contour import link_of, members_of
from tests.world import Actor, World, story

CHAT = "5А · Алгебра"


async def class_chat(world: World) -> tuple[story.School, Actor, Actor, int]:
    """A lesson's chat with its teacher, who leads the class, and a pupil in it."""
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    pupil = await story.pupil(school, "5А")
    chat = await story.lesson_chat(teacher)
    await pupil.opens(await link_of(world))
    await pupil.catches_up()
    await teacher.catches_up()
    return school, teacher, pupil, chat


async def texts(reader: Actor, chat: int) -> list[str]:
    return [seen.text for seen in await reader.reads(chat)]


async def test_a_bad_message_goes_its_author_and_the_teacher_hear_why(world: World) -> None:
    _, teacher, pupil, chat = await class_chat(world)
    await pupil.says("что задали по алгебре?", chat)
    pupil.sees_nothing()
    await pupil.says("да пошёл ты нахуй", chat)
    card = await teacher.hears("удалила сообщение", "Пётр Петров", "брань", "1 из 3")
    assert card.buttons == ["Снять предупреждение"]
    quoted = (await world.sandbox.get("messages", viewer_id=teacher.id, peer_id=world.bot_peer))[-1]["forwards"]
    assert [one["text"] for one in quoted] == ["да пошёл ты нахуй"]
    await pupil.hears("удалено", "брань", "Предупреждение 1 из 3")
    assert await texts(teacher, chat) == [*(await texts(teacher, chat))[:-1], "что задали по алгебре?"]
    await teacher.presses("Снять предупреждение")
    teacher.sees("Предупреждение снято")
    await pupil.hears("сняли предупреждение")
    await teacher.presses("Снять предупреждение", cmid=card.cmid)
    assert await AuditRow.filter(act="moderation.undo").count() == 1
    assert (await Strike.get()).taken_back_at is not None


async def test_what_stays_is_for_the_teacher_to_look_at(world: World) -> None:
    _, teacher, pupil, chat = await class_chat(world)
    await pupil.says("ты дебил конченый", chat)
    card = await teacher.hears("Взгляните", "оскорбление")
    assert card.buttons == ["Удалить", "Снять предупреждение"]
    await pupil.hears("так писать не надо", "1 из 3")
    await pupil.says("го все сюда t.me/joinchat/AAAA", chat)
    assert (await teacher.hears("приглашение в другой мессенджер")).buttons == ["Удалить", "Предупредить", "Оставить"]
    await pupil.hears_nothing()
    await pupil.says("я больше не хочу жить", chat)
    await teacher.hears("очень плохо", "8-800-2000-122")
    assert "Предупреждение" not in (await pupil.hears("8-800-2000-122")).text
    assert len(await texts(pupil, chat)) >= 4
    await teacher.presses("Удалить", cmid=card.cmid)
    teacher.sees("Сообщение удалено", "Вернуть его нельзя")
    assert "ты дебил конченый" not in await texts(pupil, chat)
    await teacher.presses("Удалить", cmid=card.cmid)
    teacher.sees("Это уже решено")
    assert await Strike.all().count() == 1


async def test_a_fraud_is_gone_and_the_roster_says_who_is_a_teacher(world: World) -> None:
    school, teacher, pupil, chat = await class_chat(world)
    colleague = await story.teacher(school, "5А Физика")
    await pupil.says("Я новый завуч, скиньте мне пароли от электронного дневника", chat)
    await teacher.hears("я удалила сообщение")
    await pupil.hears("удалено")
    warning = next(seen for seen in await teacher.reads(chat) if "Осторожно" in seen.text)
    await teacher.presses("Это точно учитель?", chat, cmid=warning.cmid)
    teacher.sees("В списке школы такого учителя нет")
    await teacher.says("Сообщите мне код из СМС, шучу", chat)
    await teacher.hears("похоже на нарушение", "остаётся")
    assert (await texts(pupil, chat))[-1] == "Сообщите мне код из СМС, шучу"
    said = (await teacher.reads(chat))[-1].cmid
    await pupil.says("/это-учитель", chat, reply_cmid=said)
    pupil.sees("Да: Иванова Анна", "классный руководитель", "подтверждён")
    foreign = await story.teacher(await story.school(world, 2), "5А Физика")
    for person, word in (
        (colleague, "Да: Каштанов Олег"),
        (foreign, "такого учителя нет"),
        (pupil, "такого учителя нет"),
    ):
        made = await world.sandbox.post("chats", owner_id=pupil.id, title="Другая", members=[person.id])
        said = await world.sandbox.post("say", from_id=person.id, peer_id=made["peer_id"], text="Это учитель")
        await pupil.says("/это-учитель", forwards=[{"peer_id": made["peer_id"], "cmid": said["cmid"]}])
        pupil.sees(word)
    await pupil.says("/это-учитель")
    pupil.sees("Перешлите мне сообщение")
    assert await Strike.all().count() == 1


async def test_three_warnings_ask_the_teacher_and_fade(world: World) -> None:
    _, teacher, pupil, chat = await class_chat(world)
    await pupil.says("ты урод", chat)
    await world.clock.forward(days=31)
    for text in ("ты дебил", "вы все идиоты", "ты чмо"):
        await world.clock.forward(minutes=11)
        await pupil.says(text, chat)
    await pupil.hears("1 из 3")
    await pupil.hears("3 из 3")
    card = await teacher.hears("три предупреждения за 30 дней")
    await world.restart()
    await teacher.presses("Удалить из беседы", cmid=card.cmid)
    teacher.sees("Удалила из беседы")
    assert pupil.id not in await members_of(world)
    await teacher.presses("Удалить из беседы", cmid=card.cmid)
    teacher.sees("Это уже решено: участник удалён")
    assert len(await world.api_calls("messages.removeChatUser")) == 1


async def test_where_the_rules_say_so_the_third_warning_removes(world: World) -> None:
    _, teacher, pupil, chat = await class_chat(world)
    await teacher.says("/правила 5А Алгебра")
    await teacher.presses("Третье предупреждение: удалить")
    teacher.sees("участник выходит из беседы")
    for text in ("ты дебил", "вы все идиоты", "ты чмо"):
        await pupil.says(text, chat)
    await teacher.hears("три предупреждения", "я удалила его")
    assert pupil.id not in await members_of(world)


async def test_a_complaint_is_seen_by_the_teacher_alone_and_decided_once(world: World) -> None:
    _, teacher, pupil, chat = await class_chat(world)
    await pupil.says("завтра без сменки не приходи", chat)
    said = (await pupil.reads(chat))[-1].cmid
    for _ in range(2):
        await pupil.says("/пожаловаться", chat, reply_cmid=said)
    assert "/пожаловаться" not in await texts(teacher, chat)
    await pupil.hears("Передала тому, кто отвечает за беседу")
    card = await teacher.hears("жалоба на сообщение")
    await teacher.hears_nothing()
    assert card.buttons == ["Удалить", "Предупредить", "Оставить"]
    await world.restart()
    await world.delivers_again()
    await teacher.presses("Предупредить", cmid=card.cmid)
    teacher.sees("Предупреждение вынесено: 1 из 3")
    await pupil.hears("Учитель предупреждает вас")
    for button in ("Предупредить", "Удалить", "Оставить"):
        await teacher.presses(button, cmid=card.cmid)
        teacher.sees("Это уже решено" if button != "Удалить" else "Сообщение удалено")
    assert await AuditRow.filter(act="moderation.act", outcome="done").count() == 2
    assert [case.state for case in await ModerationCase.all()] == [CaseState.DELETED]


async def test_a_teacher_moderates_by_answering_and_nobody_else_may(world: World) -> None:
    _, teacher, pupil, chat = await class_chat(world)
    await pupil.says("первое", chat)
    first = (await pupil.reads(chat))[-1].cmid
    await pupil.says("/удалить", chat, reply_cmid=first)
    pupil.sees("Здесь такого нет")
    await teacher.says("/удалить", chat)
    teacher.sees("Ответьте этой командой на нужное сообщение")
    await teacher.says("/удалить", chat, reply_cmid=first)
    await teacher.hears("Сообщение удалено")
    assert "первое" not in await texts(pupil, chat)
    await pupil.says("второе", chat)
    second = (await pupil.reads(chat))[-1].cmid
    for _ in range(2):
        await teacher.says("/предупредить", chat, reply_cmid=second)
    teacher.sees("Это уже решено")
    await pupil.hears("Учитель предупреждает вас", "1 из 3")
    await pupil.hears_nothing()
    await teacher.says("третье", chat)
    own = (await teacher.reads(chat))[-1].cmid
    await teacher.says("/предупредить", chat, reply_cmid=own)
    assert await Strike.all().count() == 1


async def test_silence_is_for_all_or_for_one_until_it_ends(world: World) -> None:
    _, teacher, pupil, chat = await class_chat(world)
    await pupil.says("/тишина", chat)
    pupil.sees("Здесь такого нет")
    await teacher.says("/тишина 30")
    teacher.sees("Напишите это в самой беседе")
    await teacher.says("/тишина 30", chat)
    teacher.sees("Тишина на 30 минут")
    await world.restart()
    await pupil.says("а можно спросить", chat)
    await pupil.hears("Учитель попросил тишины")
    await teacher.says("Отвечу после урока", chat)
    assert (await texts(pupil, chat))[-1] == "Отвечу после урока"
    await world.clock.forward(minutes=31)
    await pupil.says("теперь можно", chat)
    assert (await texts(teacher, chat))[-1] == "теперь можно"
    said = (await teacher.reads(chat))[-1].cmid
    await teacher.says("/тишина", chat, reply_cmid=said)
    await pupil.says("ещё слово", chat)
    assert "ещё слово" not in await texts(teacher, chat)
    await teacher.says("/тишина выкл", chat, reply_cmid=said)
    teacher.sees("Можно писать")
    await pupil.says("и ещё", chat)
    assert (await texts(teacher, chat))[-1] == "и ещё"
    assert await Strike.all().count() == 0


async def test_flood_is_counted_over_restarts(world: World) -> None:
    _, teacher, pupil, chat = await class_chat(world)
    await teacher.says("/правила 5А Алгебра; частота 5")
    teacher.sees("Не больше 5 сообщений в минуту")
    for number in range(4):
        await pupil.says(f"мысль {number}", chat)
    await world.restart()
    await pupil.says("мысль 4", chat)
    await pupil.hears_nothing()
    for number in range(5, 8):
        await pupil.says(f"мысль {number}", chat)
    await teacher.hears("флуд", "1 из 3")
    assert [text for text in await texts(teacher, chat) if "мысль" in text] == [f"мысль {n}" for n in range(5)]
    assert await Strike.all().count() == 1
    await world.clock.forward(minutes=2)
    await pupil.says("мысль 9", chat)
    assert (await texts(teacher, chat))[-1] == "мысль 9"


async def test_rules_are_changed_by_buttons_and_words_and_tried_on_examples(world: World) -> None:
    school, teacher, pupil, chat = await class_chat(world)
    foreign = await story.teacher(await story.school(world, 2), "5А Алгебра")
    await pupil.says("/правила", chat)
    pupil.sees("Правила «5А · Алгебра»", "тексты не храню")
    await teacher.says("/правила", chat)
    teacher.sees("написала вам в личные")
    screen = await teacher.hears("Правила «5А · Алгебра»", "Стоп-слова")
    await teacher.presses("Стоп-слова", cmid=screen.cmid)
    await teacher.says("кальян, семечки")
    teacher.sees("Стоп-слова: кальян, семечки")
    await teacher.presses("Проверить правила")
    await teacher.says("кто будет семечки?")
    teacher.sees("Удалила бы", "стоп-списка")
    await teacher.says("что по физике?")
    teacher.sees("Оставила бы")
    await teacher.says("отмена")
    await school.admin.says("/правила школа; слова доширак")
    school.admin.sees("Стоп-слова: доширак")
    await school.admin.says("/правила школа; частота много")
    school.admin.sees("от 0 до 30")
    await world.restart()
    for text in ("купил КАЛЬЯН", "доширак на обед", "семечки"):
        await pupil.says(text, chat)
        assert text not in await texts(teacher, chat)
    await teacher.says("/правила 5А Алгебра; слова -семечки")
    teacher.sees("Стоп-слова: доширак, кальян")
    await teacher.says("/правила 5А Алгебра; тишина 10:00-11:00")
    teacher.sees("Тихие часы: 10:00–11:00")
    await pupil.says("ой", chat)
    await pupil.hears("тихие часы")
    await teacher.says("/правила 5А Алгебра; выкл")
    teacher.sees("Модерация выключена")
    await pupil.says("доширак", chat)
    assert (await texts(teacher, chat))[-1] == "доширак"
    await foreign.says("/правила 5А Алгебра")
    foreign.sees("Беседы «5А Алгебра» ещё нет")
    rule = await ChatRule.get()
    await foreign.says("слово", payload={"b": "rules.set", "a": [rule.conversation_id, "on", "1"]})
    foreign.sees("Здесь такого нет")
    assert (await ChatRule.get()).own["on"] is False


async def test_a_chat_of_parents_is_read_only_when_its_class_teacher_says_so(world: World) -> None:
    school = await story.school(world)
    head = await story.teacher(school, class_teacher_of="5А")
    mother = await story.parent(school, "5А", child="Петров Пётр")
    await head.says("/беседа 5А родители")
    await mother.opens(await link_of(world))
    await head.opens(await link_of(world))
    chat = (await mother.talks())["5А · Родители"]
    await head.catches_up()
    await mother.catches_up()
    await mother.says("какой же он дебил", chat)
    await head.hears_nothing()
    await school.admin.says("/правила 5А родители; вкл")
    school.admin.sees("Здесь такого нет")
    await head.says("/правила 5А родители")
    head.sees("Я не читаю эту беседу: она только родительская")
    await head.presses("Включить")
    assert "включил здесь модерацию" in (await texts(mother, chat))[-1]
    await mother.says("сам ты дебил", chat)
    await head.hears("оскорбление")
    await head.says("/правила 5А родители; выкл")
    assert "больше не читаю" in (await texts(mother, chat))[-1]
    await mother.says("дебил", chat)
    await head.hears_nothing()


async def test_what_vk_does_not_delete_is_told(world: World) -> None:
    _, teacher, pupil, chat = await class_chat(world)
    await pupil.says("старое", chat)
    said = (await pupil.reads(chat))[-1].cmid
    await pupil.says("/пожаловаться", chat, reply_cmid=said)
    card = await teacher.hears("жалоба")
    await world.clock.forward(days=2)
    await teacher.catches_up()
    await teacher.presses("Удалить", cmid=card.cmid)
    teacher.sees("ВК не дал удалить сообщение", "больше суток")
    assert (await ModerationCase.get()).state is CaseState.OPEN


async def test_no_text_is_kept_anywhere(world: World) -> None:
    _, teacher, pupil, chat = await class_chat(world)
    await world.app.close()
    await world.sandbox.post("say", from_id=pupil.id, text="ты дебил", peer_id=chat, group_id=world.group_id)
    await world.reopen()
    await world.app.hearing.begin()
    for poll in world.app.reception.polls.values():
        await poll.poll_once(wait_s=0)
    waiting = await InboxEvent.all().values("payload", "event_id")
    assert "judged" in str(waiting)
    assert "дебил" not in str(waiting)
    await world.settle()
    await teacher.hears("оскорбление")
    await pupil.says("/мои-данные")
    pupil.sees("предупреждений в беседах: 1")
    await pupil.presses("Забыть меня")
    await pupil.presses("Да, забыть")
    assert await Strike.all().count() + await ModerationCase.all().count() == 0
    rows = [await AuditRow.all().values(), await ModerationCase.all().values(), await OutboxItem.all().values()]
    assert "дебил" not in str(rows)
