"""The weekly table of source 003 as cells: what each column holds, before anybody formats it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.services.report import Report
from bot.ui import report_words

NOT_GIVEN, NOT_COLLECTED = "not given", "not collected"


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `of` in percent with so many digits after the comma."""

    part: int
    of: int
    places: int


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no number, and why: `NOT_GIVEN` (an official head-count) or `NOT_COLLECTED` (a counter)."""

    reason: str


Cell = str | int | Share | Missing


def titles(report: Report) -> list[str]:
    """The sixteen titles of the source (and one of calls, if it is on); two of them say «%» of «кол-во», as there."""
    named = [
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
        f"Кол-во педагогов, создавших как минимум 1 чат в Сфере (с {report.year_start:%d.%m.%Y})",
        "Кол-во педагогов, написавших минимум 3 сообщения в чаты за неделю",
        "% педагогов, написавших минимум 10 сообщений за неделю",
    ]
    return [*named, *(["% педагогов, совершивших минимум 1 звонок за неделю"] if report.with_calls else [])]


def cells(report: Report, *, with_calls: bool | None = None) -> list[Cell]:
    """One period of one org, a cell a title; `with_calls` overrules the report's own setting, in a table of many."""
    counts = report.counts
    row: list[Cell] = [
        report_words.period(report),
        total(report, "schools"),
        counts.schools_in,
        counts.schools_idle,
        share(report, counts.schools_in, "schools", 2),
        total(report, "teachers"),
        counts.teachers_in,
        total(report, "students"),
        counts.students_in,
        share(report, counts.students_in, "students", 2),
        total(report, "municipalities"),
        counts.municipalities_in,
        counts.municipalities_idle,
        counter_share(report, "teachers_chat"),
        counter_share(report, "teachers_3"),
        counter_share(report, "teachers_10"),
    ]
    if report.with_calls if with_calls is None else with_calls:
        row.append(counter_share(report, "teachers_call"))
    return row


def counters(report: Report) -> list[str]:
    """Codes of the counters of people that the report shows."""
    return ["teachers_chat", "teachers_3", "teachers_10", *(["teachers_call"] if report.with_calls else [])]


def people(reports: Sequence[Report], code: str) -> list[Cell]:
    """A counter as whole people, a cell a report."""
    return [counter(report, code) for report in reports]


def total(report: Report, kind: str) -> Cell:
    """An official head-count."""
    return report.totals.get(kind, Missing(NOT_GIVEN))


def share(report: Report, part: int, kind: str, places: int) -> Cell:
    """`part` of an official head-count."""
    of = report.totals.get(kind)
    return Share(part, of, places) if of else Missing(NOT_GIVEN)


def counter(report: Report, code: str) -> Cell:
    """A counter of people."""
    if code in report.missing or (code == "teachers_call" and not report.with_calls):
        return Missing(NOT_COLLECTED)
    return int(getattr(report.counts, code))


def counter_share(report: Report, code: str) -> Cell:
    """A counter of people as a share of all teachers there are; over a term, of those of all its weeks."""
    number = counter(report, code)
    if isinstance(number, int) and report.term and code in report.term.weekly:
        of = report.term.weekly[code].of
        return Share(number, of, 3) if of else Missing(NOT_GIVEN)
    return share(report, number, "teachers", 3) if isinstance(number, int) else number
