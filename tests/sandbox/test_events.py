"""What reaches a community, and in which shape (vk-platform §1.1, §3.5, §3.6, §4)."""

import json
from typing import Any

import pytest

from tests.sandbox.conftest import CHAT, Community, Vk

MESSAGE_FIELDS = {
    "date", "from_id", "id", "version", "out", "fwd_messages", "important", "is_hidden", "attachments",
    "conversation_message_id", "text", "peer_id", "random_id",
}  # fmt: skip


async def test_the_start_button_opens_a_dialog(vk: Vk) -> None:
    group, person = await vk.community(events="message_allow"), await vk.person()
    mine = next(one for one in await vk.get("talks", viewer_id=person) if one["peer_id"] == group.peer)
    assert mine["keyboard"]["buttons"][0][0]["action"]["label"] == "Начать"
    pressed = await vk.post("press", from_id=person, peer_id=group.peer, label="Начать")
    assert pressed["kind"] == "message"
    allow, new = await group.events()
    assert allow["object"] == {"user_id": person, "key": ""}
    assert new["object"]["message"]["payload"] == '{"command":"start"}'
    assert new["object"]["message"]["text"] == "Начать"


async def test_a_private_message_has_the_recorded_shape(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    await vk.post("say", from_id=person, peer_id=group.peer, text="Здравствуйте", ref="class_7a", ref_source="poster")
    (event,) = await group.events()
    message = event["object"]["message"]
    assert set(event) == {"group_id", "type", "event_id", "v", "object"}
    assert event["v"] == "5.199"
    assert len(event["event_id"]) == 40
    assert set(message) == MESSAGE_FIELDS | {"ref", "ref_source"}
    assert (message["from_id"], message["peer_id"], message["conversation_message_id"]) == (person, person, 1)
    assert event["object"]["client_info"]["inline_keyboard"] is True


async def test_a_chat_message_has_id_0_and_a_cmid(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    peer = await group.chat(person)
    assert peer == CHAT + 1
    await vk.post("say", from_id=person, peer_id=peer, group_id=group.id, text="Домашка в дневнике")
    (message,) = await group.news()
    assert set(message) == MESSAGE_FIELDS
    assert message["id"] == 0
    assert message["peer_id"] == peer
    assert message["conversation_message_id"] == 3  # chat_create and the join took 1 and 2


async def test_an_event_that_is_off_is_silently_lost(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    await vk.post("say", from_id=person, peer_id=group.peer, text="привет")
    await group.send(person)
    assert [one["type"] for one in await group.events()] == ["message_new"]
    await group.ok("groups.setLongPollSettings", group_id=group.id, message_reply=1, message_new=0)
    await vk.post("say", from_id=person, peer_id=group.peer, text="привет")
    await group.send(person, "ответ", random_id=77)
    (reply,) = await group.events()
    assert reply["type"] == "message_reply"
    assert reply["object"]["from_id"] == -group.id  # directly in the object, no wrapper
    assert (reply["object"]["out"], reply["object"]["random_id"]) == (1, 77)


async def test_only_the_bots_own_edits_are_delivered(vk: Vk) -> None:
    group, person = await vk.community(events="message_edit"), await vk.person()
    said = await vk.post("say", from_id=person, peer_id=group.peer, text="опечятка")
    await group.events()
    await vk.post("edit", from_id=person, peer_id=group.peer, cmid=said["cmid"], text="опечатка")
    await vk.post("delete", from_id=person, peer_id=group.peer, cmid=said["cmid"])
    assert await group.events() == []
    await group.send(person, "раз")
    await group.ok("messages.edit", peer_id=person, cmid=2, message="два")
    (edit,) = await group.events("message_edit")
    assert edit["object"]["text"] == "два"
    assert edit["object"]["update_time"] > 0


async def test_a_guest_bot_sees_only_what_is_meant_for_it(vk: Vk) -> None:
    group, owner = await vk.community(), await vk.person()
    peer = await group.guest_chat(owner)
    card = next(one for one in await vk.get("chats", group_id=group.id))
    place = {"from_id": owner, "peer_id": card["peer_id"], "group_id": card["group_id"]}
    await vk.post("say", text="между собой", **place)
    assert await group.news() == []
    await vk.post("say", text=f"@{group.screen_name} ссылка на звонок", **place)
    (mention,) = await group.news()
    assert mention["text"] == f"[club{group.id}|@{group.screen_name}] ссылка на звонок"
    assert mention["peer_id"] == peer
    await group.send(peer, "вот")
    await vk.post("say", text="спасибо", reply_cmid=mention["conversation_message_id"] + 1, **place)
    (reply,) = await group.news()
    assert reply["reply_message"]["from_id"] == -group.id
    await vk.post("rights", peer_id=place["peer_id"], group_id=place["group_id"], member_id=-group.id, full_access=True)
    await vk.post("say", text="между собой", **place)
    assert [one["text"] for one in await group.news()] == ["между собой"]


async def test_a_guest_bot_hears_of_itself_only(vk: Vk) -> None:
    group, owner, other = await vk.community(), await vk.person(), await vk.person()
    made = await vk.post("chats", owner_id=owner, title="Родители", members=[other])
    place = {"peer_id": made["peer_id"], "group_id": made["group_id"]}
    await vk.post("add", from_id=owner, member_id=-group.id, **place)
    (invited,) = await group.news()
    assert invited["action"] == {"type": "chat_invite_user", "member_id": -group.id}
    await vk.post("leave", from_id=other, **place)
    assert await group.news() == []
    await vk.post("kick", from_id=owner, member_id=-group.id, **place)
    (kicked,) = await group.news()
    assert kicked["action"] == {"type": "chat_kick_user", "member_id": -group.id}
    await vk.post("say", from_id=owner, text=f"@{group.screen_name} тут?", **place)
    assert await group.news() == []


async def test_service_actions_have_the_recorded_shapes(vk: Vk) -> None:
    group, one, two = await vk.community(), await vk.person(), await vk.person()
    peer = await group.chat(one)
    place: dict[str, Any] = {"peer_id": peer, "group_id": group.id}
    await vk.post("rights", member_id=one, admin=True, **place)
    await vk.post("add", from_id=one, member_id=two, **place)
    await vk.post("leave", from_id=two, **place)
    await vk.post("add", from_id=two, **place)
    await vk.post("kick", from_id=one, member_id=two, **place)
    await vk.post("chat-title", from_id=one, title="Алгебра 7А", **place)
    said = await vk.post("say", from_id=one, text="Расписание", **place)
    await vk.post("pin", from_id=one, cmid=said["cmid"], **place)
    await vk.post("pin", from_id=one, cmid=0, **place)
    await vk.post("action", from_id=one, action={"type": "conversation_style_update", "style": "candy"}, **place)
    news = [one for one in await group.news() if one.get("action")]
    assert [(event["from_id"], event["action"]) for event in news] == [
        (one, {"type": "chat_invite_user", "member_id": two}),
        (two, {"type": "chat_kick_user", "member_id": two}),
        (two, {"type": "chat_invite_user", "member_id": two}),
        (one, {"type": "chat_kick_user", "member_id": two}),
        (one, {"type": "chat_title_update", "text": "Алгебра 7А"}),
        (
            one,
            {"type": "chat_pin_message", "member_id": one, "conversation_message_id": 7 + 1, "message": "Расписание"},
        ),
        (one, {"type": "chat_unpin_message", "member_id": one, "conversation_message_id": 7 + 1}),
        (one, {"type": "conversation_style_update", "style": "candy"}),
    ]
    assert {event["id"] for event in news} == {0}
    assert {event["text"] for event in news} == {""}


async def test_a_join_by_link_is_told(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    peer = await group.chat()
    link = (await group.ok("messages.getInviteLink", peer_id=peer))["link"]
    opened = await vk.post("open", from_id=person, url=link)
    assert opened["kind"] == "chat"
    (joined,) = await group.news()
    assert joined["from_id"] == person
    assert joined["action"] == {"type": "chat_invite_user_by_link", "member_id": person}


async def test_a_call_in_a_chat_comes_as_an_attachment(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    peer = await group.chat(person)
    await vk.post("call", from_id=person, peer_id=peer, group_id=group.id, state="started")
    await vk.forward(seconds=90)
    await vk.post("call", from_id=person, peer_id=peer, group_id=group.id, state="reached")
    started, ended = [one["attachments"][0] for one in await group.news()]
    assert started["type"] == "group_call_in_progress"
    assert started["group_call_in_progress"]["vk_join_link"].startswith("https://vk.com/call/join/")
    assert ended["call"]["state"] == "reached"
    assert 90 <= ended["call"]["duration"] <= 92


async def test_people_join_and_leave_the_community(vk: Vk) -> None:
    group, person = await vk.community(events="group_join group_leave"), await vk.person()
    await vk.post("membership", from_id=person, group_id=group.id, join=True)
    assert await group.ok("groups.isMember", group_id=group.id, user_id=person) == 1
    await vk.post("membership", from_id=person, group_id=group.id, join=False)
    joined, left = await group.events()
    assert joined["object"] == {"user_id": person, "join_type": "join"}
    assert left["object"] == {"user_id": person, "self": 1}


async def test_small_events_of_a_dialog(vk: Vk) -> None:
    group = await vk.community(events="message_read message_typing_state message_reaction_event message_deny")
    person = await group.friend()
    await group.send(person)
    await vk.post("read", from_id=person, peer_id=group.peer)
    await vk.post("typing", from_id=person, peer_id=group.peer)
    await vk.post("react", from_id=person, peer_id=group.peer, cmid=2, reaction_id=1)
    await vk.post("permission", from_id=person, group_id=group.id, allow=False)
    read, typing, reaction, deny = [one["object"] for one in await group.events()]
    assert read == {"from_id": person, "peer_id": person, "read_message_id": 2, "conversation_message_id": 2}
    assert typing == {"state": "typing", "from_id": person, "to_id": -group.id}
    assert reaction == {"reacted_id": person, "peer_id": person, "cmid": 2, "reaction_id": 1}
    assert deny == {"user_id": person}


async def shown(group: Community, vk: Vk, kind: str) -> dict[str, Any]:
    person = await vk.person()
    await vk.post("say", from_id=person, peer_id=group.peer, attachments=[{"type": kind}])
    attachment: dict[str, Any] = (await group.news())[0]["attachments"][0]
    return attachment


@pytest.mark.parametrize("kind", ["photo", "doc", "video", "link", "sticker", "audio_message", "call"])
async def test_people_attach_many_kinds(vk: Vk, kind: str) -> None:
    attachment = await shown(await vk.community(), vk, kind)
    assert attachment["type"] == kind
    assert isinstance(attachment[kind], dict)


async def test_an_attachment_nobody_has_seen_comes_as_it_is(vk: Vk) -> None:
    assert await shown(await vk.community(), vk, "app_action") == {"type": "app_action"}


async def test_an_event_nobody_has_seen_comes_as_it_is(vk: Vk) -> None:
    group = await vk.community()
    await vk.post("event", group_id=group.id, type="hologram_new", object={"x": 1})
    (event,) = await group.events()
    assert json.dumps(event["object"]) == '{"x": 1}'
