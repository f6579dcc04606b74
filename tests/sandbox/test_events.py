"""What reaches a community, and in which shape (vk-platform §3.5, §4)."""

from tests.sandbox.conftest import CHAT, Vk


async def test_the_start_button_opens_a_dialog(vk: Vk) -> None:
    group, person = await vk.community(events="message_allow"), await vk.person()
    talk = await vk.get("talks", viewer_id=person)
    mine = next(one for one in talk if one["peer_id"] == group.peer)
    assert mine["keyboard"]["buttons"][0][0]["action"]["label"] == "Начать"
    pressed = await vk.post("press", from_id=person, peer_id=group.peer, label="Начать")
    assert pressed["kind"] == "message"
    allow, new = await group.events()
    assert allow["object"] == {"user_id": person, "key": ""}
    assert new["object"]["message"]["payload"] == '{"command":"start"}'
    assert new["object"]["message"]["text"] == "Начать"


async def test_an_event_has_the_recorded_shape(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    await vk.post("say", from_id=person, peer_id=group.peer, text="Здравствуйте", ref="class_7a", ref_source="poster")
    (event,) = await group.events()
    message = event["object"]["message"]
    assert set(event) == {"group_id", "type", "event_id", "v", "object"}
    assert event["v"] == "5.199" and len(event["event_id"]) == 40
    assert set(message) == {
        "date", "from_id", "id", "version", "out", "fwd_messages", "important", "is_hidden", "attachments",
        "conversation_message_id", "text", "peer_id", "random_id", "ref", "ref_source",
    }  # fmt: skip
    assert (message["from_id"], message["peer_id"], message["conversation_message_id"]) == (person, person, 1)
    assert event["object"]["client_info"]["inline_keyboard"] is True


async def test_a_chat_message_has_id_0_and_a_cmid(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    peer = await group.chat(person)
    assert peer == CHAT + 1
    await vk.post("say", from_id=person, peer_id=peer, group_id=group.id, text="Домашка в дневнике")
    (message,) = await group.news()
    assert message["id"] == 0
    assert message["peer_id"] == peer
    assert message["conversation_message_id"] == 3
