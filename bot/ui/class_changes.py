"""Two classes become one, one becomes two, in words: the effects first."""

from collections.abc import Sequence

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.class_changes import Changed, Merging, NamesakesInClass, SameClass
from bot.services.classes import ClassFact
from bot.ui.pickers import picker
from bot.ui.refusals import words_for

NAMES = 20  # pupils, or conversations, in one message


def ask_stays(listed: Sequence[ClassFact], *, offset: int) -> Screen:
    """Which of the two stays?"""
    return picker(_("Two classes become one. Which one stays?"), [(c.id, c.title) for c in listed], offset=offset)


def ask_goes(listed: Sequence[ClassFact], stays: str, *, offset: int) -> Screen:
    """Which joins it?"""
    text = _("Which class joins %(class)s?") % {"class": stays}
    return picker(text, [(c.id, c.title) for c in listed], offset=offset)


def ask_merge(plan: Merging) -> Screen:
    """What it does."""
    words = {"goes": plan.goes_title, "stays": plan.stays_title}
    count = ngettext("%(n)d pupil", "%(n)d pupils", plan.pupils) % {"n": plan.pupils}
    lines = [_("%(goes)s joins %(stays)s. From now on:") % words]
    if plan.pupils:
        lines.append(_("• %(count)s of %(goes)s and their parents are in %(stays)s") % {**words, "count": count})
    lines.append(_("• there is no class %(goes)s; the class teacher of %(stays)s stays") % words)
    if plan.moving:
        lines.append(_("• go along, with their people: %(chats)s") % {"chats": _some(plan.moving)})
    if plan.closing:
        lines.append(_("• are closed, for %(stays)s has its own: %(chats)s") % {**words, "chats": _some(plan.closing)})
    yes = Button("merge", _("Yes, join them"), colour=Colour.NEGATIVE)
    return Screen("\n".join(lines), rows=((yes,),))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMES]) + ("…" if len(names) > NAMES else "")


def yes_words() -> tuple[str, ...]:
    """The typed yes."""
    return ("да", "yes", _("Yes, join them").lower(), _("Yes, move them").lower())


def merged(done: Changed) -> Screen:
    """To the administrator."""
    text = _("%(goes)s is part of %(stays)s now. The families have their new links.")
    rows = ((Button("/классы", _("Classes")),),)
    return Screen(text % {"goes": done.from_title, "stays": done.title}, rows=rows)


def ask_split(listed: Sequence[ClassFact], *, offset: int) -> Screen:
    """Which class?"""
    return picker(_("From which class do pupils go to another one?"), [(c.id, c.title) for c in listed], offset=offset)


def ask_new_title() -> Screen:
    """Where to."""
    return Screen(_("What is the other class called? For example: 5Б. If there is none, I open it."))


def ask_pupils(title: str) -> Screen:
    """Who."""
    text = _("Who goes to %(class)s? Write the names, separated by commas: Иванов Пётр, Зорина Мария")
    return Screen(text % {"class": title})


def confirm_split(names: Sequence[str], title: str) -> Screen:
    """The last look."""
    count = ngettext("%(n)d pupil", "%(n)d pupils", len(names)) % {"n": len(names)}
    lines = [
        _("%(count)s go to %(class)s with their parents: %(names)s.")
        % {"count": count, "class": title, "names": ", ".join(names)},
        _("They leave the conversations of the old class and get the links of the new one."),
    ]
    yes = Button("split", _("Yes, move them"), colour=Colour.NEGATIVE)
    return Screen("\n".join(lines), rows=((yes,),))


def split_done(done: Changed) -> Screen:
    """To the administrator: what comes next."""
    count = ngettext("%(n)d pupil", "%(n)d pupils", len(done.moved)) % {"n": len(done.moved)}
    text = _("%(count)s moved from %(old)s to %(class)s. Now name its class teacher and give its subjects.")
    rows = ((Button(f"/классный {done.title}", _("Class teacher")), Button("/предмет", _("Subject"))),)
    return Screen(text % {"count": count, "old": done.from_title, "class": done.title}, rows=rows)


def changed_card(done: Changed) -> Screen:
    """To the class teachers."""
    count = ngettext("%(n)d pupil", "%(n)d pupils", len(done.moved)) % {"n": len(done.moved)}
    text = _("%(count)s went from %(old)s to %(class)s. The families have been told. The list: /список %(class)s")
    return Screen(text % {"count": count, "old": done.from_title, "class": done.title})


@words_for(SameClass)
def _same(refusal: SameClass) -> str:
    return _("That is the same class, %(said)s. Please name two: /объединить 5А 5Б") % {"said": refusal.said}


@words_for(NamesakesInClass)
def _namesakes(refusal: NamesakesInClass) -> str:
    return _("Several pupils are called «%(said)s». Add the patronymic.") % {"said": refusal.said}
