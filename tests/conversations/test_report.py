"""Story step 9: a week ends by itself, its report comes to each administrator, and stays as it was."""

from bot.services import calendar_load, orgs
from models import OfficialTotal, ReportSnapshot
from tests.world import World, story


async def test_the_week_closes_and_the_report_comes_by_itself(world: World) -> None:
    school = await story.school(world)
    head = school.region
    await head.says("/итоги школы 2; педагоги 3; обучающиеся 16 819; муниципалитеты 1; с 30.11.2026")
    head.sees("Записано: школы, педагоги", "16\u00a0819", "Закрытые отчёты не меняются")
    teacher = await story.teacher(school, "5А Алгебра")
    chat = await story.lesson_chat(teacher)
    for text in ("раз", "два", "три"):
        await teacher.says(text, where=chat)
    await world.clock.forward(days=7)
    came = await head.hears("30.11-04.12.2026", "≥3 сообщений: 1 (33,333%)", "Чат с 01.09.2026: 1 (33,333%)")
    assert max(len(line) for line in came.text.splitlines()[2:19]) <= 35, came.text
    await world.clock.forward(minutes=5)
    await head.hears_nothing()
    await head.says("/отчёт")
    head.sees(came.text)
    await head.says("/итоги педагоги 100; с 30.11.2026")
    await head.says("/отчёт 30.11-04.12.2026")
    head.sees(came.text)
    await teacher.says("/отчёт")
    teacher.sees("Здесь такого нет")


async def test_a_running_week_is_shown_as_running(world: World) -> None:
    school = await story.school(world)
    head = school.region
    await head.says("/report 23.11-27.11.2026")
    head.sees("такой недели нет")
    await head.says("/отчёт")
    head.sees("Первая неделя (30.11-04.12.2026) ещё идёт")
    await head.presses("30.11-04.12.2026")
    head.sees("Неделя ещё идёт", "Всего ОО: — (не задано)", "/итоги")
    assert not await ReportSnapshot.all().exists()


async def test_a_week_number_that_fits_two_periods_offers_both(world: World) -> None:
    school = await story.school(world)
    head = school.region
    rows = [{"Неделя": label} for label in ("07.12-09.12.2026", "10.12-18.12.2026")]
    region = await orgs.find_region(school.region_title)
    assert region is not None
    await calendar_load.import_calendar(rows, region.id, now=world.clock.now())
    await head.says("/отчёт 2026-W50")
    head.sees("подходит", "07.12-09.12.2026", "10.12-18.12.2026")
    await head.presses("10.12-18.12.2026")
    head.sees("10.12-18.12.2026", "с 10.12 00:00 до 21.12 00:00")


async def test_totals_by_buttons_and_half_a_command(world: World) -> None:
    school = await story.school(world)
    head = school.region
    await head.says("/итоги школы 626; учебники 5")
    head.sees("Не понимаю «учебники 5»", "Понятно: школы 626", "Например: /итоги школы 626")
    await head.says("/итоги")
    await head.presses("педагоги")
    head.sees("Сколько всего (педагоги)")
    await head.says("много")
    head.sees("Не понимаю «много»", "Сколько всего")
    await head.says("16 819")
    await head.presses("С сегодня")
    head.sees("Записано: педагоги", "16\u00a0819", "с 30.11.2026")
    assert await OfficialTotal.get(org__title=school.region_title).values_list("value", flat=True) == 16_819


async def test_idle_schools_are_named(world: World) -> None:
    school = await story.school(world)
    head = school.region
    await world.clock.forward(days=7)
    await head.says("/отчёт")
    head.sees("Школ не активно: 1")
    await head.presses("Кто не активен")
    head.sees(school.title)
