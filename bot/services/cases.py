"""Messages to be decided about: what the rules found, what somebody complained of, the third warning.

Each is decided once, by whoever presses first; what is kept of a message is its number in the chat.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError

from bot.kit.errors import Conflict, NotFound, Refusal
from bot.kit.ids import CommunityId, ConversationId, OrgId, PersonId
from bot.kit.turn import Talk
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, audit, conversation_access, members, post, strikes
from bot.services.access import Role
from bot.services.ports import Verb
from bot.services.strikes import StrikeFact
from models import CaseKind, Conversation, ModerationCase, Person
from models import CaseState as CaseState

ACT = "moderation.act"
STAFF = frozenset({Role.TEACHER, Role.SCHOOL_ADMIN, Role.DIRECTOR, Role.MUNICIPAL_ADMIN, Role.REGION_ADMIN})
COMPLAINTS_A_DAY = 10


@dataclass(frozen=True)
class CaseClosed(Conflict):
    """Somebody was faster; `said` is what was done: deleted, warned, left or removed."""


@dataclass(frozen=True)
class NotInReply(Refusal):
    """The command must answer a message; `command` is the word."""

    command: str = ""


@dataclass(frozen=True)
class InChatOnly(Refusal):
    """The command belongs into a chat."""


@dataclass(frozen=True)
class OfStaff(Refusal):
    """Teachers are not moderated."""


@dataclass(frozen=True)
class TooManyComplaints(Refusal):
    """Of one person in a day."""

    limit: int = COMPLAINTS_A_DAY


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A case as its card shows it.

    Attributes:
        kind, state: values of `CaseKind` and `CaseState`.
        reason: of the rules, "" for a complaint.
        name: who wrote, as VK's profile says.
        talk: the chat; `message`: the number there, to be quoted.
        strike: the warning that was given, None if there was none.
        tell: whose card it is.
    """

    id: int
    kind: str
    state: str
    reason: str
    title: str
    name: str
    about: PersonId
    talk: Talk
    message: int
    tell: tuple[PersonId, ...] = ()
    strike: StrikeFact | None = None


async def is_staff(person: PersonId) -> bool:
    """Is she a confirmed grown-up of the school or above it?"""
    return any(standing.role in STAFF for standing in await access.standings(person))


async def open_case(
    row: Conversation,
    about: PersonId,
    *,
    message: int,
    kind: CaseKind,
    reason: str = "",
    asked_by: PersonId | None = None,
    state: CaseState = CaseState.OPEN,
    now: datetime,
) -> CaseFact | None:
    """A new case; None when this message has one of this kind."""
    try:
        async with unit_of_work():
            case = await ModerationCase.create(
                conversation_id=row.id,
                message=message,
                kind=kind,
                reason=reason,
                about_id=about,
                asked_by_id=asked_by,
                state=state,
                made_at=now,
                decided_at=None if state is CaseState.OPEN else now,
            )
    except IntegrityError:
        return None
    act = "moderation.complain" if kind is CaseKind.COMPLAINT else "moderation.judged"
    details = {"conversation": row.id, "case": case.id, "reason": reason}
    await audit.record(asked_by, act, org=OrgId(row.org_id), now=now, outcome=state.value, **details)
    return await fact_of(case, row)


async def fact_of(case: ModerationCase, row: Conversation) -> CaseFact:
    """The card's facts; the keepers of the chat are told, unless it is about one of them."""
    person = await Person.get(id=case.about_id)
    about = PersonId(case.about_id)
    tell = [keeper for keeper in await members.keepers(row) if keeper != about]
    return CaseFact(
        id=case.id,
        kind=case.kind.value,
        state=case.state.value,
        reason=case.reason,
        title=row.title,
        name=f"{person.first_name} {person.last_name}".strip(),
        about=about,
        talk=Talk(CommunityId(row.community_id), int(row.peer_id or 0), is_chat=True),
        message=case.message,
        tell=tuple(tell or await access.administrators(OrgId(row.org_id))),
    )


async def get_fact(case_id: int, *, now: datetime) -> CaseFact | None:
    """A case by its number; with the warning that was given for the message."""
    case = await ModerationCase.get_or_none(id=case_id)
    if case is None:
        return None
    row = await Conversation.get(id=case.conversation_id)
    given = await strikes.find(row, PersonId(case.about_id), case.message, now=now)
    return replace(await fact_of(case, row), strike=given)


async def said_lately(row: Conversation, about: PersonId, reason: str, *, within: timedelta, now: datetime) -> bool:
    """Was there such a case of this person a moment ago? Then one card is enough."""
    alike = ModerationCase.filter(conversation_id=row.id, about_id=about, reason=reason, made_at__gt=now - within)
    return await alike.exists()


