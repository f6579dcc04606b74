"""The picture of chats: the school's emblem or a drawn one, for those that the bot makes, new and old."""

import io
from typing import Any

import aiohttp

from bot.kit.ids import ConversationId
from bot.services.conversation_facts import ConversationFact, get_fact
from bot.ui import emblems as screens
from models import AuditRow, Conversation, Emblem
from tests.world import Actor, World, story
from tests.world.world import moscow

PNG = b"\x89PNG\r\n\x1a\n" + b"emblem" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"another" * 20


async def uploaded(by: Actor, name: str, content: bytes, kind: str = "photo") -> dict[str, Any]:
    """A photo (or a file) that the person has uploaded, as an attachment."""
    form = aiohttp.FormData()
    form.add_field("file", io.BytesIO(content), filename=name)
    url = f"{by.world.sandbox.url}/sandbox/upload?type={kind}&from_id={by.id}"
    async with aiohttp.ClientSession() as http, http.post(url, data=form) as answer:
        made: dict[str, Any] = await answer.json()
    return made


async def photo_of(world: World, chat: int) -> bytes:
    """The picture that a chat shows, b"" if it has none."""
    card = await world.sandbox.get(f"chats/{chat}", group_id=world.group_id)
    if not card["photo"]:
        return b""
    async with aiohttp.ClientSession() as http, http.get(card["photo"]["photo_200"]) as answer:
        return await answer.read()


async def times_set(world: World) -> int:
    return len(await world.api_calls("messages.setChatPhoto"))


