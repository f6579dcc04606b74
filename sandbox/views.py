"""How a message, a chat or a keyboard looks to a community (VK's shapes) and to a person (the control face's)."""

from typing import Any

from sandbox.records import Chat, Dialog, Json, Member, Message, Talk
from sandbox.world import World

CLIENT_INFO: Json = {
    "button_actions": [
        "text",
        "vkpay",
        "open_app",
        "location",
        "open_link",
        "open_photo",
        "callback",
        "intent_subscribe",
        "intent_unsubscribe",
    ],
    "keyboard": True,
    "inline_keyboard": True,
    "carousel": True,
    "lang_id": 0,
}


def for_community(world: World, talk: Talk, message: Message, group_id: int, *, nested: bool = False) -> Json:
    """The message object of VK's API and events (vk-platform §4)."""
    shown: Json = {
        "date": message.date,
        "from_id": message.from_id,
        "id": message.id,
        "version": message.version,
        "out": int(message.from_id == -group_id),
        "fwd_messages": [] if nested else message.forwards,
        "important": False,
        "is_hidden": False,
        "attachments": message.attachments,
        "conversation_message_id": message.cmid,
        "text": message.text,
        "peer_id": world.peer_for(talk, group_id),
        "random_id": message.random_id if message.from_id == -group_id else 0,
    }
    # vk-platform §4: payload in message_new is a JSON string
    optional = {
        "payload": message.payload,
        "action": message.action,
        "ref": message.ref,
        "ref_source": message.ref_source,
        "keyboard": message.keyboard,
        "template": message.template,
    }
    shown.update({key: value for key, value in optional.items() if value is not None})
    if message.update_time:
        shown["update_time"] = message.update_time
    if message.reply_cmid and not nested:
        original = talk.messages[message.reply_cmid - 1]
        shown["reply_message"] = for_community(world, talk, original, group_id, nested=True)
    return shown


def for_person(world: World, talk: Talk, message: Message) -> Json:
    """A message as the control face shows it."""
    shown: Json = {
        "cmid": message.cmid,
        "id": message.id,
        "from_id": message.from_id,
        "from_name": world.full_name(message.from_id),
        "date": message.date,
        "text": message.text,
        "keyboard": message.keyboard if message.keyboard and message.keyboard.get("inline") else None,
        "attachments": [_with_url(one) for one in message.attachments],
        "action": message.action,
        "payload": message.payload,
        "pinned": talk.pinned == message.cmid,
        "edited": bool(message.update_time),
        "forwards": message.forwards,
    }
    if message.template:
        shown["template"] = message.template
    if message.ref:
        shown["ref"], shown["ref_source"] = message.ref, message.ref_source
    if message.reply_cmid:
        original = talk.messages[message.reply_cmid - 1]
        shown["reply"] = {
            "cmid": original.cmid,
            "from_name": world.full_name(original.from_id),
            "text": "" if original.deleted else original.text,
        }
    if message.reactions:
        shown["reactions"] = {str(who): what for who, what in message.reactions.items()}
    return shown


def _with_url(attachment: Json) -> Json:
    """A photo or file with its address at hand."""
    body = attachment.get(attachment["type"])
    if not isinstance(body, dict):
        return attachment
    url = body["sizes"][-1]["url"] if body.get("sizes") else body.get("url")
    return {**attachment, "url": url} if url else attachment


def visible_to(talk: Talk, message: Message, viewer_id: int) -> bool:
    """Whether this person or community still sees the message."""
    if message.deleted or viewer_id in message.hidden_from:
        return False
    if isinstance(talk, Chat):
        member = talk.members.get(viewer_id)
        return member is not None and any(
            first <= message.cmid and (not last or message.cmid <= last) for first, last in member.spans
        )
    return True


def bottom_for(world: World, talk: Talk, viewer_id: int) -> Json | None:
    """The keyboard at the bottom for this person, the «Начать» button of an unbegun dialog included."""
    if isinstance(talk, Dialog) and not talk.messages:
        group = world.state.communities[talk.group_id]
        # vk-platform §6: shown when enabled and there is no dialog yet
        return START_KEYBOARD if group.settings.get("bots_start_button") else None
    if talk.bottom is None or not talk.bottom.keyboard.get("buttons"):
        return None
    if talk.bottom.keyboard.get("one_time") and viewer_id in talk.bottom.used_by:
        return None
    return talk.bottom.keyboard


START_KEYBOARD: Json = {
    "one_time": True,
    "inline": False,
    "buttons": [
        [{"action": {"type": "text", "label": "Начать", "payload": '{"command":"start"}'}, "color": "primary"}]
    ],
}


def chat_card(world: World, chat: Chat) -> Json:
    """A chat as the control face shows it."""
    peer_id, group_id = world.shown_peer(chat)
    return {
        "peer_id": peer_id,
        "group_id": group_id,
        "title": chat.title,
        "owner_id": chat.owner_id,
        "state": chat.state,
        "link": f"https://vk.me/join/{chat.link}" if chat.link else None,
        "pinned_cmid": chat.pinned or None,
        "photo": chat.photo,
        "numbers": {str(group): number for group, number in chat.numbers.items()},
        "members": [
            _member_card(world, chat, member_id, member) for member_id, member in chat.members.items() if member.present
        ],
    }


def _member_card(world: World, chat: Chat, member_id: int, member: Member) -> Json:
    return {
        "member_id": member_id,
        "name": world.full_name(member_id),
        "admin": member_id in chat.admins,
        "owner": member_id == chat.owner_id,
        "full_access": member_id in chat.full_access,
        "muted": bool(member.muted_until == -1 or member.muted_until > world.clock.now()),
        "invited_by": member.invited_by,
        "join_date": member.join_date,
    }


def talk_card(world: World, talk: Talk, viewer_id: int) -> Json:
    """One line of a person's list of talks."""
    peer_id, group_id = world.shown_peer(talk)
    seen = [one for one in talk.messages[-200:] if visible_to(talk, one, viewer_id)]
    read = talk.read.get(viewer_id, 0)
    card: dict[str, Any] = {
        "peer_id": peer_id,
        "group_id": group_id,
        "title": talk.title if isinstance(talk, Chat) else world.full_name(-group_id),
        "kind": "chat" if isinstance(talk, Chat) else "private",
        "last_message": for_person(world, talk, seen[-1]) if seen else None,
        "unread": sum(one.from_id != viewer_id and one.cmid > read for one in seen),
        "keyboard": bottom_for(world, talk, viewer_id),
    }
    if isinstance(talk, Chat):
        card["chat"] = chat_card(world, talk)
        card["member"] = viewer_id in talk.members and talk.members[viewer_id].present
    else:
        assert isinstance(talk, Dialog)
        card["permission"] = talk.permission
    return card
