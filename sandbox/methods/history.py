"""What a community can read back: conversations, members, messages (vk-platform §2.1, §3.4)."""

from sandbox import chats, dialogs
from sandbox.errors import VkError, bad
from sandbox.methods.groups import card
from sandbox.methods.peers import message_by_cmid, readable, talk_of
from sandbox.methods.registry import Call, method
from sandbox.methods.users import profile
from sandbox.posting import sees_all
from sandbox.records import CHAT_BASE, Chat, Dialog, Json, Member, Message, Talk
from sandbox.views import for_community, visible_to


def _extended(call: Call, answer: Json, ids: set[int]) -> Json:
    """Profiles and groups beside the items; members always come with them."""
    fields = call.params.words("fields")
    found = [profile(call.world, one, fields) for one in sorted(ids) if one > 0]
    communities = call.world.state.communities
    answer["profiles"] = [one for one in found if one]
    answer["groups"] = [card(communities[-one]) for one in sorted(ids) if one < 0 and -one in communities]
    return answer


@method("messages.getConversationMembers", right="messages", kinds=("group",))
def get_conversation_members(call: Call) -> Json:
    """vk-platform §3.4: 917 for a bot that is no admin; ``count`` is 20 unless told."""
    params = call.params
    count, offset = params.number("count", 20, least=1, most=1000), params.number("offset", 0, least=0)
    talk = talk_of(call, params.number("peer_id"))
    if isinstance(talk, Dialog):
        items: list[Json] = [{"member_id": talk.user_id}, {"member_id": -talk.group_id}]
        return _extended(call, {"count": 2, "items": items}, {talk.user_id, -talk.group_id})
    assert isinstance(talk, Chat)
    if not chats.is_admin(talk, call.me):
        raise VkError(917)
    present = [(one, member) for one, member in talk.members.items() if member.present]
    page = [_member(call, talk, one, member) for one, member in present[offset : offset + count]]
    answer: Json = {"count": len(present), "items": page, "chat_restrictions": {"admins_promote_users": True}}
    return _extended(call, answer, {one["member_id"] for one in page})


def _member(call: Call, chat: Chat, member_id: int, member: Member) -> Json:
    shown: Json = {
        "member_id": member_id,
        "invited_by": member.invited_by,
        "join_date": member.join_date,
        "is_admin": chats.is_admin(chat, member_id),
        "can_kick": member_id != call.me and chats.may_kick(chat, call.me, member_id),
    }
    if member_id == chat.owner_id:
        shown["is_owner"] = True
    if member.muted_until == -1 or member.muted_until > call.world.clock.now():
        shown["is_restricted_to_write"] = True
    return shown


@method("messages.getConversationsById", right="messages", kinds=("group",))
def get_conversations_by_id(call: Call) -> Json:
    """vk-platform §3.4: without admin rights a chat is simply not in the answer."""
    peers = call.params.numbers("peer_ids", most=100)
    if not peers:
        raise bad("peer_ids is undefined")
    items, ids = [], set[int]()
    for peer_id in peers:
        try:
            talk = talk_of(call, peer_id)
        except VkError:
            continue
        if isinstance(talk, Chat) and not chats.is_admin(talk, call.me):
            continue
        items.append(_conversation(call, talk))
        ids |= {peer_id} if isinstance(talk, Dialog) else set(talk.members if isinstance(talk, Chat) else ())
    answer: Json = {"count": len(items), "items": items}
    return _extended(call, answer, ids) if call.params.flag("extended") else answer


@method("messages.getConversations", right="messages", kinds=("group",))
def get_conversations(call: Call) -> Json:
    """The way to find chats again; newest first, at most 200 a page (vk-platform §2.1, §3.4)."""
    count = call.params.number("count", 20, least=0, most=200)
    offset = call.params.number("offset", 0, least=0)
    group, world = call.group, call.world
    talks: list[Talk] = [one for one in world.state.dialogs.values() if one.group_id == group.group_id and one.messages]
    talks += [
        world.state.chats[uid] for uid in group.chats.values() if -group.group_id in world.state.chats[uid].members
    ]
    talks.sort(key=lambda one: (one.messages[-1].date, one.messages[-1].version), reverse=True)
    items: list[Json] = []
    for talk in talks[offset : offset + count]:
        item: Json = {"conversation": _conversation(call, talk)}
        if last := _last_seen(call, talk):
            item["last_message"] = for_community(world, talk, last, group.group_id)
        items.append(item)
    answer: Json = {"count": len(talks), "items": items, "unread_count": 0}
    people = {one["conversation"]["peer"]["id"] for one in items if one["conversation"]["peer"]["type"] == "user"}
    return _extended(call, answer, people) if call.params.flag("extended") else answer


def _last_seen(call: Call, talk: Talk) -> Message | None:
    if isinstance(talk, Chat) and not sees_all(talk, call.group.group_id):
        return None
    return next((one for one in reversed(talk.messages) if visible_to(talk, one, call.me)), None)


