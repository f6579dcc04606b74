"""How a class comes in, in words: four numbers an audience, the missing by name, the way of everybody who is in."""

from collections.abc import Sequence
from itertools import groupby

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen, invite_link
from bot.services.access import Role
from bot.services.class_invitations import Came, CamePage, Progress, Reminded, RemindedToday, Reminder, Step
from bot.ui.pickers import Rows, columns
from bot.ui.refusals import words_for

NAMES = 30  # of the missing: a whole class


def ask_class(titles: Sequence[str]) -> Screen:
    """Which class?"""
    rows = columns([Button("/приглашения", title, (title,)) for title in titles[:8]])
    return Screen(_("Which class? Write, for example: /приглашения 5А"), rows=rows)


def progress(found: Progress) -> Screen:
    """Invited, opened, asked, in; and who is missing."""
    lines = [_("%(class)s, the way in") % {"class": found.title}, ""]
    lines.append(_("Pupils: %(steps)s") % {"steps": _steps(found.pupils)})
    lines.append(_("Families: %(steps)s") % {"steps": _steps(found.families)})
    if found.missing:
        lines += ["", _("Pupils not in yet: %(names)s") % {"names": _listed(found.missing)}]
    if found.unreached and found.unreached != found.missing:
        lines.append(_("Neither the pupil nor a parent: %(names)s") % {"names": _listed(found.unreached)})
    if not found.missing:
        lines += ["", _("All pupils of the list are in.") if found.pupils.invited else _("The list is empty.")]
    return Screen("\n".join(lines), rows=_ways(found))


def _steps(step: Step) -> str:
    words = {"invited": step.invited, "opened": step.opened, "asked": step.asked, "inside": step.inside}
    return _("on the list %(invited)d, opened the link %(opened)d, asked %(asked)d, in %(inside)d") % words


def _listed(names: Sequence[str]) -> str:
    more = ngettext(" and %(n)d more", " and %(n)d more", len(names) - NAMES) % {"n": len(names) - NAMES}
    return ", ".join(names[:NAMES]) + (more if len(names) > NAMES else "")


def _ways(found: Progress) -> Rows:
    place = found.school_class
    rows: list[tuple[Button, ...]] = []
    if found.may_remind and found.parents_in and found.missing:
        remind = Button("invitations.remind", _("Remind the parents"), (place,), Colour.PRIMARY)
        rows.append((remind,))
    rows.append((Button("invitations.came", _("Who came when"), (place, 0)),))
    if found.may_remind:
        rows.append((Button("/ссылка", _("Link into the class"), (found.title,)),))
    return tuple(rows)


def came(page: CamePage) -> Screen:
    """Every entry: who and when, below the link it was and whose yes."""
    lines = [_("%(class)s, who came in") % {"class": page.title}]
    for way, together in groupby(page.rows, key=_way):
        lines += ["", way, *map(_came, together)]
    if not page.rows:
        lines += ["", _("Nobody yet.")]
    more = Button("invitations.came", _("Older"), (page.school_class, page.next_offset or 0))
    back = Button("/приглашения", _("Back to the numbers"), (page.title,))
    return Screen("\n".join(lines), rows=((more,), (back,)) if page.next_offset else ((back,),))


def _way(one: Came) -> str:
    link = _("By the link of %(day)s") % {"day": f"{one.linked_on:%d.%m}"} if one.linked_on else _("Without a link")
    return _("%(link)s, let in by %(name)s:") % {"link": link, "name": one.decided_by or _("the school")}


def _came(one: Came) -> str:
    name = one.name or _("name erased")
    if one.role is Role.PARENT:
        name = _("%(name)s, parent of %(child)s") % {"name": name, "child": one.child}
    return f"{one.at:%d.%m %H:%M} {name}"


def reminder(what: Reminder) -> Screen:
    """To the parents who are in: whom they could help. Nobody is named."""
    text = _("In %(class)s %(inside)d of %(all)d pupils are in. Please hand the link on to those you know are not:")
    lines = [
        text % {"class": what.title, "inside": what.inside, "all": what.total},
        _("to a pupil: %(link)s") % {"link": invite_link(what.pupils.code)},
        _("to a parent: %(link)s") % {"link": invite_link(what.parents.code)},
        "",
        _("Open it and press «Начать» or write any word."),
    ]
    return Screen("\n".join(lines))


def reminded(fact: Reminded) -> Screen:
    """To the class teacher."""
    text = ngettext(
        "I have written to %(n)d parent of %(class)s.", "I have written to %(n)d parents of %(class)s.", fact.people
    ) % {"n": fact.people, "class": fact.title}
    if fact.held_until:
        text += " " + _("Quiet hours: it leaves at %(hour)s.") % {"hour": f"{fact.held_until:%H:%M}"}
    return Screen(text)


@words_for(RemindedToday)
def _reminded_today(refusal: RemindedToday) -> str:
    return _("The parents of %(class)s have been reminded within a day already. Try again tomorrow.") % {
        "class": refusal.said
    }
