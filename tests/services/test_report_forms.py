"""The forms of the report: a workbook, a table for Excel, a picture for a phone; made twice, they are the same."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from bot.services.access import OrgKind
from bot.services.report_facts import Counts
from bot.ui import drawing, report_csv, report_picture, report_words, report_xlsx
from tests.services import made_reports

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Workbook:
    """What lies in an .xlsx, without a library that would forgive mistakes."""

    def __init__(self, content: bytes) -> None:
        self.files = zipfile.ZipFile(io.BytesIO(content))
        self.words = ["".join(si.itertext()) for si in self.tree("xl/sharedStrings.xml")]
        styles = self.tree("xl/styles.xml")
        codes = {n.get("numFmtId"): str(n.get("formatCode")) for n in styles.iter(f"{MAIN}numFmt")}
        codes |= {"3": "#,##0", "10": "0.00%"}  # built in
        cells = styles.find(f"{MAIN}cellXfs")
        assert cells is not None
        self.formats = [codes.get(xf.get("numFmtId"), "") for xf in cells]
        self.sheets = [str(sheet.get("name")) for sheet in self.tree("xl/workbook.xml").iter(f"{MAIN}sheet")]

    def tree(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.files.read(name))

    def sheet(self, number: int) -> ElementTree.Element:
        return self.tree(f"xl/worksheets/sheet{number}.xml")

    def cells(self, number: int) -> dict[str, tuple[str | float, str, str]]:
        """(value, format, formula) by place."""
        found = {}
        for cell in self.sheet(number).iter(f"{MAIN}c"):
            value, formula = cell.findtext(f"{MAIN}v") or "", cell.findtext(f"{MAIN}f") or ""
            shown: str | float = self.words[int(value)] if cell.get("t") == "s" else float(value or "nan")
            found[str(cell.get("r"))] = (shown, self.formats[int(cell.get("s") or 0)], formula)
        return found


def test_a_workbook_has_a_sheet_a_level_with_real_numbers_and_a_chart() -> None:
    made = Workbook(report_xlsx.book(made_reports.book()))
    assert made.sheets == ["Регион", "Муниципалитеты", "Школы"]
    region = made.cells(1)
    assert region["A4"][0] == "03.04-07.04.2023"
    assert region["F4"][:2] == (16_819, "#,##0")
    assert region["E4"][:2] == (618 / 626, "0.00%")
    assert region["O4"][:2] == (61 / 16_819, "0.000%")
    assert region["P2"][0] == "—", "what was not collected is no zero"
    assert [region[place][0] for place in ("Q4", "R4", "S4")] == [3_745, 61, 17]
    assert any("по часам каждой школы" in str(cell[0]) for cell in region.values())
    for number in (1, 2, 3):
        pane = made.sheet(number).find(f".//{MAIN}pane")
        assert pane is not None
        assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "1")
    assert "xl/charts/chart1.xml" in made.files.namelist()
    assert "lineChart" in made.files.read("xl/charts/chart1.xml").decode()
    assert "$Y$2:$Y$4" in made.files.read("xl/charts/chart3.xml").decode() and "Y2" not in region, "a gap, no zero"
    assert region["Y4"][0] == pytest.approx(17 / 16_819)


def test_the_sums_of_the_schools_sheet_are_formulas_with_their_value() -> None:
    book = made_reports.book()
    schools = Workbook(report_xlsx.book(book)).cells(3)
    assert [schools[f"A{n}"][0] for n in range(2, 6)] == [f"Школа № {n}" for n in (1, 2, 3, 4)]
    assert {schools[f"B{n}"][0] for n in range(2, 6)} == {"Округ 0", "Округ 1"}
    assert schools["I6"] == (40, "#,##0", "=SUM(I2:I5)"[1:])
    assert schools["T6"][0] == 4, "teachers with three messages"
    assert schools["H2"][0] == "—", "no head-count was given for a school"


def test_a_column_of_calls_is_there_only_when_it_is_on() -> None:
    with_calls = made_reports.book(with_calls=True)
    heads = [
        str(cell[0]) for place, cell in Workbook(report_xlsx.book(with_calls)).cells(1).items() if place.endswith("1")
    ]
    assert "% педагогов, совершивших минимум 1 звонок за неделю" in heads
    assert "звонк" in report_picture.svg(with_calls)
    plain = made_reports.book()
    assert "звон" not in " ".join(str(cell[0]) for cell in Workbook(report_xlsx.book(plain)).cells(1).values())
    assert "звонк" not in report_picture.svg(plain)


def test_a_title_is_never_a_formula() -> None:
    book = made_reports.book()
    sly = replace(book, schools=(replace(book.schools[0], title='=HYPERLINK("x")'),))
    assert Workbook(report_xlsx.book(sly)).cells(3)["A2"] == ('=HYPERLINK("x")', "", "")
    assert "'=HYPERLINK" in report_csv.book(sly).decode()


def test_the_csv_opens_in_a_russian_excel() -> None:
    content = report_csv.book(made_reports.book())
    assert content.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == 1 + 1 + 2 + 4
    assert {len(row) for row in rows} == {18}
    region, school = rows[1], rows[-1]
    assert region[2:8] == ["03.04-07.04.2023", "626", "618", "49", "98,72%", "16\u00a0819"]
    assert school[:2] == ["Школа № 4", "Округ 0"]
    assert school[7] == school[-1] == "—"


def test_the_picture_shows_this_week_big_and_the_last_one_small() -> None:
    drawn = report_picture.svg(made_reports.book())
    sizes = {words: int(size) for size, words in re.findall(r'font-size="(\d+)"[^>]*>([^<]+)<', drawn)}
    assert sizes["0,363%"] > 2 * sizes["неделей раньше: 0,125% (21)"]
    assert {"61 педагог", "до 25% — ещё 4\u00a0144", "цель 25% к 01.09.2023", "Ставропольский край"} <= set(sizes)
    first_week_missing = drawn.index(report_picture.COLOURS["teachers_10"])
    assert drawn[first_week_missing:].count("<circle") == 2, "a week that was not collected leaves a gap"


def test_without_a_head_count_the_picture_counts_people() -> None:
    school = made_reports.report(org=100, level=OrgKind.SCHOOL, title="Школа <№ 1> & «Лицей» " * 6)
    drawn = report_picture.svg(replace(made_reports.book(), weeks=(school,), municipalities=(), schools=()))
    ElementTree.fromstring(drawn)
    assert "не задано" in drawn
    assert "%" not in re.sub(r"цель \d+%", "", drawn)


def test_the_picture_is_a_png_with_cyrillic_letters_of_our_own_font() -> None:
    one, other = (drawing.png(drawing.canvas(60, 60, [drawing.text(5, 45, word, 40, fill="#000")])) for word in "ЖШ")
    assert one.startswith(b"\x89PNG")
    assert one != other, "both are the box of a missing letter"
    needed = set(re.sub(r"<[^>]+>", "", report_picture.svg(made_reports.book())))
    boxes = {
        drawing.png(drawing.canvas(40, 40, [drawing.text(5, 30, sign, 24, fill="#000")])) for sign in "\u4e2d\u3042"
    }
    assert len(boxes) == 1, "letters that the font lacks all look the same"
    for sign in needed - {" ", "\u00a0"}:
        drawn = drawing.png(drawing.canvas(40, 40, [drawing.text(5, 30, sign, 24, fill="#000")]))
        assert drawn not in boxes, sign


def test_made_twice_the_bytes_are_the_same() -> None:
    for form in (report_xlsx.book, report_csv.book, report_picture.book):
        assert form(made_reports.book()) == form(made_reports.book())
    core = Workbook(report_xlsx.book(made_reports.book())).files.read("docProps/core.xml").decode()
    assert "2023-04-09T23:59:59Z" in core, "the file was made when the period ended"


def test_what_is_odd_is_said_in_words_with_its_reasons() -> None:
    before = Counts(617, 49, 18_045, 237_468, 12, 31, 21, 3_718, 25, 6)
    fact = made_reports.report(0, before=before, totals={"teachers": 17_218, "schools": 636}, title="Край")
    said = "\n".join(report_words.notes(fact))
    for part in (
        "⚠ Педагогов 104,9% от всех: лишних 846.",
        "Неактивных МОУО стало больше: 21 → 23. Новых подключений: 2.",
        "«—»: не задано, сколько всего: обучающиеся, муниципалитеты. Задать: /итоги",
        "В этом отчёте 3 дня, а не 7: неделя сдвинута праздниками.",
    ):
        assert part in said
    plain = made_reports.report(before=made_reports.report().counts, counts=Counts(618, 49, 16_000, 237_564))
    assert report_words.notes(plain) == [report_words.window(plain)], "nothing odd, nothing said"
