"""Calls: a pasted link, one that the bot starts itself, one that was seen in a chat. One per link per day counts."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from bot.kit.errors import BadInput, Conflict
from bot.kit.ids import CommunityId, ConversationId, EntryId, OrgId, PersonId
from bot.kit.turn import Talk
from bot.kit.unit_of_work import unit_of_work
from bot.services import activity, audit, chat_plans, conversation_access, conversations, post
from bot.services.conversations import ConversationFact
from bot.services.counting import day_of
from bot.services.ports import Verb
from models import (
    Call,
    CallSource,
    Community,
    Conversation,
    ConversationKind,
    ConversationState,
    Org,
    OutboxItem,
    Person,
    Role,
    RosterEntry,
)

# VK: the token is 43 base64url characters; hosts vk.com and vk.ru, also m.; docs/vk.md §5.
_CALL_LINK = re.compile(
    r"(?<![\w.\-/@])(?:https?://)?(?:m\.|www\.)?vk\.(?:com|ru)/call/join/([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])[^\s]*",
    re.IGNORECASE,
)
_LOOKS_LIKE_LINK = re.compile(r"\S*(?:://|vk\.(?:com|ru|me)/|call/join)\S*", re.IGNORECASE)
STARTED_LATELY = timedelta(minutes=1)  # a second press within it means the same call
OFFICIAL = frozenset({ConversationKind.STAFF, ConversationKind.OFFICE})  # every call there is one of the authorities
SAME_CALL = timedelta(minutes=30)  # a call seen so soon after its card is the call of that card


@dataclass(frozen=True)
class BadCallLink(BadInput):
    """It looks like a link, but not like one of a call."""


@dataclass(frozen=True)
class NeedsCallLink(BadInput):
    """The bot cannot start calls itself here: it needs a link. `said` names the conversation as one types it."""


@dataclass(frozen=True)
class CallSentAlready(Conflict):
    """This link was sent today already; `said` is the conversation's title."""


@dataclass(frozen=True, slots=True)
class CallFact:
    """A call to be announced: a card in `talk` with `link`; "" while the messenger still starts it."""

    conversation: ConversationFact
    talk: Talk
    link: str
    teacher: PersonId


def parse_call_link(text: str) -> str:
    """The link of a call in any text, in one spelling, whatever host and tail it had.

    Raises:
        BadCallLink: there is none.
    """
    found = _CALL_LINK.search(text)
    if found is None:
        raise BadCallLink("call_link", text.strip()[:60])
    return f"https://vk.com/call/join/{found[1]}"


def split_call_link(text: str) -> tuple[str, str | None]:
    """What was said besides the link, and the link (None: there is nothing like one).

    Raises:
        BadCallLink: there is a link, but not of a call.
    """
    found = _CALL_LINK.search(text)
    if found:
        return (text[: found.start()] + " " + text[found.end() :]).strip(), parse_call_link(found[0])
    wrong = _LOOKS_LIKE_LINK.search(text)
    if wrong:
        raise BadCallLink("call_link", wrong[0][:60])
    return text.strip(), None


async def needs_link(conversation: ConversationId) -> bool:
    """Must the teacher bring the link herself? So it is without a user token: VK lets no community start calls."""
    return not await Community.filter(conversations__id=conversation, user_token__isnull=False).exists()


async def start(actor: PersonId, conversation: ConversationId, *, link: str | None, now: datetime) -> CallFact:
    """Send a call to a conversation: the given link at once, without one by asking the messenger to start it.

    A lesson for two classes is one call: its link may be sent to both, and counts once.

    Args:
        actor: a teacher of this subject, the class teacher; in rooms of no class, who administers the org.
        conversation: where the card goes; must be live.
        link: in the spelling of `parse_call_link`, None to start a call.
        now: aware UTC moment of the request.

    Raises:
        NotAllowed: the actor has no right to call there.
        NoConversation: it is not live (any more).
        NeedsCallLink: no link, and the bot cannot start calls here.
        CallSentAlready: this link was sent today, or a call is being started this very minute.
    """
    row = await conversation_access.access_conversation(actor, "call.start", conversation)
    fact = await conversations.get_fact(conversation, now=now)
    if row.state is not ConversationState.LIVE or fact.talk is None:
        raise conversation_access.NoConversation("conversation")
    if link is None:
        await _ask_to_start(actor, fact, now=now)
    elif not await _write(actor, row, CallSource.PASTED, link, at=now) and await _stands_in(conversation, link, now):
        raise CallSentAlready("call", row.title)
    await audit.record(actor, "call.start", org=OrgId(row.org_id), now=now, conversation=conversation)
    return CallFact(fact, fact.talk, link or "", actor)


async def _stands_in(conversation: ConversationId, link: str, now: datetime) -> bool:
    since = now - timedelta(days=1)
    return await Call.filter(conversation_id=conversation, link=link, started_at__gt=since).exists()


