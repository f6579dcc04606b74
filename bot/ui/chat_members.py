"""Cards about strangers: people and bots in a chat whose rules do not know them."""

from bot.kit.i18n import _, ngettext
from bot.kit.screen import Button, Colour, Screen
from bot.services.strangers import Card, StrangerKind

CANNOT_KICK = 15  # VK: the owner of a chat, or one of its administrators


def stranger_card(card: Card) -> Screen:
    """To who answers for the chat: who came, what was done, and what can be decided."""
    told = {"who": who(card), "title": card.title}
    if card.what is StrangerKind.BOT:
        return Screen(
            _("Another bot was added to «%(title)s». It reads all that is written there.") % told, _choose(card)
        )
    if card.what is StrangerKind.ADMIN:
        text = _(
            "In «%(title)s» %(who)s has the rights of an administrator and is not staff of the school.\n"
            "To take them back: the list of members → the arrow beside the name → «Take the rights»."
        )
        return Screen(text % told, rows=((_let_in(card, _("It should be so")), _seen()),))
    if card.is_stuck:
        return _stuck(card, told)
    if card.is_out:
        text = _(
            "A stranger came to «%(title)s»: %(who)s. Not on the class list, so I removed this person.\n"
            "If it is one of yours, give the link into the class first: /ссылка — and then add this person by hand, "
            "VK lets nobody back by a link who was removed."
        )
        return Screen(text % told, rows=((_let_in(card, _("Let in")), _seen()),))
    text = _("In «%(title)s» there is a stranger: %(who)s. Not on the class list. Shall this person stay?")
    return Screen(text % told, _choose(card))


def _stuck(card: Card, told: dict[str, str]) -> Screen:
    if card.code == CANNOT_KICK:
        text = _(
            "There is a stranger in «%(title)s»: %(who)s. Not on the class list, but I could not remove this person: "
            "it is the owner or an administrator of the chat. Only a person can do that."
        )
    else:
        text = _(
            "A stranger came to «%(title)s»: %(who)s. Not on the class list, but I could not remove this person: "
            "I am not an administrator of the chat.\nRemove this person by hand and make me an administrator."
        )
    return Screen(text % told, rows=((_let_in(card, _("Let in")), _seen()),))


def _choose(card: Card) -> tuple[tuple[Button, ...], ...]:
    out = Button("stranger.put_out", _("Remove"), (card.id,), Colour.NEGATIVE)
    return ((_let_in(card, _("Let in")), out),)


def _let_in(card: Card, label: str) -> Button:
    return Button("stranger.let_in", label, (card.id,), Colour.POSITIVE)


def _seen() -> Button:
    return Button("members.noted", _("I see"))


def who(card: Card) -> str:
    """The name, or what stands for it."""
    return card.name or (_("another bot") if card.what is StrangerKind.BOT else _("somebody without a name"))


def let_in(card: Card) -> Screen:
    """Decided: may stay."""
    told = {"who": who(card), "title": card.title}
    if card.is_out:
        text = _(
            "%(who)s may be in «%(title)s» now. VK lets nobody back by a link who was removed: "
            "add this person by hand, I shall not touch anybody you let in."
        )
    else:
        text = _("%(who)s stays in «%(title)s». I shall not ask again.")
    return Screen(text % told)


def put_out(card: Card) -> Screen:
    """Decided: has to go."""
    text = _("I am removing %(who)s from «%(title)s». If VK does not let me, I tell you.")
    return Screen(text % {"who": who(card), "title": card.title})


def next_card(card: Card | None) -> Screen:
    """One of several, with a way to the next."""
    if card is None:
        return Screen(_("Nobody is left to decide about. All is in order."))
    more = (Button("stranger.next", _("The next one"), (card.conversation,)),)
    return stranger_card(card).with_rows(more)


def all_out(count: int) -> Screen:
    """Decided: all have to go."""
    text = ngettext("I am removing %(n)d person.", "I am removing %(n)d people.", count) % {"n": count}
    return Screen(text if count else _("Nobody is left to decide about. All is in order."))


def noted() -> Screen:
    """The card was read."""
    return Screen(toast=_("Good"))
