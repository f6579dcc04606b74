"""Registered conversations: who sees which, making one, archiving one. What VK answers is in `conversation_life`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from bot.kit.errors import NotAllowed, NotFound
from bot.kit.ids import ClassId, CommunityId, ConversationId, OrgId, PersonId, new_code
from bot.kit.turn import Talk
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, audit, chat_plans, members, post
from bot.services.chat_plans import PARENTS_WORD, STUDENTS_WORD, ChatPlan
from bot.services.ports import Verb
from models import Assignment, Conversation, ConversationKind, ConversationState, Role

__all__ = ["ChatPlan", "ConversationFact", "ConversationKind", "ConversationState"]

TITLE_MARK = 5  # characters of the mark that makes a temporary title unique
ALIVE = (ConversationState.CREATING, ConversationState.LIVE)


@dataclass(frozen=True)
class ChatNotRegistered(NotFound):
    """The chat where it was asked is not a registered conversation."""


@dataclass(frozen=True)
class NoConversation(NotFound):
    """The person has no conversation to act in; `example` is a command that makes one."""

    example: str = ""


@dataclass(frozen=True, slots=True)
class ConversationFact:
    """A conversation as people may see it.

    Attributes:
        link: how to come in, "" while it is being made or when this person does not get it.
        class_title: «5А» of the current school year; `name` is the subject, or the word of a class chat.
        talk: where its messages go; None while it is being made.
        last_message_at: aware UTC, None if nobody has written yet.
    """

    id: ConversationId
    title: str
    kind: ConversationKind
    link: str
    class_title: str
    name: str
    org: OrgId
    talk: Talk | None
    state: ConversationState
    last_message_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """The conversation of a plan; `is_new` when this very request began it."""

    conversation: ConversationFact
    is_new: bool


async def links_for(person: PersonId, *, now: datetime) -> list[ConversationFact]:
    """The live conversations of a person, by live bindings: this is the routing.

    Pupils get their class's and its subjects', parents the parents' ones, teachers their own. Administrators
    of a school see all of it, without links.
    """
    ties = await members.ties_of(person)
    concerns = Q(school_class_id__in=list(ties.classes)) | Q(org_id__in=list(ties.governs))
    rows = await Conversation.filter(concerns, state=ConversationState.LIVE).select_related("subject").order_by("id")
    shown = [(row, members.is_theirs(ties, row)) for row in rows]
    shown = [(row, mine) for row, mine in shown if mine or row.org_id in ties.governs]
    facts = await facts_of([row for row, _ in shown], now=now)
    without = [f if mine else replace(f, link="") for f, (_, mine) in zip(facts, shown, strict=True)]
    return sorted(without, key=lambda f: (f.link == "", *chat_plans.as_people_list(f)))


async def facts_of(rows: Sequence[Conversation], *, now: datetime) -> list[ConversationFact]:
    """Rows (with their subject fetched) as facts, in the same order; one statement for all class titles."""
    titles = await chat_plans.class_titles({r.school_class_id for r in rows if r.school_class_id}, now=now)
    return [_fact(row, titles.get(row.school_class_id or 0, "")) for row in rows]


def _fact(row: Conversation, class_title: str) -> ConversationFact:
    words = {ConversationKind.CLASS_STUDENTS: STUDENTS_WORD, ConversationKind.CLASS_PARENTS: PARENTS_WORD}
    return ConversationFact(
        id=ConversationId(row.id),
        title=row.title,
        kind=row.kind,
        link=row.link,
        class_title=class_title,
        name=row.subject.title if row.subject else words.get(row.kind, row.title),
        org=OrgId(row.org_id),
        talk=Talk(CommunityId(row.community_id), row.peer_id, is_chat=True) if row.peer_id else None,
        state=row.state,
        last_message_at=row.last_message_at,
    )


async def get_fact(conversation: ConversationId, *, now: datetime) -> ConversationFact:
    """One conversation as a fact."""
    row = await Conversation.get(id=conversation).select_related("subject")
    return (await facts_of([row], now=now))[0]


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

    `OWN_LESSONS` reaches the conversations of her own subjects and, as class teacher, all of her class.

    Raises:
        NotAllowed: no role of the actor has this right there, or there is no such conversation.
    """
    row = await Conversation.get_or_none(id=conversation).select_related("subject")
    if row is None or row.school_class_id is None:
        raise NotAllowed(act)
    await access.access_class(actor, act, ClassId(row.school_class_id))
    for standing in await access.standings(actor):
        scope = access.RIGHTS[act].get(standing.role)
        if scope is access.Scope.ORG and await access.subtree_has(standing.org, OrgId(row.org_id)):
            return row
        if scope is access.Scope.OWN_LESSONS and await _teaches_here(standing.entry, row):
            return row
    raise NotAllowed(act)


async def _teaches_here(entry: int, row: Conversation) -> bool:
    tied = Q(is_class_teacher=True) | (Q(subject_id=row.subject_id) if row.subject_id else Q(id=0))
    live = Assignment.filter(tied, teacher_id=entry, school_class_id=row.school_class_id, valid_to__isnull=True)
    return await live.exists()