async def test_new_chats_get_the_emblem_and_old_ones_by_one_tap(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    admin = school.admin
    teacher = await story.teacher(school, "5А Алгебра", "5А Физика")
    foreign = await story.teacher(other, "5А Алгебра")
    before = await story.lesson_chat(teacher)
    assert await times_set(world) == 0, "without an emblem VK is not asked"
    await admin.says("/эмблема")
    admin.sees("нет своей картинки", "Нарисовать: класс и предмет")
    await world.restart()
    await admin.says("", attachments=[await uploaded(admin, "герб.png", PNG)])
    admin.sees("Записала", "1 беседа, которую я сделала раньше", "Поставить во все беседы (1)")
    assert await Emblem.all().count() == 1
    new = await story.lesson_chat(teacher, "5А Физика")
    assert await photo_of(world, new) == PNG
    assert await photo_of(world, before) == b""
    button = admin.screen.cmid
    for _ in range(2):
        await admin.presses("Поставить во все беседы", cmid=button)
    admin.sees("эмблема уже есть")
    await world.delivers_again()
    assert await photo_of(world, before) == PNG
    assert await photo_of(world, await story.lesson_chat(foreign)) == b""
    assert await times_set(world) == 2
    assert await AuditRow.filter(act="conversation.emblem", outcome="done").count() == 2


async def test_another_picture_a_drawn_one_and_none(world: World) -> None:
    school = await story.school(world)
    admin, teacher = school.admin, await story.teacher(school, "5А Алгебра", "5А Физика", "5А Химия")
    await admin.says("/эмблема", attachments=[await uploaded(admin, "герб.jpg", JPEG, "doc")])
    admin.sees("Смотрю картинку", "Записала")
    first = await story.lesson_chat(teacher)
    assert await photo_of(world, first) == JPEG
    await admin.says("/эмблема")
    admin.sees("получают эмблему школы")
    await admin.presses("Нарисовать")
    admin.sees("картинку с классом и предметом", "1 беседа")
    second = await story.lesson_chat(teacher, "5А Физика")
    drawn = await photo_of(world, second)
    assert drawn.startswith(b"\x89PNG")
    row = await Conversation.get(title="5А · Физика")
    shown = screens.svg(await fact_of(row))
    assert ">5А<" in shown and ">Физика<" in shown
    await admin.says("/эмблема всем")
    admin.sees("1 беседа сейчас получит картинку")
    assert (await photo_of(world, first)).startswith(b"\x89PNG") and await photo_of(world, first) != drawn
    await admin.says("/эмблема убрать")
    admin.sees("будут без картинки")
    assert await photo_of(world, await story.lesson_chat(teacher, "5А Химия")) == b""
    assert await photo_of(world, second) == drawn


async def fact_of(row: Conversation) -> ConversationFact:
    assert row.registered_at
    return await get_fact(ConversationId(row.id), now=row.registered_at)


async def test_what_is_no_emblem_and_who_may_not(world: World) -> None:
    school = await story.school(world)
    admin, teacher = school.admin, await story.teacher(school, "5А Алгебра")
    await teacher.says("/эмблема")
    teacher.sees("Здесь такого нет")
    await teacher.says("нажато", payload={"b": "emblem.all"})
    teacher.sees("Здесь такого нет")
    await admin.says("/эмблема")
    await admin.says("вот она")
    admin.sees("PNG или JPEG", "Пришлите картинку")
    await admin.says("", attachments=[await uploaded(admin, "список.csv", b"1;2", "doc")])
    admin.sees("PNG или JPEG")
    await admin.says("/эмблема", attachments=[{"type": "doc", "url": "https://evil.example/a.png", "title": "a.png"}])
    admin.sees("только из ВК")
    await admin.says("/эмблема", attachments=[await uploaded(admin, "большая.png", PNG + b"0" * 5 * 2**20)])
    admin.sees("до 5 МБ")
    assert not await Emblem.all().exists()


async def test_a_picture_that_vk_does_not_take_is_withdrawn_and_told_once(world: World) -> None:
    school = await story.school(world)
    admin, teacher = school.admin, await story.teacher(school, "5А Алгебра", "5А Физика", "5А Химия")
    for lesson in ("5А Алгебра", "5А Физика"):
        await story.lesson_chat(teacher, lesson)
    await admin.says("/эмблема", attachments=[await uploaded(admin, "герб.png", PNG)])
    await world.sandbox.post("faults", method="messages.setChatPhoto", error_code=129, times=2)
    await admin.says("/эмблема всем")
    admin.sees("2 беседы сейчас получат", "ВК не принимает эту картинку")
    assert sum("не принимает" in seen.text for seen in await admin.reads()) == 1
    assert not await Emblem.all().exists()
    await admin.says("/эмблема нарисовать")
    await world.sandbox.post("token", group_id=world.group_id, rights=["messages", "manage", "docs"])
    await admin.says("/эмблема всем")
    admin.sees("нет права «Фотографии»")
    await world.sandbox.post("token", group_id=world.group_id, rights=["messages", "manage", "photos", "docs"])
    await teacher.catches_up()
    chat = await story.lesson_chat(teacher, "5А Химия")
    assert await photo_of(world, chat) == b""
    await admin.says("/эмблема нарисовать")
    await world.sandbox.post("faults", method="messages.setChatPhoto", error_code=925, times=1)
    await admin.says("/эмблема всем")
    await teacher.hears("не администратор")
    assert await Emblem.all().count() == 1, "one chat's trouble is no fault of the picture"


async def test_killed_while_vk_takes_the_picture_it_is_set_all_the_same(world: World) -> None:
    school = await story.school(world)
    admin, teacher = school.admin, await story.teacher(school, "5А Алгебра")
    await admin.says("/эмблема нарисовать")
    await world.sandbox.post("faults", method="messages.setChatPhoto", drop="answer", times=1)
    chat = await story.lesson_chat(teacher)
    await world.restart()
    await world.clock.forward(seconds=5)
    assert (await photo_of(world, chat)).startswith(b"\x89PNG")
    assert len(await world.api_calls("messages.createChat")) == 1


async def test_in_september_a_drawn_picture_shows_the_new_class(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра")
    await school.admin.says("/эмблема нарисовать")
    chat = await story.lesson_chat(teacher)
    before = await photo_of(world, chat)
    await world.clock.to(moscow("2027-09-01 00:10"))
    after = await photo_of(world, chat)
    assert after.startswith(b"\x89PNG") and after != before
    await world.clock.forward(days=1)
    assert await times_set(world) == 2


async def test_a_chat_that_people_made_keeps_its_own_picture(world: World) -> None:
    school = await story.school(world)
    await school.admin.says("/эмблема нарисовать")
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.own_chat(teacher)
    await school.admin.says("/эмблема всем")
    school.admin.sees("эмблема уже есть")
    assert await photo_of(world, chat) == b"" and await times_set(world) == 0
