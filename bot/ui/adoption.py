"""How schools come in: who is not registered, by municipality; and the way month by month."""

from itertools import groupby

from bot.kit.i18n import _
from bot.kit.screen import Button, Screen
from bot.services.adoption import NAMES_ON_PAGE, TOWNS_ON_PAGE, Adoption, TownCurve, Unregistered
from bot.ui.numbers import MISSING, bar, percent_down, whole

TOWNS_NAMED = 40


def unregistered(fact: Unregistered) -> Screen:
    """Names by municipality; what the official number has more is counted."""
    lines = [_("Not registered · %(title)s") % {"title": fact.title}, _of_official(fact)]
    lines += [_bar(fact.registered, fact.official), ""] if fact.official else [""]
    if fact.towns and not fact.offset:
        named = ", ".join(fact.towns[:TOWNS_NAMED])
        if len(fact.towns) > TOWNS_NAMED:
            named = _("%(names)s and %(n)d more") % {"names": named, "n": len(fact.towns) - TOWNS_NAMED}
        lines += [_("Municipalities (%(n)d): %(names)s") % {"n": len(fact.towns), "names": named}]
        lines += [_bar(fact.towns_of - len(fact.towns), fact.towns_of), ""]
    for town, schools in groupby(fact.schools, key=lambda pair: pair[0]):
        lines += [f"{town}:", _bar(*fact.by_town[town]), *(f"· {school}" for _town, school in schools)]
    if not fact.total:
        lines.append(_("Every school that is entered here is registered."))
    if fact.unknown:
        lines += ["", _("Of the official number, %(n)s more are not entered here at all.") % {"n": whole(fact.unknown)}]
    return Screen("\n".join(lines), rows=_ways("adoption.missing", fact.offset, fact.next_offset, NAMES_ON_PAGE))


def _of_official(fact: Unregistered) -> str:
    if fact.official is None:
        return _("Registered: %(n)s; the official number is not given: /итоги школы 626") % {
            "n": whole(fact.registered)
        }
    return _("Registered: %(n)s of %(of)s (%(share)s)") % {
        "n": whole(fact.registered),
        "of": whole(fact.official),
        "share": percent_down(fact.registered, fact.official),
    }


def _bar(registered: int, of: int) -> str:
    """«▰▰▰▰▰▰▱▱▱▱ 2 из 3»."""
    return _("%(bar)s %(n)s of %(of)s") % {"bar": bar(registered, of), "n": whole(registered), "of": whole(of)}


def adoption(fact: Adoption) -> Screen:
    """The region's line, then each municipality's."""
    lines = [_("Schools by months · %(title)s") % {"title": fact.title}, ""]
    for month, reached in zip(fact.months, fact.reached, strict=True):
        share = percent_down(reached, fact.total) if fact.total else MISSING
        lines.append(f"{month:%m.%Y}: {whole(reached)} ({share})")
    lines += ["", _("By municipality, at the end of each of these months:"), *map(_town, fact.towns)]
    return Screen("\n".join(lines), rows=_ways("adoption.months", fact.offset, fact.next_offset, TOWNS_ON_PAGE))


def _town(curve: TownCurve) -> str:
    way = " → ".join(str(n) for n in curve.by_month)
    return f"{curve.title}\n{_bar(curve.registered, curve.total)}\n{way}"


def _ways(button: str, offset: int, further: int | None, page: int) -> tuple[tuple[Button, ...], ...]:
    ways = []
    if offset:
        ways.append(Button(button, _("Earlier"), (max(offset - page, 0),)))
    if further is not None:
        ways.append(Button(button, _("Further"), (further,)))
    return (tuple(ways),) if ways else ()