async def own_conversations(actor: PersonId, act: str, *, now: datetime) -> list[ConversationFact]:
    """Live conversations in which the actor has the right: her own subjects', and all of her class.

    Raises:
        NotAllowed: none of the actor's roles has this right anywhere.
    """
    if not access.may([s.role for s in await access.standings(actor)], act):
        raise NotAllowed(act)
    ties = await members.ties_of(actor)
    concerns = Q(school_class_id__in=list(ties.taught))
    if Role.SCHOOL_ADMIN in access.RIGHTS[act]:
        concerns |= Q(org_id__in=list(ties.governs))
    rows = await Conversation.filter(concerns, state=ConversationState.LIVE).select_related("subject").order_by("id")
    mine = [r for r in rows if _is_own(ties, r) or r.org_id in ties.governs]
    return sorted(await facts_of(mine, now=now), key=chat_plans.as_people_list)


def _is_own(ties: members.Ties, row: Conversation) -> bool:
    return row.school_class_id in ties.class_teacher_of or (row.school_class_id, row.subject_id) in ties.lessons


async def find_own(actor: PersonId, said: str, *, act: str, command: str, now: datetime) -> ConversationFact:
    """The actor's own live conversation that is meant by «5а алгебра».

    Raises:
        NotAllowed: none of the actor's roles has this right.
        NoConversation: she has no live conversation at all, or none of this lesson of hers.
        NoSuchPlan, HalfPlan, Ambiguous: see `chat_plans.pick`.
    """
    own = await own_conversations(actor, act, now=now)
    plans = await chat_plans.own_plans(actor, now=now)
    if own:
        try:
            return chat_plans.pick(said, own, command=command)
        except chat_plans.NoSuchPlan:
            if not plans:
                raise
    if not plans:
        raise NoConversation("conversation")
    plan = chat_plans.pick(said, plans, command=command)
    raise NoConversation("conversation", chat_plans.typed(plan), f"/беседа {chat_plans.typed(plan)}")


async def create(actor: PersonId, plan_key: str, *, named: str, community: CommunityId, now: datetime) -> Begun:
    """Begin a conversation: the row now, the chat when the messenger answers.

    Args:
        actor: a teacher; becomes the conversation's teacher, so that it counts as made by her.
        plan_key: which of her plans (`ChatPlan.key`).
        named: what a class chat is called in its title; subjects name themselves.
        community: through which the chat is made.
        now: aware UTC moment of the request.

    Returns:
        The conversation; the existing one when there is one already (a double press, a second command).

    Raises:
        NotAllowed: the plan is not the actor's own.
    """
    plan = await chat_plans.access_plan(actor, "conversation.create", plan_key, now=now)
    existing = await find_alive(plan)
    if existing is None:
        try:
            async with unit_of_work():
                row = await _insert(actor, plan, named=named, community=community, now=now)
        except IntegrityError:  # somebody was faster by a moment
            existing = await find_alive(plan)
            if existing is None:
                raise
        else:
            return Begun(await get_fact(ConversationId(row.id), now=now), is_new=True)
    return Begun(await get_fact(ConversationId(existing.id), now=now), is_new=False)


async def find_alive(plan: ChatPlan) -> Conversation | None:
    """The live conversation of a plan, or the one being made. Class chats have one whoever made it."""
    alive = Conversation.filter(
        school_class_id=plan.school_class, kind=plan.kind, subject_id=plan.subject, state__in=ALIVE
    )
    if plan.kind is ConversationKind.SUBJECT:
        alive = alive.filter(teacher_id=plan.entry)
    return await alive.order_by("id").first()


def title_of(plan: ChatPlan, named: str) -> str:
    """«5А · Алгебра»."""
    return f"{plan.class_title} · {plan.name if plan.subject else named}"


async def _insert(
    actor: PersonId, plan: ChatPlan, *, named: str, community: CommunityId, now: datetime
) -> Conversation:
    title = title_of(plan, named)
    row = await Conversation.create(
        community_id=community,
        org_id=plan.org,
        kind=plan.kind,
        school_class_id=plan.school_class,
        subject_id=plan.subject,
        teacher_id=plan.entry,
        title=title,
        temp_title=f"{title[:50]} #{new_code()[:TITLE_MARK]}",
        counts=plan.kind is not ConversationKind.CLASS_PARENTS,  # L6: parents' own chats are never counted
        created_by_id=actor,
        created_at=now,
    )
    await post.ask(
        community,
        Verb.CREATE_CHAT,
        {"title": row.temp_title},
        lane=f"make:{row.id}",
        now=now,
        then="conversation.created",
        then_args={"conversation": row.id},
    )
    await audit.record(actor, "conversation.create", org=plan.org, now=now, conversation=row.id, kind=plan.kind.value)
    return row


async def archive(actor: PersonId, conversation: ConversationId, *, now: datetime) -> ConversationFact:
    """Put a conversation away: it is shown to nobody and counts no more; people in it stay. Twice is once.

    Raises:
        NotAllowed: the actor has no such right there.
    """
    row = await access_conversation(actor, "conversation.archive", conversation)
    if row.state is not ConversationState.ARCHIVED:
        row.state, row.link = ConversationState.ARCHIVED, ""
        await row.save(update_fields=["state", "link"])
        await audit.record(actor, "conversation.archive", org=OrgId(row.org_id), now=now, conversation=row.id)
    return await get_fact(conversation, now=now)
