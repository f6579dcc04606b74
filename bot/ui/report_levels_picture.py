"""Pictures of a whole level: municipalities as bars by title, schools as a spread without titles. Nobody is ranked."""

from collections.abc import Sequence

from bot.kit.i18n import _, ngettext
from bot.services.report import Report
from bot.ui import drawing, report_table, report_terms, report_words
from bot.ui.drawing import box, fitted, text
from bot.ui.numbers import whole
from bot.ui.report_picture import CARD, COLOURS, EDGE, FAINT, INK, PAPER, SOFT, WIDTH, when

HEAD, ROW, NAME, FOOT = 200, 46, 380, 80
CODE = "teachers_3"  # the week's norm: what a level is looked at for
STEPS = ((0, 0), (1, 1), (2, 3), (4, 6), (7, 10), (11, None))  # teachers of one school, from–to
SPREAD_ROW = 96


def municipalities_svg(rows: Sequence[Report]) -> str:
    """Teachers with three messages: this week a thick bar, the week before a thin one."""
    colour = COLOURS[CODE]
    said = _("by municipality: this week, and below it the one before")
    shapes = _head(rows, _("by municipality, person-weeks") if rows[0].term else said)
    values = [(r.title, getattr(r.counts, CODE), getattr(r.before, CODE) if r.before else None) for r in rows]
    most = max([1, *(v for _t, v, _b in values), *(b for _t, _v, b in values if b)])
    room = WIDTH - 2 * EDGE - NAME - 110
    for number, (title, value, before) in enumerate(values):
        top = HEAD + number * ROW
        name, size = fitted(title, 24, NAME - 16, least=18)
        shapes += [
            text(EDGE, top + 26, name, size, fill=INK),
            box(EDGE + NAME, top + 4, max(room * value / most, 2), 24, colour, radius=4),
            text(EDGE + NAME + room * value / most + 12, top + 26, whole(value), 24, fill=INK, bold=True),
        ]
        if before is not None:
            shapes.append(box(EDGE + NAME, top + 31, max(room * before / most, 2), 7, FAINT, radius=3))
    return _finish(shapes, rows, HEAD + len(rows) * ROW)


def schools_svg(rows: Sequence[Report]) -> str:
    """How many schools have so many teachers with three messages."""
    said = _("how many schools have so many such teachers")
    shapes = _head(rows, _("how many schools have so many such teachers in an average week") if rows[0].term else said)
    counted = [sum(_within(_teachers(r), low, high) for r in rows) for low, high in STEPS]
    was = [sum(_within(getattr(r.before, CODE), low, high) for r in rows if r.before) for low, high in STEPS]
    most, room = max(1, *counted, *was), WIDTH - 2 * EDGE - NAME - 110
    for number, (low, high) in enumerate(STEPS):
        top, value = HEAD + number * SPREAD_ROW, counted[number]
        shapes += [
            text(EDGE, top + 42, _step(low, high), 28, fill=INK),
            box(EDGE + NAME, top + 8, max(room * value / most, 2), 46, COLOURS[CODE], radius=6),
            text(EDGE + NAME + room * value / most + 14, top + 42, whole(value), 30, fill=INK, bold=True),
        ]
        if any(r.before for r in rows):
            shapes.append(box(EDGE + NAME, top + 60, max(room * was[number] / most, 2), 12, FAINT, radius=4))
    return _finish(shapes, rows, HEAD + len(STEPS) * SPREAD_ROW)


def _teachers(report: Report) -> int:
    return report_terms.average(report, CODE) if report.term else int(getattr(report.counts, CODE))


def _within(value: int, low: int, high: int | None) -> bool:
    return low <= value and (high is None or value <= high)


def _step(low: int, high: int | None) -> str:
    if low == high:
        return _("nobody") if low == 0 else ngettext("%(n)s teacher", "%(n)s teachers", low) % {"n": low}
    if high is None:
        return _("%(n)s teachers and more") % {"n": low}
    return _("%(low)s–%(high)s teachers") % {"low": low, "high": high}


def _head(rows: Sequence[Report], said: str) -> list[str]:
    first = rows[0]
    title = report_words.long_title(CODE, first.year_start)
    return [
        text(EDGE, 76, f"{title}: {_total(rows)}", 44, fill=INK, bold=True),
        text(EDGE, 124, when(first), 30, fill=SOFT),
        text(EDGE, 166, said, 26, fill=SOFT),
    ]


def _total(rows: Sequence[Report]) -> str:
    return whole(sum(number for r in rows if isinstance(number := report_table.counter(r, CODE), int)))


def _finish(shapes: list[str], rows: Sequence[Report], foot: float) -> str:
    card = box(EDGE / 2, HEAD - 16, WIDTH - EDGE, foot - HEAD + 24, CARD, radius=14)
    note, size = fitted(report_words.window(rows[0]), 22, WIDTH - 2 * EDGE, least=18)
    shapes.append(text(EDGE, foot + 52, note, size, fill=SOFT))
    return drawing.canvas(WIDTH, int(foot) + FOOT, [card, *shapes], paper=PAPER)
