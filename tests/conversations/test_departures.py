"""Pupils come and go, a teacher is dismissed, anybody may leave: the effects first, then one tap."""

from models import Assignment, AuditRow, Binding, Movement, RosterEntry
from tests.world import World, story


async def test_a_dismissed_teacher_has_no_place_any_more_and_her_class_gets_another(world: World) -> None:
    school = await story.school(world)
    other = await story.school(world, 2)
    anna = await story.teacher(school, "5А Алгебра", class_teacher_of="5А", name="Анна Иванова")
    boris = await story.teacher(school, "6Б Физика", name="Борис Петров")
    await story.lesson_chat(anna)
    await other.admin.says("/уволить Иванова")
    other.admin.sees("Иванова")
    assert "Да, уволить" not in other.admin.screen.buttons
    await boris.says("/уволить Иванова")
    boris.sees("Здесь такого нет")
    await school.admin.says("/уволить Иванова")
    school.admin.sees("Уволить: Иванова Анна?", "вход закрыт", "1 урок остаётся без учителя", "руководителя: 5А")
    asked = school.admin.screen.cmid
    await world.restart()
    await school.admin.presses("Да, уволить")
    school.admin.sees("больше не учитель", "Назначьте классного руководителя: 5А")
    named = school.admin.screen.cmid
    await anna.hears("Школа завершила вашу работу")
    await school.admin.presses("Да, уволить", cmid=asked)
    assert await AuditRow.filter(act="teacher.dismiss", outcome="done").count() == 1
    await anna.says("/список 5А")
    anna.sees("Здесь такого нет")
    assert not await Assignment.filter(teacher__last_name="Иванова", valid_to__isnull=True).exists()
    assert await Assignment.filter(teacher__last_name="Иванова").count() == 2  # the history stays
    await school.admin.presses("5А", cmid=named)
    await school.admin.says("Петров")
    await boris.hears("Вы теперь классный руководитель 5А")


async def test_a_dismissal_begins_at_the_card_and_may_be_left(world: World) -> None:
    school = await story.school(world)
    await story.teacher(school, "5А Алгебра", name="Анна Иванова")
    await school.admin.says("/учителя")
    await school.admin.presses("✓ Иванова")
    await school.admin.presses("Уволить")
    school.admin.sees("Уволить: Иванова Анна?")
    await school.admin.presses("Отмена")
    assert await RosterEntry.filter(last_name="Иванова", valid_to__isnull=True).exists()
    await school.admin.says("/dismiss")
    await school.admin.says("иванова")
    await school.admin.says("да")
    school.admin.sees("больше не учитель")


