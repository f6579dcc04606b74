"""Registered conversations: who sees which, making one, archiving one. What VK answers is in `conversation_life`."""

from dataclasses import dataclass, replace
from datetime import datetime

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from bot.kit.ids import CommunityId, ConversationId, EntryId, OrgId, PersonId, new_code
from bot.kit.unit_of_work import unit_of_work
from bot.services import audit, chat_plans, conversation_access, members, membership, post, way_back, wide_plans
from bot.services.chat_plans import ChatPlan
from bot.services.conversation_facts import ConversationFact, facts_of, get_fact
from bot.services.conversation_naming import ChatTitleTaken
from bot.services.ports import Verb
from models import Binding, Conversation, ConversationKind, ConversationState

__all__ = ["ChatPlan", "ConversationFact", "ConversationKind", "ConversationState", "get_fact"]

TITLE_MARK = 5  # characters of the mark that makes a temporary title unique
WIDE = frozenset(wide_plans.ACTS)
ALIVE = (ConversationState.CREATING, ConversationState.LIVE)


@dataclass(frozen=True, slots=True)
class Begun:
    """The conversation of a plan; `is_new` when this very request began it."""

    conversation: ConversationFact
    is_new: bool


async def links_for(person: PersonId, *, now: datetime) -> list[ConversationFact]:
    """The live conversations of a person, by live bindings: this is the routing.

    Pupils get their class's and its subjects', parents the parents' ones, teachers their own, everybody those of no
    one class whose rule means her. Administrators of a school see all of it, without links.
    """
    ties = await members.ties_of(person)
    concerns = Q(school_class_id__in=list(ties.classes)) | Q(org_id__in=list(ties.governs))
    concerns |= Q(org_id__in=list(ties.around), kind__in=list(WIDE))
    rows = await Conversation.filter(concerns, state=ConversationState.LIVE).select_related("subject").order_by("id")
    wide = [row.id for row in rows if row.kind in WIDE]
    meant = await membership.of_person(person, wide, now=now) if wide else {}
    shown = [(row, members.is_theirs(ties, row) or meant.get(ConversationId(row.id), False)) for row in rows]
    shown = [(row, mine) for row, mine in shown if mine or row.org_id in ties.governs]
    facts = await facts_of([row for row, _ in shown], now=now)
    theirs = {f.id for f, (_, mine) in zip(facts, shown, strict=True) if mine}
    shut = await way_back.shut(person, theirs) if theirs else set()
    seen = [replace(f, link=f.link if f.id in theirs - shut else "", is_shut=f.id in shut) for f in facts]
    return sorted(seen, key=lambda f: (f.id not in theirs, *chat_plans.as_people_list(f)))


async def known_to(entry: EntryId, *, now: datetime) -> frozenset[ConversationId]:
    """The conversations that whoever is behind an entry may come into already; nobody there, none."""
    live = await Binding.get_or_none(entry_id=entry, valid_to__isnull=True)
    links = await links_for(PersonId(live.person_id), now=now) if live else []
    return frozenset(fact.id for fact in links if fact.link or fact.is_shut)


async def create(actor: PersonId, plan_key: str, *, named: str, community: CommunityId, now: datetime) -> Begun:
    """Begin a conversation: the row now, the chat when the messenger answers.

    Args:
        actor: a teacher, who becomes the conversation's teacher, so that it counts as made by her; of chats of no
            class, whoever their plan is for.
        plan_key: which of her plans (`ChatPlan.key`).
        named: what a class chat is called in its title; subjects name themselves.
        community: through which the chat is made.
        now: aware UTC moment of the request.

    Returns:
        The conversation; the existing one when there is one already (a double press, a second command).

    Raises:
        NotAllowed: the plan is not the actor's own.
        ChatTitleTaken: another teacher has a club of this title.
    """
    plan = await wide_plans.access_plan(actor, "conversation.create", plan_key, now=now)
    existing = await find_alive(plan)
    if existing is None:
        try:
            async with unit_of_work():
                row = await _insert(actor, plan, named=named, community=community, now=now)
        except IntegrityError:  # somebody was faster by a moment
            existing = await find_alive(plan)
            if existing is None:  # with the title, but not of this teacher
                raise ChatTitleTaken(said=plan.name) from None
        else:
            return Begun(await get_fact(ConversationId(row.id), now=now), is_new=True)
    return Begun(await get_fact(ConversationId(existing.id), now=now), is_new=False)


async def find_alive(plan: ChatPlan) -> Conversation | None:
    """The live conversation of a plan, or the one being made. A class, staff, an office have one, whoever made it."""
    alive = Conversation.filter(
        org_id=plan.org, school_class_id=plan.school_class, kind=plan.kind, subject_id=plan.subject, state__in=ALIVE
    )
    if plan.kind in (ConversationKind.CLUB, ConversationKind.SCHOOL):
        alive = alive.filter(title__iexact=plan.name)
    if plan.kind in (ConversationKind.CLUB, ConversationKind.SUBJECT):
        alive = alive.filter(teacher_id=plan.entry)
    return await alive.order_by("id").first()


def title_of(plan: ChatPlan, named: str) -> str:
    """«5А · Алгебра», «Кружок робототехники»."""
    if plan.school_class is None:
        return plan.name
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
        audience=list(plan.audience),
        counts=plan.counts,
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
    row = await conversation_access.access_conversation(actor, "conversation.archive", conversation)
    if row.state is not ConversationState.ARCHIVED:
        row.state, row.link = ConversationState.ARCHIVED, ""
        await row.save(update_fields=["state", "link"])
        await audit.record(actor, "conversation.archive", org=OrgId(row.org_id), now=now, conversation=row.id)
    return await get_fact(conversation, now=now)