async def decide(actor: PersonId, case_id: int, what: CaseState, *, now: datetime) -> CaseFact:
    """Decide a case, once.

    Args:
        actor: teaches in the chat or administers its school.
        case_id: of the card that was pressed.
        what: DELETED, WARNED, LEFT or REMOVED.
        now: aware UTC.

    Returns:
        The case; with `strike` when somebody was warned.

    Raises:
        NotFound: there is none.
        NotAllowed: the actor may not.
        CaseClosed: somebody was faster.
        OfStaff: a teacher is neither warned nor removed.
    """
    case = await ModerationCase.select_for_update().get_or_none(id=case_id)
    if case is None:
        raise NotFound()
    row = await conversation_access.access_conversation(actor, ACT, ConversationId(case.conversation_id))
    may_delete_yet = what is CaseState.DELETED and case.state is CaseState.WARNED
    if case.state is not CaseState.OPEN and not may_delete_yet:
        raise CaseClosed("case", case.state.value)
    about = PersonId(case.about_id)
    is_own = what is CaseState.DELETED and about == actor
    if what is not CaseState.LEFT and not is_own and await is_staff(about):
        raise OfStaff()
    case.state, case.decided_by_id, case.decided_at = what, actor, now
    await case.save(update_fields=["state", "decided_by_id", "decided_at"])
    details = {"conversation": row.id, "case": case.id, "state": what.value}
    await audit.record(actor, ACT, org=OrgId(row.org_id), now=now, **details)
    fact = await fact_of(case, row)
    if what is CaseState.DELETED:
        await ask_to_delete(fact, [case.message], now=now)
    elif what is CaseState.REMOVED:
        await ask_to_remove(fact, now=now)
    elif what is CaseState.WARNED:
        given = await strikes.give(row, about, message=case.message, reason="teacher", by=actor, now=now)
        fact = replace(fact, strike=given)
    return fact


async def complain(
    actor: PersonId, talk: Talk, message: int, about: PersonId | None, *, now: datetime
) -> CaseFact | None:
    """Anybody of a chat asks a grown-up to look at a message; None when somebody has asked already.

    Raises:
        InChatOnly, ChatNotRegistered: this is no chat, or nobody's.
        NotInReply: no message of a person is meant.
        TooManyComplaints: enough for a day.
    """
    row = await _row_of(talk, now)
    if not message or about is None:
        raise NotInReply("пожаловаться")
    today = ModerationCase.filter(asked_by_id=actor, made_at__gt=now - timedelta(days=1))
    if await today.count() >= COMPLAINTS_A_DAY:
        raise TooManyComplaints()
    return await open_case(row, about, message=message, kind=CaseKind.COMPLAINT, asked_by=actor, now=now)


async def access_here(actor: PersonId, talk: Talk, *, now: datetime) -> Conversation:
    """The conversation of this chat, for a teacher who may moderate it.

    Raises:
        NotAllowed: the actor may not.
        InChatOnly, ChatNotRegistered: this is no chat, or nobody's.
    """
    await access.access_standing(actor, ACT)
    row = await _row_of(talk, now)
    return await conversation_access.access_conversation(actor, ACT, ConversationId(row.id))


async def _row_of(talk: Talk, now: datetime) -> Conversation:
    if not talk.is_chat:
        raise InChatOnly()
    fact = await conversation_access.here(talk, now=now)
    return await Conversation.get(id=fact.id)


async def act_here(
    actor: PersonId, talk: Talk, message: int, about: PersonId | None, what: CaseState, *, now: datetime
) -> CaseFact:
    """`/удалить` and `/предупредить` in reply: a case made and decided in one step.

    Raises:
        InChatOnly, ChatNotRegistered: this is no chat, or nobody's.
        NotInReply: no message of a person is meant.
        NotAllowed, OfStaff, CaseClosed: as for `decide`.
    """
    row = await access_here(actor, talk, now=now)
    if not message or about is None:
        raise NotInReply("удалить" if what is CaseState.DELETED else "предупредить")
    if await open_case(row, about, message=message, kind=CaseKind.COMPLAINT, asked_by=actor, now=now) is None:
        known = await ModerationCase.get(conversation_id=row.id, message=message, kind=CaseKind.COMPLAINT)
        return await decide(actor, known.id, what, now=now)
    case = await ModerationCase.get(conversation_id=row.id, message=message, kind=CaseKind.COMPLAINT)
    return await decide(actor, case.id, what, now=now)


async def ask_to_delete(fact: CaseFact, messages: list[int], *, now: datetime, lane: str = "") -> None:
    """Ask the messenger to delete messages for all. It refuses those older than a day, and administrators'."""
    await post.ask(
        fact.talk.community,
        Verb.DELETE_MESSAGES,
        {"chat": fact.talk.key, "messages": messages},
        lane=lane or f"delete:{fact.talk.key}:{messages[0]}",
        now=now,
        priority=post.URGENT,
        then="moderation.deleted",
        then_args={"case": fact.id},
    )


async def hide_command(talk: Talk, number: int, *, now: datetime) -> None:
    """The command itself goes from the chat: nobody is to see who complained, or who was warned."""
    await post.ask(
        talk.community,
        Verb.DELETE_MESSAGES,
        {"chat": talk.key, "messages": [number]},
        lane=f"delete:{talk.key}:{number}",
        now=now,
        priority=post.URGENT,
    )


async def ask_to_remove(fact: CaseFact, *, now: datetime) -> None:
    """Ask the messenger to put somebody out of the chat."""
    person = await Person.get(id=fact.about)
    await post.ask(
        fact.talk.community,
        Verb.REMOVE_MEMBER,
        {"chat": fact.talk.key, "person": person.vk_id},
        lane=f"remove:{fact.talk.key}:{person.vk_id}",
        now=now,
        then="moderation.removed",
        then_args={"case": fact.id},
    )


async def not_done(case_id: int, *, now: datetime) -> CaseFact | None:
    """The messenger would not: the case is open again, and its keepers are to know."""
    case = await ModerationCase.get_or_none(id=case_id)
    if case is None:
        return None
    row = await Conversation.get(id=case.conversation_id)
    await ModerationCase.filter(id=case_id).update(state=CaseState.OPEN, decided_at=None)
    await audit.record(None, ACT, org=OrgId(row.org_id), now=now, outcome="failed", case=case_id)
    return replace(await fact_of(case, row), state=case.state.value)
