"""Keyboards (vk-platform §2.5) and what pressing them does (§3.5, §4)."""

import asyncio
import json
from typing import Any

import pytest

from tests.sandbox.conftest import Refused, Vk


def button(label: str = "Да", kind: str = "text", payload: Any = '{"c":"yes"}', **more: Any) -> dict[str, Any]:
    action: dict[str, Any] = {"type": kind, "label": label, "payload": payload, **more}
    return {"action": action}


def board(*rows: list[dict[str, Any]], **more: Any) -> str:
    return json.dumps({"buttons": list(rows), **more})


GOOD = {
    "regular at its limits": board(*[[button()] * 4] * 10),
    "inline at its limits": board([button()] * 5, [button()] * 5, inline=True),
    "one_time": board([button()], one_time=True),
    "label of 40": board([button("я" * 40)]),
    "payload of 255": board([button(payload=json.dumps({"a": "x" * 246}))]),
    "payload as an object": board([button(payload={"a": 1})]),
    "no payload": board([{"action": {"type": "text", "label": "x"}, "color": "default"}]),
    "link": board([{"action": {"type": "open_link", "label": "x", "link": "https://vk.com"}}], inline=True),
    "removed": board(),
}
BAD = {
    "not JSON": "{",
    "no buttons": "{}",
    "11 rows": board(*[[button()]] * 11),
    "6 in a row": board([button()] * 6),
    "41 buttons": board(*[[button()] * 5] * 8, [button()]),
    "7 inline rows": board(*[[button()]] * 7, inline=True),
    "11 inline buttons": board([button()] * 5, [button()] * 5, [button()], inline=True),
    "inline one_time": board([button()], inline=True, one_time=True),
    "inline without buttons": board(inline=True),
    "label of 41": board([button("я" * 41)]),
    "no label": board([button("")]),
    "payload of 256": board([button(payload=json.dumps({"a": "x" * 248}))]),
    "payload not an object": board([button(payload="[1]")]),
    "payload not JSON": board([button(payload="x")]),
    "unknown type": board([button(kind="teleport")]),
    "unknown colour": board([{**button(), "color": "mauve"}]),
    "link without link": board([button(kind="open_link")]),
}


@pytest.mark.parametrize("name", GOOD)
async def test_a_good_keyboard_is_taken(vk: Vk, name: str) -> None:
    group = await vk.community()
    await group.send(await group.friend(), keyboard=GOOD[name])


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_keyboard_is_911(vk: Vk, name: str) -> None:
    group = await vk.community()
    person = await group.friend()
    assert await group.error("messages.send", peer_id=person, message="x", random_id=0, keyboard=BAD[name]) == 911


