"""The calendar: the region's weeks and parts of the year, days off and quiet hours; what is asked, what came of it."""

from collections.abc import Sequence

from bot.kit.i18n import _
from bot.kit.screen import Button, Colour, Screen
from bot.services.days_off import NoDaysOff
from bot.services.own_calendar import BadHours, DaysOver, OwnDays
from bot.services.period_labels import BadDays
from bot.services.period_windows import Days
from bot.services.periods import Period
from bot.services.region_calendar import PAGE, CalendarPage, CannotCut
from bot.services.year_parts import BadParts, PartKind, YearParts
from bot.ui.refusals import words_for

HOLIDAYS_SHOWN = 6
OWN_EDITS = ("holidays", "day_off", "school_days", "quiet")  # of every org
EDITS = ("holidays", "day_off", "glue", "cut", "school_days", "quiet")  # of a region


def page(view: CalendarPage) -> Screen:
    """A page of periods; what is off; the year and its parts; ways to change them."""
    lines = [_("Calendar · %(title)s") % {"title": view.title}, _year(view)]
    lines += map(_parts, view.parts)
    lines += _days(view.days, is_region=view.is_region)
    lines += ["", *(_period(period, view) for period in view.periods)]
    lines += ["", _("A message counts in the week whose days, from 00:00, it falls in; there are no gaps.")]
    rows: list[tuple[Button, ...]] = []
    if view.may_set_own:
        kinds = EDITS if view.may_edit else OWN_EDITS
        labels = [Button("calendar.edit", edit_name(kind), (kind,)) for kind in kinds]
        rows += [tuple(labels[at : at + 2]) for at in range(0, len(labels), 2)]
    if view.may_edit:
        rows.append((Button("table_file.begin", _("From a file"), ("calendar",)),))
    ways = []
    if view.has_earlier:
        ways.append(Button("calendar.page", _("Earlier"), (view.offset - PAGE,)))
    if view.has_later:
        ways.append(Button("calendar.page", _("Later"), (view.offset + PAGE,)))
    return Screen("\n".join(lines), rows=(*rows, *((tuple(ways),) if ways else ())))


def _days(days: OwnDays, *, is_region: bool) -> list[str]:
    """What is off with the reader's own org, and what of it is her org's own word."""
    lines = []
    if days.off:
        lines.append(_("Days off: %(days)s") % {"days": _spans(days.off)})
    if days.own and not is_region:
        lines.append(_("of these, set by you: %(days)s") % {"days": _spans(days.own)})
    if days.worked:
        lines.append(_("school days with you: %(days)s") % {"days": _spans(days.worked)})
    return [*lines, _quiet(days)]


def _quiet(days: OwnDays) -> str:
    return _("Quiet hours: %(begin)s–%(end)s") % {"begin": days.quiet[0], "end": days.quiet[1]}


def _spans(spans: Sequence[Days]) -> str:
    return ", ".join(map(span, spans[:HOLIDAYS_SHOWN]))


def _year(view: CalendarPage) -> str:
    days = span((view.year.starts_on, view.year.ends_on))
    return _("School year %(title)s: %(days)s") % {"title": view.year.title, "days": days}


def _parts(parts: YearParts) -> str:
    listed = "; ".join(f"{n} — {span(days)}" for n, days in enumerate(parts.spans, 1))
    return f"{part_kind(parts.kind)}: {listed}"


def part_kind(kind: PartKind) -> str:
    """How the year is divided."""
    return {
        PartKind.QUARTERS: _("Quarters"),
        PartKind.TRIMESTERS: _("Trimesters"),
        PartKind.HALVES: _("Half-years"),
    }[kind]


def _period(period: Period, view: CalendarPage) -> str:
    mark = "▸" if period.since <= view.today < period.until else "✓" if period.is_closed else "·"
    window = _("%(since)s → %(until)s") % {"since": f"{period.since:%d.%m}", "until": f"{period.until:%d.%m}"}
    return f"{mark} {period.label} ({window})"


def span(days: Days) -> str:
    """«25.10–02.11.2026», one day as «04.11.2026», with both years where they differ."""
    first, last = days
    if first == last:
        return f"{last:%d.%m.%Y}"
    return f"{first:%d.%m}–{last:%d.%m.%Y}" if first.year == last.year else f"{first:%d.%m.%Y}–{last:%d.%m.%Y}"


