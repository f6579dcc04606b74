"""The weekly report in a chat: one line a column, at most 35 characters, «—» with a reason for what is missing."""

from collections.abc import Mapping

from bot.kit.i18n import _
from bot.kit.screen import Button, Screen
from bot.services.access import OrgKind
from bot.services.period_labels import BadPeriod
from bot.services.periods import NoClosedPeriod, NoSuchPeriod, PeriodClosed, PeriodTaken
from bot.services.report import Idle, Report
from bot.services.report_columns import Switched
from bot.services.report_of_class import ClassReport
from bot.services.report_of_region import NoSuchRegion
from bot.ui import report_table, report_terms, report_words
from bot.ui.numbers import MISSING, percent, whole
from bot.ui.refusals import words_for
from bot.ui.report_parts import to_report

IDLE_NAMES = 40  # more do not fit one message


def report(fact: Report, late: Mapping[str, tuple[int, int]] | None = None) -> Screen:
    """One org's report of one period, with what must be said beneath it, and its files and numbers to open.

    Args:
        fact: the report.
        late: counters that late messages would change, as (frozen, now).
    """
    head = [fact.title, report_words.period(fact), *(report_terms.head(fact.term) if fact.term else [""])]
    text = "\n".join([*head, *_columns(fact), "", *report_words.notes(fact), *_late(late or {})])
    files = (to_report(fact, _("Table"), "xlsx"), to_report(fact, _("Picture"), "png"))
    rows = [files, (to_report(fact, _("What is behind the numbers"), "; числа"),)]
    if not fact.term:
        rows.append((Button("report.terms", _("Quarters, half-years, year")),))
    idle = fact.counts.schools_idle + fact.counts.municipalities_idle
    if fact.is_frozen and idle and not fact.term and fact.level is not OrgKind.SCHOOL:
        idle_ones = Button("report.idle", _("Who is not active"), (fact.period_id,))
        rows.append((idle_ones, Button("/рычаги", _("What would help"))))
    return Screen(text, rows=tuple(rows))


def _late(late: Mapping[str, tuple[int, int]]) -> list[str]:
    """A correction beside the frozen numbers."""
    if not late:
        return []
    lines = ["", _("Came late, after the week was closed (the report stays as it was sent):")]
    for code, (then, now) in late.items():
        lines.append(f"{report_words.short_title(code)}: {whole(then)} → {whole(now)}")
    return lines


def of_class(fact: ClassReport) -> Screen:
    """A class of its class teacher: who is in, and its conversations."""
    chats = _("Conversations since %(day)s") % {"day": f"{fact.year_start:%d.%m.%Y}"}
    lines = [
        f"{fact.title} · {fact.school}",
        fact.period,
        "",
        _line(_("Pupils in all"), fact.students),
        _line(_("Pupils in Sferum"), fact.students_in),
        _line(_("Through a parent"), fact.students_by_proxy),
        _line(_("With a parent in"), fact.families_in),
        _line(_("Teachers in all"), fact.teachers),
        _line(_("Teachers in Sferum"), fact.teachers_in),
        _line(chats, fact.chats),
        "",
        _("Who has not come in yet: /активация. Your own messages: /активность."),
    ]
    if not fact.is_over:
        lines.append(_("The week still runs: these are the numbers of now."))
    return Screen("\n".join(lines))


def switched(fact: Switched) -> Screen:
    """The column of calls."""
    if fact.is_on:
        text = _("The column of calls is on from the week %(period)s. Off again: /отчёт звонки выкл")
    else:
        text = _("The column of calls is off from the week %(period)s. On again: /отчёт звонки вкл")
    return Screen(text % {"period": fact.period})


def _columns(fact: Report) -> list[str]:
    counts, lines = fact.counts, []
    if fact.level is not OrgKind.SCHOOL:
        lines += _total(fact, "schools", _("Schools in all"))
        lines += [
            _line(_("Schools in Sferum"), counts.schools_in),
            _line(_("Schools not active"), counts.schools_idle),
            *_share(fact, _("% of schools"), counts.schools_in, "schools"),
        ]
    lines += _total(fact, "teachers", _("Teachers in all"))
    lines.append(_line(_("Teachers in Sferum"), counts.teachers_in))
    lines += _total(fact, "students", _("Pupils in all"))
    lines.append(_line(_("Pupils in Sferum"), counts.students_in))
    lines += _share(fact, _("% of pupils"), counts.students_in, "students")
    if fact.level is OrgKind.REGION:
        lines += _total(fact, "municipalities", _("Municipalities in all"))
        lines.append(_line(_("Municipalities in Sferum"), counts.municipalities_in))
        lines.append(_line(_("Municipalities not active"), counts.municipalities_idle))
    return lines + _counters(fact)


