"""Targets: taken over by a tap, set by words and by buttons, seen against the weeks that were."""

from models import Target
from tests.conversations.test_wide_chats import chat_of, offices
from tests.world import World, story


async def test_targets_are_taken_over_and_say_how_many_people_are_missing(world: World) -> None:
    school = await story.school(world)
    head, admin = school.region, school.admin
    await story.teacher(school, "5А Алгебра")
    await head.says("/цели")
    head.sees("Целей пока нет", "неделя ещё идёт")
    asked = head.screen.cmid
    await head.presses("Взять цели источника")
    head.sees("Готово: 10 целей")
    await head.presses("Взять цели источника", cmid=asked)
    head.sees("уже стоят")
    await head.says("/итоги педагоги 16819; с 01.09.2026")
    await world.clock.forward(days=14)
    await head.says("/targets")
    head.sees("не хватает: 5\u00a0887", "не хватает: 4\u00a0205", "не измеряли", "требует и для 3 35%, а не 25%")
    head.sees("срок прошёл", "основание: протокол", "— (служебных бесед ещё нет)")
    await admin.says("/цели")
    admin.sees("Педагоги: 3 сообщения в неделю", "Ученики вошли", "по спискам школ")
    assert "Школы подключены" not in admin.screen.text


async def test_a_target_is_set_and_taken_back_by_words_and_by_buttons(world: World) -> None:
    school = await story.school(world)
    head, admin = school.region, school.admin
    await head.says("/цели")
    await head.presses("Поставить цель")
    await head.presses("Педагоги: звонок в неделю")
    await world.restart()
    for answer, next_words in (
        ("30", "К какому дню"),
        ("01.09.2027", "На каком документе"),
        ("приказ № 5", "30% к 01.09"),
    ):
        await head.says(answer)
        head.sees(next_words)
    await world.delivers_again()
    assert await Target.all().count() == 1
    await admin.says("/цели 3 сообщения 60,5% до 01.09.2027; решение педсовета")
    admin.sees("Цель поставлена: Педагоги: 3 сообщения в неделю — 60,5% к 01.09.2027", "решение педсовета")
    await admin.presses("Цели")
    admin.sees("цель 60,5%", "цель 30%", "прогноз: мало данных (нужно недель: 3, есть: 0)")
    await admin.presses("Поставить цель")
    await admin.says("3 сообщения")
    await admin.presses("Снять цель")
    admin.sees("Цель снята")
    await admin.says("/цели убрать звонок")
    admin.sees("Такой цели вы не ставили")
    await head.says("/цели")
    assert "60,5%" not in head.screen.text


async def test_half_a_target_is_explained(world: World) -> None:
    school = await story.school(world)
    head = school.region
    for said, answer in (
        ("/цели стулья 30%; приказ", "Не пойму, о чём цель: «стулья»"),
        ("/цели 3 сообщения 30%", "назовите документ"),
        ("/цели убрать стулья", "Не пойму, о чём цель: «стулья»"),
    ):
        await head.says(said)
        head.sees(answer, "Например: /цели 3 сообщения 30% до 01.09.2027; приказ № 5")
    assert await Target.all().count() == 0


async def test_the_target_of_offices_is_measured_by_who_is_in_them(world: World) -> None:
    school = await story.school(world)
    head = school.region
    await head.says("/цели")
    await head.presses("Взять цели источника")
    await head.says("/школа-новая Школа № 2; Динской район")
    district = await offices(school)
    invitation = await school.admin.hears("«Администрации · Динской район»", link="vk.me/join/")
    await head.says("/цели")
    head.sees("Администраторы в служебных чатах", "— (ещё не смотрели: /контур)", "звонков там за неделю: 0")
    await school.admin.opens(invitation.link)
    await district.says("/служебная")
    await district.opens(district.screen.link)
    await district.says("/звонок", await chat_of(district, "Администрации · Динской район"))
    await district.says("/контур проверить")
    await district.says("/цели")
    district.sees("сейчас 1 из 2 (50,00%)", "не хватает: 1", "звонков там за неделю: 1")
    await head.says("/цели")
    head.sees("сейчас 1 из 3 (33,33%)", "не хватает: 2", "звонков там за неделю: 1")
    await school.admin.says("/цели")
    assert "служебных чатах" not in school.admin.screen.text
    await head.says("/цели служебные 90% до 01.09.2027; приказ № 7")
    head.sees("Администраторы в служебных чатах — 90%")


async def test_a_school_has_its_own_norm_from_the_next_week_on(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    admin, teacher = school.admin, await story.teacher(school, "5А Алгебра")
    for said, answer in (
        ("много", "«много» — не норма"),
        ("0; приказ № 7", "«0» — не норма"),
        ("5", "назовите документ"),
    ):
        await admin.says(f"/цели норма {said}")
        admin.sees(answer)
    await admin.says("/цели норма 5; решение педсовета № 3")
    admin.sees("Норма: 5 сообщений в неделю", "решение педсовета № 3", "Действует с 07.12.2026")
    await world.delivers_again()
    await teacher.says("/активность")
    teacher.sees("0 из 3")
    await world.clock.forward(days=7)
    await world.restart()
    await teacher.catches_up()
    await admin.catches_up()
    await teacher.says("/активность")
    teacher.sees("0 из 5")
    await admin.says("/targets")
    admin.sees("Норма: 5 сообщений в неделю")
    await other.admin.says("/цели")
    other.admin.sees("Норма: 3 сообщения в неделю", "источник 002")
    await teacher.says("/цели норма 1; мне так удобно")
    teacher.sees("Здесь такого нет")
