"""The weekly report as a workbook: real numbers with formats, a sheet a level, a chart that Excel draws itself.

One report gives the same bytes every time: the creation time inside is the end of the period.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import xlsxwriter

from bot.kit.i18n import _
from bot.services.access import OrgKind
from bot.services.report import Report
from bot.services.report_book import Book
from bot.ui import report_table, report_words
from bot.ui.numbers import MISSING
from bot.ui.report_table import Cell, Missing, Share

WHOLE, TEXT_WIDTH, NUMBER_WIDTH = "#,##0", 34, 13
SHARES = {2: "0.00%", 3: "0.000%"}
OPTIONS = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}
Formats = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet before it is written. `named` columns of text stand before those of the table; `term` below its weeks."""

    title: str
    named: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    reports: tuple[Report, ...]
    sums: bool
    term: Report | None = None


def book(fact: Book, top: OrgKind | None = None) -> bytes:
    """The workbook of an org's report.

    Args:
        fact: the org's weeks and parts.
        top: leave out the levels above this one.
    """
    kept = io.BytesIO()
    workbook = xlsxwriter.Workbook(kept, OPTIONS)
    workbook.set_properties(
        {"title": f"{fact.own.title}, {report_words.period(fact.own)}", "created": _ended(fact.own)}
    )
    formats = _formats(workbook)
    for grid in _grids(fact, top or fact.own.level):
        sheet = workbook.add_worksheet(grid.title)
        last = _write(sheet, grid, formats)
        if not grid.sums:
            _explain(sheet, fact.own, last + 2, formats)
            _draw(workbook, sheet, grid, last, below=last + 3 + len(report_words.notes(fact.own)))
    workbook.close()
    return kept.getvalue()


def _ended(report: Report) -> datetime:
    return datetime.combine(report.until - timedelta(days=1), time(23, 59, 59))


def _grids(fact: Book, top: OrgKind) -> list[Grid]:
    """One a level that the org has, from `top` down."""
    found = []
    if top is fact.own.level:
        title = {OrgKind.REGION: _("Region"), OrgKind.MUNICIPALITY: _("Municipality")}.get(top, _("School"))
        found.append(Grid(title, (), tuple(() for _week in fact.weeks), fact.weeks, sums=False, term=fact.term))
    if fact.municipalities and top is not OrgKind.SCHOOL:
        names = tuple((r.title,) for r in fact.municipalities)
        found.append(Grid(_("Municipalities"), (_("Municipality"),), names, fact.municipalities, sums=True))
    if fact.schools:
        above = fact.titles()
        labels = tuple((r.title, above.get(r.parent or r.org, "")) for r in fact.schools)
        found.append(Grid(_("Schools"), (_("School"), _("Municipality")), labels, fact.schools, sums=True))
    return found


