"""Cards of those who wait, what became of them, and the class list."""

from collections.abc import Sequence
from dataclasses import replace

from bot.kit.errors import Refusal
from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.access import Role
from bot.services.request_facts import RequestFact
from bot.ui import refusals

PER_CARD = 4  # two buttons each, and two more below: VK allows ten


def card(facts: Sequence[RequestFact], *, first: int = 0) -> Screen:
    """Those who wait: one by one, or all that are shown at one tap."""
    first = first if first < len(facts) else 0
    shown = list(facts[first : first + PER_CARD])
    if not shown:
        return nobody_waits()
    if len(facts) == 1:
        return Screen(_("Let in?") + "\n" + "\n• ".join(_facts(shown[0])), rows=_alone(shown[0]))
    head = ngettext("%(count)s person waits to be let in:", "%(count)s people wait to be let in:", len(facts))
    lines = [head % {"count": len(facts)}, *(f"{n}. {_line(f)}" for n, f in enumerate(shown, first + 1))]
    rows = [_pair(fact, number) for number, fact in enumerate(shown, first + 1)]
    free = [f.id for f in shown if not f.is_taken]
    last: list[Button] = []
    if len(free) > 1:
        last.append(Button("requests.admit", _("Let all in"), tuple(free), colour=Colour.POSITIVE))
    if len(facts) > first + PER_CARD:
        last.append(Button("/заявки", _("More"), (first + PER_CARD,)))
    return Screen("\n".join(lines), rows=(*rows, tuple(last)) if last else tuple(rows))


def _alone(fact: RequestFact) -> tuple[tuple[Button, ...], ...]:
    return ((_yes(fact, ""), _no(fact)),)


def _pair(fact: RequestFact, number: int) -> tuple[Button, ...]:
    return (_yes(fact, f"{number}. "), _no(fact))


def _yes(fact: RequestFact, mark: str) -> Button:
    if fact.is_taken:
        return Button("requests.rebind", mark + _("It is the new profile"), (fact.id,), colour=Colour.PRIMARY)
    return Button("requests.admit", mark + _("Let in"), (fact.id,), colour=Colour.POSITIVE)


def _no(fact: RequestFact) -> Button:
    return Button("requests.refuse", _("Refuse"), (fact.id,), colour=Colour.NEGATIVE)


def _line(fact: RequestFact) -> str:
    return "; ".join(_facts(fact))


def _facts(fact: RequestFact) -> list[str]:
    words = {"name": fact.name, "place": fact.place, "child": fact.child}
    who = {
        Role.STUDENT: _("%(name)s, pupil, %(place)s"),
        Role.PARENT: _("%(name)s, parent of %(child)s, %(place)s"),
    }.get(fact.role, _("%(name)s, teacher, %(place)s")) % words
    return [who, *_marks(fact)]


def _marks(fact: RequestFact) -> list[str]:
    marks = [_("VK profile: %(profile)s") % {"profile": fact.profile}] if fact.profile else []
    if fact.is_taken:
        marks.append(_("another profile has come in under this name already"))
    elif not fact.on_list:
        marks.append(_("the child is not on the list") if fact.role is Role.PARENT else _("not on the list"))
    if fact.parents:
        marks.append(
            ngettext("the child has %(n)s parent here", "the child has %(n)s parents here", fact.parents)
            % {"n": fact.parents}
        )
    if fact.under_14:
        marks.append(_("under 14, the parents permit"))
    return marks


def nobody_waits() -> Screen:
    """The list is empty."""
    return Screen(_("Nobody waits to be let in just now."))


def decided(
    admitted: Sequence[RequestFact],
    refused: Sequence[RequestFact],
    failed: Sequence[tuple[RequestFact, Refusal]],
    remaining: Sequence[RequestFact],
) -> Screen:
    """What was done, and who still waits."""
    lines = [
        *(_("In: %(who)s.") % {"who": _short(f)} for f in admitted),
        *(_("Refused: %(who)s.") % {"who": _short(f)} for f in refused),
        *(_("Not done, %(who)s: %(why)s") % {"who": _short(f), "why": refusals.words(why)} for f, why in failed),
    ]
    done = Screen("\n".join(lines), toast=lines[0][:90] if lines else "")
    if not remaining:
        return done
    rest = card(remaining)
    return replace(rest, text=f"{done.text}\n\n{rest.text}", toast=done.toast)


def _short(fact: RequestFact) -> str:
    who = fact.name
    if fact.child:
        who = _("%(name)s (parent of %(child)s)") % {"name": fact.name, "child": fact.child}
    return f"{who}, {fact.place}"
