"""Taking a chat made by people in (D9): ask for its members, then for its link; registered when both are there."""

from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError

from bot.kit.errors import BadInput, Conflict, Refusal
from bot.kit.ids import ConversationId, PersonId
from bot.kit.turn import Talk
from bot.kit.unit_of_work import unit_of_work
from bot.services import audit, chat_plans, contour, conversations, members, post, wide_plans
from bot.services.chat_plans import ChatPlan
from bot.services.chat_troubles import NOT_ADMIN
from bot.services.conversations import ConversationFact
from bot.services.ports import Done, Verb
from models import Community, Conversation, ConversationState


@dataclass(frozen=True)
class OnlyInChat(BadInput):
    """It was asked in private, but must be written inside the chat; `said` is what followed the command."""


@dataclass(frozen=True)
class ChatTaken(Conflict):
    """This chat is a registered conversation of something else; `said` is its title."""


@dataclass(frozen=True)
class PlanHasChat(Conflict):
    """There is a live conversation for this already; `said` is its title, `typed` the words to archive it by."""

    typed: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A chat taken in."""

    conversation: ConversationFact
    people: list[PersonId]


async def begin(actor: PersonId, plan_key: str, *, talk: Talk, now: datetime) -> ConversationFact | None:
    """Ask the messenger what it allows the bot in this chat.

    Returns:
        The conversation if this very chat is bound to this very plan already, else None: the answer comes later.

    Raises:
        NotAllowed: the plan is not the actor's own.
        OnlyInChat: the talk is private.
        ChatTaken: the chat is registered as something else.
        PlanHasChat: the plan has another live conversation.
    """
    plan = await wide_plans.access_plan(actor, "conversation.bind", plan_key, now=now)
    if not talk.is_chat:
        raise OnlyInChat("chat", chat_plans.typed(plan))
    bound = await _ensure_free(plan, talk)
    if bound:
        return await conversations.get_fact(ConversationId(bound.id), now=now)
    await ask_members(talk, {"actor": actor, "plan": plan.key, "typed": chat_plans.typed(plan)}, now=now)
    return None


async def ask_members(talk: Talk, args: dict[str, object], *, now: datetime, priority: int = post.ANSWER) -> None:
    """Ask who is in a chat, and whether the bot is an administrator there; `args` go along to the continuations."""
    await post.ask(
        talk.community,
        Verb.AUDIT_CHATS,
        {"chats": [talk.key]},
        lane=post.lane_of(talk),
        now=now,
        priority=priority,
        then="conversation.bind_members",
        then_args={**args, "chat": talk.key},
    )


async def _ensure_free(plan: ChatPlan, talk: Talk) -> Conversation | None:
    """The conversation if it is bound so already; ChatTaken or PlanHasChat if either side is taken."""
    here, planned = await members.find_registered(talk), await conversations.find_alive(plan)
    if here and planned and here.id == planned.id:
        return here
    if here:
        raise ChatTaken("chat", here.title)
    if planned:
        raise PlanHasChat("plan", planned.title, chat_plans.typed(plan))
    return None


async def read_members(done: Done) -> int:
    """The members are known: if the bot is an administrator there, ask for the link.

    Returns:
        0 when it was asked for, else the messenger's code for the right that is missing.
    """
    if done.error:
        return done.error.code or NOT_ADMIN
    listed = done.answer[str(done.args["chat"])]
    assert isinstance(listed, dict)
    if "error" in listed:
        return int(listed["error"])
    ours = -(await Community.get(id=done.community)).group_id
    if any(m["person"] == ours and not (m["is_admin"] or m["is_owner"]) for m in listed["members"]):
        return NOT_ADMIN
    talk = talk_of(done)
    await post.ask(
        talk.community,
        Verb.CHAT_LINK,
        {"chat": talk.key, "reset": False},
        lane=post.lane_of(talk),
        now=done.now,
        then="conversation.bind_linked",
        then_args=done.args,
    )
    return 0


async def finish(done: Done) -> Bound | Refusal | None:
    """The link is known: the chat becomes a registered conversation.

    Returns:
        None when it is one already (the command was given twice); a refusal (NotAllowed, ChatTaken, PlanHasChat)
        when the world changed between the command and the answer: nobody stands above who could catch it.
    """
    actor, talk = PersonId(int(str(done.args["actor"]))), talk_of(done)
    try:
        plan = await wide_plans.access_plan(actor, "conversation.bind", str(done.args["plan"]), now=done.now)
        if await _ensure_free(plan, talk):
            return None
        async with unit_of_work():
            row = await _register(actor, plan, talk, link=str(done.answer["link"]), now=done.now)
    except Refusal as refusal:
        return refusal
    except IntegrityError:  # somebody was faster by a moment
        return PlanHasChat("plan", conversations.title_of(plan, plan.name), chat_plans.typed(plan))
    await audit.record(actor, "conversation.bind", org=plan.org, now=done.now, conversation=row.id)
    return await _bound(actor, plan, ConversationId(row.id), done)


async def _bound(actor: PersonId, plan: ChatPlan, conversation: ConversationId, done: Done) -> Bound:
    await contour.ask_audit([plan.org], now=done.now, asker=actor, only=conversation)
    people = [p for p in await members.audience(conversation, now=done.now) if p != actor]
    return Bound(await conversations.get_fact(conversation, now=done.now), people)


async def _register(actor: PersonId, plan: ChatPlan, talk: Talk, *, link: str, now: datetime) -> Conversation:
    """A chat that was registered once (archived, lost) gets its own row back: one row a chat."""
    row = await Conversation.get_or_none(community_id=talk.community, peer_id=talk.key) or Conversation(
        community_id=talk.community, peer_id=talk.key, created_at=now, made_by_bot=False, created_by_id=actor
    )
    row.update_from_dict(
        {
            "org_id": plan.org,
            "kind": plan.kind,
            "school_class_id": plan.school_class,
            "subject_id": plan.subject,
            "teacher_id": plan.entry,
            "title": conversations.title_of(plan, plan.name),
            "link": link,
            "link_made_at": now,
            "audience": list(plan.audience),
            "counts": plan.counts,
            "state": ConversationState.LIVE,
            "registered_at": row.registered_at or now,
        }
    )
    await row.save()
    return row


def talk_of(done: Done) -> Talk:
    """The chat that a request of this dialog is about."""
    return Talk(done.community, int(str(done.args["chat"])), is_chat=True)
