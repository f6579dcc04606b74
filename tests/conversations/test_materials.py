"""The library of a class or a club (mission D8): a teacher keeps a file by one word; plain talk is kept nowhere."""

from typing import Any

from models import ActivityDay, AuditRow, Material
from tests.conversations.test_emblems import uploaded
from tests.conversations.test_wide_chats import club
from tests.world import Actor, World, story
from tests.world.story import School

URL = "https://resh.edu.ru/subject/lesson/7719/"


async def file_of(by: Actor, name: str) -> dict[str, Any]:
    return await uploaded(by, name, name.encode(), "doc")


async def posts(by: Actor, chat: int, *attachments: dict[str, Any], text: str = "") -> int:
    """A message in a chat; its number there."""
    await by.says(text, chat, attachments=list(attachments))
    return (await by.reads(chat))[-1].cmid


async def lesson(school: School) -> tuple[Actor, int]:
    teacher = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    return teacher, await story.lesson_chat(teacher)


async def saved(by: Actor, chat: int, *names: str) -> None:
    for name in names:
        await by.says("сохранить", chat, reply_cmid=await posts(by, chat, await file_of(by, name)))
        by.sees(f"Сохранила: {name}", "/материалы")


async def enters(who: Actor, teacher: Actor, title: str = "5А · Алгебра") -> int:
    """By the link that the bot has sent; the number of the chat."""
    await who.says("/беседы")
    await who.opens(who.screen.link)
    return (await who.talks())[title]


async def test_a_teacher_saves_by_one_word_and_the_class_and_parents_open_it(world: World) -> None:
    school = await story.school(world)
    teacher, chat = await lesson(school)
    pupil = await story.pupil(school, "5А", "Пётр Петров")
    parent = await story.parent(school, "5А", "Петров Пётр")
    await enters(pupil, teacher)
    given = await posts(pupil, chat, await file_of(pupil, "план.docx"), text="вот мой план, никому не говорите")
    await teacher.says("Сохранить!", chat, reply_cmid=given)
    teacher.sees("Сохранила: план.docx. Все материалы: /материалы")
    row = await Material.get()
    assert (row.kind, row.title, row.item.split("_")[0]) == ("doc", "план.docx", f"doc{pupil.id}")
    for person in (teacher, pupil, parent):
        await person.catches_up()
        await person.says("/материалы")
        person.sees("Материалы · 5А (1)", "Алгебра", "1. план.docx · 30.11.2026")
        await person.presses("Открыть 1")
        assert person.snackbar == "Отправила вам лично."
        assert [name for name, _ in person.screen.files] == ["план.docx"]
        assert person.screen.buttons == (["Убрать"] if person is teacher else [])


async def test_a_picture_a_video_and_a_link_but_no_voice(world: World) -> None:
    teacher, chat = await lesson(await story.school(world))
    photo = await uploaded(teacher, "доска.png", b"\x89PNG\r\n\x1a\n", "photo")
    many = await posts(
        teacher, chat, photo, {"type": "video", "title": "Опыт"}, {"type": "link", "url": URL, "title": "РЭШ"}
    )
    await teacher.says("/сохранить", chat, reply_cmid=many)
    teacher.sees("Сохранила: Фото, Опыт, РЭШ")
    await teacher.says("/materials 5а")
    teacher.sees(f". РЭШ {URL} · 30.11.2026", "Фото", "Опыт")
    await teacher.presses("Открыть 1")
    teacher.sees(f"РЭШ\n{URL}")
    await teacher.presses("Открыть 2", cmid=(await teacher.reads())[-2].cmid)
    assert teacher.screen.attachments == ("video",)
    voice = await posts(teacher, chat, {"type": "audio_message"})
    await teacher.says("СОХРАНИТЬ", chat, reply_cmid=voice)
    teacher.sees("Сохранять нечего", "с файлом, фото, видео или ссылкой")
    await teacher.says("сохранить", chat, reply_cmid=await posts(teacher, chat, text="просто слова"))
    teacher.sees("Сохранять нечего")
    await teacher.says("/save", chat)
    teacher.sees("Сохранять нечего")
    assert await Material.all().count() == 3


async def test_plain_talk_is_talk_and_the_word_to_the_bot_is_not_counted(world: World) -> None:
    teacher, chat = await lesson(await story.school(world))
    given = await posts(teacher, chat, await file_of(teacher, "план.docx"))
    for words in ("сохранить", "Сохранить!"):
        await teacher.says(words, chat)
        teacher.sees_nothing()
    for words in ("сохранить файл надо бы", "сохранить?", "спасибо"):
        await teacher.says(words, chat, reply_cmid=given)
        teacher.sees_nothing()
    assert not await Material.exists()
    assert (await ActivityDay.get()).messages == 6
    await teacher.says("сохранить", chat, reply_cmid=given)
    assert (await ActivityDay.get()).messages == 6


async def test_the_same_file_is_one_row_whatever_is_pressed_or_delivered_twice(world: World) -> None:
    teacher, chat = await lesson(await story.school(world))
    file = await file_of(teacher, "план.docx")
    given, again = await posts(teacher, chat, file), await posts(teacher, chat, file)
    await teacher.says("сохранить", chat, reply_cmid=given)
    await world.delivers_again()
    await world.restart()
    for number in (given, again):
        await teacher.says("сохранить", chat, reply_cmid=number)
        teacher.sees("Уже сохранено: план.docx")
    assert await Material.all().count() == 1
    assert await AuditRow.filter(act="material.keep", outcome="done").count() == 1
    await teacher.says("/материалы")
    await teacher.presses("Открыть 1")
    card = teacher.screen.cmid
    await world.restart()
    await teacher.presses("Убрать", cmid=card)
    teacher.sees("Убрала: план.docx", "ещё раз ответьте")
    await teacher.presses("Убрать", cmid=card)
    teacher.sees("В ваших материалах этого нет")
    assert await AuditRow.filter(act="material.remove", outcome="done").count() == 1
    await teacher.says("/материалы")
    teacher.sees("Материалов пока нет")
    await teacher.says("сохранить", chat, reply_cmid=given)
    teacher.sees("Сохранила: план.docx")