def _line(label: str, number: int) -> str:
    return f"{label}: {whole(number)}"


def _missing(reason: str) -> str:
    return f"{MISSING} ({reason})"


def _not_given() -> str:
    return _missing(_("not given"))


def _counters(fact: Report) -> list[str]:
    chat = _("A chat since %(day)s") % {"day": f"{fact.year_start:%d.%m.%Y}"}
    weekly = [f"{report_words.short_title(c)}: {_counter(fact, c)}" for c in report_table.counters(fact)[1:]]
    return [
        f"{chat}: {_counter(fact, 'teachers_chat')}",
        *(["", report_terms.weekly_head()] if fact.term else []),
        *weekly,
    ]


def _counter(fact: Report, code: str) -> str:
    if code in fact.missing:
        return _missing(_("not collected"))
    number, share = getattr(fact.counts, code), report_table.counter_share(fact, code)
    if isinstance(share, report_table.Share):
        return f"{whole(number)} ({percent(share.part, share.of, share.places)})"
    return whole(number)


def _total(fact: Report, kind: str, label: str) -> list[str]:
    """An official head-count; below the region it stands only where somebody gave one."""
    if kind in fact.totals:
        return [f"{label}: {whole(fact.totals[kind])}"]
    return [f"{label}: {_not_given()}"] if fact.level is OrgKind.REGION else []


def _share(fact: Report, label: str, part: int, kind: str) -> list[str]:
    of = fact.totals.get(kind)
    if of:
        return [f"{label}: {percent(part, of, 2)}"]
    return [f"{label}: {_not_given()}"] if fact.level is OrgKind.REGION else []


def idle(fact: Idle) -> Screen:
    """Names behind the number of the not active."""
    lines = [_("Not active at the end of %(period)s:") % {"period": fact.period}]
    for title, names in ((_("Municipalities"), fact.municipalities), (_("Schools"), fact.schools)):
        if names:
            lines += ["", f"{title} ({len(names)}):", *(f"· {name}" for name in names[:IDLE_NAMES])]
        if len(names) > IDLE_NAMES:
            lines.append(_("and %(n)s more") % {"n": whole(len(names) - IDLE_NAMES)})
    if not fact.municipalities and not fact.schools:
        lines.append(_("None: everybody is active."))
    lines += ["", _("Not active means: the administrator never came, or there are no classes (schools).")]
    return Screen("\n".join(lines))


@words_for(BadPeriod)
def _bad_period(refusal: BadPeriod) -> str:
    return _(
        "I read «%(said)s» as no week. Write its first and last day, for example: /отчёт 06.03-10.03.2023,"
        " or the number of the week: /отчёт 2023-W10; or a part of the year: /отчёт 1 четверть"
    ) % {"said": refusal.said}


@words_for(NoSuchPeriod)
def _no_such_period(refusal: NoSuchPeriod) -> str:
    return _("There is no report for «%(said)s»: the calendar has no such week. The last one: /отчёт") % {
        "said": refusal.said
    }


@words_for(NoClosedPeriod)
def _no_closed_period(refusal: NoClosedPeriod) -> str:
    return _(
        "The first week (%(period)s) still runs; its report comes by itself when it is over."
        " The numbers so far are behind the button."
    ) % {"period": refusal.said}


@words_for(PeriodTaken)
def _period_taken(refusal: PeriodTaken) -> str:
    return _("Some of these days belong to the week %(period)s, which has begun already.") % {"period": refusal.said}


@words_for(PeriodClosed)
def _period_closed(refusal: PeriodClosed) -> str:
    return _("The week %(period)s is closed: its report is sent and does not change any more.") % {
        "period": refusal.said
    }


@words_for(NoSuchRegion)
def _no_such_region(refusal: NoSuchRegion) -> str:
    return _("There is no region «%(said)s» here.") % {"said": refusal.said}
