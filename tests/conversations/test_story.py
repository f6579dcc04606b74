"""The whole story of the main job as one conversation: from an empty database to a nudged teacher, typed."""

from tests.world import World
from tests.world.story import come_in
from tests.world.world import moscow


async def test_from_an_empty_region_to_a_nudged_teacher(world: World) -> None:
    # 1. Each level brings in the one below by a one-time link.
    region = await world.stranger("Раиса", "Краева")
    await come_in(region, await world.init_region("Ставропольский край"))
    await region.says("Краева Раиса Павловна")
    region.sees("Вы вошли: Ставропольский край")
    await region.says("/муниципалитет Динской район")
    await region.says("/админ Динской район")
    district = await world.stranger("Максим", "Районов")
    await come_in(district, region.screen.link)
    await district.says("Районов Максим Олегович")
    await district.says("/школа-новая Школа № 5")
    await district.says("/админ Школа № 5")
    school = await world.stranger("Алла", "Школьная")
    await come_in(school, district.screen.link)
    await school.says("Школьная Алла Юрьевна")

    # 2. Classes in any spelling, teachers with their lessons, the class teacher.
    await school.says('/класс 5а, 5 "Б", 6-А')
    school.sees("Классы добавлены: 5А, 5Б, 6А")
    await school.says("/учитель Иванова Анна Петровна; 5А Алгебра")
    await school.presses("Личная ссылка")
    personal = school.screen.link
    await school.says("/учитель Петров Олег Ильич; 5А История")
    await school.says("/классный 5А Иванова")
    await school.says("/ссылка учителя")
    common = school.screen.link

    # 3. One comes in at once by her own link, the other waits for a yes.
    teacher = await world.stranger("Анна", "Иванова")
    await come_in(teacher, personal)
    teacher.sees("Иванова Анна Петровна", "5А Алгебра")
    await teacher.presses("Всё верно")
    teacher.sees("Добро пожаловать")
    quiet = await world.stranger("Олег", "Петров")
    await come_in(quiet, common)
    await quiet.presses("Петров")
    quiet.sees("Ждём ответа администратора школы")
    await school.hears("Впустить?", "Петров Олег Ильич")
    await school.presses("Впустить")
    await quiet.hears("Администратор впустил вас")

    # 4–5. A pupil and a parent, let in by the class teacher only.
    await teacher.says("/ссылка 5А ученики")
    assert teacher.screen.attachments == ("photo",), "the QR code stands beside the link"
    for_pupils = teacher.screen.link
    await teacher.says("/ссылка 5А родители")
    for_parents = teacher.screen.link
    pupil = await world.stranger("Петя", "Ручейков")
    await come_in(pupil, for_pupils, "Мне нет 14")
    await pupil.says("Ручейков Пётр")
    pupil.sees("Ждём ответа классного руководителя")
    await teacher.hears("Впустить?", "Ручейков Пётр")
    await teacher.presses("Впустить")
    await pupil.hears("Вы в классе 5А")
    parent = await world.stranger("Ирина", "Ручейкова")
    await come_in(parent, for_parents)
    await parent.says("Ручейкова Ирина Львовна")
    await parent.says("Ручейков Пётр")
    await teacher.presses("Впустить")
    await parent.hears("Вы в классе 5А как родитель")

    # 6. The subject conversation; its link reaches those who are in; a stranger is out again.
    await teacher.says("/беседа 5А Алгебра")
    link = teacher.sees("Готово: беседа «5А · Алгебра»").link
    await pupil.hears("Новая беседа «5А · Алгебра»", link=link)
    await teacher.opens(link)
    chat = (await teacher.talks())["5А · Алгебра"]
    await pupil.says("/беседы")
    pupil.sees("5А · Алгебра", link)
    stranger = await world.stranger("Аркадий", "Чужой")
    await stranger.opens(link)
    card = await teacher.hears("посторонний", "Аркадий Чужой", "Впустить", "Удалить")  # a school's first week: she says
    await teacher.presses("Удалить", cmid=card.cmid)
    teacher.sees("Аркадий Чужой")
    members = (await world.sandbox.get(f"chats/{chat}", group_id=world.group_id))["members"]
    assert stranger.id not in {m["member_id"] for m in members if m.get("present", True)}

    # 7. A call, started by the bot itself, its card in the conversation.
    await teacher.says("/звонок 5А Алгебра")
    teacher.sees("карточка уже в беседе")
    assert "Урок · 5А · Алгебра" in (await teacher.reads(chat))[-1].text

    # 8. Messages are counted, commands are not, texts are nowhere.
    for text in ("Добрый день!", "Номер 215 на завтра"):
        await teacher.says(text, chat)
    await teacher.says("/активность")
    teacher.sees("2 из 3", "Звонки: 1")
    await school.says("/активность")
    school.sees("Иванова А.П.: 2 из 3", "Петров О.И.: 0 из 3")

    # 9. Thursday: one nudge each; Monday: the period is closed and everybody has the report.
    await world.clock.to(moscow("2026-12-03 15:05"))
    await teacher.hears("2 из 3")
    await quiet.hears("0 из 3")
    await world.clock.forward(minutes=30)
    await quiet.hears_nothing()
    await world.clock.to(moscow("2026-12-07 08:05"))
    for administrator in (region, district, school):
        await administrator.hears("30.11-04.12.2026")
    printed = await world.command_line("report", "--period", "30.11-04.12.2026")
    assert printed.splitlines()[1].split("\t")[:3] == ["30.11-04.12.2026", "", "1"]
