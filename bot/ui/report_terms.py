"""The report of a quarter, a half-year, a year, in words: what it is called, what its numbers mean, which there are."""

from collections.abc import Sequence
from fractions import Fraction

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Screen
from bot.services.report import Report
from bot.services.report_facts import TermFacts
from bot.services.terms import NoSuchTerm, NoWeekYet, Term, TermKind, find_said
from bot.ui.calendar import span
from bot.ui.refusals import words_for

COMMAND = "/отчёт"


def title(fact: Report) -> str:
    """«1 четверть 2026/27», «2026/27 учебный год»."""
    assert fact.term
    return _title(TermKind(fact.term.kind), fact.term.number, fact.term.year)


def _title(kind: TermKind, number: int, year: str) -> str:
    what = {
        TermKind.QUARTER: _("quarter %(n)d, %(year)s"),
        TermKind.TRIMESTER: _("trimester %(n)d, %(year)s"),
        TermKind.HALF: _("half-year %(n)d, %(year)s"),
        TermKind.YEAR: _("school year %(year)s"),
    }[kind]
    return what % {"n": number, "year": year}


def head(term: TermFacts) -> list[str]:
    """Its days, how many weeks there are, and as of when the first numbers are."""
    weeks = ngettext("%(n)d week is closed", "%(n)d weeks are closed", term.weeks) % {"n": term.weeks}
    if not term.is_over:
        weeks = _("%(weeks)s, it goes on") % {"weeks": weeks}
    return [span((term.first, term.last)), weeks, "", _("At the end of %(week)s:") % {"week": term.newest}]


def weekly_head() -> str:
    """Above the counters of weeks."""
    return _("Person-weeks in all these weeks:")


def average(fact: Report, code: str) -> int:
    """Teachers in an average week, rounded half up."""
    assert fact.term
    weeks = fact.term.weekly[code].weeks
    return int(Fraction(int(getattr(fact.counts, code)), weeks) + Fraction(1, 2)) if weeks else 0


def choice(terms: Sequence[Term]) -> Screen:
    """Which parts of the year there can be a report of."""
    lines = [_("Which part of the year?")]
    if len(terms) == 1:
        lines.append(_("The region gives quarters and half-years with /календарь четверти …"))
    buttons = [Button(COMMAND, _title(t.kind, t.number, t.year), (t.typed,)) for t in terms]
    return Screen("\n".join(lines), rows=tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)))


@words_for(NoSuchTerm)
def _no_such_term(refusal: NoSuchTerm) -> str:
    what = {
        TermKind.QUARTER: _("There is no such quarter yet. The region says when they are: /календарь четверти …"),
        TermKind.TRIMESTER: _("There is no such trimester yet. The region says when they are: /календарь триместры …"),
        TermKind.HALF: _("There is no such half-year yet. The region says when they are: /календарь полугодия …"),
        TermKind.YEAR: _("There is no such school year here. The running one: /отчёт год"),
    }
    return what[TermKind(refusal.said)]


@words_for(NoWeekYet)
def _no_week_yet(refusal: NoWeekYet) -> str:
    found = find_said(refusal.said)
    assert found
    name = _title(found[1].kind, found[1].number, found[1].year)
    return _("%(term)s: no week of it is closed yet, so there is no report. The last week: /отчёт") % {"term": name}
