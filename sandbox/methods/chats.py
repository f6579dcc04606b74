"""Chats by a community token: made, named, linked, emptied (vk-platform §3.3, §3.4)."""

from typing import Any

from sandbox import chats
from sandbox.attachments import url_of
from sandbox.errors import VkError, bad
from sandbox.methods.peers import chat_of, governed_chat
from sandbox.methods.registry import Call, method
from sandbox.posting import act, chat_changed
from sandbox.records import Chat, Json


@method("messages.createChat", right="messages", kinds=("group",))
def create_chat(call: Call) -> Any:
    """vk-platform §3.3: nobody can be invited at creation; the answer is an object or, by a switch, a bare number."""
    title = call.params.text("title")
    if len(title) > 250:
        raise bad("title is too long")
    group = call.group
    chat = chats.create(call.world, -group.group_id, title, group=group)
    number = chat.numbers[group.group_id]
    return number if call.world.state.switches.create_chat_answer == "int" else {"chat_id": number, "peer_ids": []}


@method("messages.editChat", right="messages", kinds=("group",))
def edit_chat(call: Call) -> int:
    """A new title; 925 for a bot that is no admin."""
    chat = governed_chat(call)
    title = call.params.text("title")
    if not title or len(title) > 250:
        raise bad("title is invalid")
    if title != chat.title:
        chats.retitle(call.world, chat, call.me, title)
    return 1


@method("messages.getInviteLink", right="messages", kinds=("group",))
def get_invite_link(call: Call) -> Json:
    """vk-platform §3.4: one link a chat; ``reset=1`` revokes the old one; 919 to see, 931 to change."""
    chat, reset = chat_of(call), call.params.flag("reset")
    if not chats.is_admin(chat, call.me):
        raise VkError(931 if reset else 919)
    return {"link": chats.link_of(call.world, chat, reset=reset)}


@method("messages.removeChatUser", right="messages", kinds=("group",))
def remove_chat_user(call: Call) -> int:
    """925 without the right, 935 if absent; oneself: leaves (vk-platform §3.4)."""
    chat = chat_of(call)
    member_id = call.params.number("member_id", 0) or call.params.number("user_id", 0)
    if not member_id:
        raise bad("member_id is undefined")
    if member_id == call.me:
        chats.remove(call.world, chat, call.me, member_id)
        return 1
    if not chats.present(chat, member_id):
        raise VkError(935 if chats.is_admin(chat, call.me) else 925)
    if not chats.may_kick(chat, call.me, member_id):
        raise VkError(15 if chats.is_admin(chat, call.me) else 925)
    chats.remove(call.world, chat, call.me, member_id)
    return 1


@method("messages.setMemberRole", right="messages", kinds=("group",))
def set_member_role(call: Call) -> int:
    """Undocumented, works: an owner or admin makes admins (vk-platform §3.4)."""
    chat, member_id, role = governed_chat(call), call.params.number("member_id"), call.params.required("role")
    if role not in ("admin", "member"):
        raise bad("role is invalid")
    if not chats.present(chat, member_id):
        raise VkError(935)
    if member_id == chat.owner_id:
        raise VkError(15)
    chats.set_rights(call.world, chat, member_id, admin=role == "admin")
    return 1


@method("messages.changeConversationMemberRestrictions", right="messages", kinds=("group",))
def change_restrictions(call: Call) -> Json:
    """Undocumented, works: ``ro`` for so many seconds (or for ever), ``rw`` back (vk-platform §3.4)."""
    chat, params = governed_chat(call), call.params
    action = params.required("action")
    if action not in ("ro", "rw"):
        raise bad("action is invalid")
    seconds = params.number("for", 0)
    failed = []
    for member_id in params.numbers("member_ids", most=100):
        if not chats.present(chat, member_id) or chats.is_admin(chat, member_id):
            failed.append(member_id)
            continue
        until = (call.world.clock.now() + seconds) if seconds else -1.0
        chat.members[member_id].muted_until = until if action == "ro" else 0.0
    chat_changed(call.world, chat)
    return {"failed_member_ids": failed}


@method("messages.setChatPhoto", right="messages", kinds=("group",))
def set_chat_photo(call: Call) -> Json:
    """vk-platform §7: the ``response`` of the chat upload server goes in as ``file``."""
    token = call.params.required("file")
    chat_uid, _, secret = token.partition(":")
    file = next((one for one in call.world.state.files.values() if one.token == secret), None)
    chat = call.world.state.chats.get(int(chat_uid)) if chat_uid.isdigit() else None
    if file is None or chat is None:
        raise VkError(129)
    if not chats.is_admin(chat, call.me):
        raise VkError(925)
    url = url_of(call.world, file)
    chat.photo = {"photo_50": url, "photo_100": url, "photo_200": url}
    message = act(call.world, chat, call.me, {"type": "chat_photo_update", "photo": chat.photo})
    return {"message_id": message.id, "chat": _card(call, chat)}


@method("messages.deleteChatPhoto", right="messages", kinds=("group",))
def delete_chat_photo(call: Call) -> Json:
    """Without a picture again."""
    chat = governed_chat(call)
    chat.photo = None
    message = act(call.world, chat, call.me, {"type": "chat_photo_remove"})
    return {"message_id": message.id, "chat": _card(call, chat)}


def _card(call: Call, chat: Chat) -> Json:
    """The short chat object beside a new picture."""
    inside = [one for one, member in chat.members.items() if member.present]
    return {
        "id": chat.numbers[call.group.group_id],
        "type": "chat",
        "title": chat.title,
        "admin_id": chat.owner_id,
        "members_count": len(inside),
        "users": inside,
        **(chat.photo or {}),
    }
