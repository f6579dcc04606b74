"""A calendar and head-counts from files: tried first, kept on a yes, from VK's own hosts only."""

import io
from typing import Any

import aiohttp
import openpyxl

from models import AuditRow, OfficialTotal, ReportingPeriod
from tests.world import Actor, World, story

CALENDAR = """Начало;Конец;Вид
17.12.2026;20.12.2026;каникулы
14.12.2026;16.12.2026;неделя
20.11.2026;;праздник
осень;;каникулы
"""


async def document(by: Actor, name: str, content: bytes) -> dict[str, Any]:
    """A file that the person has uploaded, as an attachment."""
    form = aiohttp.FormData()
    form.add_field("file", content, filename=name)
    url = f"{by.world.sandbox.url}/sandbox/upload?type=doc&from_id={by.id}"
    async with aiohttp.ClientSession() as http, http.post(url, data=form) as answer:
        made: dict[str, Any] = await answer.json()
    return made.get("response", made)


def totals_book(*rows: tuple[object, ...]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (("Показатель", "Значение", "С даты", "Основание", "Организация"), *rows):
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


async def test_a_calendar_from_a_file_is_tried_and_then_kept(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    head, far = school.region, other.region
    await head.says("/календарь")
    await head.presses("Из файла")
    head.sees("«Начало», «Конец», «Вид»")
    await head.says("вот он")
    head.sees("только таблицы .xlsx и .csv")
    await world.restart()
    await head.says("", attachments=[await document(head, "календарь.csv", CALENDAR.encode("cp1251"))])
    await head.catches_up()
    shown = (await head.reads())[-1]
    assert "ещё ничего не записано" in shown.text and "2 строки" in shown.text, shown.text
    assert "строка 4" in shown.text and "закрыта" in shown.text and "строка 5: «осень" in shown.text, shown.text
    assert not await AuditRow.filter(act="calendar.write").exists(), "a trial keeps nothing"
    await world.restart()
    for _ in range(2):
        await head.presses("Записать", cmid=shown.cmid)
    await world.delivers_again()
    assert await AuditRow.filter(act="calendar.write", outcome="done").count() == 2
    await head.says("/календарь")
    head.sees("14.12-16.12.2026", "17.12-25.12.2026", "Выходные: 17.12–20.12.2026")
    await far.says("/календарь")
    assert "17.12" not in far.screen.text
    assert not await ReportingPeriod.filter(region__title=other.region_title, ends_on="2026-12-16").exists()


async def test_head_counts_from_a_workbook_and_what_is_refused(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    head, admin = school.region, school.admin
    await head.says("/итоги файл")
    head.sees("«Показатель», «Значение»")
    book = totals_book(
        ("педагоги", 16819, "23.02.2023", "приказ", ""),
        ("педагоги", 40, "01.09.2026", "тарификация", school.title),
        ("педагоги", 40, "", "", other.title),
        ("стулья", 5, "", "", ""),
    )
    await head.says("", attachments=[await document(head, "итоги.xlsx", book)])
    await head.catches_up()
    shown = (await head.reads())[-1]
    assert "2 строки" in shown.text and "строка 4" in shown.text and "строка 5" in shown.text, shown.text
    await head.says("да")
    head.sees("Записано", "/итоги")
    kept = {(row.value, row.source) for row in await OfficialTotal.all()}
    assert kept == {(16819, "приказ"), (40, "тарификация")}
    for forged in ("https://evil.example/a.csv", f"{world.sandbox.url.replace('127.0.0.1', 'localhost')}/a.csv"):
        await head.says("/итоги файл")
        await head.says("", attachments=[{"type": "doc", "url": forged, "title": "a.csv"}])
        await head.catches_up()
        assert "только из ВК" in (await head.reads())[-1].text
    await admin.says("нажато", payload={"b": "table_file.begin", "a": ["totals"]})
    admin.sees("Здесь такого нет")
