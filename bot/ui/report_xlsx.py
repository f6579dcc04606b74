"""The weekly report as a workbook: real numbers with formats, a sheet a level, a chart that Excel draws itself.

One report gives the same bytes every time: the creation time inside is the end of the period.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from textwrap import wrap
from typing import Any

import xlsxwriter

from bot.kit.i18n import _
from bot.services.access import OrgKind
from bot.services.report import Report
from bot.services.report_book import Book
from bot.ui import report_table, report_words
from bot.ui.numbers import MISSING
from bot.ui.report_picture import COLOURS, FAINT
from bot.ui.report_table import Cell, Missing, Share

WHOLE, TEXT_WIDTH, WEEK_WIDTH, LEAST_WIDTH = "#,##0", 34, 18, 10  # widths in characters
HEAD_SIZE, HEAD_LINE = 9, 12.5  # points: its letters, and what a line of them takes
FEW = 0.05  # below it whole percents do not tell the marks of an axis apart
CHART_WIDTH, CHART_HEIGHT, CHART_GAP = 430, 300, 14  # pixels
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
        _print(sheet, fact.own)
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
    head = {**edge, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#DCE8F5", "font_size": HEAD_SIZE}
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
    rows = [[*label, *_cells(r, codes, newest)] for label, r in zip(grid.labels, grid.reports, strict=True)]
    for row, cells in enumerate(rows, start=1):
        _put_all(sheet, row, cells, formats)
    last = len(rows)
    _arrange(sheet, grid, heads, last)
    if grid.term:
        last += 1
        _put_all(sheet, last, _cells(grid.term, codes, newest), formats, of_sum="sum_")
    if grid.sums:
        last += 1
        _sum(sheet, grid, last, heads, codes, formats)
        if any(isinstance(cell, Missing) for cells in rows for cell in cells):
            sheet.write_string(last + 2, 0, _why_missing(), formats["note"])
    return last


def _why_missing() -> str:
    return _("«—»: nobody gave this number for this organisation (/итоги файл), or it was not collected in the week.")


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


def _arrange(sheet: Any, grid: Grid, heads: Sequence[str], last: int) -> None:
    """What makes a long table readable: the header stays and shows all its words, columns are wide enough."""
    names = len(grid.named)
    widths = [TEXT_WIDTH] * names + [WEEK_WIDTH] + [_width(head) for head in heads[names + 1 :]]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    lines = max(len(wrap(head, width)) for head, width in zip(heads, widths, strict=True))
    sheet.set_row(0, (lines + 1) * HEAD_LINE)
    sheet.freeze_panes(1, names or 1)
    if names:
        sheet.autofilter(0, 0, last, len(heads) - 1)


def _width(head: str) -> int:
    """Of a column of numbers: no word of its head is broken, however bold."""
    return max(LEAST_WIDTH, *(len(word) + 2 for word in head.split()))


def _print(sheet: Any, own: Report) -> None:
    """On paper: across, as wide as the sheet, the header on every page, whose it is above and the page below."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.3, right=0.3, top=0.6, bottom=0.5)
    title, period = (words.replace("&", "&&") for words in (own.title, report_words.period(own)))
    sheet.set_header(f"&L{title}&R{period}")
    sheet.set_footer("&C&P / &N")


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
    """The trend of each counter by weeks, on a scale of its own: in percent of all teachers, else in people.

    Drawn of hidden columns: of the table's own, Excel would take «—» for a zero.
    """
    last -= grid.term is not None
    newest = grid.reports[-1]
    known, codes = "teachers" in newest.totals, report_table.counters(newest)
    first = len(report_table.titles(newest)) + len(codes) + 3
    for number, code in enumerate(codes):
        _keep_for_chart(sheet, grid.reports, code, first + number, known=known)
        chart = workbook.add_chart({"type": "line"})
        colour = COLOURS[code]
        chart.add_series(
            {
                "categories": [sheet.name, 1, 0, last, 0],
                "values": [sheet.name, 1, first + number, last, first + number],
                "line": {"color": colour, "width": 2.25},
                "marker": {"type": "circle", "size": 6, "fill": {"color": colour}, "border": {"color": colour}},
            }
        )
        title = report_words.long_title(code, newest.year_start)
        chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
        shape = _scale(grid.reports, code) if known else WHOLE
        chart.set_y_axis(
            {"num_format": shape, "min": 0, "major_gridlines": {"visible": True, "line": {"color": FAINT}}}
        )
        chart.set_x_axis({"num_font": {"rotation": -45, "size": 8}})
        chart.set_legend({"none": True})
        chart.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
        chart.show_hidden_data()
        sheet.insert_chart(below, 0, chart, {"x_offset": number * (CHART_WIDTH + CHART_GAP)})


def _keep_for_chart(sheet: Any, reports: Sequence[Report], code: str, column: int, *, known: bool) -> None:
    sheet.set_column(column, column, None, None, {"hidden": True})
    for row, report in enumerate(reports, start=1):
        cell = report_table.counter_share(report, code) if known else report_table.counter(report, code)
        if isinstance(cell, Share):
            sheet.write_number(row, column, cell.part / cell.of)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell)


def _scale(reports: Sequence[Report], code: str) -> str:
    """A format of the axis in which neighbouring marks differ."""
    shares = [cell.part / cell.of for r in reports if isinstance(cell := report_table.counter_share(r, code), Share)]
    return "0%" if max(shares, default=1.0) >= FEW else "0.00%"
