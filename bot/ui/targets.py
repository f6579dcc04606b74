"""Targets: how far they are and where they are going; what may be asked for, and what was not understood."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.forecasts import LEAST, Forecast, Verdict
from bot.services.norms import MOST, BadNorm, Norm
from bot.services.target_rows import NoSuchTarget
from bot.services.target_words import OFFICES, BadTarget, TypedTarget
from bot.services.targets import TargetFact, Targets
from bot.ui.numbers import MISSING, percent, whole
from bot.ui.pickers import columns, cut
from bot.ui.refusals import words_for

EXAMPLE = "/цели 3 сообщения 30% до 01.09.2027; приказ № 5"
NORM_EXAMPLE = "/цели норма 5; решение педсовета № 3"
OFFICE_EXAMPLE = "/цели служебные 100% до 01.09.2027; приказ № 5"


def targets(fact: Targets) -> Screen:
    """One block a target: value, target, people missing, trend, forecast, the document."""
    week = _("%(period)s, the week still runs") if fact.is_running else "%(period)s"
    lines = [fact.title, week % {"period": fact.period}, *_norm(fact.norm)]
    for target in fact.facts:
        lines += ["", *_target(target)]
    if not fact.facts:
        lines += ["", _("There are no targets yet.")]
    lines += [line for implied in fact.implied for line in ("", _implied(implied.needed, implied.asked))]
    if any(t.forecast and t.forecast.verdict is not Verdict.OVER for t in fact.facts):
        lines += ["", _("A forecast is a straight line through the last weeks; ± holds in eight cases of ten.")]
    return Screen("\n".join(lines), rows=_ways_on(fact))


def _norm(norm: Norm) -> list[str]:
    words = ngettext("Norm: %(n)d message a week", "Norm: %(n)d messages a week", norm.messages)
    return ["", words % {"n": norm.messages}, _("rests on: %(basis)s") % {"basis": norm.basis}]


def norm_saved(norm: Norm) -> Screen:
    """After the norm was set."""
    since = f"{norm.since:%d.%m.%Y}" if norm.since else ""
    holds = _("It holds from %(day)s; the week that runs keeps the old one.") % {"day": since}
    return Screen("\n".join([*_norm(norm)[1:], holds]), rows=_to_targets())


def _ways_on(fact: Targets) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = [(Button("/рычаги", _("What would help"), colour=Colour.PRIMARY),)]
    if fact.may_edit:
        rows.append((Button("targets.edit", _("Set a target")),))
        if not any(target.own for target in fact.facts):
            rows.append((Button("targets.take", _("Take the targets of the sources")),))
    return tuple(rows)


def _implied(needed: Decimal, asked: Decimal) -> str:
    return _(
        "⚠ Two targets contradict each other: whoever writes 10 messages has written 3, so the target for 10 asks"
        " %(needed)s for 3, too, not %(asked)s."
    ) % {"needed": _asked_share(needed), "asked": _asked_share(asked)}


def _asked_share(share: Decimal | Fraction) -> str:
    """«35%», «0,5%»."""
    exact = f"{float(share) * 100:.2f}".rstrip("0").rstrip(".")
    return f"{exact.replace('.', ',')}%"


def _target(fact: TargetFact) -> list[str]:
    asked = _asked_share(fact.share)
    if fact.deadline:
        asked = _("%(share)s by %(day)s") % {"share": asked, "day": f"{fact.deadline:%d.%m.%Y}"}
    lines = [
        f"● {metric_name(fact.metric)}",
        _("now %(value)s, target %(asked)s") % {"value": _now(fact), "asked": asked},
    ]
    lines.append(_missing(fact))
    if fact.offices and fact.offices.offices:
        lines.append(_("calls there in the week: %(n)s") % {"n": whole(fact.offices.calls)})
    if fact.forecast:
        lines.append(_forecast(fact.forecast))
    if fact.basis:
        lines.append(_("rests on: %(basis)s") % {"basis": fact.basis})
    return lines


def _now(fact: TargetFact) -> str:
    if fact.offices and fact.value is None:
        reason = _("(nobody has looked yet: /контур)") if fact.offices.offices else _("(no such conversation yet)")
        return f"{MISSING} {reason}"
    if fact.value is None:
        return MISSING + " " + _("(not measured)")
    if not fact.of:
        return whole(fact.value)
    value = _("%(n)s of %(of)s (%(share)s)") % {
        "n": whole(fact.value),
        "of": whole(fact.of),
        "share": percent(fact.value, fact.of, 2),
    }
    return _("%(value)s by the schools' lists") % {"value": value} if fact.by_list else value


def _missing(fact: TargetFact) -> str:
    if fact.missing is None and fact.offices:
        return _("missing: %(n)s") % {"n": MISSING}
    if fact.missing is None:
        return _("missing: — (the lists are empty)") if fact.by_list else _("missing: — (no official head-count)")
    line = _("missing: %(n)s") % {"n": whole(fact.missing)} if fact.missing else _("✓ reached")
    if fact.change is None:
        return line
    change = f"{fact.change * 100:+.2f}".replace(".", ",").replace("-", "−")
    return _("%(line)s; in a week %(change)s p.p.") % {"line": line, "change": change}


def _forecast(fact: Forecast) -> str:
    match fact.verdict:
        case Verdict.OVER:
            return _("the day has passed")
        case Verdict.TOO_FEW:
            return _("forecast: too few data (%(least)d weeks are needed, there are %(n)d)") % {
                "least": LEAST,
                "n": fact.weeks,
            }
    verdict = {
        Verdict.WILL: _("will be met"),
        Verdict.WILL_NOT: _("will not be met"),
        Verdict.UNCLEAR: _("open: it lies within the error"),
    }[fact.verdict]
    return _("forecast for that day: %(share)s%% ± %(margin)s — %(verdict)s") % {
        "share": f"{fact.expected * 100:.2f}".replace(".", ","),
        "margin": f"{fact.margin * 100:.2f}".replace(".", ","),
        "verdict": verdict,
    }


def metric_name(code: str) -> str:
    """What a target is about."""
    return {
        "schools_in": _("Schools registered"),
        "municipalities_in": _("Municipalities registered"),
        OFFICES: _("Administrators in staff chats"),
        "teachers_chat": _("Teachers with a chat"),
        "teachers_3": _("Teachers with 3 messages a week"),
        "teachers_10": _("Teachers with 10 messages a week"),
        "teachers_call": _("Teachers with a call a week"),
        "teachers_in": _("Teachers who came in"),
        "students_in": _("Pupils who came in"),
        "parents_in": _("Pupils with a parent here"),
    }[code]


def ask_metric(metrics: Sequence[str]) -> Screen:
    """First step: what the target is about."""
    text = _("What shall the target be about? Or all in one line:\n%(example)s") % {"example": EXAMPLE}
    shown = [metric for metric in metrics if metric != OFFICES]  # the tenth button would be one too many
    if len(shown) < len(metrics):
        text += "\n" + _("Administrators in staff chats, by typing: %(example)s") % {"example": OFFICE_EXAMPLE}
    return Screen(text, rows=columns([Button("metric", cut(metric_name(one)), (one,)) for one in shown]))


def ask_share(metric: str, *, is_set: bool) -> Screen:
    """Second step: how many per cent; or the target is taken back."""
    text = _("%(metric)s: how many per cent? For example: 35") % {"metric": metric_name(metric)}
    rows = ((Button("end", _("Take the target back"), colour=Colour.NEGATIVE),),) if is_set else ()
    return Screen(text, rows=rows)


def ask_deadline() -> Screen:
    """Third step."""
    text = _("By which day? For example: 01.09.2027")
    return Screen(text, rows=((Button("none", _("No deadline")),),))


def ask_basis() -> Screen:
    """Last step."""
    return Screen(_("Which document does it rest on? For example: приказ № 5 от 01.12.2026"))


def saved(target: TypedTarget) -> Screen:
    """After setting."""
    asked = _asked_share(target.share)
    if target.deadline:
        asked = _("%(share)s by %(day)s") % {"share": asked, "day": f"{target.deadline:%d.%m.%Y}"}
    text = _("Target set: %(metric)s — %(asked)s. It rests on: %(basis)s.") % {
        "metric": metric_name(target.metric),
        "asked": asked,
        "basis": target.basis,
    }
    return Screen(text, rows=_to_targets())


def ended(metric: str) -> Screen:
    """After taking back."""
    text = _("Target taken back: %(metric)s. Earlier reports remember it.") % {"metric": metric_name(metric)}
    return Screen(text, rows=_to_targets())


def taken(number: int) -> Screen:
    """After taking over those of the sources."""
    if not number:
        return Screen(_("These targets are here already."), rows=_to_targets())
    text = ngettext("Done: %(n)d target with its document.", "Done: %(n)d targets with their documents.", number)
    return Screen(text % {"n": number}, rows=_to_targets())


def _to_targets() -> tuple[tuple[Button, ...], ...]:
    return ((Button("/цели", _("Targets")),),)


@words_for(BadTarget)
def _bad_target(refusal: BadTarget) -> str:
    wrong = {
        "metric": _("I do not know what the target is about: «%(said)s»."),
        "share": _("A target needs a share from 0.01 to 100 per cent, not «%(said)s»."),
        "day": _("There is no such day: «%(said)s»."),
        "basis": _("After the semicolon, name the document that the target rests on."),
    }[refusal.expects]
    return f"{wrong % {'said': refusal.said}}\n" + _("For example: %(example)s") % {"example": EXAMPLE}


@words_for(NoSuchTarget)
def _no_such_target(refusal: NoSuchTarget) -> str:
    return _("You have set no such target. Which there are: /цели")


@words_for(BadNorm)
def _bad_norm(refusal: BadNorm) -> str:
    text = _("«%(said)s» is no norm: a whole number from 1 to %(most)d is needed, and the document behind it.")
    return f"{text % {'said': refusal.said, 'most': MOST}}\n" + _("For example: %(example)s") % {
        "example": NORM_EXAMPLE
    }
