"""`/отчёт 2 четверть`, `/отчёт год`: by words and by buttons, down to a week's names, as a file, for each her own."""

from bot.command_line import figures
from tests.conversations.test_report_files import WEEK, busy_week, downloaded
from tests.world import World, story

QUARTERS = "01.09-24.10.2026, 03.11-18.12.2026, 11.01-26.03.2027, 05.04-31.05.2027"


async def test_a_quarter_is_asked_for_by_words_and_by_buttons(world: World) -> None:
    school, teacher = await busy_week(world)
    head, admin = school.region, school.admin
    await head.says("/отчёт 2 четверть")
    head.sees("Такой четверти ещё нет", "/календарь четверти")
    await head.says("/отчёт")
    await head.presses("Четверти, полугодия, год")
    head.sees("Какая часть года?", "2026/27 учебный год", "Четверти и полугодия задаёт регион")
    await head.says(f"/календарь четверти {QUARTERS}")
    head.sees("Записано")
    await head.says("/отчёт 2 четверть")
    head.sees("2 четверть 2026/27", "03.11–18.12.2026", "1 неделя закрыта, ещё идёт", "≥3 сообщений: 1")
    await world.restart()
    await head.presses("Что за числами")
    await head.presses("≥3 сообщений: 1")
    head.sees("Динской район: 1")
    await world.delivers_again()
    await admin.says("/report quarter 2")
    admin.sees(school.title, "2 четверть 2026/27", "Человеко-недель за всё время:")
    await admin.presses("Что за числами")
    await admin.presses("≥3 сообщений: 1")
    admin.sees(f"{WEEK}: 1")
    await admin.presses(WEEK)
    admin.sees("· ", "≥3 сообщений: 1", WEEK)
    await head.says("/отчёт год xlsx")
    head.sees("2026/27 учебный год")
    table = await downloaded(world, head, f"{school.region_title} 2026-27 учебный год.xlsx")
    await head.says("/отчёт год таблица")
    assert await downloaded(world, head) == table, "made anew of the same weeks"
    made = await figures.content(school.region_title, "год", "region", "xlsx", now=world.clock.now())
    assert made == table
    await head.says("/отчёт 1 полугодие картинка")
    assert (await downloaded(world, head, "picture")).startswith(b"\x89PNG")
    await teacher.says("/отчёт год")
    teacher.sees("Здесь такого нет")


async def test_a_term_shows_each_her_own_and_what_there_is_not(world: World) -> None:
    school, _teacher = await busy_week(world)
    other = await story.school(world, 2)
    await school.region.says(f"/календарь четверти {QUARTERS}")
    for said, answer in (
        ("/отчёт 1 четверть", "1 четверть 2026/27: ни одна неделя ещё не закрыта"),
        ("/отчёт 4 четверть", "Такой четверти ещё нет"),
        ("/отчёт 2 триместр", "Такого триместра ещё нет"),
        ("/отчёт год 2022/23", "Такого учебного года здесь нет"),
    ):
        await school.region.says(said)
        school.region.sees(answer)
    await other.admin.says("/отчёт 2 четверть")
    other.admin.sees("Такой четверти ещё нет")
    await other.region.says(f"/отчёт год {school.title}")
    assert "≥3 сообщений: 1" not in other.region.screen.text
    curator = await story.teacher(school, class_teacher_of="5А", name="Классная Вера")
    await curator.says("/отчёт год")
    curator.sees("5А", WEEK)
