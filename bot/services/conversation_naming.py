"""What a chat is called: renamed by who answers for it, put back when anybody else did; another title each year."""

from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError

from bot.kit.errors import BadInput, Conflict, NotAllowed
from bot.kit.ids import CommunityId, ConversationId, OrgId, PersonId
from bot.kit.turn import Talk
from bot.kit.unit_of_work import unit_of_work
from bot.services import audit, conversation_access, members, post
from bot.services.conversation_facts import ConversationFact, get_fact
from bot.services.ports import Verb
from models import Conversation, ConversationKind

ACT = "conversation.rename"
MAX_TITLE = 100  # characters: a list shows it whole; VK takes 250


@dataclass(frozen=True)
class BadChatTitle(BadInput):
    """No words, or more than `MAX_TITLE` characters."""

    expects: str = "chat_title"


@dataclass(frozen=True)
class ChatTitleTaken(Conflict):
    """The school has another conversation of this title."""

    what: str = "chat_title"


@dataclass(frozen=True, slots=True)
class PutBack:
    """Somebody who does not answer for a chat renamed it to `said`; it has its old title again."""

    conversation: ConversationFact
    said: str
    tell: tuple[PersonId, ...]


def parse_chat_title(text: str) -> str:
    """A title with single spaces.

    Raises:
        BadChatTitle: none, or too long.
    """
    title = " ".join(text.split()).strip('«»"')
    if not 0 < len(title) <= MAX_TITLE:
        raise BadChatTitle(said=title[:40])
    return title


async def rename(actor: PersonId, conversation: ConversationId, title: str, *, now: datetime) -> ConversationFact:
    """Give a conversation another title, here and in the messenger; the same one again changes nothing.

    A chat that people made may be called otherwise in the messenger than here: it is given the title in any case.

    Raises:
        NotAllowed: the conversation is not the actor's.
        ChatTitleTaken: the school has another one of this title.
    """
    row = await conversation_access.access_conversation(actor, ACT, conversation)
    if row.title != title:
        await _keep(row, title)
    elif row.made_by_bot:
        return await get_fact(conversation, now=now)
    await ask_title(row, now=now)
    await audit.record(actor, ACT, org=OrgId(row.org_id), now=now, conversation=row.id)
    return await get_fact(conversation, now=now)


async def _keep(row: Conversation, title: str) -> None:
    row.title = title
    try:
        async with unit_of_work():
            await row.save(update_fields=["title"])
    except IntegrityError as taken:
        raise ChatTitleTaken(said=title) from taken


async def ask_title(row: Conversation, *, now: datetime) -> None:
    """Ask the messenger to call a chat what we call it."""
    if row.peer_id is None:
        return
    talk = Talk(CommunityId(row.community_id), row.peer_id, is_chat=True)
    await post.ask(
        talk.community,
        Verb.RENAME_CHAT,
        {"chat": talk.key, "title": row.title},
        lane=post.lane_of(talk),
        now=now,
        then="conversation.changed",
        then_args={"conversation": row.id},
    )


async def noticed(actor: PersonId, talk: Talk, title: str, *, now: datetime) -> PutBack | None:
    """Somebody renamed a chat by hand: who answers for it may, in a chat of parents everybody may (mission L6)."""
    row = await members.find_registered(talk)
    if row is None or row.title == title:
        return None
    place = ConversationId(row.id)
    free = row.kind is ConversationKind.CLASS_PARENTS or await _may(actor, place)
    if free and await _is_kept(row, title[:MAX_TITLE]):
        await audit.record(actor, ACT, org=OrgId(row.org_id), now=now, conversation=row.id)
        return None
    fact = await get_fact(place, now=now)
    await ask_title(await Conversation.get(id=row.id), now=now)
    return PutBack(fact, title, tuple(await members.keepers(row)))


async def _is_kept(row: Conversation, title: str) -> bool:
    try:
        await _keep(row, title)
    except ChatTitleTaken:
        return False
    return True


async def _may(actor: PersonId, place: ConversationId) -> bool:
    try:
        await conversation_access.access_conversation(actor, ACT, place)
    except NotAllowed:
        return False
    return True
