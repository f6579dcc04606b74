"""Screens about people who came where they may not be."""

from bot.kit.i18n import _
from bot.kit.screen import Button, Screen
from bot.services.members import Removal


def stranger_card(removal: Removal) -> Screen:
    """To the class teacher: who came, and what was done."""
    who = removal.name or _("somebody without a name")
    told = {"who": who, "title": removal.title}
    if removal.worked:
        text = _(
            "A stranger came to «%(title)s»: %(who)s. Not on the class list, so I removed this person.\n"
            "If it is one of yours, give the link into the class first: /ссылка"
        )
    else:
        text = _(
            "A stranger came to «%(title)s»: %(who)s. Not on the class list, but I could not remove this person: "
            "I am not an administrator of the chat.\nRemove this person by hand and make me an administrator."
        )
    return Screen(text % told, rows=((Button("members.noted", _("I see")),),))


def noted() -> Screen:
    """The card was read."""
    return Screen(toast=_("Good"))
