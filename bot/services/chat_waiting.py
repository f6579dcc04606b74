"""Chats that are to be taken in but lack a right: looked at again until it is given, without being asked (D9)."""

from datetime import datetime, timedelta

from bot.kit.errors import Refusal
from bot.kit.ids import CommunityId, PersonId
from bot.kit.turn import Talk
from bot.kit.unit_of_work import same_transaction
from bot.services import chat_binding, chat_plans, post, wide_plans
from bot.services.chat_plans import ChatPlan
from bot.services.chat_troubles import LINK_CODES, NOT_ADMIN
from bot.services.ports import Done
from models import Conversation, ConversationState, WaitingChat

SOON, LATER = timedelta(minutes=1), timedelta(minutes=15)
HURRY = timedelta(hours=1)  # so long somebody is probably just giving the right
GIVES_UP = timedelta(days=3)
AT_ONCE = 100  # chats a step

WAIT = """
insert into waiting_chat as w (community_id, peer_id, actor_id, plan, typed, code, asked_at, next_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (community_id, peer_id) do update
    set actor_id = $3, plan = $4, typed = $5, code = $6, asked_at = $7, next_at = $8
"""
STILL = "update waiting_chat set code = $3 where community_id = $1 and peer_id = $2 and code <> $3 returning id"


async def wait(done: Done, code: int) -> bool:
    """A right is missing: `code` is the messenger's word for it.

    Returns:
        Whether to say so: to who has just written the command; later only when another right is missing.
    """
    talk, code = chat_binding.talk_of(done), code if code in LINK_CODES else NOT_ADMIN
    if done.args.get("again"):
        return bool(await same_transaction().execute_query_dict(STILL, [talk.community, talk.key, code]))
    actor, now = PersonId(int(str(done.args["actor"]))), done.now
    await _put(actor, talk, (str(done.args["plan"]), str(done.args["typed"])), code, now)
    return True


async def _put(actor: PersonId, talk: Talk, plan: tuple[str, str], code: int, now: datetime) -> None:
    values = [talk.community, talk.key, actor, *plan, code, now, now + SOON]
    await same_transaction().execute_query(WAIT, values)


async def come_back(actor: PersonId, talk: Talk, *, now: datetime) -> str:
    """The bot was added again to a chat that it had lost; somebody who may take it in did so: wait for the right.

    Returns:
        The title of the conversation, "" if this is no such chat or not hers.
    """
    row = await Conversation.get_or_none(community_id=talk.community, peer_id=talk.key, state=ConversationState.LOST)
    if row is None:
        return ""
    plan = await _plan_of(actor, row, now=now)
    if plan is None:
        return ""
    await _put(actor, talk, (plan.key, chat_plans.typed(plan)), NOT_ADMIN, now)
    return row.title


async def _plan_of(actor: PersonId, row: Conversation, *, now: datetime) -> ChatPlan | None:
    if row.kind in wide_plans.ACTS:
        try:
            return await wide_plans.once_more(actor, row, now=now)
        except Refusal:
            return None
    lost = (row.kind, row.school_class_id, row.subject_id)
    own = await chat_plans.own_plans(actor, now=now)
    return next((plan for plan in own if (plan.kind, plan.school_class, plan.subject) == lost), None)


async def over(talk: Talk) -> None:
    """It is taken in, or never will be: nobody waits any more."""
    await WaitingChat.filter(community_id=talk.community, peer_id=talk.key).delete()


async def first_due(*, now: datetime) -> datetime | None:
    """When the first chat was to be looked at again; None if it is not yet time."""
    row = await WaitingChat.filter(next_at__lte=now).order_by("next_at").first()
    return row.next_at if row else None


async def look_again(*, now: datetime) -> int:
    """Ask about the chats whose time has come, and give up those that have waited for days.

    Returns:
        How many were looked at.
    """
    await WaitingChat.filter(asked_at__lt=now - GIVES_UP).delete()
    rows = await WaitingChat.filter(next_at__lte=now).order_by("next_at").limit(AT_ONCE).select_for_update()
    for row in rows:
        talk = Talk(CommunityId(row.community_id), row.peer_id, is_chat=True)
        args: dict[str, object] = {"actor": row.actor_id, "plan": row.plan, "typed": row.typed, "again": True}
        await chat_binding.ask_members(talk, args, now=now, priority=post.NOTICE)
        row.next_at = now + (SOON if now - row.asked_at < HURRY else LATER)
        await row.save(update_fields=["next_at"])
    return len(rows)
