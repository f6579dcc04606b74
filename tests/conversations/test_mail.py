"""Writing to people: how many before it leaves, answers to the writer alone, quiet nights, no text left behind."""

from models import AuditRow, InboxEvent, MailingRecipient, OutboxItem, ScenarioState
from tests.world import World, story
from tests.world.world import moscow

SECRET = "Собрание в пятницу в 18:00"


async def no_text_is_left(text: str = SECRET) -> bool:
    """Nothing in the tables where texts pass through says it any more."""
    rows = [*await OutboxItem.all().values(), *await ScenarioState.all().values(), *await InboxEvent.all().values()]
    return not any(text in str(row) for row in rows)


async def test_a_teacher_writes_to_parents_and_answers_come_to_her_alone(world: World) -> None:
    school = await story.school(world)
    one, two = await story.parent(school, "5А", "Иванов Пётр"), await story.parent(school, "5А", "Петрова Мария")
    head = school.heads["5А"]
    await head.says(f"/сообщение 5А родители; {SECRET}")
    head.sees("Отправить 2 родителям 5А?", SECRET, "Ответы придут только вам")
    asked = head.screen.cmid
    await one.hears_nothing()
    await world.restart()
    await head.presses("Отправить")
    head.sees("Скажу, скольким дошло", "Доставлено: 2 из 2")
    for parent in (one, two):
        await parent.hears("учитель", SECRET, "Ответить")
    await head.presses("Отправить", cmid=asked)
    head.sees("устарела")
    await world.delivers_again()
    await one.hears_nothing()
    sends = [c for c in await world.api_calls("messages.send") if SECRET in str(c["params"].get("message"))]
    assert sum("," in str(c["params"].get("peer_ids", "")) for c in sends) == 1  # both in one request
    assert await no_text_is_left()
    await one.presses("Ответить")
    await one.says("Буду обязательно")
    one.sees("только этому человеку")
    await head.hears("Ответ.", "Буду обязательно")
    await two.hears_nothing()
    await head.presses("Ответить")
    await head.says("Спасибо!")
    await one.hears("Спасибо!")
    assert await no_text_is_left("Буду обязательно")


async def test_vks_own_answer_finds_its_way(world: World) -> None:
    school = await story.school(world)
    parent = await story.parent(school, "5А", "Иванов Пётр")
    head = school.heads["5А"]
    await head.says(f"/сообщение 5А родители; {SECRET}")
    await head.says("да")
    head.sees("Доставлено: 1 из 1")
    message = await parent.hears(SECRET)
    await parent.says("Не сможем, болеем", reply_cmid=message.cmid)
    parent.sees("только этому человеку")
    await head.hears("Не сможем, болеем")


async def test_at_night_it_is_held_until_the_morning(world: World) -> None:
    school = await story.school(world)
    parent = await story.parent(school, "5А", "Иванов Пётр")
    head = school.heads["5А"]
    await world.clock.to(moscow("2026-12-01 21:30"))
    await head.says(f"/сообщение 5А; {SECRET}")
    head.sees("Отправить 1 родителю 5А?", "1 не вошёл")
    await head.presses("Отправить")
    head.sees("тихие часы", "08:00")
    await parent.hears_nothing()
    await parent.says("/дети")  # what waits for the morning holds up nothing
    parent.sees("Иванов Пётр")
    await world.restart()
    await world.clock.to(moscow("2026-12-02 07:59"))
    await parent.hears_nothing()
    await world.clock.to(moscow("2026-12-02 08:01"))
    await parent.hears(SECRET)
    await head.hears("Доставлено: 1 из 1")
    assert await no_text_is_left()


async def test_who_cannot_be_reached_is_named_and_the_text_is_gone(world: World) -> None:
    school = await story.school(world)
    away = await story.parent(school, "5А", "Иванов Пётр")
    await story.parent(school, "5А", "Петрова Мария")
    head = school.heads["5А"]
    await world.sandbox.post("permission", from_id=away.id, group_id=world.group_id, allow=False)
    await head.says(f"/сообщение 5А родители; {SECRET}")
    await head.presses("Отправить")
    head.sees("Доставлено: 1 из 2", f"Не дошло: {away.name.split()[1]}")
    assert await no_text_is_left()
    assert await MailingRecipient.filter(state="failed").count() == 1


async def test_the_dialog_asks_for_what_is_missing(world: World) -> None:
    school = await story.school(world)
    pupil = await story.pupil(school, "5А", name="Пётр Иванов")
    await story.parent(school, "5А", "Иванов Пётр")
    teacher = await story.teacher(school, "5А Алгебра", name="Борис Учителев")
    await teacher.says("/сообщение")
    teacher.sees("Кому?", "5А родители", "5А ученики")
    await teacher.presses("5А ученики")
    teacher.sees("1 ученику 5А", "Что написать?")
    await teacher.says("Принесите циркуль")
    teacher.sees("Отправить 1 ученику 5А?")
    await teacher.presses("Назад")
    await teacher.says("Принесите линейку")
    await teacher.presses("Отправить")
    await pupil.hears("Принесите линейку")
    await teacher.catches_up()
    await teacher.says("/message иванов пётр")
    teacher.sees("Иванов Пётр. Что написать?")
    await teacher.says("отмена")
    await teacher.says("/сообщение родители Иванов; Пётр молодец")
    teacher.sees("Отправить", "Пётр молодец")
    await school.admin.says("/сообщение учителям; Педсовет в среду")
    school.admin.sees("Отправить 2 учителям?")
    await school.admin.presses("Отправить")
    await teacher.hears("Педсовет в среду", "администратор школы")


async def test_nobody_writes_further_than_the_table_says(world: World) -> None:
    mine, other = await story.school(world), await story.school(world, 2)
    parent = await story.parent(mine, "5А", "Иванов Пётр")
    await story.parent(other, "6Б", "Чужой Иван")
    stranger_head = other.heads["6Б"]
    teacher = await story.teacher(mine, "7В Химия")
    await mine.open_classes("8Г")
    await parent.says("/сообщение 5А родители; Привет")
    parent.sees("Здесь такого нет")
    await teacher.says("/сообщение 5А родители; Привет")
    teacher.sees("Не нахожу «5А»")
    await stranger_head.says("/сообщение Иванов Пётр; Привет")
    stranger_head.sees("нет «Иванов Пётр»")
    await teacher.says("/сообщение ; Привет")
    teacher.sees("Кому? Например")
    await mine.admin.says("/сообщение 8Г родители; Привет")
    mine.admin.sees("нет «8Г родители»")
    await mine.region.says("/сообщение школы; Сдайте отчёт")
    mine.region.sees("Отправить 1 администратору школы?")
    await mine.region.presses("Отправить")
    await mine.admin.hears("Сдайте отчёт")
    await mine.region.says("/сообщение учителям; Привет")
    mine.region.sees("нет «учителям»")
    await other.admin.hears_nothing()
    forged = await MailingRecipient.all().first()
    assert forged is not None
    await stranger_head.says("нажато", payload={"b": "mail.reply", "a": [forged.mailing_id]})
    await stranger_head.says("Подслушала")
    stranger_head.sees("Здесь такого нет")
    assert await AuditRow.filter(act="message.mailing", outcome="done").count() == 1


async def test_a_draft_nobody_goes_on_with_and_a_stuck_text_are_swept(world: World) -> None:
    school = await story.school(world)
    await story.parent(school, "5А", "Иванов Пётр")
    head = school.heads["5А"]
    await head.says(f"/сообщение 5А родители; {SECRET}")
    assert not await no_text_is_left()
    await world.clock.forward(days=3)
    assert await no_text_is_left()