async def _ask_to_start(actor: PersonId, fact: ConversationFact, *, now: datetime) -> None:
    if await needs_link(fact.id):
        raise NeedsCallLink("call_link", chat_plans.typed(fact))
    assert fact.talk
    lane = f"call:{fact.id}:{actor}"
    waiting = await OutboxItem.filter(lane=lane, state__in=["ready", "sending"]).exists()
    teacher = await _counted_as(actor, fact.org, at=now)
    lately = Call.filter(
        conversation_id=fact.id,
        teacher_id=teacher.id if teacher else None,
        source=CallSource.STARTED,
        started_at__gt=now - STARTED_LATELY,
    )
    if waiting or await lately.exists():
        raise CallSentAlready("call", fact.title)
    await post.ask(
        fact.talk.community,
        Verb.START_CALL,
        {},
        lane=lane,
        now=now,
        then="call.started",
        then_args={"conversation": fact.id, "actor": actor},
    )


async def started(args: dict[str, object], link: str, *, now: datetime) -> CallFact | None:
    """The messenger started a call: count it. None when this very call is known, or its conversation is gone."""
    fact = await asked_for(args, now=now)
    if fact is None:
        return None
    row = await Conversation.get(id=fact.conversation.id)
    known = await _write(fact.teacher, row, CallSource.STARTED, link[:200], at=now)
    return CallFact(fact.conversation, fact.talk, link, fact.teacher) if known else None


async def asked_for(args: dict[str, object], *, now: datetime) -> CallFact | None:
    """Which call a request was about, by what it carried along; None when its conversation is not live any more."""
    row = await Conversation.get_or_none(id=args["conversation"], state=ConversationState.LIVE)
    if row is None:
        return None
    fact = await conversations.get_fact(ConversationId(row.id), now=now)
    return CallFact(fact, fact.talk, "", PersonId(int(str(args["actor"])))) if fact.talk else None


async def seen(conversation: ConversationId, person: PersonId, *, started_at: datetime, now: datetime) -> bool:
    """A call of this person was seen in a registered conversation; counts if she teaches in that region.

    The same call seen twice, or seen close to the card that announced it, counts once. In staff rooms and offices it
    is kept whoever began it (mission I3).

    Returns:
        True when it was counted as a call of its own.
    """
    row = await Conversation.get(id=conversation)
    teacher = await _counted_as(person, OrgId(row.org_id), at=started_at)
    if (teacher is None and row.kind not in OFFICIAL) or row.state is not ConversationState.LIVE:
        return False
    teacher_id = teacher.id if teacher else None
    card = Call.filter(conversation_id=conversation, teacher_id=teacher_id, source__not=CallSource.SEEN)
    if await card.filter(started_at__gte=started_at - SAME_CALL, started_at__lte=started_at + SAME_CALL).exists():
        return False
    link = f"seen:{conversation}:{int(started_at.timestamp())}"
    return await _write(person, row, CallSource.SEEN, link, at=started_at)


async def seen_in_chat(community: CommunityId, chat: int, initiator: int, *, started_at: datetime) -> bool:
    """The same, by the messenger's own keys of the chat and of the person; unknown ones are nobody's call."""
    row = await Conversation.get_or_none(community_id=community, peer_id=chat, state=ConversationState.LIVE)
    person = await Person.get_or_none(vk_id=initiator)
    if row is None or person is None:
        return False
    return await seen(ConversationId(row.id), PersonId(person.id), started_at=started_at, now=started_at)


async def _write(person: PersonId, row: Conversation, source: CallSource, link: str, *, at: datetime) -> bool:
    """Insert and count, once a link a day of her main school; False when it is there already.

    Of an administrator who does not teach it is kept where she may call, and counts for nobody.
    """
    teacher = await _counted_as(person, OrgId(row.org_id), at=at)
    if teacher is None:
        return row.kind in conversation_access.ROOMS and await _write_nobodys(row, source, link, at=at)
    day = day_of(at, teacher.org.timezone)
    try:
        async with unit_of_work():
            await Call.create(
                conversation_id=row.id, teacher_id=teacher.id, source=source, link=link, day=day, started_at=at
            )
            if row.counts:  # L6: nothing is counted in parents' own chats
                await activity.count_call(EntryId(teacher.id), day=day)
    except IntegrityError:
        return False
    return True


async def _write_nobodys(row: Conversation, source: CallSource, link: str, *, at: datetime) -> bool:
    day = day_of(at, (await Org.get(id=row.org_id)).timezone)
    if await Call.filter(conversation_id=row.id, link=link, day=day).exists():
        return False
    await Call.create(conversation_id=row.id, source=source, link=link, day=day, started_at=at)
    return True


async def _counted_as(person: PersonId, org: OrgId, *, at: datetime) -> RosterEntry | None:
    """The teacher's entry where her counts of this region belong: that of her main school, with its org."""
    region = (await Org.get(id=org)).region_id
    live = Q(bindings__valid_to__isnull=True) | Q(bindings__valid_to__gt=at)
    entries = RosterEntry.filter(
        live,
        bindings__person_id=person,
        bindings__valid_from__lt=at + timedelta(seconds=1),  # VK dates in whole seconds
        role=Role.TEACHER,
        valid_to__isnull=True,
        org__region_id=region,
    )
    return await entries.select_related("org").order_by("-is_main", "id").first()
