"""C2, C3: a class on its way in, who came by whose yes, the parents who help; links that stop working at once."""

from models import AuditRow, Conversation
from tests.world import World, story
from tests.world.world import moscow


async def test_a_class_teacher_sees_who_is_missing_and_the_parents_help(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    head = await story.teacher(school, "5А Алгебра", class_teacher_of="5А", name="Вера Лугова")
    mother = await story.parent(school, "5А", "Иванов Пётр")
    await story.pupil(school, "5А", name="Мария Зорина")
    for name in ("Садыков Тимур", "Котова Дарья"):
        await head.says(f"/прибыл 5А {name}")
    curious = await world.stranger()
    await curious.opens(await school.link("5А"))
    await head.says("/приглашения")
    head.sees(
        "Ученики: в списке 4, открыли ссылку 2, попросились 1, вошли 1",
        "Семьи: в списке 4, открыли ссылку 1, попросились 1, вошли 1",
        "Ещё не вошли ученики: Иванов Пётр, Котова Дарья, Садыков Тимур",
        "Ни ученика, ни родителя: Котова Дарья, Садыков Тимур",
    )
    await mother.catches_up()
    await head.presses("Напомнить родителям")
    head.sees("Написала 1 родителю 5А")
    heard = await mother.hears("В 5А вошли учеников: 1 из 4", "перешлите ссылку", link="vk.me/")
    assert "Котова" not in heard.text
    await world.restart()
    await head.says("/приглашения 5А напомнить")
    head.sees("уже напоминали")
    await mother.hears_nothing()
    await school.admin.says("/приглашения 5А")
    assert "Напомнить родителям" not in school.admin.sees("вошли 1").buttons
    await school.admin.says("/приглашения 5А напомнить")
    school.admin.sees("Здесь такого нет")
    await other.admin.says("/invitations 5А")
    other.admin.sees("Не нахожу «5А»")
    assert await AuditRow.filter(act="invites.remind").count() == 1


async def test_at_night_parents_are_reminded_in_the_morning(world: World) -> None:
    school = await story.school(world)
    mother = await story.parent(school, "5А", "Иванов Пётр")
    await world.clock.to(moscow("2026-12-01 21:30"))
    await mother.catches_up()
    await school.heads["5А"].says("/приглашения 5А remind")
    school.heads["5А"].sees("уйдёт в 08:00")
    await mother.hears_nothing()
    await world.clock.to(moscow("2026-12-02 08:01"))
    await mother.hears("В 5А вошли учеников: 0 из 1")


async def test_every_entry_says_when_by_which_link_and_by_whose_yes(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    head = await story.teacher(school, "5А Алгебра", class_teacher_of="5А", name="Вера Лугова")
    await story.pupil(school, "5А", name="Мария Зорина")
    await story.parent(school, "5А", "Зорина Мария")
    await head.says("/список 5А")
    await head.presses("Кого ещё нет")
    head.sees("Вошли все ученики из списка")
    await head.presses("Кто когда вошёл")
    head.sees("По ссылке от 30.11, впустила Лугова Вера:", "Зорина Мария", "родитель: Зорина Мария")
    await head.says("/приглашения 5А вошли")
    head.sees("впустила Лугова Вера")
    await other.admin.says("нажато", payload={"b": "invitations.came", "a": [1, 0]})
    other.admin.sees("Здесь такого нет")


async def test_a_reset_makes_the_old_links_of_chats_fail_at_once(world: World) -> None:
    school = await story.school(world)
    head = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    await story.lesson_chat(head)
    await head.says("/беседа 5А родители")
    old = {chat.title: chat.link for chat in await Conversation.all()}
    await head.says("/ссылка 5А ученики сброс")
    new = {chat.title: chat.link for chat in await Conversation.all()}
    assert new["5А · Алгебра"] != old["5А · Алгебра"]
    assert new["5А · Родители"] == old["5А · Родители"]
    await head.says("/ссылка 5А сброс")
    head.sees("У бесед класса тоже новые ссылки")
    assert (await Conversation.get(title="5А · Родители")).link != old["5А · Родители"]
    await world.clock.forward(days=15)
    await head.catches_up()
    before = {chat.title: chat.link for chat in await Conversation.all()}
    await head.says("/контур")
    head.sees("ссылке 15 дней", "Новые ссылки вместо старых")
    await head.presses("Новые ссылки")
    head.sees("Меняю ссылки 2 бесед")
    after = {chat.title: chat.link for chat in await Conversation.all()}
    assert not set(before.values()) & set(after.values())
    await head.says("/контур links")
    head.sees("Ссылок старше 14 дней нет")
