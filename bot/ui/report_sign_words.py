"""What is odd in a report, in words: a line each, with the reasons and where to look."""

from bot.kit.i18n import _, ngettext
from bot.services.report_signs import MoreIdle, NotGiven, OddWindow, Sign, TooMany
from bot.ui.numbers import percent, whole


def words(sign: Sign) -> str:
    """One sign."""
    match sign:
        case TooMany():
            return _too_many(sign)
        case MoreIdle():
            return _more_idle(sign)
        case NotGiven():
            kinds = ", ".join(_kind(kind) for kind in sign.kinds)
            return _("«—»: nobody gave how many there are in all: %(kinds)s. Give them: /итоги") % {"kinds": kinds}
        case OddWindow():
            return ngettext(
                "This report is of %(n)d day, not of 7: holidays moved the week.",
                "This report is of %(n)d days, not of 7: holidays moved the week.",
                sign.days,
            ) % {"n": sign.days}


def _too_many(sign: TooMany) -> str:
    what = {
        "teachers": _("⚠ Teachers: %(percent)s of all, %(extra)s too many."),
        "students": _("⚠ Pupils: %(percent)s of all, %(extra)s too many."),
        "schools": _("⚠ Schools: %(percent)s of all, %(extra)s too many."),
    }[sign.kind]
    said = what % {"percent": percent(sign.value, sign.of, 1), "extra": whole(sign.value - sign.of)}
    reasons = _reasons(sign)
    where = _("Look here: %(reasons)s.") % {"reasons": "; ".join(reasons)}
    return f"{said} {where}" if reasons else said


def _reasons(sign: TooMany) -> list[str]:
    found = []
    if sign.same_name:
        found.append(_("the same name twice in one school: %(n)s") % {"n": whole(sign.same_name)})
    if sign.no_lessons:
        found.append(_("no class, no subject, no message (have they left?): %(n)s") % {"n": whole(sign.no_lessons)})
    if sign.since:
        found.append(_("the head-count holds since %(day)s") % {"day": f"{sign.since:%d.%m.%Y}"})
    return found


def _more_idle(sign: MoreIdle) -> str:
    what = {
        "schools_idle": _("Schools not active: more than a week before, %(before)s → %(now)s."),
        "municipalities_idle": _("Municipalities not active: more than a week before, %(before)s → %(now)s."),
    }[sign.number]
    said = what % {"before": whole(sign.before), "now": whole(sign.now)}
    if not sign.joined:
        return said
    new = ngettext("%(n)d has come in new.", "%(n)d have come in new.", sign.joined) % {"n": sign.joined}
    return f"{said} {new}"


def _kind(kind: str) -> str:
    return {
        "schools": _("schools"),
        "teachers": _("teachers"),
        "students": _("pupils"),
        "municipalities": _("municipalities"),
    }[kind]