async def test_a_pupil_arrives_with_an_order_and_the_administrator_hears_at_once(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    head = await story.teacher(school, class_teacher_of="5А")
    foreign = await story.teacher(other, class_teacher_of="5А")
    await head.says("/прибыл 5А Иванов Пётр Ильич; приказ № 12-у; из школы № 3; 01.09.2026")
    head.sees("Иванов Пётр Ильич: прибытие в 5А, дата: 01.09.2026", "приказ № 12-у", "откуда: школы № 3")
    await school.admin.hears("Иванов Пётр Ильич: прибытие в 5А")
    await head.says("/прибыл 5А Иванов Пётр")
    head.sees("уже в 5А", "другой")
    await head.says("/прибыл 5А Иванов Пётр; другой")
    head.sees("прибытие в 5А")
    await head.says("/прибыл 5А Сидоров Иван; когда-нибудь")
    head.sees("Не понимаю «когда-нибудь»")
    await head.says("/прибыл 5А Сидоров Иван; 01.09.2099")
    head.sees("ещё не наступило")
    await school.admin.catches_up()
    await world.restart()
    await head.says("/прибыл")
    await head.says("5А")
    await head.says("Сидоров Иван")
    head.sees("Сидоров Иван: прибытие")
    await world.delivers_again()
    assert await RosterEntry.filter(last_name="Сидоров").count() == 1
    await school.admin.says("/движение 01.09-30.11.2026")
    school.admin.sees("Прибыло: 3, выбыло: 0", "01.09 · 5А · Иванов Пётр Ильич · приказ № 12-у")
    await other.admin.says("/движение")
    other.admin.sees("Прибыло: 0")
    await foreign.says("/прибыл 6Б Чужой Иван")
    foreign.sees("Не нахожу «6Б»")
    await school.admin.says("/движение 01.01-31.01.2020")
    school.admin.sees("Прибыло: 0")
    await school.admin.says("/движение вчера")
    school.admin.sees("вчера")


async def test_a_leaver_takes_along_only_the_parents_who_have_nobody_else_there(world: World) -> None:
    school = await story.school(world)
    pupil = await story.pupil(school, "5А", name="Пётр Иванов")
    only = await story.parent(school, "5А", "Иванов Пётр")
    both = await story.parent(school, "5А", "Иванов Пётр")
    await story.parent(school, "5А", "Иванова Мария", who=both)
    head = school.heads["5А"]
    await head.says("/выбыл 5А Иванов")
    head.sees("Иванов Пётр выбывает из 5А", "1 родитель без других детей")
    await head.says("приказ № 7; в школу № 9")
    head.sees("приказ № 7", "куда: школу № 9")
    asked = head.screen.cmid
    await world.restart()
    await head.presses("Да, выбывает")
    head.sees("Иванов Пётр: выбытие из 5А")
    await school.admin.hears("Иванов Пётр: выбытие из 5А", "приказ № 7")
    for person in (pupil, only, both):
        await person.hears("Иванов Пётр больше не в 5А")
    await head.presses("Да, выбывает", cmid=asked)
    await world.delivers_again()
    assert await Movement.all().count() == 1
    assert not await Binding.filter(person__vk_id__in=[pupil.id, only.id], valid_to__isnull=True).exists()
    assert await Binding.filter(person__vk_id=both.id, valid_to__isnull=True).exists()
    await both.says("/дети")
    both.sees("Иванова Мария")
    assert "Пётр" not in both.screen.text


async def test_a_pupil_of_another_class_is_moved_with_the_parents_by_the_administrator(world: World) -> None:
    school = await story.school(world)
    parent = await story.parent(school, "5А", "Иванов Пётр")
    head = await story.teacher(school, "6Б Физика", class_teacher_of="6Б")
    await story.lesson_chat(head, "6Б Физика")
    await head.says("/прибыл 6Б Иванов Пётр")
    head.sees("уже учится в 5А", "Перевести может администратор")
    await head.presses("Перевести сюда")
    head.sees("Здесь такого нет")
    await school.admin.says("/прибыл 6Б Иванов Пётр")
    await school.admin.presses("Перевести сюда")
    school.admin.sees("перевод из 5А в 6Б")
    await parent.hears("Иванов Пётр теперь в 6Б")
    await head.hears("перевод из 5А в 6Б")
    await parent.says("/дети")
    parent.sees("6Б")
    await school.admin.presses("Перевести сюда")
    school.admin.sees("уже в 6Б")
    await head.says("/выбыл 6Б Никто")
    head.sees("нет «Никто»")


async def test_leaving_is_one_tap_and_is_shown_as_a_no(world: World) -> None:
    school = await story.school(world)
    await story.pupil(school, "5А", name="Пётр Иванов")
    parent = await story.parent(school, "5А", "Иванов Пётр")
    head = school.heads["5А"]
    neighbour = await story.parent(await story.school(world, 2), "5А", "Петров Иван")
    entry = await RosterEntry.get(role="parent", bindings__person__vk_id=parent.id)
    await neighbour.says("нажато", payload={"b": "self.leave", "a": [entry.id]})
    neighbour.sees("Здесь такого нет")
    await parent.says("/выйти")
    parent.sees("дело добровольное", "уйдёте из бесед", "школа увидит «отказ»", "Выйти: родитель, 5А")
    asked = parent.screen.cmid
    await world.restart()
    await parent.presses("Выйти: родитель")
    parent.sees("Готово: вы вышли (5А)")
    await head.hears("больше не хочет участвовать")
    await parent.presses("Выйти: родитель", cmid=asked)
    assert await AuditRow.filter(act="self.leave").count() == 1
    await head.says("/список 5А")
    head.sees("1 родитель отказался")
    assert await RosterEntry.filter(id=entry.id, valid_to__isnull=True).exists()
    await parent.says("/выйти")
    parent.sees("выходить неоткуда")


async def test_who_declined_is_not_among_the_missing(world: World) -> None:
    school = await story.school(world)
    parent = await story.parent(school, "5А", "Иванов Пётр")
    head = school.heads["5А"]
    await head.says("/прибыл 5А Сидоров Иван")
    await parent.says("/leave")
    await parent.presses("Выйти: родитель")
    await school.admin.says("/активация")
    school.admin.sees("Отказались участвовать: 1", "Сидоров Иван")
    assert "Иванов" not in school.admin.screen.text


async def test_one_conversation_is_left_from_inside(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    pupil = await story.pupil(school, "5А")
    chat = await story.lesson_chat(teacher)
    await pupil.catches_up()
    await pupil.says("/беседы")
    await pupil.opens(pupil.screen.link)
    await pupil.says("/выйти", chat)
    pupil.sees("в личных сообщениях")
    await pupil.hears("Выйти из «5А · Алгебра»", "остальные беседы останутся")
    await pupil.presses("Выйти из этой беседы")
    pupil.sees("Вы выходите из «5А · Алгебра»")
    [call] = await world.api_calls("messages.removeChatUser")
    assert (int(call["params"]["chat_id"]), int(call["params"]["member_id"])) == (chat - 2_000_000_000, pupil.id)
    await pupil.says("/беседы")
    pupil.sees("5А · Алгебра")
    stranger = await world.stranger()
    await stranger.says("нажато", payload={"b": "chat.leave", "a": [1]})
    stranger.sees("Здесь такого нет")


async def test_a_parents_own_chat_is_neither_counted_nor_read(world: World) -> None:
    school = await story.school(world)
    head = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    await head.says("/беседа 5А родители")
    await head.opens(head.screen.link)
    chat = next(peer for title, peer in (await head.talks()).items() if "одители" in title)
    await head.says("Собрание в пятницу", chat)
    head.sees_nothing()
    await head.says("/активность")
    head.sees("0 из 3")
    lesson = await story.lesson_chat(head)
    await head.says("Добрый день", lesson)
    await head.says("/активность")
    head.sees("1 из 3")
