"""Events leave the world here: one envelope, two channels, each with its own switches (vk-platform §1.1, §1.2)."""

import asyncio
import secrets

from sandbox.records import Community, Json, Push
from sandbox.world import World

# vk-platform §1.1: the names of the switches; the schema's parameters of setLongPollSettings and setCallbackSettings
EVENT_TYPES = [
    "message_new",
    "message_reply",
    "message_allow",
    "message_edit",
    "message_deny",
    "message_typing_state",
    "message_read",
    "message_event",
    "message_reaction_event",
    "group_join",
    "group_leave",
    "group_change_settings",
    "group_change_photo",
    "group_officers_edit",
    "photo_new",
    "photo_comment_new",
    "photo_comment_delete",
    "photo_comment_edit",
    "photo_comment_restore",
    "audio_new",
    "video_new",
    "video_comment_new",
    "video_comment_delete",
    "video_comment_edit",
    "video_comment_restore",
    "wall_post_new",
    "wall_repost",
    "wall_reply_new",
    "wall_reply_edit",
    "wall_reply_delete",
    "wall_reply_restore",
    "wall_schedule_post_new",
    "wall_schedule_post_delete",
    "board_post_new",
    "board_post_edit",
    "board_post_restore",
    "board_post_delete",
    "market_comment_new",
    "market_comment_delete",
    "market_comment_edit",
    "market_comment_restore",
    "market_order_new",
    "market_order_edit",
    "poll_vote_new",
    "user_block",
    "user_unblock",
    "lead_forms_new",
    "like_add",
    "like_remove",
    "donut_subscription_create",
    "donut_subscription_prolonged",
    "donut_subscription_cancelled",
    "donut_subscription_price_changed",
    "donut_subscription_expired",
    "donut_money_withdraw",
    "donut_money_withdraw_error",
]


def emit(world: World, group: Community, kind: str, what: Json) -> None:
    """Give an event to the channels whose switch for it is on; a switch that is off loses it silently."""
    event_id = secrets.token_hex(20)
    poll = group.long_poll
    if poll.enabled and poll.events.get(kind):
        event = {"group_id": group.group_id, "type": kind, "event_id": event_id, "v": poll.api_version, "object": what}
        poll.ts += 1
        poll.queue.append(event)
        depth = world.state.switches.long_poll_depth
        if len(poll.queue) > depth + depth // 4:
            del poll.queue[:-depth]
        if (waiting := world.arrivals.pop(group.group_id, None)) is not None:
            waiting.set()
    for server in group.callback_servers:
        if server.events.get(kind) and server.status in ("ok", "failed"):
            own_id = secrets.token_hex(20) if world.state.switches.distinct_event_ids else event_id
            world.state.last_push += 1
            event = {
                "group_id": group.group_id,
                "type": kind,
                "event_id": own_id,
                "v": server.api_version,
                "object": what,
            }
            push = Push(
                world.state.last_push, group.group_id, server.id, event, due=max(world.clock.now(), server.paused_until)
            )
            world.state.pushes[push.id] = push
            world.post_out(push)
    world.dirty = True


def arrival(world: World, group_id: int) -> asyncio.Event:
    """Set when the next long-poll event of this community comes."""
    return world.arrivals.setdefault(group_id, asyncio.Event())
