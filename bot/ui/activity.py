"""Counters for people: a teacher's own «2 из 3», a school's table, who has come in."""

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Screen
from bot.services.activation import Activation, Share
from bot.services.activity_views import OwnActivity, SchoolActivity, TeacherLine
from bot.ui.numbers import percent_down, whole

DONE, NOT_YET = "✓", "·"


def of_norm(messages: int, norm: int) -> str:
    """«2 из 3»."""
    return _("%(n)d of %(norm)d") % {"n": messages, "norm": norm}


def own(fact: OwnActivity) -> Screen:
    """A teacher's own counters, with what counts."""
    lines = [
        _("Week %(period)s") % {"period": fact.period},
        _("Your messages: %(count)s") % {"count": of_norm(fact.messages, fact.norm)},
    ]
    if fact.via_bot:
        lines.append(_("through the bot: %(n)d") % {"n": fact.via_bot})
    if fact.calls:
        lines.append(_("Calls: %(n)d") % {"n": fact.calls})
    lines += ["", _to_go(fact), "", _what_counts()]
    rows = ((Button("nudge.on", _("Remind me again")),),) if fact.nudges_off else ()
    return Screen("\n".join(lines), rows=rows)


def _to_go(fact: OwnActivity) -> str:
    left = fact.norm - fact.messages
    if left <= 0:
        return _("The norm is met. Thank you!")
    if not fact.is_running:
        return _("This week is over.")
    return ngettext("%(n)d message more, and the norm is met.", "%(n)d messages more, and the norm is met.", left) % {
        "n": left
    }


def _what_counts() -> str:
    return _(
        "What counts: your messages (text, photo, voice) in study conversations. Not commands to me, and not"
        " parents' conversations. I never keep the texts."
    )


def school(fact: SchoolActivity) -> Screen:
    """A page of the school's table, for its administrator and director only."""
    head = [
        fact.school,
        _("%(period)s · norm %(norm)d") % {"period": fact.period, "norm": fact.norm},
        _("Have met it: %(n)d of %(total)d") % {"n": fact.reached, "total": fact.total},
        "",
    ]
    lines = [_line(line, fact.norm) for line in fact.lines]
    if not lines:
        lines = [_("There are no teachers yet. Add the first one: /учитель Иванова Анна Петровна")]
    rows: tuple[tuple[Button, ...], ...] = ()
    if fact.next_offset is not None:
        rows = ((Button("activity.page", _("More"), (fact.period, fact.next_offset)),),)
    return Screen("\n".join([*head, *lines]), rows=rows)


def _line(line: TeacherLine, norm: int) -> str:
    name = line.name if len(line.name) <= 20 else line.name[:19] + "…"
    if not line.is_in:
        return _("%(mark)s %(name)s: not in yet") % {"mark": NOT_YET, "name": name}
    mark = DONE if line.messages >= norm else NOT_YET
    return f"{mark} {name}: {of_norm(line.messages, norm)}"


def activation(fact: Activation) -> Screen:
    """How many have come in; names of the missing where the reader may see them."""
    lines = [fact.title, ""]
    if fact.schools is not None:
        lines.append(_("Schools registered: %(share)s") % {"share": _share(fact.schools)})
    if fact.teachers is not None:
        lines.append(_("Teachers: %(share)s") % {"share": _share(fact.teachers)})
    lines.append(_("Pupils: %(share)s") % {"share": _share(fact.students)})
    if fact.by_proxy:
        lines.append(_("and through a parent: %(n)s") % {"n": whole(fact.by_proxy)})
    lines.append(_("Pupils with a parent here: %(share)s") % {"share": _share(fact.parents)})
    if fact.declined:
        lines.append(_("Do not want to take part: %(n)s") % {"n": whole(fact.declined)})
    if fact.missing_teachers:
        lines += ["", _("Teachers not in yet:"), *(f"· {name}" for name in fact.missing_teachers)]
    if fact.missing_students:
        lines += ["", _("Pupils not in yet:"), *(f"· {name}" for name in fact.missing_students)]
    if fact.more:
        lines.append(_("and %(n)s more") % {"n": whole(fact.more)})
    if fact.schools is None:
        return Screen("\n".join(lines))
    ways = (Button("adoption.missing", _("Not registered")), Button("adoption.months", _("By months")))
    return Screen("\n".join(lines), rows=(ways,))


def _share(share: Share) -> str:
    text = _("%(n)s of %(total)s (%(percent)s)") % {
        "n": whole(share.active),
        "total": whole(share.total),
        "percent": percent_down(share.active, share.total),
    }
    if share.target is None or not share.total:
        return text
    return f"{text} {DONE}" if share.active >= share.target * share.total else text
