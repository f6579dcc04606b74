"""How a person comes into a conversation of hers: the link, or whom to ask where a link lets nobody in."""

from collections.abc import Sequence

from bot.kit.i18n import _
from bot.services.conversation_facts import ConversationFact


def way_in(fact: ConversationFact) -> str:
    """One line; "" when this person does not get the link."""
    if fact.is_shut:
        return _("VK lets nobody back by a link: ask the teacher to add you by hand.")
    return fact.link


def listed(facts: Sequence[ConversationFact]) -> list[str]:
    """A line for each conversation that the person may come into."""
    return [f"{fact.title}: {way}" for fact in facts if (way := way_in(fact))]
