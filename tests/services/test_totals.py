"""Official head-counts: typed, versioned by date, loaded from the table of source 003."""

from datetime import date, datetime

import pytest

from bot.services import orgs, settings, totals
from bot.services.totals import BadTotals, TotalKind, parse_totals
from tests.services.region_003 import rows_of_table

NOW = datetime.fromisoformat("2023-02-20T10:00:00+03:00")


def test_a_line_is_read_in_any_order_and_spelling() -> None:
    typed = parse_totals("педагоги: 16 819; Школы 626; обучающиеся = 309\u00a0292; МОУО 33; с 23.02.2023")
    assert typed.values == {
        TotalKind.TEACHERS: 16_819,
        TotalKind.SCHOOLS: 626,
        TotalKind.STUDENTS: 309_292,
        TotalKind.MUNICIPALITIES: 33,
    }
    assert typed.valid_from == date(2023, 2, 23)


@pytest.mark.parametrize(
    ("said", "piece"),
    [
        ("школы 626; учебники 5", "учебники 5"),
        ("школы", "школы"),
        ("школы 626; с 31.02.2023", "31.02.2023"),
        ("школы -5", "школы -5"),
        ("с 23.02.2023", "с 23.02.2023"),
        ("школы 99999999999", "школы 99999999999"),
    ],
)
def test_the_piece_that_was_not_understood_is_named(said: str, piece: str) -> None:
    with pytest.raises(BadTotals) as wrong:
        parse_totals(said)
    assert piece in wrong.value.said or wrong.value.said in piece


async def test_a_newer_version_leaves_the_older_periods_alone(database: str) -> None:
    region = (await orgs.found_region("Край", "Europe/Moscow", now=NOW)).id
    calendar = await totals.load_table_003(rows_of_table(), region, now=NOW)
    assert [p.label for p in calendar][:2] == ["20.02-22.02.2023", "23.02-03.03.2023"]
    assert [(f.kind.value, f.value) for f in await totals.in_force(region, date(2023, 2, 22))] == [
        ("schools", 636),
        ("teachers", 17_218),
        ("students", 312_014),
        ("municipalities", 33),
    ]
    assert [f.value for f in await totals.in_force(region, date(2023, 4, 7))] == [626, 16_819, 309_292, 33]
    assert await settings.get(region, "report.missing", date(2023, 2, 22)) == ["teachers_10"]
    assert await settings.get(region, "report.missing", date(2023, 2, 23)) == []


async def test_the_command_lines_table(database: str) -> None:
    region = (await orgs.found_region("Край", "Europe/Moscow", now=NOW)).id
    row = {"kind": "schools", "value": "626", "valid_from": "2023-02-23", "source": "приказ"}
    assert await totals.import_totals([row], region, now=NOW) == 1
    assert [f.source for f in await totals.in_force(region, date(2023, 3, 1))] == ["приказ"]
    with pytest.raises(BadTotals):
        await totals.import_totals([{**row, "kind": "chairs"}], region, now=NOW)
