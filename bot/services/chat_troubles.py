"""What the messenger says of a chat that somebody has to mend: told once in words, and again only after it was well."""

from dataclasses import dataclass
from datetime import datetime

from bot.kit.ids import ConversationId, OrgId, PersonId
from bot.services import audit, conversation_facts, members
from bot.services.conversation_facts import ConversationFact
from models import Conversation, ConversationState

# VK's codes, docs/vk.md §2.6
NO_ACCESS, NOT_ADMIN, DELETED, WRITING_DISABLED, MOVED_TO_MAX = 917, 925, 1017, 1012, 993
LINK_CODES = frozenset({919, 931})  # may not see, may not change the invite link
GONE_FOR_GOOD = frozenset({DELETED, MOVED_TO_MAX, 927, 932, 936, 945, 946, 947, 996, 1016, 1021})
PASSING = frozenset({0, 1, 6, 9, 10, 13, 14, 15, 29, 935, 995})  # says nothing of the chat


@dataclass(frozen=True, slots=True)
class Trouble:
    """A chat with a trouble: `code` is VK's. `is_lost`: the conversation is put aside until it is taken in again."""

    conversation: ConversationFact
    code: int
    is_lost: bool
    tell: tuple[PersonId, ...]


async def note(conversation: ConversationId, code: int, *, now: datetime, closed: bool = False) -> Trouble | None:
    """The messenger refused something about this chat; None when it is known already, or says nothing of the chat.

    `closed`: nothing can be written there. An audit's 917 may mean only that the bot is no administrator any more.
    """
    row = await Conversation.filter(id=conversation).select_for_update().first()
    if row is None or code in PASSING or row.trouble_code == code:
        return None
    if row.state not in (ConversationState.LIVE, ConversationState.CREATING):
        return None
    is_lost = code in GONE_FOR_GOOD or (closed and code != WRITING_DISABLED)
    row.trouble_code, row.trouble_at = code, now
    if is_lost:
        row.state, row.link = ConversationState.LOST, ""
    await row.save(update_fields=["trouble_code", "trouble_at", "state", "link"])
    act = "conversation.lost" if is_lost else "conversation.trouble"
    await audit.record(None, act, org=OrgId(row.org_id), now=now, conversation=row.id, code=code)
    fact = await conversation_facts.get_fact(conversation, now=now)
    return Trouble(fact, code, is_lost, tuple(await members.keepers(row, teacher_first=True)))