def edit_name(kind: str) -> str:
    """What can be changed."""
    return {
        "holidays": _("Holidays"),
        "day_off": _("A day off"),
        "glue": _("Glue weeks"),
        "cut": _("Cut a week"),
        "school_days": _("School days"),
        "quiet": _("Quiet hours"),
    }[kind]


def ask_days(kind: str) -> Screen:
    """The only step of a change."""
    return Screen(
        {
            "holidays": _("From which day to which are the holidays? For example: 25.10-02.11.2026"),
            "day_off": _("Which day is off? For example: 04.11.2026"),
            "glue": _("From which day to which shall be one week? For example: 23.02-03.03.2027"),
            "cut": _("On which day shall a new week begin? For example: 23.02.2027"),
            "school_days": _("Which days are school days after all? For example: 30.10.2026"),
            "quiet": _("From when to when shall it be quiet at night? For example: 20:00-07:00"),
        }[kind]
    )


def days_off_saved(days: Sequence[Days]) -> Screen:
    """After days off were changed."""
    listed = ", ".join(map(span, days)) or _("none")
    text = _("Days off: %(days)s. Weeks that have not ended have moved with them; closed ones stay.")
    return Screen(text % {"days": listed}, rows=_to_calendar())


def own_saved(days: OwnDays) -> Screen:
    """After a school or a municipality has set its own."""
    lines = [_("Saved for your organisation, from today on.")]
    if not days.off:
        lines.append(_("Days off: %(days)s") % {"days": _("none")})
    lines += [*_days(days, is_region=False), "", _("The weeks of the report stay the region's.")]
    return Screen("\n".join(lines), rows=_to_calendar())


def quiet_saved(days: OwnDays) -> Screen:
    """After quiet hours were set."""
    lines = [_quiet(days), _("In these hours no reminder leaves, and messages wait for the morning.")]
    return Screen("\n".join(lines), rows=_to_calendar())


def period_saved(*periods: Period) -> Screen:
    """After a week was glued or cut."""
    lines = [
        _("Now in the calendar:"),
        *(_("%(label)s, counted from %(since)s to %(until)s") % _dated(p) for p in periods),
    ]
    return Screen("\n".join(lines), rows=_to_calendar())


def _dated(period: Period) -> dict[str, str]:
    return {
        "label": period.label,
        "since": f"{period.since:%d.%m} 00:00",
        "until": f"{period.until:%d.%m} 00:00",
    }


def parts_saved(parts: YearParts) -> Screen:
    """After the year was divided."""
    return Screen(_("Saved. %(parts)s") % {"parts": _parts(parts)}, rows=_to_calendar())


def _to_calendar() -> tuple[tuple[Button, ...], ...]:
    return ((Button("/календарь", _("Calendar"), colour=Colour.PRIMARY),),)


@words_for(BadDays)
def _bad_days(refusal: BadDays) -> str:
    text = _("«%(said)s» are no days. Write them so: 25.10-02.11.2026, or one day: 04.11.2026.")
    return f"{text % {'said': refusal.said}}\n" + _("For example: /календарь каникулы 25.10-02.11.2026")


@words_for(CannotCut)
def _cannot_cut(refusal: CannotCut) -> str:
    return _("The week %(period)s begins on that day already. Name a later day of it.") % {"period": refusal.said}


@words_for(NoDaysOff)
def _no_days_off(refusal: NoDaysOff) -> str:
    return _("There is no day off among %(days)s. What there is: /календарь") % {"days": refusal.said}


@words_for(BadParts)
def _bad_parts(refusal: BadParts) -> str:
    example = {
        PartKind.QUARTERS: "/календарь четверти 01.09-24.10.2026, 03.11-30.12.2026, 11.01-26.03.2027, 05.04-31.05.2027",
        PartKind.TRIMESTERS: "/календарь триместры 01.09-15.11.2026, 24.11.2026-21.02.2027, 01.03-31.05.2027",
        PartKind.HALVES: "/календарь полугодия 01.09-30.12.2026, 11.01-31.05.2027",
    }[PartKind(refusal.expects)]
    text = _("I cannot divide the school year by «%(said)s»: all parts in order, within the year, are needed.")
    return f"{text % {'said': refusal.said}}\n" + _("For example: %(example)s") % {"example": example}


@words_for(DaysOver)
def _days_over(refusal: DaysOver) -> str:
    return _("%(days)s are over already. Name days from today on.") % {"days": refusal.said}


@words_for(BadHours)
def _bad_hours(refusal: BadHours) -> str:
    return _("«%(said)s» are no hours. Write two of them, for example: /календарь тихо 20:00-07:00") % {
        "said": refusal.said
    }