async def test_pupils_save_nothing_and_other_classes_and_schools_see_nothing(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    teacher, chat = await lesson(school)
    pupil = await story.pupil(school, "5А")
    beside, stranger = await story.pupil(school, "6Б"), await story.teacher(other, "5А Алгебра")
    await saved(teacher, chat, "план.docx")
    await enters(pupil, teacher)
    given = await posts(pupil, chat, await file_of(pupil, "моё.docx"))
    await pupil.says("сохранить", chat, reply_cmid=given)
    pupil.sees("Файлы здесь сохраняет учитель")
    assert await AuditRow.filter(act="material.keep", outcome="refused").count() == 1
    row = await Material.get()
    for person in (beside, stranger, school.admin):
        for payload in (
            {"b": "materials.open", "a": [row.id]},
            {"b": "materials.remove", "a": [row.id]},
            {"b": "materials.shelf", "a": ["class", row.school_class_id, 0]},
            {"b": "materials.shelf", "a": ["club", row.conversation_id, 0]},
        ):
            await person.says("нажато", payload=payload)
            assert "план.docx" not in person.screen.text
        person.sees("Здесь такого нет")
    await pupil.says("нажато", payload={"b": "materials.remove", "a": [row.id]})
    pupil.sees("Здесь такого нет")
    for person in (beside, stranger):
        await person.says("/материалы 5А")
        person.sees("Не нахожу «5А»")
        await person.says("/материалы")
        person.sees("Материалов пока нет")
    assert await Material.all().count() == 1


async def test_in_chats_without_lessons_the_word_is_plain_talk(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    await teacher.says("/беседа 5А родители")
    await teacher.opens(teacher.screen.link)
    chat = (await teacher.talks())["5А · Родители"]
    given = await posts(teacher, chat, await file_of(teacher, "смета.xlsx"))
    await teacher.says("сохранить", chat, reply_cmid=given)
    teacher.sees_nothing()
    await teacher.says("/сохранить", chat, reply_cmid=given)
    teacher.sees("только из бесед уроков")
    await teacher.says("/сохранить")
    teacher.sees("ответьте на сообщение с файлом одним словом «сохранить»")
    assert not await Material.exists()


async def test_a_long_library_is_turned_page_by_page_and_asked_for_in_its_chat(world: World) -> None:
    school = await story.school(world)
    teacher, chat = await lesson(school)
    await saved(teacher, chat, *(f"урок{n}.pdf" for n in range(1, 11)))
    group = await club(teacher, "Шахматы; 5А")
    await saved(teacher, group, "дебют.pdf")
    await teacher.says("/материалы")
    teacher.sees("Чьи материалы?", "5А (10)", "Шахматы (1)")
    await teacher.presses("5А (10)")
    teacher.sees("1. урок10.pdf", "8. урок3.pdf")
    await teacher.presses("Дальше")
    teacher.sees("9. урок2.pdf", "10. урок1.pdf")
    await teacher.presses("Открыть 10")
    assert [name for name, _ in teacher.screen.files] == ["урок1.pdf"]
    await teacher.presses("Новее", cmid=(await teacher.reads())[-2].cmid)
    teacher.sees("1. урок10.pdf")
    await teacher.catches_up()
    await teacher.says("/материалы", group)
    teacher.sees("Ответила в личных сообщениях")
    await teacher.hears("Материалы · Шахматы (1)", "Кружок", "1. дебют.pdf")


async def test_a_file_that_vk_has_no_more_is_told_as_such(world: World) -> None:
    teacher, chat = await lesson(await story.school(world))
    world.expects_dead_letters = True
    await saved(teacher, chat, "план.docx")
    await teacher.says("/материалы")
    await world.sandbox.post("faults", method="messages.send", error_code=100, times=1)
    await teacher.presses("Открыть 1")
    teacher.sees("ВК больше не отдаёт этот файл")


async def test_a_library_goes_with_its_class_and_forgets_who_saved(world: World) -> None:
    school = await story.school(world)
    teacher, chat = await lesson(school)
    other = await story.teacher(school, "5Б Алгебра")
    there = await story.lesson_chat(other, "5Б Алгебра")
    file = await file_of(teacher, "общий.pdf")
    await teacher.says("сохранить", chat, reply_cmid=await posts(teacher, chat, file))
    await other.says("сохранить", there, reply_cmid=await posts(other, there, file))
    await saved(other, there, "свой.pdf")
    await school.admin.says("/объединить 5А 5Б")
    await school.admin.presses("Да")
    await teacher.catches_up()
    await teacher.says("/материалы")
    teacher.sees("Материалы · 5А (2)", "общий.pdf", "свой.pdf")
    await world.clock.forward(days=300)
    await teacher.says("/материалы")
    teacher.sees("Материалы · 6А (2)")
    await teacher.says("/мои-данные")
    teacher.sees("файлов, сохранённых вами для классов и кружков: 1")
    await teacher.says("/забыть-меня")
    await teacher.presses("Да, забыть")
    assert await Material.filter(saved_by_id__isnull=True).count() == 1
    assert await Material.all().count() == 2
