"""Official head-counts: shown, asked for step by step, and explained when the words were not understood."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.kit.i18n import _
from bot.kit.screen import Button, Colour, Screen
from bot.services.totals import BadTotals, TotalFact, TotalKind
from bot.ui.numbers import MISSING, whole
from bot.ui.refusals import words_for


def kind_name(kind: TotalKind) -> str:
    """What is counted."""
    return {
        TotalKind.SCHOOLS: _("schools"),
        TotalKind.TEACHERS: _("teachers"),
        TotalKind.STUDENTS: _("pupils"),
        TotalKind.MUNICIPALITIES: _("municipalities"),
    }[kind]


def _lines(facts: Sequence[TotalFact]) -> list[str]:
    known = {fact.kind: fact for fact in facts}
    lines = []
    for kind in TotalKind:
        if fact := known.get(kind):
            since = _("since %(day)s") % {"day": f"{fact.valid_from:%d.%m.%Y}"}
            lines.append(f"{kind_name(kind)}: {whole(fact.value)} ({since})")
        else:
            lines.append(f"{kind_name(kind)}: {MISSING}")
    return lines


def ask_kind(facts: Sequence[TotalFact]) -> Screen:
    """What there is, and which one to change."""
    text = "\n".join(
        [
            _("Official head-counts:"),
            *_lines(facts),
            "",
            _("Which one is new? Or all at once:"),
            _example(),
            _("Or from a file: /итоги файл"),
        ]
    )
    buttons = [Button(kind.value, kind_name(kind)) for kind in TotalKind]
    return Screen(text, rows=(tuple(buttons[:2]), tuple(buttons[2:])))


def ask_value(kind: TotalKind) -> Screen:
    """How many."""
    return Screen(
        _("How many %(kind)s are there by the official count? A number, for example 626.") % {"kind": kind_name(kind)}
    )


def ask_since(kind: TotalKind, value: int, today: date) -> Screen:
    """Since when it is valid; earlier periods keep the earlier number."""
    text = _("%(kind)s: %(value)s. Since which day? Periods before it keep the earlier number.") % {
        "kind": kind_name(kind),
        "value": whole(value),
    }
    label = _("From today, %(day)s") % {"day": f"{today:%d.%m.%Y}"}
    return Screen(text, rows=((Button("today", label, colour=Colour.PRIMARY),),))


def saved(facts: Sequence[TotalFact], values: Mapping[TotalKind, int]) -> Screen:
    """After saving."""
    head = _("Saved: %(kinds)s. Closed reports do not change.") % {"kinds": ", ".join(kind_name(k) for k in values)}
    return Screen("\n".join([head, "", *_lines(facts)]))


def _example() -> str:
    return "/итоги школы 626; педагоги 16819; обучающиеся 309292; муниципалитеты 33; с 23.02.2023"


@words_for(BadTotals)
def _bad_totals(refusal: BadTotals) -> str:
    head = _("I do not understand «%(said)s».") % {"said": refusal.said}
    if refusal.understood:
        kinds = {kind.value: kind_name(kind) for kind in TotalKind}
        parts = (part.partition("=") for part in refusal.understood.split("; "))
        understood = ", ".join(f"{kinds[kind]} {value}" for kind, _eq, value in parts)
        head += " " + _("Understood so far: %(parts)s.") % {"parts": understood}
    return f"{head}\n" + _("For example: %(example)s") % {"example": _example()}
