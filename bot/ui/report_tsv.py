"""The weekly report for programs: the layout of source 003, byte for byte, with plain spaces and empty cells."""

from collections.abc import Sequence

from bot.services.report import Report
from bot.ui import report_table
from bot.ui.numbers import percent, whole
from bot.ui.report_table import Cell, Missing, Share

SPACE = " "


def table(reports: Sequence[Report]) -> str:
    """A header and a line a report; below the region each line begins with the org's title.

    What is not there is an empty cell, never 0.
    """
    if not reports:
        return ""
    named = any(report.level != "region" for report in reports)
    newest = max(reports, key=lambda r: (r.with_calls, r.since))
    head = [*(["Организация"] if named else []), *report_table.titles(newest)]
    lines = [
        [*([report.title] if named else []), *map(_text, report_table.cells(report, with_calls=newest.with_calls))]
        for report in reports
    ]
    return "".join("\t".join(line) + "\n" for line in [head, *lines])


def _text(cell: Cell) -> str:
    match cell:
        case Missing():
            return ""
        case Share(part, of, places):
            return percent(part, of, places)
        case int():
            return whole(cell, space=SPACE)
        case _:
            return cell
