"""The weekly report for programs: the layout of source 003, byte for byte, with plain spaces and empty cells."""

from collections.abc import Sequence

from bot.services.report import Report
from bot.ui.numbers import percent, whole

SPACE = " "


def header(first: Report) -> str:
    """The sixteen titles of the source (and one of calls, if it is on); two of them say «%» of «кол-во», as there."""
    titles = [
        "Неделя",
        "Всего ОО",
        "ОО в Сфере",
        "Школ не активно в Сфере",
        "% ОО в Сфере",
        "Общее кол-во педагогов",
        "В Сфере",
        "Общее кол-во обуч-ся",
        "В Сфере",
        "% в Сфере",
        "МОУО всего",
        "МОУО в Сфере",
        "МОУО не активно в Сфере",
        f"Кол-во педагогов, создавших как минимум 1 чат в Сфере (с {first.year_start:%d.%m.%Y})",
        "Кол-во педагогов, написавших минимум 3 сообщения в чаты за неделю",
        "% педагогов, написавших минимум 10 сообщений за неделю",
    ]
    return "\t".join([*titles, *(["% педагогов, совершивших минимум 1 звонок за неделю"] if first.with_calls else [])])


def row(report: Report) -> str:
    """One period of one org. What is not there is an empty cell, never 0."""
    counts = report.counts
    cells = [
        report.period,
        _total(report, "schools"),
        whole(counts.schools_in, space=SPACE),
        whole(counts.schools_idle, space=SPACE),
        _share(report, counts.schools_in, "schools", 2),
        _total(report, "teachers"),
        whole(counts.teachers_in, space=SPACE),
        _total(report, "students"),
        whole(counts.students_in, space=SPACE),
        _share(report, counts.students_in, "students", 2),
        _total(report, "municipalities"),
        whole(counts.municipalities_in, space=SPACE),
        whole(counts.municipalities_idle, space=SPACE),
        _counter(report, "teachers_chat"),
        _counter(report, "teachers_3"),
        _counter(report, "teachers_10"),
        *([_counter(report, "teachers_call")] if report.with_calls else []),
    ]
    return "\t".join(cells)


def table(reports: Sequence[Report]) -> str:
    """A header and a line a report; below the region each line begins with the org's title."""
    if not reports:
        return ""
    named = any(report.level != "region" for report in reports)
    head = f"Организация\t{header(reports[0])}" if named else header(reports[0])
    lines = [f"{report.title}\t{row(report)}" if named else row(report) for report in reports]
    return "\n".join([head, *lines]) + "\n"


def _total(report: Report, kind: str) -> str:
    return whole(report.totals[kind], space=SPACE) if kind in report.totals else ""


def _share(report: Report, part: int, kind: str, places: int) -> str:
    return percent(part, report.totals[kind], places) if report.totals.get(kind) else ""


def _counter(report: Report, code: str) -> str:
    return "" if code in report.missing else _share(report, getattr(report.counts, code), "teachers", 3)