async def test_a_keyboard_needs_bot_features(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    await group.ok("groups.setSettings", group_id=group.id, bots_capabilities=0)
    code = await group.error("messages.send", peer_id=person, message="x", random_id=0, keyboard=GOOD["one_time"])
    assert code == 912


async def test_a_keyboard_stays_until_replaced(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()

    async def bottom() -> Any:
        return next(one for one in await vk.get("talks", viewer_id=person) if one["peer_id"] == group.peer)["keyboard"]

    await group.send(person, keyboard=board([button("Меню")]))
    await group.send(person, "ещё")
    assert (await bottom())["buttons"][0][0]["action"]["label"] == "Меню"
    await group.send(person, keyboard=board())
    assert await bottom() is None
    await group.send(person, keyboard=board([button("Раз")], one_time=True))
    await vk.post("press", from_id=person, peer_id=group.peer, label="раз")
    assert await bottom() is None
    with pytest.raises(Refused, match="no button"):
        await vk.post("press", from_id=person, peer_id=group.peer, label="Раз")


async def test_a_text_button_writes_in_the_persons_name(vk: Vk) -> None:
    group = await vk.community()
    person, other = await group.friend(), await vk.person()
    await group.send(person, keyboard=board([button("Да")]))
    pressed = await vk.post("press", from_id=person, peer_id=group.peer, label="Да")
    assert pressed["message"]["text"] == "Да"
    (private,) = await group.news()
    peer = await group.chat(person, other)
    await group.send(peer, keyboard=board([button("Да")], inline=True))
    await vk.post("press", from_id=other, peer_id=peer, group_id=group.id, label="Да")
    (public,) = await group.news()
    assert (private["text"], private["payload"]) == ("Да", '{"c":"yes"}')
    assert public["text"] == f"[club{group.id}|@{group.screen_name}] Да"
    assert (public["from_id"], public["payload"]) == (other, '{"c":"yes"}')


async def test_a_link_button_leads_away(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    await group.send(person, keyboard=GOOD["link"])
    assert await vk.post("press", from_id=person, peer_id=group.peer, index=0) == {
        "kind": "link",
        "url": "https://vk.com",
    }
    assert await group.events() == []


async def test_a_callback_button_is_answered_once_within_a_minute(vk: Vk) -> None:
    group = await vk.community(events="message_event")
    person = await group.friend()
    peer = await group.chat(person)
    await group.send(peer, keyboard=board([button("Звонок", "callback", '{"cmd":"call"}')], inline=True))
    place = {"from_id": person, "peer_id": peer, "group_id": group.id, "label": "звон"}
    pressed = await vk.post("press", wait_s=0, **place)
    assert (pressed["kind"], pressed["snackbar"], pressed["answered"]) == ("event", None, False)
    (event,) = await group.events("message_event")
    assert event["object"] == {
        "user_id": person,
        "peer_id": peer,
        "event_id": pressed["event_id"],
        "payload": {"cmd": "call"},  # an object here
        "conversation_message_id": 3,
    }
    answer = {"event_id": pressed["event_id"], "user_id": person, "peer_id": peer}
    long_text = json.dumps({"type": "show_snackbar", "text": "я" * 91})
    assert await group.error("messages.sendMessageEventAnswer", event_data=long_text, **answer) == 100
    assert await group.ok("messages.sendMessageEventAnswer", **answer) == 1
    assert await group.error("messages.sendMessageEventAnswer", **answer) == 100
    late = await vk.post("press", wait_s=0, **place)
    await vk.forward(seconds=61)
    body = await group.call("messages.sendMessageEventAnswer", event_id=late["event_id"], user_id=person, peer_id=peer)
    assert body["error"]["error_code"] == 100
    assert "invalid event_id" in body["error"]["error_msg"]


async def test_press_waits_for_the_snackbar(vk: Vk) -> None:
    group = await vk.community(events="message_event")
    person = await group.friend()
    await group.send(person, keyboard=board([button("Да", "callback")], inline=True))

    async def bot() -> None:
        body = await group.check(wait=5)
        what = body["updates"][0]["object"]
        await group.ok(
            "messages.sendMessageEventAnswer",
            event_id=what["event_id"],
            user_id=what["user_id"],
            peer_id=what["peer_id"],
            event_data=json.dumps({"type": "show_snackbar", "text": "Записано"}),
        )

    pressed, _ = await asyncio.gather(vk.post("press", from_id=person, peer_id=group.peer, label="Да"), bot())
    assert pressed["snackbar"] == "Записано"


async def test_one_presses_only_what_one_sees(vk: Vk) -> None:
    group, stranger = await vk.community(), await vk.person()
    person = await group.friend()
    peer = await group.chat(person)
    await group.send(peer, keyboard=board([button("Да")], inline=True))
    with pytest.raises(Refused, match="not in this chat"):
        await vk.post("press", from_id=stranger, peer_id=peer, group_id=group.id, label="Да")
    with pytest.raises(Refused, match="sees: Да"):
        await vk.post("press", from_id=person, peer_id=peer, group_id=group.id, label="Нет")
    await group.ok("messages.edit", peer_id=peer, cmid=3, message="без кнопок")
    with pytest.raises(Refused, match="sees: none"):
        await vk.post("press", from_id=person, peer_id=peer, group_id=group.id, label="Да")


async def test_a_carousel_is_checked(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    card = {"title": "5А", "description": "Алгебра", "buttons": [button()]}
    await group.send(person, template=json.dumps({"type": "carousel", "elements": [card, card]}))
    for elements in (
        [card] * 11,
        [card, {"title": "x"}],
        [{**card, "title": "я" * 81}],
        [{**card, "buttons": [button()] * 4}],
    ):
        given = json.dumps({"type": "carousel", "elements": elements})
        assert await group.error("messages.send", peer_id=person, message="x", random_id=0, template=given) == 100
