"""Clubs whose teacher has gone: one card for the administrators, another teacher or the archive, decided once."""

from models import AuditRow, Conversation, ConversationState
from tests.conversations.test_wide_chats import club, members_in
from tests.world import Actor, World, story
from tests.world.story import School


async def second_administrator(school: School) -> Actor:
    await school.region.says(f"/админ {school.title}")
    other = await story.administrator(school.world, "Вера Вторая", school.region.screen.link)
    await school.region.catches_up()
    return other


async def dismiss(school: School, teacher: Actor) -> None:
    """The school ends her place; the job that follows takes a minute at most."""
    await school.admin.says(f"/уволить {teacher.name.split()[1]}")
    await school.admin.presses("Да, уволить")
    await school.admin.catches_up()
    await school.world.clock.forward(minutes=1)


async def leader_of(title: str) -> str:
    row = await Conversation.get(title=title).select_related("teacher")
    assert row.teacher
    return row.teacher.full_name


async def test_a_dismissed_teachers_clubs_come_as_one_card_and_go_to_others(world: World) -> None:
    school = await story.school(world)
    anna = await story.teacher(school, "5А Алгебра")
    boris = await story.teacher(school, "6Б Физика", class_teacher_of="6Б")
    pupil = await story.pupil(school, "6Б")
    second = await second_administrator(school)
    chat = await club(anna, "Робототехника; 5А, 6Б")
    await club(anna, "Шахматы; 5А")
    await pupil.catches_up()
    await dismiss(school, anna)
    for admin in (school.admin, second):
        card = await admin.hears("2 кружка остались без руководителя", "• Робототехника", "• Шахматы")
        await admin.hears_nothing()
    assert card.buttons[:2] == ["Передать: Робототехника", "В архив: Робототехника"]
    assert anna.id not in await members_in(world, "Робототехника")
    await school.admin.presses("Передать: Робототехника")
    school.admin.sees("Робототехника: кто", "Каштанов О.")
    await world.restart()
    await second.presses("Передать: Робототехника", cmid=card.cmid)
    await second.presses("Каштанов О.")
    second.sees("Теперь «Робототехника» ведёт Каштанов Олег", "1 кружок остался", "Шахматы")
    await boris.hears("Теперь «Робототехника» ведёте вы", link="vk.me/join/")
    await school.admin.presses("Каштанов О.")
    school.admin.sees("уже есть руководитель: Каштанов Олег")
    await school.admin.presses("Передать: Робототехника")
    school.admin.sees("уже есть руководитель")
    await boris.hears_nothing()
    assert await leader_of("Робототехника") == "Каштанов Олег"
    assert await AuditRow.filter(act="conversation.hand_over", outcome="done").count() == 1
    await boris.opens((await Conversation.get(title="Робототехника")).link)
    await boris.says("/кружок Робототехника")
    boris.sees("ученики 5А", "6Б")
    assert chat == (await boris.talks())["Робототехника"]
    await school.admin.hears_nothing()


async def test_a_club_is_closed_once_whoever_presses(world: World) -> None:
    school = await story.school(world)
    anna = await story.teacher(school, "5А Алгебра")
    second = await second_administrator(school)
    await club(anna, "Шахматы; 5А")
    await anna.says("/выйти")
    await anna.presses("Выйти: учитель")
    await world.clock.forward(minutes=1)
    await school.admin.hears("не хочет")
    card = await school.admin.hears("1 кружок остался без руководителя", "Шахматы")
    await school.admin.presses("Передать: Шахматы")
    await second.presses("В архив: Шахматы")
    second.sees("«Шахматы» в архиве")
    assert not second.screen.buttons
    for _ in range(2):
        await school.admin.presses("В архив: Шахматы", cmid=card.cmid)
        school.admin.sees("уже в архиве")
    await world.delivers_again()
    assert (await Conversation.get()).state is ConversationState.ARCHIVED
    assert await AuditRow.filter(act="conversation.archive", outcome="done").count() == 1
    await school.admin.says("/передать")
    school.admin.sees("У каждого кружка есть руководитель")


async def test_a_card_is_told_once_and_again_only_after_the_club_was_led(world: World) -> None:
    school = await story.school(world)
    anna = await story.teacher(school, "5А Алгебра")
    boris = await story.teacher(school, "6Б Физика")
    await club(anna, "Шахматы; 5А")
    await dismiss(school, anna)
    await school.admin.hears("без руководителя")
    await dismiss(school, await story.teacher(school, "6Б Химия"))
    await world.clock.forward(hours=1)
    await school.admin.hears_nothing()
    await school.admin.says("/передать Шахматы; Каштанов")
    school.admin.sees("Теперь «Шахматы» ведёт Каштанов Олег")
    await boris.hears("ведёте вы")
    await dismiss(school, boris)
    await school.admin.hears("1 кружок остался без руководителя", "Шахматы")


async def test_who_may_not_hand_a_club_over_and_to_whom_not(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    anna = await story.teacher(school, "5А Алгебра")
    boris = await story.teacher(school, "6Б Физика")
    stranger = await story.teacher(other, "5А Алгебра")
    await club(anna, "Шахматы; 5А")
    place = (await Conversation.get(title="Шахматы")).id
    await school.admin.says("нажато", payload={"b": "club.close", "a": [place]})
    school.admin.sees("уже есть руководитель: Иванова Анна")
    await school.admin.says("/учитель Ясенев Роман")
    await dismiss(school, anna)
    await school.admin.catches_up()
    for person in (boris, other.admin, stranger):
        for word in ("club.close", "club.hand"):
            await person.says("нажато", payload={"b": word, "a": [place]})
            person.sees("Здесь такого нет")
    await boris.says("/передать Шахматы; Каштанов")
    boris.sees("Здесь такого нет")
    await other.admin.says("/передать Шахматы; Иванова")
    other.admin.sees("У каждого кружка есть руководитель")
    await school.admin.says("/передать Шахматы; Ясенев")
    school.admin.sees("Ясенев Роман ещё не вошла в систему", "/учителя")
    await school.admin.says("/передать Шахматы; Никто")
    assert await leader_of("Шахматы") == "Иванова Анна"
    assert not await AuditRow.filter(act="conversation.hand_over", outcome="done").exists()
