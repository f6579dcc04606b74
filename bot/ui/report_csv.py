"""The weekly report as .csv for Excel: UTF-8 with its mark, `;`, decimal commas, «—» for what is missing."""

import csv
import io
from collections.abc import Sequence

from bot.kit.i18n import _
from bot.services.report import Report
from bot.services.report_book import Book
from bot.ui import report_table
from bot.ui.numbers import MISSING, percent, whole
from bot.ui.report_table import Cell, Missing, Share

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"  # Excel reads UTF-8 only behind it


def book(fact: Book) -> bytes:
    """An org's report: its own line, then its parts, upper level first."""
    return table([fact.own, *fact.municipalities, *fact.schools], {r.org: r.title for r in fact.municipalities})


def table(reports: Sequence[Report], parents: dict[int, str] | None = None) -> bytes:
    """A header and a line a report."""
    above = parents or {}
    newest = max(reports, key=lambda r: (r.with_calls, r.since))
    lines: list[list[str]] = [[_("Organisation"), _("Municipality"), *report_table.titles(newest)]]
    for report in reports:
        row = report_table.cells(report, with_calls=newest.with_calls)
        lines.append([safe(report.title), safe(above.get(report.parent or 0, "")), *map(_text, row)])
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(lines)
    return (MARK + written.getvalue()).encode()


def safe(title: str) -> str:
    """A title that a spreadsheet takes for text, not for a formula."""
    return f"'{title}" if title.startswith(FORMULA) else title


def _text(cell: Cell) -> str:
    match cell:
        case Missing():
            return MISSING
        case Share(part, of, places):
            return percent(part, of, places)
        case int():
            return whole(cell)
        case _:
            return cell
