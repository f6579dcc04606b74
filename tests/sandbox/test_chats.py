"""Chats by a community token (vk-platform §3)."""

import pytest

from tests.sandbox.conftest import CHAT, Refused, Vk


async def test_each_community_numbers_its_chats_from_one(vk: Vk) -> None:
    one, two = await vk.community(), await vk.community()
    assert [await one.chat(), await two.chat(), await one.chat()] == [CHAT + 1, CHAT + 1, CHAT + 2]


async def test_the_creator_is_owner_admin_and_alone(vk: Vk) -> None:
    group = await vk.community()
    peer = await group.chat()
    members = await group.ok("messages.getConversationMembers", peer_id=peer)
    assert members["count"] == 1
    (me,) = members["items"]
    assert (me["member_id"], me["invited_by"], me["is_owner"], me["is_admin"]) == (-group.id, -group.id, True, True)
    (chat,) = (await group.ok("messages.getConversationsById", peer_ids=peer))["items"]
    assert chat["chat_settings"]["title"] == "Алгебра"
    assert (chat["chat_settings"]["owner_id"], chat["chat_settings"]["state"]) == (-group.id, "in")


async def test_create_chat_answers_in_two_shapes(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    assert await group.ok("messages.createChat", title="А", user_ids=person) == {"chat_id": 1, "peer_ids": []}
    await vk.post("switches", create_chat_answer="int")
    assert await group.ok("messages.createChat", title="Б") == 2
    await vk.post("switches", create_chat_answer="object")


async def test_a_reset_kills_the_old_link(vk: Vk) -> None:
    group, early, late = await vk.community(), await vk.person(), await vk.person()
    peer = await group.chat()
    old = (await group.ok("messages.getInviteLink", peer_id=peer))["link"]
    assert old == (await group.ok("messages.getInviteLink", peer_id=peer))["link"]
    await vk.post("open", from_id=early, url=old)
    new = (await group.ok("messages.getInviteLink", peer_id=peer, reset=1))["link"]
    with pytest.raises(Refused, match="does not work"):
        await vk.post("open", from_id=late, url=old)
    opened = await vk.post("open", from_id=late, url=new)
    assert (opened["kind"], opened["peer_id"], opened["group_id"]) == ("chat", peer, group.id)


async def test_who_was_removed_cannot_come_back_by_a_link(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    peer = await group.chat(person)
    link = (await group.ok("messages.getInviteLink", peer_id=peer))["link"]
    assert await group.ok("messages.removeChatUser", chat_id=peer - CHAT, member_id=person) == 1
    assert await group.error("messages.removeChatUser", chat_id=peer - CHAT, member_id=person) == 935
    with pytest.raises(Refused, match="removed"):
        await vk.post("open", from_id=person, url=link)


async def test_who_left_may_come_back(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    peer = await group.chat(person)
    link = (await group.ok("messages.getInviteLink", peer_id=peer))["link"]
    await vk.post("leave", from_id=person, peer_id=peer, group_id=group.id)
    await vk.post("open", from_id=person, url=link)
    assert (await group.ok("messages.getConversationMembers", peer_id=peer))["count"] == 2


async def test_members_come_twenty_at_a_time(vk: Vk) -> None:
    group = await vk.community()
    peer = await group.chat(*[await vk.person() for _ in range(25)])
    page = await group.ok("messages.getConversationMembers", peer_id=peer)
    assert (page["count"], len(page["items"]), len(page["profiles"])) == (26, 20, 19)
    rest = await group.ok("messages.getConversationMembers", peer_id=peer, offset=20, count=1000)
    assert len(rest["items"]) == 6


async def test_a_guest_bot_has_almost_no_rights(vk: Vk) -> None:
    group, owner = await vk.community(), await vk.person()
    peer = await group.guest_chat(owner)
    for method, code in (
        ("messages.getConversationMembers", 917),
        ("messages.getHistory", 917),
        ("messages.getInviteLink", 919),
        ("messages.unpin", 925),
    ):
        assert await group.error(method, peer_id=peer) == code
    assert await group.error("messages.getInviteLink", peer_id=peer, reset=1) == 931
    assert await group.error("messages.editChat", chat_id=peer - CHAT, title="Новое") == 925
    assert await group.error("messages.pin", peer_id=peer, cmid=1) == 925
    assert await group.error("messages.removeChatUser", chat_id=peer - CHAT, member_id=owner) == 925
    assert await group.ok("messages.getConversationsById", peer_ids=peer) == {"count": 0, "items": []}
    (card,) = await vk.get("chats", group_id=group.id)
    await vk.post("rights", peer_id=card["peer_id"], group_id=card["group_id"], member_id=-group.id, admin=True)
    assert (await group.ok("messages.getConversationMembers", peer_id=peer))["count"] == 2
    assert (await group.ok("messages.getConversationsById", peer_ids=peer))["count"] == 1


async def test_a_stranger_bot_gets_917(vk: Vk) -> None:
    group, owner = await vk.community(), await vk.person()
    peer = await group.guest_chat(owner)
    (card,) = await vk.get("chats", group_id=group.id)
    await vk.post("kick", from_id=owner, peer_id=card["peer_id"], group_id=card["group_id"], member_id=-group.id)
    for method in ("messages.getInviteLink", "messages.getHistory", "messages.getConversationMembers"):
        assert await group.error(method, peer_id=peer) == 917
    assert await group.error("messages.send", peer_id=peer, message="x", random_id=0) == 917
    listed = await group.ok("messages.getConversations")
    assert listed["items"][0]["conversation"]["chat_settings"]["state"] == "kicked"


async def test_the_bot_may_leave(vk: Vk) -> None:
    group = await vk.community()
    peer = await group.chat()
    assert await group.ok("messages.removeChatUser", chat_id=peer - CHAT, member_id=-group.id) == 1
    assert await group.error("messages.getConversationMembers", peer_id=peer) == 917


async def test_a_bot_comes_only_where_it_lets_itself_be_added(vk: Vk) -> None:
    group, owner = await vk.community(), await vk.person()
    await group.ok("groups.setSettings", group_id=group.id, bots_add_to_chat=0)
    with pytest.raises(Refused, match="does not allow"):
        await group.guest_chat(owner)


async def test_title_and_pin(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    peer = await group.chat(person)
    assert await group.ok("messages.editChat", chat_id=peer - CHAT, title="Геометрия") == 1
    assert await group.error("messages.pin", peer_id=peer, cmid=1) == 980
    await group.send(peer, "Правила")
    pinned = await group.ok("messages.pin", peer_id=peer, cmid=4)
    assert (pinned["text"], pinned["id"], pinned["conversation_message_id"]) == ("Правила", 0, 4)
    (chat,) = (await group.ok("messages.getConversationsById", peer_ids=peer))["items"]
    assert chat["chat_settings"]["title"] == "Геометрия"
    assert chat["chat_settings"]["pinned_message"]["text"] == "Правила"
    seen = await vk.get("messages", viewer_id=person, peer_id=peer, group_id=group.id)
    assert [one["cmid"] for one in seen if one["pinned"]] == [4]
    assert await group.ok("messages.unpin", peer_id=peer) == 1


async def test_a_bot_hears_nothing_of_its_own_actions(vk: Vk) -> None:
    group = await vk.community()
    peer = await group.chat()
    await group.ok("messages.editChat", chat_id=peer - CHAT, title="Геометрия")
    assert await group.events() == []
    await vk.post("switches", own_actions=True)
    await group.ok("messages.editChat", chat_id=peer - CHAT, title="Алгебра")
    await vk.post("switches", own_actions=False)
    assert [one["action"]["type"] for one in await group.news()] == ["chat_title_update"]


async def test_admins_and_restrictions(vk: Vk) -> None:
    group, teacher, pupil = await vk.community(), await vk.person(), await vk.person()
    peer = await group.chat(teacher, pupil)
    assert await group.ok("messages.setMemberRole", peer_id=peer, member_id=teacher, role="admin") == 1
    assert await group.error("messages.setMemberRole", peer_id=peer, member_id=1, role="admin") == 935
    muted = {"peer_id": peer, "member_ids": f"{pupil},{teacher}"}
    answer = await group.ok("messages.changeConversationMemberRestrictions", action="ro", **muted, **{"for": 3600})
    assert answer == {"failed_member_ids": [teacher]}
    with pytest.raises(Refused, match="restricted to write"):
        await vk.post("say", from_id=pupil, peer_id=peer, group_id=group.id, text="а я?")
    await vk.forward(hours=1.1)
    await vk.post("say", from_id=pupil, peer_id=peer, group_id=group.id, text="а я?")
    await vk.post("kick", from_id=teacher, peer_id=peer, group_id=group.id, member_id=pupil)
    members = (await group.ok("messages.getConversationMembers", peer_id=peer))["items"]
    assert {one["member_id"]: one["is_admin"] for one in members} == {-group.id: True, teacher: True}


async def test_chats_are_found_again_by_get_conversations(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    first, second = await group.chat(), await group.chat()
    listed = await group.ok("messages.getConversations", count=2)
    assert listed["count"] == 3
    assert [one["conversation"]["peer"]["id"] for one in listed["items"]] == [second, first]
    assert listed["items"][0]["conversation"]["peer"] == {"id": second, "type": "chat", "local_id": second - CHAT}
    last = await group.ok("messages.getConversations", count=200, offset=2)
    assert last["items"][0]["conversation"]["peer"]["id"] == person


async def test_history_newest_first(vk: Vk) -> None:
    group = await vk.community()
    person = await group.friend()
    for number in range(25):
        await group.send(person, f"{number}")
    page = await group.ok("messages.getHistory", peer_id=person)
    assert (page["count"], len(page["items"]), page["items"][0]["text"]) == (26, 20, "24")
    assert await group.error("messages.getHistory", peer_id=person, count=201) == 100
    (one,) = (await group.ok("messages.getById", message_ids=page["items"][0]["id"]))["items"]
    assert one["text"] == "24"


async def test_a_newcomer_does_not_see_the_past(vk: Vk) -> None:
    group, early, late = await vk.community(), await vk.person(), await vk.person()
    peer = await group.chat(early)
    await group.send(peer, "до")
    link = (await group.ok("messages.getInviteLink", peer_id=peer))["link"]
    await vk.post("open", from_id=late, url=link)
    await group.send(peer, "после")
    seen = await vk.get("messages", viewer_id=late, peer_id=peer, group_id=group.id)
    assert [one["text"] or one["action"]["type"] for one in seen] == ["chat_invite_user_by_link", "после"]
    with pytest.raises(Refused, match="not in this chat"):
        await vk.get("messages", viewer_id=await vk.person(), peer_id=peer, group_id=group.id)


async def test_a_full_chat_takes_nobody(vk: Vk) -> None:
    group, one, two = await vk.community(), await vk.person(), await vk.person()
    peer = await group.chat(one)
    await vk.post("switches", chat_size=2)
    link = (await group.ok("messages.getInviteLink", peer_id=peer))["link"]
    with pytest.raises(Refused, match="Out of limits"):
        await vk.post("open", from_id=two, url=link)
    await vk.post("switches", chat_size=1000)


async def test_one_chat_two_communities_two_numbers(vk: Vk) -> None:
    one, two, owner = await vk.community(), await vk.community(), await vk.person()
    peer = await one.chat(owner)
    await two.chat()
    await vk.post("add", from_id=owner, peer_id=peer, group_id=one.id, member_id=-two.id)
    (invited,) = await two.news()
    assert invited["peer_id"] == CHAT + 2
    await vk.post("say", from_id=owner, peer_id=peer, group_id=one.id, text=f"[club{two.id}|@бот] здесь?")
    assert [message["peer_id"] for message in await two.news()] == [CHAT + 2]
    assert (await one.news())[-1]["peer_id"] == peer
