"""Words that every form of the weekly report shares: titles of its counters, and what must be said beneath it."""

from datetime import date

from bot.kit.i18n import _
from bot.services import report_signs
from bot.services.report import Report
from bot.services.report_facts import TermFacts
from bot.ui import report_sign_words, report_terms
from bot.ui.numbers import whole


def period(fact: Report) -> str:
    """The week or the term, as its report is headed."""
    return report_terms.title(fact) if fact.term else fact.period


def short_title(code: str) -> str:
    """A counter of people, as a legend or a button calls it."""
    return {
        "teachers_chat": _("A chat and more"),
        "teachers_3": _("3 messages and more"),
        "teachers_10": _("10 and more"),
        "teachers_call": _("1 call and more"),
    }[code]


def number_title(code: str) -> str:
    """Any number that can be opened, as the report calls it."""
    orgs = {
        "schools_in": _("Schools in Sferum"),
        "schools_idle": _("Schools not active"),
        "municipalities_in": _("Municipalities in Sferum"),
        "municipalities_idle": _("Municipalities not active"),
        "teachers_in": _("Teachers in Sferum"),
        "students_in": _("Pupils in Sferum"),
        "students_by_proxy": _("Through a parent"),
    }
    return orgs[code] if code in orgs else short_title(code)


def long_title(code: str, year_start: date) -> str:
    """A counter of people with what it is about."""
    return {
        "teachers_chat": _("A chat since %(day)s") % {"day": f"{year_start:%d.%m.%Y}"},
        "teachers_3": _("3 messages a week and more"),
        "teachers_10": _("10 messages a week and more"),
        "teachers_call": _("A call a week and more"),
    }[code]


def people_title(fact: Report, code: str) -> str:
    """The column of people (of a term: of person-weeks) beside the one in percent."""
    if fact.term and code in fact.term.weekly:
        return _("%(counter)s, person-weeks") % {"counter": short_title(code)}
    return _("%(counter)s, people") % {"counter": short_title(code)}


def notes(fact: Report) -> list[str]:
    """What must be said beneath the numbers, a line each."""
    said = []
    if fact.term:
        said += _of_term(fact, fact.term)
    if not fact.is_frozen:
        said.append(_("The week still runs: these are the numbers of now."))
    said += [report_sign_words.words(sign) for sign in report_signs.read(fact)]
    if fact.counts.students_by_proxy:
        said.append(_("Pupils through a parent, apart: %(n)s.") % {"n": whole(fact.counts.students_by_proxy)})
    said.append(window(fact))
    return said


def _of_term(fact: Report, term: TermFacts) -> list[str]:
    """What a person-week is, and which weeks are not in the sums."""
    said = [_("A person-week is one teacher in one week; the share is of all teachers of those weeks.")]
    if term.there < term.weeks:
        said.append(_("It was there in %(n)d weeks of %(of)d.") % {"n": term.there, "of": term.weeks})
    for code, weekly in term.weekly.items():
        if weekly.weeks and weekly.weeks < term.there:
            words = {"counter": short_title(code), "n": term.there - weekly.weeks, "of": term.there}
            said.append(_("%(counter)s: not collected in %(n)d weeks of %(of)d.") % words)
    return said


def window(fact: Report) -> str:
    """What was counted: the rule of the window."""
    days = {"since": f"{fact.since:%d.%m}", "until": f"{fact.until:%d.%m}"}
    return _("Counted from %(since)s 00:00 to %(until)s 00:00 by each school's own clock.") % days
