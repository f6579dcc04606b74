"""Every recorded payload of VK goes through the door and through the whole bot, each as an event of its own."""

import copy
import itertools
import json
from typing import Any

import aiohttp
import pytest

from bot.intake.decode import Kind, decode, decode_push, read_envelope
from models import InboxEvent, QuarantinedEvent
from tests.intake.conftest import EXAMPLES, Door, counted, queued
from tests.world.world import World

TURN = {
    "message_new.private.start_button",
    "message_new.private.ref",
    "message_new.chat.mention",
    "message_new.action.bot_invited",
    "message_new.action.user_invited",
    "message_new.action.self_return",
    "message_new.action.by_link",
    "message_new.action.by_link_no_member",
    "message_new.action.kick",
    "message_new.action.self_leave",
    "message_new.action.bot_kicked",
    "message_new.action.title",
    "message_event",
}
COUNTED = {
    "message_new.chat.text",
    "message_new.att.photo",
    "message_new.att.doc",
    "message_new.att.video",
    "message_new.att.group_call",
    "message_new.att.app_action",
    "message_new.att.link",
}
CALL = {"message_new.att.call"}
PERMISSION = {"message_allow", "message_deny"}
IGNORED = {
    *(f"message_new.action.{kind}" for kind in ("create", "pin", "unpin", "photo", "style")),
    *("group_join", "group_leave", "message_reply", "message_edit", "message_read"),
    *("message_typing_state", "message_reaction_event"),
}
OUTCOMES = {
    **dict.fromkeys(TURN, Kind.ADDRESSED),
    **dict.fromkeys(COUNTED, Kind.TALK),
    **dict.fromkeys(CALL, Kind.SEEN_CALL),
    **dict.fromkeys(PERMISSION, Kind.PERMISSION),
    **dict.fromkeys(IGNORED, Kind.IGNORED),
}


def distinct(second: int, group_id: int) -> dict[str, dict[str, Any]]:
    """The recorded events, each with an id and a number of its own: the file repeats both."""
    events: dict[str, dict[str, Any]] = {}
    for number, (name, event) in enumerate(EXAMPLES.items(), 1):
        event = events[name] = copy.deepcopy(event)
        event["group_id"], event["event_id"] = group_id, f"{number:040x}"
        what = event["object"]
        body = what.get("message", what)
        if "conversation_message_id" in body:
            body["conversation_message_id"] = 100 + number
        if "date" in body:
            body["date"] = second
        if name == "message_event":
            what["event_id"] = f"press{number}"
    return events


def test_every_example_has_its_outcome() -> None:
    assert set(OUTCOMES) == set(EXAMPLES)
    assert len(EXAMPLES) == 35


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_outcome_by_name(name: str) -> None:
    event = EXAMPLES[name]
    assert decode(event, event["group_id"]).kind is OUTCOMES[name]
    assert decode_push(read_envelope(json.dumps(event).encode())).kind is OUTCOMES[name]


async def test_all_through_the_door(door: Door) -> None:
    events = distinct(int(door.clock.now().timestamp()), door.group_id)
    for event in itertools.chain(events.values(), events.values()):  # twice: nothing happens twice
        assert (await door.push(event))[:2] == (200, "ok")
    assert len(await queued()) == len(TURN) + len(CALL) + len(PERMISSION)
    assert await counted() == len(COUNTED)
    assert await QuarantinedEvent.all().count() == 0


async def test_all_through_the_whole_bot(world_with_callback: World) -> None:
    world = world_with_callback
    url = f"http://127.0.0.1:{world.app.reception.port}/callback/{world.group_id}"
    async with aiohttp.ClientSession() as http:
        for event in distinct(int(world.clock.now().timestamp()), world.group_id).values():
            async with http.post(url, json={**event, "secret": world.settings.vk_callback_secret}) as answer:
                assert await answer.text() == "ok"
    world.expects_dead_letters = True  # the recorded people and chats are unknown to this sandbox
    await world.settle()
    await world.clock.forward(minutes=1)
    assert await InboxEvent.all().count() == 0
    assert await QuarantinedEvent.all().count() == 0
