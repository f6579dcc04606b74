"""The weekly report as a picture for a phone: this week big, last week small, the way to the target beside them."""

from collections.abc import Sequence
from decimal import Decimal

from bot.kit.i18n import _, ngettext
from bot.services.access import OrgKind
from bot.services.report import Report
from bot.services.report_book import Book
from bot.services.report_facts import Aim
from bot.ui import drawing, report_table, report_terms, report_words
from bot.ui.calendar import span
from bot.ui.drawing import box, dot, fitted, line, text, wrapped
from bot.ui.numbers import MISSING, percent, whole
from bot.ui.report_table import Share

WIDTH, EDGE, HEAD, TILE, FOOT = 1080, 48, 168, 132, 96
PANEL, GAP, NUMBERS = 296, 20, 430  # a counter's height, the space below it, the width of its big number
INK, SOFT, FAINT, PAPER, CARD = "#1b2733", "#5d6b7a", "#c9d2dc", "#f2f5f9", "#ffffff"
COLOURS = {"teachers_chat": "#2a6fbb", "teachers_3": "#1e8e5a", "teachers_10": "#b3541e", "teachers_call": "#7a4bb0"}
WEEKS_SHOWN = 12


def book(fact: Book) -> bytes:
    """The picture of an org's report, as PNG."""
    return drawing.png(svg(fact))


def svg(fact: Book) -> str:
    """The same before it is painted: tests read it."""
    own = fact.own
    weeks = fact.weeks if own.term else fact.weeks[-WEEKS_SHOWN:]
    before = None if len(weeks) == 1 else weeks[0] if own.term else weeks[-2]
    shapes = _head(own) + _tiles(own, before)
    top = HEAD + TILE + 2 * GAP
    for code in report_table.counters(own):
        shapes += _panel(code, own, None if own.term else before, top) + _way(code, weeks, top, own.aims.get(code))
        top += PANEL + GAP
    foot, size = fitted(report_words.window(own), 22, WIDTH - 2 * EDGE, least=18)
    shapes.append(text(EDGE, top + 34, foot, size, fill=SOFT))
    shapes.append(text(EDGE, top + 66, _asked_of(own), 22, fill=SOFT))
    return drawing.canvas(WIDTH, top + FOOT, shapes, paper=PAPER)


def _head(own: Report) -> list[str]:
    size = 52 if len(fitted(own.title, 52, WIDTH - 2 * EDGE, bold=True)[0]) == len(own.title) else 34
    lines = wrapped(own.title, size, WIDTH - 2 * EDGE, bold=True)
    top = 84 if len(lines) == 1 else 52
    state = when(own)
    if not own.is_frozen or (own.term and not own.term.is_over):
        state = _("%(week)s, still running") % {"week": state}
    titles = [text(EDGE, top + n * 42, words, size, fill=INK, bold=True) for n, words in enumerate(lines)]
    return [*titles, text(EDGE, 138, state, 32, fill=SOFT)]


def when(own: Report) -> str:
    """«неделя 03.04-07.04.2023», or the term and its days."""
    if own.term:
        return f"{report_words.period(own)} · {span((own.term.first, own.term.last))}"
    return _("week %(period)s") % {"period": own.period}


def _asked_of(own: Report) -> str:
    teachers = own.totals.get("teachers")
    if teachers is None:
        return _("Teachers in all: not given, so people are counted.")
    if own.term:
        return _("Share of all teachers; of weekly counters, of those of all these weeks.")
    return _("Share of all teachers: %(n)s.") % {"n": whole(teachers)}


def _tiles(now: Report, before: Report | None) -> list[str]:
    """Who is in, in a row of small cards: now, and a week before (of a term: at the end of its first week)."""
    named = [(_("Teachers in"), "teachers_in"), (_("Pupils in"), "students_in")]
    if now.level is not OrgKind.SCHOOL:
        named = [(_("Schools in"), "schools_in"), (_("Not active"), "schools_idle"), *named]
    width = (WIDTH - 2 * EDGE - GAP * (len(named) - 1)) / len(named)
    shapes: list[str] = []
    for number, (label, code) in enumerate(named):
        left = EDGE + number * (width + GAP)
        words, size = fitted(label, 22, width - 32, least=16)
        shapes += [
            box(left, HEAD, width, TILE, CARD, radius=14),
            text(left + 16, HEAD + 36, words, size, fill=SOFT),
            text(left + 16, HEAD + 84, whole(getattr(now.counts, code)), 40, fill=INK, bold=True),
        ]
        if before:
            shapes.append(text(left + 16, HEAD + 116, _was(whole(getattr(before.counts, code))), 20, fill=SOFT))
    return shapes


def _was(number: str) -> str:
    return _("was %(number)s") % {"number": number}


