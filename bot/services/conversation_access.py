"""In which conversations a person may act, and which of them is meant."""

from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from bot.kit.errors import NotAllowed, NotFound
from bot.kit.ids import ClassId, ConversationId, OrgId, PersonId
from bot.kit.turn import Talk
from bot.services import access, chat_plans, members
from bot.services.access import Scope
from bot.services.conversation_facts import ConversationFact, facts_of, get_fact
from models import Assignment, Conversation, ConversationKind, ConversationState

ROOMS = frozenset({ConversationKind.SCHOOL, ConversationKind.STAFF, ConversationKind.OFFICE})


@dataclass(frozen=True)
class ChatNotRegistered(NotFound):
    """The chat where it was asked is not a registered conversation."""


@dataclass(frozen=True)
class NoConversation(NotFound):
    """The person has no conversation to act in; `example` is a command that makes one."""

    example: str = ""


async def here(talk: Talk, *, now: datetime) -> ConversationFact:
    """The live conversation of this chat.

    Raises:
        ChatNotRegistered: this chat is not one, or not yet.
    """
    row = await members.find_registered(talk)
    if row is None or row.state is not ConversationState.LIVE:
        raise ChatNotRegistered("conversation")
    return await get_fact(ConversationId(row.id), now=now)


async def access_conversation(actor: PersonId, act: str, conversation: ConversationId) -> Conversation:
    """Fetch a conversation in which the actor has the right.

    `OWN_LESSONS` reaches the conversations of her own subjects, her clubs and, as class teacher, all of her class;
    `OWN_ROOMS` those of exactly her org that are of no class.

    Raises:
        NotAllowed: no role of the actor has this right there, or there is no such conversation.
    """
    row = await Conversation.get_or_none(id=conversation).select_related("subject")
    if row is None:
        raise NotAllowed(act)
    if row.school_class_id is not None:
        await access.access_class(actor, act, ClassId(row.school_class_id))
    for standing in await access.standings(actor):
        scope = access.RIGHTS[act].get(standing.role)
        if scope is Scope.ORG and await access.subtree_has(standing.org, OrgId(row.org_id)):
            return row
        if scope is Scope.OWN_LESSONS and await _teaches_here(standing.entry, row):
            return row
        if scope is Scope.OWN_ROOMS and row.kind in ROOMS and standing.org == row.org_id:
            return row
    raise NotAllowed(act)


async def _teaches_here(entry: int, row: Conversation) -> bool:
    if row.kind is ConversationKind.CLUB:
        return row.teacher_id == entry
    tied = Q(is_class_teacher=True) | (Q(subject_id=row.subject_id) if row.subject_id else Q(id=0))
    live = Assignment.filter(tied, teacher_id=entry, school_class_id=row.school_class_id, valid_to__isnull=True)
    return row.school_class_id is not None and await live.exists()


async def access_fact(actor: PersonId, act: str, conversation: ConversationId, *, now: datetime) -> ConversationFact:
    """The same as a fact.

    Raises:
        NotAllowed: no role of the actor has this right there, or there is no such conversation.
    """
    await access_conversation(actor, act, conversation)
    return await get_fact(conversation, now=now)


async def get_own(actor: PersonId, act: str, *, now: datetime) -> list[ConversationFact]:
    """Live conversations in which the actor has the right; never empty.

    Raises:
        NotAllowed: none of the actor's roles has this right anywhere.
        NoConversation: there is none yet.
    """
    found = await own(actor, act, now=now)
    if not found:
        raise NoConversation("conversation")
    return found


async def own(actor: PersonId, act: str, *, now: datetime) -> list[ConversationFact]:
    """Live conversations in which the actor has the right: where `access_conversation` would let her.

    Raises:
        NotAllowed: none of the actor's roles has this right anywhere.
    """
    await access.access_standing(actor, act)
    ties = await members.ties_of(actor)
    reached = Q(id=0)
    for standing in await access.standings(actor):
        match access.RIGHTS[act].get(standing.role):
            case Scope.ORG:
                reached |= Q(org_id=standing.org)
            case Scope.OWN_ROOMS:
                reached |= Q(org_id=standing.org, kind__in=list(ROOMS))
            case Scope.OWN_LESSONS:
                reached |= Q(kind=ConversationKind.CLUB, teacher_id=standing.entry)
                reached |= Q(school_class_id__in=list(ties.class_teacher_of))
                for school_class, subject in ties.lessons:
                    reached |= Q(school_class_id=school_class, subject_id=subject)
    rows = await Conversation.filter(reached, state=ConversationState.LIVE).select_related("subject").order_by("id")
    return sorted(await facts_of(rows, now=now), key=chat_plans.as_people_list)


async def find_own(actor: PersonId, said: str, *, act: str, command: str, now: datetime) -> ConversationFact:
    """The actor's own live conversation that is meant by «5а алгебра».

    Raises:
        NotAllowed: none of the actor's roles has this right.
        NoConversation: she has no live conversation at all, or none of this lesson of hers.
        NoSuchPlan, HalfPlan, Ambiguous: see `chat_plans.pick`.
    """
    mine = await own(actor, act, now=now)
    plans = await chat_plans.own_plans(actor, now=now)
    if mine:
        try:
            return chat_plans.pick(said, mine, command=command)
        except chat_plans.NoSuchPlan:
            if not plans:
                raise
    if not plans:
        raise NoConversation("conversation")
    plan = chat_plans.pick(said, plans, command=command)
    raise NoConversation("conversation", chat_plans.typed(plan), f"/беседа {chat_plans.typed(plan)}")
