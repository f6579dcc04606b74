"""The lever map in words: the funnel, then whom to call for a target. Schools by name, people in numbers only."""

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Screen
from bot.services.access import OrgKind
from bot.services.lever_choice import Step
from bot.services.levers import Funnel, Group, LeverMap, NoLever
from bot.services.targets import TargetFact
from bot.ui.numbers import percent, whole
from bot.ui.pickers import cut
from bot.ui.refusals import words_for
from bot.ui.targets import metric_name

OTHERS = 6  # other targets on buttons


def lever_map(fact: LeverMap) -> Screen:
    """The funnel and the shortest list for one target; the other open targets are buttons."""
    lines = [fact.title, fact.period, "", *_funnel(fact.funnel, fact.level), ""]
    if fact.chosen is None:
        lines.append(_("No open target that a call could move. Targets: /цели"))
        return Screen("\n".join(lines))
    lines += [*_head(fact.chosen, fact), "", *(_group(group, fact) for group in fact.groups)]
    lines += ["", _total(fact, fact.chosen)]
    others = [metric for metric in fact.open_metrics if metric != fact.chosen.metric][:OTHERS]
    return Screen("\n".join(lines), rows=tuple((Button("levers.show", cut(metric_name(m)), (m,)),) for m in others[:5]))


def _funnel(funnel: Funnel, level: OrgKind) -> list[str]:
    lines = []
    if level in (OrgKind.REGION, OrgKind.MUNICIPALITY):
        lines += [
            _("Schools: %(n)s") % {"n": whole(funnel.schools)},
            _("→ registered: %(n)s") % {"n": whole(funnel.registered)},
            _("→ administrator came: %(n)s") % {"n": whole(funnel.with_admin)},
            _("→ has classes: %(n)s") % {"n": whole(funnel.with_structure)},
        ]
    return [
        *lines,
        _("Teachers: %(n)s") % {"n": whole(funnel.teachers)},
        _("→ in: %(n)s") % {"n": whole(funnel.teachers_in)},
        _("→ with a chat: %(n)s") % {"n": whole(funnel.chat)},
        _("→ 3 messages: %(n)s") % {"n": whole(funnel.three)},
        _("→ 10 messages: %(n)s") % {"n": whole(funnel.ten)},
        _("→ a call: %(n)s") % {"n": whole(funnel.call)},
    ]


def _head(target: TargetFact, fact: LeverMap) -> list[str]:
    calls = sum(group.orgs for group in fact.groups)
    head = _("● %(metric)s: %(n)s more are needed.") % {
        "metric": metric_name(target.metric),
        "n": whole(target.missing or 0),
    }
    if not fact.groups:
        return [head]
    return [head, ngettext("The shortest way is %(n)d call:", "The shortest way is %(n)d calls:", calls) % {"n": calls}]


def _group(group: Group, fact: LeverMap) -> str:
    words = {"step": _step(group.step), "n": group.orgs, "gain": whole(group.gain), "points": ""}
    if fact.chosen and fact.chosen.of:
        points = percent(group.gain, fact.chosen.of, 2).removesuffix("%")
        words["points"] = _(" = +%(points)s p.p.") % {"points": points}
    if fact.level not in (OrgKind.REGION, OrgKind.MUNICIPALITY):
        return _("· %(step)s: +%(gain)s%(points)s") % words
    names = ", ".join(group.names)
    more = group.orgs - len(group.names)
    if more:
        names = _("%(names)s and %(n)d more") % {"names": names, "n": more}
    line = ngettext(
        "· %(step)s — %(n)d org: +%(gain)s%(points)s", "· %(step)s — %(n)d orgs: +%(gain)s%(points)s", group.orgs
    )
    return line % words + "\n" + _("call: %(names)s") % {"names": names}


def _total(fact: LeverMap, target: TargetFact) -> str:
    if not fact.groups:
        return _("I see nobody to call: the official number is larger than what the schools' lists have.")
    reached = (target.value or 0) + fact.gain
    share = f" ({percent(reached, target.of, 2)})" if target.of else ""
    if fact.enough:
        text = _("Together up to %(n)s%(share)s: the target is met, if everybody takes her step.")
    else:
        text = _(
            "Together up to %(n)s%(share)s: not enough. The rest is not on the schools' lists: import them, or check"
            " the official head-count."
        )
    return text % {"n": whole(reached), "share": share}


def _step(step: Step) -> str:
    return {
        Step.REGISTER: _("not registered"),
        Step.ADMIN: _("the administrator has not come"),
        Step.STRUCTURE: _("no classes"),
        Step.TEACHERS: _("teachers are not in"),
        Step.CHAT: _("in, but without a chat"),
        Step.WRITE: _("less than 3 messages"),
        Step.MORE: _("from 3 to 9 messages"),
        Step.CALL: _("no call yet"),
    }[step]


@words_for(NoLever)
def _no_lever(refusal: NoLever) -> str:
    return _("There is no open target «%(said)s» here that a call could move. For example: /рычаги 3 сообщения") % {
        "said": refusal.said
    }