def _panel(code: str, now: Report, before: Report | None, top: float) -> list[str]:
    """One counter: its numbers; its way stands beside them."""
    colour, aim = COLOURS[code], now.aims.get(code)
    title, size = fitted(report_words.long_title(code, now.year_start), 28, NUMBERS, least=22)
    big, small = _figures(now, code)
    shapes = [
        box(EDGE, top, WIDTH - 2 * EDGE, PANEL, CARD, radius=14),
        text(EDGE + 24, top + 48, title, size, fill=INK),
        text(EDGE + 24, top + 136, big, 76 if len(big) < 8 else 66, fill=colour, bold=True),
        text(EDGE + 24, top + 182, small, 28, fill=INK),
    ]
    if before:
        shapes.append(
            text(EDGE + 24, top + 226, _("a week before: %(n)s") % {"n": _brief(before, code)}, 24, fill=SOFT)
        )
    if now.term and code in now.term.weekly:
        shapes.append(text(EDGE + 24, top + 226, _in_a_week(now, code), 24, fill=SOFT))
    if aim:
        shapes.append(text(EDGE + 24, top + 264, _to_go(now, code, aim), 24, fill=SOFT))
    return shapes


def _in_a_week(now: Report, code: str) -> str:
    number = report_terms.average(now, code)
    said = ngettext("%(n)s teacher in an average week", "%(n)s teachers in an average week", number)
    return said % {"n": whole(number)}


def _figures(report: Report, code: str) -> tuple[str, str]:
    """(the big one, the line below it): percent and people, or people alone."""
    number, part = report_table.counter(report, code), report_table.counter_share(report, code)
    if not isinstance(number, int):
        return MISSING, _("not collected")
    weekly = report.term is not None and code in report.term.weekly
    if isinstance(part, Share):
        people = ngettext("%(n)s teacher", "%(n)s teachers", number) % {"n": whole(number)}
        if weekly:
            people = ngettext("%(n)s person-week", "%(n)s person-weeks", number) % {"n": whole(number)}
        return percent(part.part, part.of, part.places), people
    if weekly:
        return whole(number), ngettext("person-week", "person-weeks", number)
    return whole(number), ngettext("teacher", "teachers", number)


def _brief(report: Report, code: str) -> str:
    number, part = report_table.counter(report, code), report_table.counter_share(report, code)
    if not isinstance(number, int):
        return MISSING
    return f"{percent(part.part, part.of, part.places)} ({whole(number)})" if isinstance(part, Share) else whole(number)


def _to_go(report: Report, code: str, aim: Aim) -> str:
    """How far the target is, in people."""
    asked, part = _percent_of(aim.share), report_table.counter_share(report, code)
    if not isinstance(part, Share) or (report.term and code in report.term.weekly):
        return _("target %(share)s") % {"share": asked}
    missing = -(-part.of * aim.share.as_integer_ratio()[0] // aim.share.as_integer_ratio()[1]) - part.part
    if missing <= 0:
        return _("target %(share)s: reached") % {"share": asked}
    return _("to %(share)s: %(n)s more") % {"share": asked, "n": whole(missing)}


def _percent_of(share: Decimal) -> str:
    return percent(share.as_integer_ratio()[0], share.as_integer_ratio()[1], 0)


def _way(code: str, weeks: Sequence[Report], top: float, aim: Aim | None) -> list[str]:
    """The weeks as a line up to the target's; weeks without a number leave a gap."""
    left, right, high, low = EDGE + NUMBERS + 66.0, WIDTH - EDGE - 40.0, top + 62, top + PANEL - 54
    values = [_height(week, code) for week in weeks]
    known = [value for value in values if value is not None]
    target = float(aim.share) if aim and "teachers" in weeks[-1].totals else None
    most = max([*known, target or 0.0]) * 1.12 or 1.0
    step = (right - left) / max(len(weeks) - 1, 1)
    places = [
        None if value is None else (left + n * step if len(weeks) > 1 else right, low - (low - high) * value / most)
        for n, value in enumerate(values)
    ]
    shapes = [line([(left, low), (right, low)], FAINT)]
    if target:
        y = low - (low - high) * target / most
        shapes += [
            line([(left, y), (right, y)], SOFT, dashes="3 9"),
            text(right, y - 12, _goal(aim), 22, fill=SOFT, anchor="end"),
        ]
    shapes += [line(run, COLOURS[code], width=5) for run in _runs(places) if len(run) > 1]
    shapes += [dot(x, y, 5, COLOURS[code]) for x, y in filter(None, places[:-1])]
    if last := places[-1]:
        shapes.append(dot(*last, 11, COLOURS[code]))
    shapes.append(text(right, low + 34, f"{weeks[-1].since:%d.%m}", 20, fill=SOFT, anchor="end"))
    if len(weeks) > 1:
        shapes.append(text(left, low + 34, f"{weeks[0].since:%d.%m}", 20, fill=SOFT))
    return shapes


def _goal(aim: Aim | None) -> str:
    assert aim
    share = _percent_of(aim.share)
    if aim.deadline is None:
        return _("target %(share)s") % {"share": share}
    return _("target %(share)s by %(day)s") % {"share": share, "day": f"{aim.deadline:%d.%m.%Y}"}


def _height(week: Report, code: str) -> float | None:
    number, part = report_table.counter(week, code), report_table.counter_share(week, code)
    if isinstance(part, Share):
        return part.part / part.of
    return float(number) if isinstance(number, int) and "teachers" not in week.totals else None


def _runs(places: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Neighbours that have a place, together."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return runs
