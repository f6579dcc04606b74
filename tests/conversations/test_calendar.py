"""The calendar in talk: looked at by all who answer for an org, changed by the region, by words and by buttons."""

from models import AuditRow, ReportingPeriod
from tests.world import World, story


async def test_the_calendar_is_changed_by_words_and_by_buttons(world: World) -> None:
    school = await story.school(world)
    head, admin = school.region, school.admin
    await head.says("/календарь")
    head.sees("Учебный год 2026/27: 01.09.2026–31.08.2027", "▸ 30.11-04.12.2026 (30.11 → 07.12)", "Позже")
    await head.presses("Каникулы")
    head.sees("Например: 25.10-02.11.2026")
    await head.says("завтра")
    head.sees("«завтра» — не дни")
    asked = head.screen.cmid
    await world.restart()
    await head.says("17.12-20.12.2026")
    head.sees("Выходные: 17.12–20.12.2026", "закрытые стоят")
    await world.delivers_again()
    await head.presses("Календарь")
    head.sees("· 14.12-16.12.2026", "· 17.12-25.12.2026 (17.12 → 28.12)", "Выходные: 17.12–20.12.2026")
    assert await AuditRow.filter(act="calendar.write").count() == 1
    await head.presses("Отмена", cmid=asked)
    await head.says("/календарь праздник 31.12.2026")
    head.sees("Выходные: 17.12–20.12.2026, 31.12.2026")
    await head.says("/календарь рабочие 17.12-20.12.2026")
    head.sees("Выходные: 31.12.2026.")
    await head.says("/календарь склеить 14.12-25.12.2026")
    head.sees("14.12-25.12.2026, считаем с 14.12 00:00 до 28.12 00:00")
    await head.says("/calendar cut 18.12.2026")
    head.sees("14.12-17.12.2026", "18.12-25.12.2026")
    await head.says("/календарь полугодия 01.09-30.12.2026, 11.01-31.05.2027")
    head.sees("Записано. Полугодия: 1 — 01.09–30.12.2026; 2 — 11.01–31.05.2027")
    await admin.says("/календарь")
    admin.sees("Полугодия: 1", "18.12-25.12.2026")
    assert not any(label in admin.screen.buttons for label in ("Склеить недели", "Из файла"))


async def test_half_a_change_and_one_without_the_right_are_refused(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    head, admin = school.region, school.admin
    for said, answer in (
        ("/календарь каникулы", "Например: /календарь каникулы 25.10-02.11.2026"),
        ("/календарь осень", "«осень» — не дни"),
        ("/календарь праздник 20.11.2026", "закрыта"),
        ("/календарь четверти 01.09-30.12.2026", "нужны все части"),
        ("/календарь рабочие 01.12.2026", "нет выходных"),
    ):
        await head.says(said)
        head.sees(answer)
    for payload in ({"b": "calendar.edit", "a": ["stars"]}, {"b": "calendar.page", "a": ["x"]}):
        await head.says("нажато", payload=payload)
        head.sees("Здесь такого нет")
    before = await ReportingPeriod.filter(region__title=other.region_title).count()
    await head.says("/календарь каникулы 07.12-11.12.2026")
    for said in ("склеить 14.12-25.12.2026", "разрезать 09.12.2026", "полугодия 01.09-30.12.2026", "файл"):
        await admin.says(f"/календарь {said}")
        admin.sees("Здесь такого нет")
    await admin.says("нажато", payload={"b": "calendar.edit", "a": ["glue"]})
    admin.sees("Здесь такого нет")
    await other.region.says("/календарь")
    assert "Выходные" not in other.region.screen.text
    assert "07.12-11.12.2026" in other.region.screen.text
    assert before <= await ReportingPeriod.filter(region__title=other.region_title).count()


async def test_a_school_sets_its_own_days_off_and_quiet_hours(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    head, admin = school.region, school.admin
    await head.says("/календарь каникулы 28.12-10.01.2027")
    await admin.says("/календарь")
    admin.sees("Выходные: 28.12.2026–10.01.2027", "Тихие часы: 19:00–08:00")
    await admin.presses("Каникулы")
    await admin.says("07.12-11.12.2026")
    admin.sees(
        "Записано для вашей организации", "07.12–11.12.2026, 28.12.2026–10.01.2027", "из них ваши: 07.12–11.12.2026"
    )
    await world.delivers_again()
    await admin.presses("Календарь")
    await admin.presses("Учебные дни")
    await world.restart()
    await admin.says("28.12.2026")
    admin.sees("у вас учатся: 28.12.2026")
    assert await AuditRow.filter(act="calendar.own").count() == 2
    await admin.says("/calendar quiet 20:00-07:00")
    admin.sees("Тихие часы: 20:00–07:00")
    await admin.presses("Календарь")
    admin.sees("Тихие часы: 20:00–07:00", "· 07.12-11.12.2026")
    await head.says("/календарь тихо с 21 до 7")
    head.sees("Тихие часы: 21:00–07:00")
    await admin.says("/календарь")
    admin.sees("Тихие часы: 20:00–07:00")
    for said, answer in (
        ("/календарь тихо ночью", "«ночью» — не часы"),
        ("/календарь праздник 20.11.2026", "уже прошли"),
        ("/календарь рабочие 14.12.2026", "нет выходных"),
    ):
        await admin.says(said)
        admin.sees(answer)
    await other.admin.says("/календарь")
    assert "Выходные" not in other.admin.screen.text and "19:00" in other.admin.screen.text
    await school.open_classes("5А")
    teacher = await story.teacher(school, "5А Алгебра")
    await teacher.says("/календарь праздник 08.12.2026")
    teacher.sees("Здесь такого нет")
