"""messages.send: answers, random_id, permission, limits (vk-platform §2.3, §2.4, §2.5, §6)."""

import json

import pytest

from tests.sandbox.conftest import CHAT, Refused, Vk


async def test_one_peer_gives_a_bare_id(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    assert await group.send(person) == 2
    assert await group.send(await group.chat()) == 0  # a community sees id 0 in chats


async def test_many_peers_give_an_array_with_each_ones_error(vk: Vk) -> None:
    group, stranger = await vk.community(), await vk.person()
    person, peer = await group.friend(), await group.chat()
    answer = await group.ok("messages.send", peer_ids=f"{person},{peer},{stranger}", message="всем", random_id=5)
    assert answer == [
        {"peer_id": person, "message_id": 2, "conversation_message_id": 2},
        {"peer_id": peer, "message_id": 0, "conversation_message_id": 2},
        {
            "peer_id": stranger,
            "message_id": 0,
            "conversation_message_id": 0,
            "error": {"code": 901, "description": "Can't send messages for users without permission"},
        },
    ]
    assert len(await group.ok("messages.send", user_ids=person, message="один", random_id=0)) == 1
    assert await group.error("messages.send", peer_ids=",".join(["1"] * 101), message="всем", random_id=0) == 100


async def test_a_random_id_sends_once(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    first = await group.send(person, "раз", random_id=42)
    assert await group.send(person, "раз", random_id=42) == first
    assert len(await vk.get("messages", viewer_id=person, peer_id=group.peer)) == 2
    assert await group.send(person, "раз", random_id=0) != await group.send(person, "раз", random_id=0)


async def test_a_random_id_is_remembered_for_an_hour(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    first = await group.send(person, random_id=7)
    await vk.forward(minutes=59)
    assert await group.send(person, random_id=7) == first
    await vk.forward(minutes=2)
    assert await group.send(person, random_id=7) != first


async def test_a_random_id_is_remembered_for_a_hundred_messages(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    first = await group.send(person, random_id=7)
    for _ in range(99):
        await group.send(person)
    assert await group.send(person, random_id=7) == first
    await group.send(person)
    assert await group.send(person, random_id=7) != first


async def test_a_random_id_belongs_to_one_dialog(vk: Vk) -> None:
    group = await vk.community()
    one, two = await group.friend(), await group.friend()
    assert await group.send(one, random_id=7) != await group.send(two, random_id=7)


async def test_random_id_is_required_and_int32(vk: Vk) -> None:
    group = await vk.community()
    assert await group.error("messages.send", peer_id=1, message="x") == 100
    assert await group.error("messages.send", peer_id=1, message="x", random_id=2**31) == 100


async def test_permission_comes_with_the_first_message_and_goes(vk: Vk) -> None:
    group, person = await vk.community(events="message_allow message_deny"), await vk.person()
    allowed = {"group_id": group.id, "user_id": person}
    assert await group.error("messages.send", peer_id=person, message="x", random_id=0) == 901
    assert await group.ok("messages.isMessagesFromGroupAllowed", **allowed) == {"is_allowed": 0}
    await vk.post("say", from_id=person, peer_id=group.peer, text="привет")
    await group.send(person)
    assert await group.ok("messages.isMessagesFromGroupAllowed", **allowed) == {"is_allowed": 1}
    await vk.post("permission", from_id=person, group_id=group.id, allow=False)
    assert await group.error("messages.send", peer_id=person, message="x", random_id=0) == 901
    await vk.post("permission", from_id=person, group_id=group.id, allow=True, key="class_7a")
    await group.send(person)
    kinds = [one["type"] for one in await group.events()]
    assert kinds == ["message_allow", "message_new", "message_deny", "message_allow"]


async def test_a_blacklisted_person_is_900(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    await vk.post("permission", from_id=person, group_id=group.id, blacklisted=True)
    assert await group.error("messages.send", peer_id=person, message="x", random_id=0) == 900


async def test_other_communities_cannot_be_written_to(vk: Vk) -> None:
    group, other = await vk.community(), await vk.community()
    assert await group.error("messages.send", peer_id=-other.id, message="x", random_id=0) == 932


async def test_sizes(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    await group.send(person, "я" * 4096)
    assert await group.error("messages.send", peer_id=person, message="я" * 4097, random_id=0) == 914
    assert await group.error("messages.send", peer_id=person, message="", random_id=0) == 100
    names = ",".join(f"video1_{number}" for number in range(11))
    assert await group.error("messages.send", peer_id=person, attachment=names, random_id=0) == 100
    assert await group.error("messages.send", peer_id=person, attachment="photo1_2", random_id=0) == 100
    assert await group.error("messages.send", peer_id=person, message="x", payload="1" * 1001, random_id=0) == 100
    too_many = json.dumps({"peer_id": person, "conversation_message_ids": [1] * 101})
    assert await group.error("messages.send", peer_id=person, message="x", forward=too_many, random_id=0) == 913


async def test_a_reply_and_a_forward(vk: Vk) -> None:
    group = await vk.community()
    person, peer = await group.friend(), await group.chat()
    await group.send(person, "ответ", forward=json.dumps({"conversation_message_ids": [1], "is_reply": 1}))
    await group.send(peer, "смотрите", forward=json.dumps({"peer_id": person, "conversation_message_ids": [1]}))
    reply = (await vk.get("messages", viewer_id=person, peer_id=group.peer))[-1]
    assert reply["reply"]["text"] == "привет"
    (found,) = (await group.ok("messages.getByConversationMessageId", peer_id=peer, conversation_message_ids=2))[
        "items"
    ]
    assert found["fwd_messages"][0]["text"] == "привет"


async def test_edits_and_deletions_have_a_day(vk: Vk) -> None:
    group = await vk.community()
    person, peer = await group.friend(), await group.chat()
    await group.send(person, "раз")
    await group.send(peer, "раз")
    assert await group.error("messages.edit", peer_id=person, cmid=1, message="чужое") == 920
    assert await group.ok("messages.edit", peer_id=peer, conversation_message_id=2, message="два") == 1
    await vk.forward(hours=25)
    assert await group.error("messages.edit", peer_id=person, cmid=2, message="три") == 909
    (row,) = await group.ok("messages.delete", peer_id=peer, cmids=2, delete_for_all=1)
    assert row["error"]["code"] == 924


async def test_an_admin_bot_deletes_others_messages(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    peer = await group.chat(person)
    said = await vk.post("say", from_id=person, peer_id=peer, group_id=group.id, text="лишнее")
    (row,) = await group.ok("messages.delete", peer_id=peer, cmids=said["cmid"], delete_for_all=1)
    assert row == {"peer_id": peer, "message_id": 0, "conversation_message_id": said["cmid"], "response": 1}
    seen = await vk.get("messages", viewer_id=person, peer_id=peer, group_id=group.id)
    assert "лишнее" not in [one["text"] for one in seen]


async def test_a_dialogs_others_messages_cannot_be_deleted_for_all(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    (row,) = await group.ok("messages.delete", peer_id=person, cmids=1, delete_for_all=1)
    assert row["error"]["code"] == 924


async def test_dead_chats_have_their_codes(vk: Vk) -> None:
    group = await vk.community()
    peer = await group.chat()
    for state, code in (("deleted", 1017), ("writing_disabled", 1012), ("moved_to_max", 993)):
        await vk.post("chat-state", peer_id=peer, group_id=group.id, state=state)
        assert await group.error("messages.send", peer_id=peer, message="x", random_id=0) == code
    await vk.post("chat-state", peer_id=peer, group_id=group.id, state="ok")
    await group.send(peer)
    assert await group.error("messages.send", peer_id=CHAT + 999, message="x", random_id=0) == 917


async def test_people_write_within_limits_too(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    with pytest.raises(Refused, match="4096"):
        await vk.post("say", from_id=person, peer_id=group.peer, text="я" * 4097)
    with pytest.raises(Refused, match="empty"):
        await vk.post("say", from_id=person, peer_id=group.peer, text="")