def _conversation(call: Call, talk: Talk) -> Json:
    group_id = call.group.group_id
    last = talk.messages[-1] if talk.messages else None
    peer_id = call.world.peer_for(talk, group_id)
    shown: Json = {
        "peer": {"id": peer_id, "type": "user", "local_id": peer_id},
        "version": last.version if last else 0,
        "last_message_id": last.id if last else 0,
        "last_conversation_message_id": last.cmid if last else 0,
        "in_read": 0,
        "out_read": 0,
        "in_read_cmid": talk.read.get(call.me, 0),
        "out_read_cmid": max((cmid for who, cmid in talk.read.items() if who > 0), default=0),
        "is_marked_unread": False,
        "important": False,
        "unanswered": False,
        "can_write": {"allowed": True},
    }
    if isinstance(talk, Dialog):
        if code := dialogs.refusal(call.world, group_id, talk.user_id):
            shown["can_write"] = {"allowed": False, "reason": code}
        return shown
    assert isinstance(talk, Chat)
    shown["peer"] = {"id": peer_id, "type": "chat", "local_id": peer_id - CHAT_BASE}
    if talk.state != "ok":
        shown["can_write"] = {"allowed": False, "reason": {"deleted": 1017, "moved_to_max": 993}.get(talk.state, 1012)}
    elif not chats.present(talk, call.me):
        shown["can_write"] = {"allowed": False, "reason": 917}
    shown["chat_settings"] = _chat_settings(call, talk)
    return shown


def _chat_settings(call: Call, chat: Chat) -> Json:
    admin = chats.is_admin(chat, call.me)
    member = chat.members[call.me]
    inside = [one for one, row in chat.members.items() if row.present]
    settings: Json = {
        "title": chat.title,
        "owner_id": chat.owner_id,
        "admin_ids": [one for one in chat.admins if one != chat.owner_id],
        "members_count": len(inside),
        "state": "in" if member.present else ("kicked" if member.kicked else "left"),
        "active_ids": [one for one in inside if one > 0][:4],
        "is_group_channel": False,
        "acl": {
            "can_change_info": admin,
            "can_change_invite_link": admin,
            "can_change_pin": admin,
            "can_invite": True,
            "can_promote_users": admin,
            "can_see_invite_link": admin,
            "can_moderate": admin,
            "can_copy_chat": False,
            "can_call": False,
            "can_use_mass_mentions": admin,
            "can_change_style": admin,
        },
        "permissions": {
            "invite": "all",
            "change_info": "owner_and_admins",
            "change_pin": "owner_and_admins",
            "use_mass_mentions": "all",
            "see_invite_link": "owner_and_admins",
            "call": "all",
            "change_admins": "owner_and_admins",
        },
    }
    if chat.photo:
        settings["photo"] = chat.photo
    if chat.pinned:
        pinned = chat.messages[chat.pinned - 1]
        settings["pinned_message"] = for_community(call.world, chat, pinned, call.group.group_id)
    return settings


@method("messages.getHistory", right="messages", kinds=("group",))
def get_history(call: Call) -> Json:
    """Newest first, at most 200 a page; in a chat only with access to all messages (vk-platform §2.1, §3.4)."""
    params = call.params
    count, offset = params.number("count", 20, least=0, most=200), params.number("offset", 0)
    talk = readable(call, talk_of(call, params.number("peer_id", 0) or params.number("user_id")))
    seen = [one for one in talk.messages if visible_to(talk, one, call.me)]
    if not params.flag("rev"):
        seen.reverse()
    if start := params.number("start_cmid", 0):
        seen = [one for one in seen if (one.cmid >= start if params.flag("rev") else one.cmid <= start)]
    page = [for_community(call.world, talk, one, call.group.group_id) for one in seen[max(0, offset) :][:count]]
    answer: Json = {"count": len(seen), "items": page}
    return _extended(call, answer, {one["from_id"] for one in page}) if params.flag("extended") else answer


@method("messages.getByConversationMessageId", right="messages", kinds=("group",))
def get_by_conversation_message_id(call: Call) -> Json:
    """By cmid: the only way in chats (vk-platform §3.1)."""
    talk = readable(call, talk_of(call, call.params.number("peer_id")))
    cmids = call.params.numbers("conversation_message_ids", most=100) or call.params.numbers("cmids", most=100)
    items: list[Json] = []
    for cmid in cmids:
        try:
            message = message_by_cmid(talk, cmid)
        except VkError:
            continue
        if visible_to(talk, message, call.me):
            items.append(for_community(call.world, talk, message, call.group.group_id))
    answer: Json = {"count": len(items), "items": items}
    return _extended(call, answer, {one["from_id"] for one in items}) if call.params.flag("extended") else answer


@method("messages.getById", right="messages", kinds=("group",))
def get_by_id(call: Call) -> Json:
    """By real ids, so for dialogs; with ``cmids`` and ``peer_id`` as above."""
    if call.params.has("cmids"):
        return get_by_conversation_message_id(call)
    wanted = set(call.params.numbers("message_ids", most=100))
    group_id = call.group.group_id
    items = [
        for_community(call.world, dialog, one, group_id)
        for dialog in call.world.state.dialogs.values()
        if dialog.group_id == group_id
        for one in dialog.messages
        if one.id in wanted and visible_to(dialog, one, call.me)
    ]
    answer: Json = {"count": len(items), "items": items}
    return _extended(call, answer, {one["from_id"] for one in items}) if call.params.flag("extended") else answer


@method("messages.isMessagesFromGroupAllowed")
def is_messages_from_group_allowed(call: Call) -> Json:
    """vk-platform §6."""
    group_id = abs(call.params.number("group_id", call.token.group_id or None))
    user_id = call.params.number("user_id")
    if group_id not in call.world.state.communities:
        raise VkError(125)
    return {"is_allowed": int(dialogs.refusal(call.world, group_id, user_id) == 0)}
