"""What happens to a conversation when the messenger answers, or when the bot is thrown out of it.

Every function may run twice with the same answer: the second time it changes nothing and returns None.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.kit.ids import CommunityId, ConversationId, OrgId, PersonId
from bot.kit.turn import Talk
from bot.services import audit, conversations, emblems, members, post
from bot.services.conversations import ConversationFact
from bot.services.ports import Verb
from models import Conversation, ConversationState


@dataclass(frozen=True, slots=True)
class Ready:
    """A conversation that can be entered: to tell `teacher` it is done, and `people` where to come."""

    conversation: ConversationFact
    teacher: PersonId | None
    people: list[PersonId]


@dataclass(frozen=True, slots=True)
class Lost:
    """A conversation that is not there (any more), and who is to know."""

    conversation: ConversationFact
    tell: list[PersonId]


async def chat_made(conversation: ConversationId, chat: int, *, now: datetime) -> Talk | None:
    """The chat exists: keep its key, and ask for the right title and the link."""
    row = await _locked(conversation)
    if row is None or row.peer_id is not None:
        return None
    row.peer_id, row.registered_at = chat, now
    await row.save(update_fields=["peer_id", "registered_at"])
    talk = Talk(CommunityId(row.community_id), chat, is_chat=True)
    lane = post.lane_of(talk)
    await post.ask(talk.community, Verb.RENAME_CHAT, {"chat": chat, "title": row.title}, lane=lane, now=now)
    await post.ask(
        talk.community,
        Verb.CHAT_LINK,
        {"chat": chat, "reset": False},
        lane=lane,
        now=now,
        then="conversation.linked",
        then_args={"conversation": row.id},
    )
    await emblems.send_to_new(row, now=now)
    return talk


async def linked(conversation: ConversationId, link: str, *, now: datetime) -> Ready | None:
    """The link is there: the conversation is live."""
    row = await _locked(conversation)
    if row is None or row.state is not ConversationState.CREATING:
        return None
    row.state, row.link, row.link_made_at = ConversationState.LIVE, link, now
    await row.save(update_fields=["state", "link", "link_made_at"])
    await audit.record(None, "conversation.live", org=OrgId(row.org_id), now=now, conversation=row.id)
    teacher = PersonId(row.created_by_id) if row.created_by_id else None
    people = [p for p in await members.audience(conversation, now=now) if p != teacher]
    return Ready(await conversations.get_fact(conversation, now=now), teacher, people)


async def pin_rules(conversation: ConversationId, message: int, *, now: datetime) -> None:
    """Pin the message with the rules."""
    row = await Conversation.get_or_none(id=conversation)
    if row is None or row.peer_id is None:
        return
    talk = Talk(CommunityId(row.community_id), row.peer_id, is_chat=True)
    await post.ask(
        talk.community,
        Verb.PIN,
        {"chat": talk.key, "message": message},
        lane=post.lane_of(talk),
        now=now,
        then="conversation.changed",
        then_args={"conversation": row.id},
    )


async def failed(conversation: ConversationId, *, now: datetime) -> Lost | None:
    """The messenger would not make the chat or give its link: the way is free to try again."""
    row = await _locked(conversation)
    if row is None or row.state is not ConversationState.CREATING:
        return None
    return await _lose(row, now=now)


async def thrown_out(talk: Talk, *, now: datetime) -> Lost | None:
    """The bot was removed from a chat."""
    found = await members.find_registered(talk)
    row = await _locked(ConversationId(found.id)) if found else None
    if row is None or row.state is ConversationState.LOST:
        return None
    return await _lose(row, now=now)


async def _lose(row: Conversation, *, now: datetime) -> Lost:
    row.state, row.link = ConversationState.LOST, ""
    await row.save(update_fields=["state", "link"])
    await audit.record(None, "conversation.lost", org=OrgId(row.org_id), now=now, conversation=row.id)
    fact = await conversations.get_fact(ConversationId(row.id), now=now)
    return Lost(fact, await members.keepers(row, teacher_first=True))


async def _locked(conversation: ConversationId) -> Conversation | None:
    return await Conversation.filter(id=conversation).select_for_update().first()
