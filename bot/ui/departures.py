"""A teacher's dismissal, and leaving by oneself, in words: the effects first."""

from collections.abc import Sequence

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.access import Role
from bot.services.conversation_facts import ConversationFact
from bot.services.departures import Dismissal, Left, OwnPlace
from bot.ui.dialog_screens import role_name
from bot.ui.menus import menu_rows
from bot.ui.pickers import cut
from bot.ui.school import some


def dismissal_of() -> str:
    """Stands before the question which teacher."""
    return _("Dismissal")


def ask_dismiss(fact: Dismissal) -> Screen:
    """What goes with her, before it goes."""
    lines = [_("Dismiss %(name)s? From now on:") % {"name": fact.name}]
    if fact.person:
        lines.append(_("• she cannot come in and leaves the school's conversations"))
    if fact.lessons:
        text = ngettext("• %(n)d lesson is without a teacher", "• %(n)d lessons are without a teacher", fact.lessons)
        lines.append(text % {"n": fact.lessons})
    if fact.leads:
        lines.append(_("• without a class teacher: %(titles)s") % {"titles": some(fact.leads)})
    if fact.conversations:
        text = ngettext("• %(n)d conversation stays", "• %(n)d conversations stay", fact.conversations)
        lines.append(text % {"n": fact.conversations})
    lines.append(_("Her counters and the history stay."))
    return Screen("\n".join(lines), rows=((Button("dismiss", _("Yes, dismiss"), colour=Colour.NEGATIVE),),))


def dismiss_words() -> tuple[str, ...]:
    """The typed yes."""
    return ("да", "yes", _("Yes, dismiss").lower())


def dismissed(fact: Dismissal) -> Screen:
    """Done; who leads her classes now?"""
    lines = [_("%(name)s is not a teacher here any more.") % {"name": fact.name}]
    if not fact.leads:
        return Screen("\n".join(lines), rows=((Button("/учителя", _("All teachers")),),))
    lines.append(_("Name a new class teacher: %(titles)s.") % {"titles": some(fact.leads)})
    buttons = [Button(f"/классный {title}", title) for title in fact.leads[:4]]
    return Screen("\n".join(lines), rows=(tuple(buttons), (Button("/учителя", _("All teachers")),)))


def you_are_dismissed() -> Screen:
    """To the teacher."""
    return Screen(
        _(
            "The school has ended your place as a teacher here. Your counters stay in the reports. A mistake? Ask the"
            " school."
        ),
        menu=(),
    )


def ask_leave(places: Sequence[OwnPlace]) -> Screen:
    """What leaving does, and one tap a role."""
    if not places:
        return Screen(_("You are not in any class or school here, so there is nothing to leave."))
    lines = [
        _("Taking part is your choice. If you leave:"),
        _("• you leave the conversations that go with it"),
        _("• letters from the school do not come any more"),
        _("• the school sees «has declined», and nobody reminds you"),
        _("You can come back by a new link. To erase your data: /забыть-меня"),
    ]
    if any(place.is_last for place in places):
        lines.append(_("You are the only administrator: name another one first."))
    return Screen("\n".join(lines), rows=tuple((_leave_button(place),) for place in places[:5]))


def _leave_button(place: OwnPlace) -> Button:
    words = {"role": role_name(place.role), "place": place.place}
    return Button("self.leave", cut(_("Leave: %(role)s, %(place)s") % words), (place.entry,), colour=Colour.NEGATIVE)


def left(fact: Left, roles: Sequence[Role]) -> Screen:
    """Done."""
    text = _("Done: you have left %(place)s. Thank you for having been here.") % {"place": fact.place}
    return Screen(text, menu=menu_rows(roles))


def left_card(fact: Left) -> Screen:
    """To who answers for the place."""
    words = {"name": fact.name, "role": role_name(fact.role), "place": fact.place}
    return Screen(_("%(name)s (%(role)s, %(place)s) does not want to take part any more. That is allowed.") % words)


def ask_leave_chat(fact: ConversationFact, places: Sequence[OwnPlace]) -> Screen:
    """One conversation only, or all that goes with a role."""
    text = _(
        "Leave «%(title)s»? You will not read it any more; your other conversations stay.\n"
        "VK lets nobody back by a link: if you want to return, the teacher adds you by hand."
    )
    one = Button("chat.leave", _("Leave this conversation"), (fact.id,), colour=Colour.NEGATIVE)
    rows: tuple[tuple[Button, ...], ...] = ((one,),)
    if places:
        rows = (*rows, (Button("/выйти", _("Leave the bot altogether")),))
    return Screen(text % {"title": fact.title}, rows=rows)


def leaving_chat(title: str) -> Screen:
    """Asked for."""
    return Screen(
        _("You are leaving «%(title)s». To come back, ask the teacher to add you by hand.") % {"title": title}
    )


def chat_not_left(title: str) -> Screen:
    """VK would not let the bot do it."""
    text = _("I could not take you out of «%(title)s». Open it in VK, press its title and choose «Leave».")
    return Screen(text % {"title": title})
