"""Stock vkbottle 4.11 works against the sandbox unchanged (vk-platform §0, §1.3)."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from vkbottle import (
    API,
    Bot,
    Callback,
    DocMessagesUploader,
    GroupTypes,
    Keyboard,
    PhotoMessageUploader,
    Text,
    VKAPIError,
)
from vkbottle.bot import Message
from vkbottle.tools.mini_types.bot import message_min

from tests.sandbox.conftest import CHAT, Community, Vk


@pytest.fixture
async def group(vk: Vk) -> Community:
    return await vk.community(events="message_event message_allow message_reply message_edit")


@pytest.fixture
async def api(group: Community) -> AsyncIterator[API]:
    made = API(group.token)
    made.API_URL = f"{group.vk.url}/method/"
    yield made
    await made.http_client.close()


async def test_its_models_accept_our_answers(api: API, group: Community, vk: Vk) -> None:
    person = await group.friend()
    (mine,) = (await api.groups.get_by_id()).groups
    assert mine.id == group.id
    (user,) = await api.users.get(user_ids=[person])
    assert user.first_name == "Петя"
    assert await api.messages.send(peer_id=person, message="раз", random_id=1) == 2
    rows = await api.messages.send(peer_ids=[person, 1], message="два", random_id=2)
    assert (rows[0].conversation_message_id, rows[1].error.code) == (3, 901)
    chat = await api.messages.create_chat(title="Алгебра")
    peer = CHAT + chat.chat_id
    link = (await api.messages.get_invite_link(peer_id=peer)).link
    await vk.post("open", from_id=person, url=link)
    assert (await api.messages.get_conversation_members(peer_id=peer)).count == 2
    assert (await api.messages.get_conversations_by_id(peer_ids=[peer])).items[0].chat_settings.title == "Алгебра"
    assert (await api.messages.get_conversations()).count == 2
    assert (await api.messages.get_history(peer_id=peer)).items[0].action.type.value == "chat_invite_user_by_link"
    assert (await api.messages.get_by_conversation_message_id(peer_id=peer, conversation_message_ids=[1])).count == 1
    assert await api.messages.edit(peer_id=person, message="два!", conversation_message_id=3)
    assert await api.messages.edit_chat(chat_id=chat.chat_id, title="Геометрия")
    await api.messages.send(peer_id=peer, message="Правила", random_id=0)
    assert (await api.messages.pin(peer_id=peer, conversation_message_id=4)).text == "Правила"
    assert await api.messages.unpin(peer_id=peer)
    assert await api.messages.remove_chat_user(chat_id=chat.chat_id, member_id=person)
    assert (await api.messages.is_messages_from_group_allowed(group_id=group.id, user_id=person)).is_allowed
    assert (await api.groups.get_token_permissions()).mask
    assert (await api.groups.get_long_poll_settings(group_id=group.id)).is_enabled
    assert (await api.groups.get_callback_servers(group_id=group.id)).count == 0
    assert (await api.groups.get_members(group_id=group.id)).count == 1
    assert (await api.utils.resolve_screen_name(screen_name=group.screen_name)).object_id == group.id


async def test_its_models_accept_the_rest(api: API, group: Community, vk: Vk) -> None:
    person = await group.friend()
    peer = await group.chat(person)
    await group.send(peer, "раз")
    (row,) = await api.messages.delete(peer_id=peer, cmids=[3], delete_for_all=True)
    assert (row.conversation_message_id, row.response) == (3, True)
    assert await api.messages.delete(message_ids=[1]) is not None
    assert await api.messages.mark_as_read(peer_id=person)
    assert await api.messages.set_activity(peer_id=person, type="typing")
    await group.send(person, "два")
    assert await api.messages.send_reaction(peer_id=person, cmid=2, reaction_id=1)
    assert await api.messages.delete_reaction(peer_id=person, cmid=2)
    assert (await api.messages.get_by_id(message_ids=[2])).items[0].text == "два"
    assert await api.groups.set_settings(group_id=group.id, messages=True)
    assert await api.groups.set_long_poll_settings(group_id=group.id, message_read=True)
    assert await api.groups.is_member(group_id=group.id, user_id=person) == 0
    assert (await api.groups.is_member(group_id=group.id, user_ids=[person]))[0].member == 0
    assert (await api.groups.get_callback_confirmation_code(group_id=group.id)).code
    server = await api.groups.add_callback_server(group_id=group.id, url="http://127.0.0.1:1/", title="x")
    assert await api.groups.set_callback_settings(group_id=group.id, server_id=server.server_id, message_new=True)
    assert await api.groups.get_callback_settings(group_id=group.id, server_id=server.server_id)
    assert (await api.groups.get_callback_servers(group_id=group.id)).items[0].title == "x"
    assert await api.groups.delete_callback_server(group_id=group.id, server_id=server.server_id)
    # its own PhotoChatFaviconUploader calls photos.setChatPhoto, which VK does not have
    host = (await api.photos.get_chat_upload_server(chat_id=peer - CHAT)).upload_url
    async with vk.http.post(host, data={"file": io.BytesIO(b"PNG")}) as sent:
        file = json.loads(await sent.text())["response"]
    assert (await api.messages.set_chat_photo(file=file)).chat.title == "Алгебра"
    role = {"peer_id": peer, "member_id": person, "role": "admin"}
    assert await api.request("messages.setMemberRole", role) == {"response": 1}
    restricted = {"peer_id": peer, "member_ids": [person], "action": "ro", "for": 60}
    answer = await api.request("messages.changeConversationMemberRestrictions", restricted)
    assert answer == {"response": {"failed_member_ids": [person]}}
    owner = API(group.user_token)
    owner.API_URL = api.API_URL
    call: Any = await owner.request("calls.start", {"group_id": -group.id})
    assert call["response"]["join_link"].startswith("https://vk.com/call/join/")
    await owner.http_client.close()


async def test_its_uploaders_work(api: API, group: Community, vk: Vk) -> None:
    person = await group.friend()
    photo = await PhotoMessageUploader(api).upload(b"\x89PNG", peer_id=person)
    doc = await DocMessagesUploader(api).upload(b"1;2", title="a.csv", peer_id=person)
    board = Keyboard(inline=True).add(Callback("К", {"a": 1})).add(Text("Т", {"b": 1})).get_json()
    await api.messages.send(peer_ids=[person], message="x", attachment=[photo, doc], keyboard=board, random_id=0)
    seen = (await vk.get("messages", viewer_id=person, peer_id=group.peer))[-1]
    assert [one["type"] for one in seen["attachments"]] == ["photo", "doc"]


async def test_its_errors_carry_our_codes(api: API, group: Community, vk: Vk) -> None:
    with pytest.raises(VKAPIError[901]):
        await api.messages.send(peer_id=await vk.person(), message="x", random_id=0)
    await vk.post("faults", method="messages.send", error_code=14)
    with pytest.raises(VKAPIError[14]):
        await api.messages.send(peer_id=await vk.person(), message="x", random_id=0)


async def test_its_execute(api: API, group: Community) -> None:
    body: Any = await api.request("execute", {"code": "return [API.groups.getById({}), API.messages.fly({})];"})
    assert body["response"][1] is False
    assert body["execute_errors"][0]["error_code"] == 3


async def test_a_polling_bot_talks(
    api: API, group: Community, vk: Vk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # vkbottle writes its ts into the current directory
    bot, raw = Bot(api=api), []

    @bot.on.message(text="привет")
    async def hello(message: Message) -> None:
        await message.answer("и вам", keyboard=Keyboard(inline=True).add(Callback("Да", {"c": "yes"})).get_json())

    @bot.on.raw_event("message_event", dict)
    async def pressed(event: dict[str, Any]) -> None:
        raw.append(event)
        what = event["object"]
        await api.messages.send_message_event_answer(
            event_id=what["event_id"],
            user_id=what["user_id"],
            peer_id=what["peer_id"],
            event_data=json.dumps({"type": "show_snackbar", "text": "Записано"}),
        )

    running = asyncio.ensure_future(bot.run_polling())
    await asyncio.sleep(0.1)
    person = await vk.person()
    await vk.post("say", from_id=person, peer_id=group.peer, text="привет")
    for _ in range(100):
        if len(seen := await vk.get("messages", viewer_id=person, peer_id=group.peer)) == 2:
            break
        await asyncio.sleep(0.02)
    assert seen[-1]["text"] == "и вам"
    answer = await vk.post("press", from_id=person, peer_id=group.peer, label="Да")
    assert answer["snackbar"] == "Записано"
    assert raw[0]["object"]["payload"] == {"c": "yes"}
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_its_models_accept_our_events(api: API, group: Community, vk: Vk) -> None:
    kinds = "message_read message_typing_state message_reaction_event message_deny group_join group_leave"
    await group.ok("groups.setLongPollSettings", group_id=group.id, **dict.fromkeys(kinds.split(), 1))
    person = await vk.person()
    private = {"from_id": person, "peer_id": group.peer}
    await vk.post("open", from_id=person, url=f"https://vk.me/{group.screen_name}?ref=class_7a")
    await vk.post("press", label="Начать", **private)
    board = Keyboard(inline=True).add(Callback("К", {"a": 1})).get_json()
    await group.send(person, "раз", keyboard=board)
    await group.ok("messages.edit", peer_id=person, cmid=2, message="два", keyboard=board)
    await vk.post("press", label="К", wait_s=0, **private)
    for name, more in (("read", {}), ("typing", {}), ("react", {"cmid": 2, "reaction_id": 1})):
        await vk.post(name, **private, **more)
    for kind in ("photo", "doc", "video", "link", "sticker", "audio_message", "call", "app_action", "hologram"):
        await vk.post("say", attachments=[{"type": kind}], **private)
    await vk.post("say", text="в ответ", reply_cmid=2, **private)
    for join in (True, False):
        await vk.post("membership", from_id=person, group_id=group.id, join=join)
    await vk.post("permission", from_id=person, group_id=group.id, allow=False)
    number = (await group.ok("messages.createChat", title="Алгебра"))["chat_id"]
    link = (await group.ok("messages.getInviteLink", peer_id=CHAT + number))["link"]
    await vk.post("open", from_id=person, url=link)
    chat = {"from_id": person, "peer_id": CHAT + number, "group_id": group.id}
    await vk.post("chat-title", title="Геометрия", **chat)
    await vk.post("action", action={"type": "conversation_style_update", "style": "candy"}, **chat)
    await vk.post("call", state="started", **chat)
    await vk.post("call", state="cancelled", **chat)
    await vk.post("leave", **chat)
    events = await group.events()
    models = {one.__name__: one for one in vars(GroupTypes).values() if isinstance(one, type)}
    for event in events:
        if event["type"] == "message_new":
            message_min(event, api)
        model = models["".join(word.capitalize() for word in event["type"].split("_"))]
        model(**event)
    expected = set(kinds.split()) | {"message_new", "message_event", "message_allow", "message_reply", "message_edit"}
    assert {event["type"] for event in events} == expected
