"""Screens of taking in a chat that people made: what it is for, which right is missing, done."""

from collections.abc import Sequence

from bot.kit.i18n import _
from bot.kit.screen import Button, Screen
from bot.services.chat_plans import ChatPlan, typed
from bot.services.chat_troubles import LINK_CODES
from bot.services.conversations import ConversationFact
from bot.ui.pickers import cut


def ask_bind(plans: Sequence[ChatPlan], *, office: bool) -> Screen:
    """In a chat: what is it for? `office`: she may have a staff room or an office."""
    buttons = [Button(f"/привязать {typed(p)}", cut(typed(p))) for p in plans[: 9 if office else 10]]
    if office:
        buttons.append(Button("/привязать служебная", _("Staff conversation")))
    rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
    text = _(
        "Which conversation is this? Press, or write: /привязать 5А Алгебра\n"
        "One of no class: /привязать Кружок робототехники; 5А, 6Б"
    )
    return Screen(text, rows=rows)


def binding_begun() -> Screen:
    """The messenger was asked."""
    return Screen(_("I am checking what I may do here…"))


def bound_already(fact: ConversationFact) -> Screen:
    """The same command again."""
    return Screen(_("This chat is «%(title)s» already.") % {"title": fact.title})


def bound(fact: ConversationFact) -> Screen:
    """In the chat: it is taken in."""
    text = _("Done: this chat is «%(title)s» now. Here you can write /звонок and /беседы.")
    return Screen(text % {"title": fact.title})


def bound_privately(fact: ConversationFact) -> Screen:
    """To the teacher: taken in; who should not be there comes as cards."""
    text = _("«%(title)s» is taken in. The link to it:") % {"title": fact.title} + "\n" + fact.link
    return Screen(text + "\n" + _("I am looking now who is in it, and whether all are on the class list."))


def bind_right_missing(code: int) -> Screen:
    """In the chat: which right is missing, and how to give it; there is nothing more to do than that."""
    missing = _link_right() if code in LINK_CODES else _admin_right()
    return Screen(missing + "\n" + _by_myself())


def _link_right() -> str:
    return _(
        "I miss one right: to see and change the invite link.\n"
        "1. Press the chat's title above.\n"
        "2. «Settings» → «Who may change the invite link» → administrators.\n"
        "3. I must be an administrator: the arrow beside me in the list of members."
    )


def _admin_right() -> str:
    return _(
        "I miss one right: I am not an administrator of this chat.\n"
        "1. Press the chat's title above: the list of members opens.\n"
        "2. Press the arrow beside me.\n"
        "3. Choose «Make an administrator»."
    )


def _by_myself() -> str:
    return _("I look every minute and go on by myself; you need not write anything more.")


def greeting() -> Screen:
    """The bot was added to a chat that it does not know."""
    return Screen(
        _(
            "Hello! To take this chat in, do two things:\n"
            "1. make me an administrator of the chat (list of members → arrow beside me);\n"
            "2. the teacher writes here: /привязать 5А Алгебра\n"
            "or the administrator: /привязать учительская, /привязать Педагоги; учителя"
        )
    )


def back_again(title: str) -> Screen:
    """The bot was added again to a chat that it had lost."""
    text = _("I am back in «%(title)s». One thing is missing.") % {"title": title}
    return Screen("\n".join([text, _admin_right(), _by_myself()]))
