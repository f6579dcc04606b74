"""Screens of calls."""

from collections.abc import Sequence

from bot.kit.i18n import _
from bot.kit.screen import Button, Colour, Screen
from bot.services.calls import BadCallLink, CallFact, CallSentAlready, NeedsCallLink
from bot.services.chat_plans import typed
from bot.services.conversations import ConversationFact
from bot.ui.conversations import choices
from bot.ui.refusals import words_for

EXAMPLE = "https://vk.com/call/join/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdE"


def card(fact: CallFact) -> Screen:
    """In the conversation: one card with the way in."""
    text = _("📞 Lesson · %(title)s") % {"title": fact.conversation.title}
    return Screen(text, rows=((Button("calls.enter", _("Join"), url=fact.link, colour=Colour.POSITIVE),),))


def sent(fact: CallFact) -> Screen:
    """To the teacher: the card is there."""
    return Screen(_("Sent to «%(title)s».") % {"title": fact.conversation.title})


def starting(fact: CallFact) -> Screen:
    """The messenger was asked to start it."""
    return Screen(_("I am starting a call for «%(title)s»…") % {"title": fact.conversation.title})


def started(fact: CallFact) -> Screen:
    """To the teacher: the call runs, here is the way in."""
    text = _("The call for «%(title)s» has begun, the card is in the conversation.")
    button = Button("calls.enter", _("Join"), url=fact.link, colour=Colour.POSITIVE)
    return Screen(text % {"title": fact.conversation.title}, rows=((button,),))


def not_started(fact: CallFact) -> Screen:
    """To the teacher: the messenger would not; do it by hand."""
    text = _("VK did not let me start the call. Start it yourself and send me its link:\n/звонок %(typed)s %(example)s")
    return Screen(text % {"typed": typed(fact.conversation), "example": EXAMPLE})


def ask_conversation(facts: Sequence[ConversationFact], *, page: int) -> Screen:
    """Choosing where the call goes."""
    rows = choices([(f.title, "conversation", f.id) for f in facts], page=page)
    return Screen(_("Where is the call? Press, or write: 5А Алгебра"), rows=rows)


def ask_link(title: str) -> Screen:
    """The bot cannot start calls here: the teacher brings the link."""
    text = _(
        "Call for «%(title)s». Start it in VK (Calls → Create a call → Copy link) and send the link here.\n"
        "Example: %(example)s"
    )
    return Screen(text % {"title": title, "example": EXAMPLE})


@words_for(BadCallLink)
def _bad_link(refusal: BadCallLink) -> str:
    return _("This is not a link of a VK call. It looks like this: %(example)s") % {"example": EXAMPLE}


@words_for(NeedsCallLink)
def _needs_link(refusal: NeedsCallLink) -> str:
    return _(
        "«%(said)s» is clear, the link of the call is missing. Start it in VK (Calls → Create a call → Copy link) and "
        "write: /звонок %(example)s"
    ) % {"said": refusal.said, "example": EXAMPLE}


@words_for(CallSentAlready)
def _sent_already(refusal: CallSentAlready) -> str:
    return _("This call was sent to «%(title)s» already.") % {"title": refusal.said}