def _formats(workbook: Any) -> Formats:
    edge = {"border": 1, "border_color": "#C9D2DC", "valign": "vcenter"}
    head = {**edge, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#DCE8F5"}
    total = {**edge, "bold": True, "bg_color": "#F2F5F9"}
    return {
        "head": workbook.add_format(head),
        "text": workbook.add_format(edge),
        "missing": workbook.add_format({**edge, "align": "right", "font_color": "#7A8694"}),
        "whole": workbook.add_format({**edge, "num_format": WHOLE}),
        **{f"share{n}": workbook.add_format({**edge, "num_format": code}) for n, code in SHARES.items()},
        "sum": workbook.add_format({**total, "num_format": WHOLE}),
        "sum_text": workbook.add_format(total),
        "sum_missing": workbook.add_format({**total, "align": "right"}),
        **{f"sum_share{n}": workbook.add_format({**total, "num_format": code}) for n, code in SHARES.items()},
        "note": workbook.add_format({"font_color": "#4A5560"}),
    }


def _write(sheet: Any, grid: Grid, formats: Formats) -> int:
    """Header, rows and sums; returns the last row that is used."""
    newest = max(grid.reports, key=lambda r: (r.with_calls, r.since))
    codes = report_table.counters(newest)
    heads = [*grid.named, *report_table.titles(newest), *(report_words.people_title(newest, code) for code in codes)]
    heads.append(_("Pupils through a parent, apart"))
    sheet.write_row(0, 0, heads, formats["head"])
    row = 0
    for row, (label, report) in enumerate(zip(grid.labels, grid.reports, strict=True), start=1):
        _put_all(sheet, row, [*label, *_cells(report, codes, newest)], formats)
    _arrange(sheet, grid, len(heads), row)
    if grid.term:
        row += 1
        _put_all(sheet, row, _cells(grid.term, codes, newest), formats, of_sum="sum_")
    if grid.sums:
        row += 1
        _sum(sheet, grid, row, heads, codes, formats)
    return row


def _cells(report: Report, codes: Sequence[str], newest: Report) -> list[Cell]:
    cells = report_table.cells(report, with_calls=newest.with_calls)
    return [*cells, *(report_table.counter(report, code) for code in codes), report.counts.students_by_proxy]


def _put_all(sheet: Any, row: int, cells: Sequence[Cell], formats: Formats, of_sum: str = "") -> None:
    for column, cell in enumerate(cells):
        match cell:
            case Missing():
                sheet.write_string(row, column, MISSING, formats[f"{of_sum}missing"])
            case Share(part, of, places):
                sheet.write_number(row, column, part / of, formats[f"{of_sum}share{places}"])
            case int():
                sheet.write_number(row, column, cell, formats["sum" if of_sum else "whole"])
            case _:
                sheet.write_string(row, column, cell, formats[f"{of_sum}text"])


def _arrange(sheet: Any, grid: Grid, width: int, last: int) -> None:
    """What makes a long table readable: the header stays, columns are wide enough, paper lies across."""
    names = len(grid.named)
    sheet.set_row(0, 92)
    sheet.freeze_panes(1, names or 1)
    if names:
        sheet.set_column(0, names - 1, TEXT_WIDTH)
        sheet.autofilter(0, 0, last, width - 1)
    sheet.set_column(names, names, 18)
    sheet.set_column(names + 1, width - 1, NUMBER_WIDTH)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _sum(sheet: Any, grid: Grid, row: int, heads: Sequence[str], codes: Sequence[str], formats: Formats) -> None:
    """Sums of what can be summed, as formulas that carry their value: they are the upper level's numbers."""
    sheet.write_string(row, 0, _("In all"), formats["sum_text"])
    for column in range(1, len(heads)):
        sheet.write_blank(row, column, None, formats["sum_text"])
    for column, value in _summed(grid, codes):
        letters = _column(column)
        sheet.write_formula(row, column, f"=SUM({letters}2:{letters}{row})", formats["sum"], value)


def _summed(grid: Grid, codes: Sequence[str]) -> list[tuple[int, int]]:
    """(column, sum): the counters of people and orgs, and official totals that every part has."""
    first = len(grid.named)
    counts = [r.counts for r in grid.reports]
    places = {2: "schools_in", 3: "schools_idle", 6: "teachers_in", 8: "students_in"}
    if grid.reports[0].level is OrgKind.MUNICIPALITY:
        places |= {11: "municipalities_in", 12: "municipalities_idle"}
    calls = any(r.with_calls for r in grid.reports)
    after = 16 + calls
    places |= {after + n: code for n, code in enumerate(codes) if not any(code in r.missing for r in grid.reports)}
    places[after + len(codes)] = "students_by_proxy"
    return [(first + at, sum(getattr(c, name) for c in counts)) for at, name in sorted(places.items())]


def _column(number: int) -> str:
    return chr(65 + number) if number < 26 else _column(number // 26 - 1) + chr(65 + number % 26)


def _explain(sheet: Any, report: Report, row: int, formats: Formats) -> None:
    for number, line in enumerate(report_words.notes(report)):
        sheet.write_string(row + number, 0, line, formats["note"])


def _draw(workbook: Any, sheet: Any, grid: Grid, last: int, *, below: int) -> None:
    """The trend of the counters by weeks: in percent of all teachers where that is known, else in people."""
    last -= grid.term is not None
    report = grid.reports[-1]
    codes = report_table.counters(report)
    known = "teachers" in report.totals
    first = 13 if known else 16 + any(r.with_calls for r in grid.reports)
    chart = workbook.add_chart({"type": "line"})
    for number, code in enumerate(codes):
        column = first + number
        chart.add_series(
            {
                "name": report_words.short_title(code),
                "categories": [sheet.name, 1, 0, last, 0],
                "values": [sheet.name, 1, column, last, column],
                "marker": {"type": "circle", "size": 5},
            }
        )
    chart.set_title({"name": _("Teachers: trend"), "name_font": {"size": 12}})
    chart.set_y_axis({"num_format": "0%" if known else WHOLE, "min": 0, "major_gridlines": {"visible": True}})
    chart.set_x_axis({"num_font": {"rotation": -45}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": 360})
    chart.show_na_as_empty_cell()
    sheet.insert_chart(below, 0, chart)
