"""A message is laid into its talk here, and every community that may know of it gets its event."""

import re
from typing import Any

from sandbox.events import emit
from sandbox.records import Bottom, Chat, Community, Dialog, Json, Message, Talk
from sandbox.views import CLIENT_INFO, for_community, for_person
from sandbox.world import World

MENTION = re.compile(r"\[club(\d+)\|[^\]]*\]")


def post(world: World, talk: Talk, from_id: int, **fields: Any) -> Message:
    """Lay one message (or service action) into the talk and tell all who may know."""
    now = world.clock.stamp()
    message_id = 0
    if isinstance(talk, Dialog):
        group = world.state.communities[talk.group_id]
        group.last_message_id += 1
        message_id = group.last_message_id
    # vk-platform §3.1: cmid is unique in the peer and shared by messages and service actions
    message = Message(
        cmid=len(talk.messages) + 1, id=message_id, from_id=from_id, date=now, version=world.next_version(), **fields
    )
    talk.messages.append(message)
    talk.read[from_id] = message.cmid
    _take_keyboard(talk, message)
    world.dirty = True
    _tell_page(world, "message", talk, message)
    for group in _knowers(world, talk, message):
        _deliver(world, talk, message, group)
    return message


def _take_keyboard(talk: Talk, message: Message) -> None:
    """vk-platform §2.5: a keyboard stays until it is replaced; an inline one belongs to its message."""
    keyboard = message.keyboard
    if keyboard is None or keyboard.get("inline") or message.from_id >= 0:
        return
    talk.bottom = Bottom(keyboard, -message.from_id)


def _deliver(world: World, talk: Talk, message: Message, group: Community) -> None:
    own = message.from_id == -group.group_id
    shown = for_community(world, talk, message, group.group_id)
    if not own:
        emit(world, group, "message_new", {"message": shown, "client_info": CLIENT_INFO})
    elif message.action is None:
        # vk-platform §4: message_reply has its fields directly in the object
        emit(world, group, "message_reply", shown)
    elif world.state.switches.own_actions:
        emit(world, group, "message_new", {"message": shown, "client_info": CLIENT_INFO})


def _knowers(world: World, talk: Talk, message: Message) -> list[Community]:
    if isinstance(talk, Dialog):
        return [world.state.communities[talk.group_id]]
    assert isinstance(talk, Chat)
    return [
        world.state.communities[group_id]
        for group_id in talk.numbers
        if -group_id in talk.members and knows(world, talk, message, group_id)
    ]


def sees_all(chat: Chat, group_id: int) -> bool:
    """vk-platform §3.5: an admin bot, or one with access to all messages, sees everything in the chat."""
    me = -group_id
    member = chat.members.get(me)
    return (
        member is not None
        and member.present
        and (me == chat.owner_id or me in chat.admins or group_id in chat.full_access)
    )


def knows(world: World, chat: Chat, message: Message, group_id: int) -> bool:
    """Whether this community may know of this message of the chat (vk-platform §3.5)."""
    action = message.action
    if action is not None and action.get("member_id") == -group_id:
        return True  # service actions about itself arrive, the kick too
    if not chat.members[-group_id].present:
        return False
    if message.from_id == -group_id or sees_all(chat, group_id):
        return True
    if action is not None:
        return False
    if any(int(found) == group_id for found in MENTION.findall(message.text)):
        return True
    return bool(message.reply_cmid) and chat.messages[message.reply_cmid - 1].from_id == -group_id


def _tell_page(world: World, kind: str, talk: Talk, message: Message) -> None:
    if not world.feed.heard:
        return
    peer_id, group_id = world.shown_peer(talk)
    user = {"user_id": talk.user_id} if isinstance(talk, Dialog) else {}
    world.feed.tell(kind, peer_id=peer_id, group_id=group_id, message=for_person(world, talk, message), **user)
    if kind == "message" and message.keyboard is not None and not message.keyboard.get("inline"):
        world.feed.tell("keyboard", peer_id=peer_id, group_id=group_id, keyboard=message.keyboard, **user)


def edited(world: World, talk: Talk, message: Message) -> None:
    """A message has new text: the page hears it; a bot only of its own (vk-platform §3.5)."""
    message.update_time = world.clock.stamp()
    message.version = world.next_version()
    world.dirty = True
    _tell_page(world, "edit", talk, message)
    if message.from_id < 0 and (group := world.state.communities.get(-message.from_id)):
        emit(world, group, "message_edit", for_community(world, talk, message, group.group_id))


def redraw(world: World, talk: Talk, message: Message) -> None:
    """The page draws the message anew; no bot hears of it."""
    _tell_page(world, "edit", talk, message)


def removed(world: World, talk: Talk, message: Message) -> None:
    """A message is gone; no bot hears of it (vk-platform §3.5)."""
    world.dirty = True
    if talk.pinned == message.cmid and message.deleted:
        talk.pinned = 0
    _tell_page(world, "delete", talk, message)


def act(world: World, chat: Chat, from_id: int, action: Json) -> Message:
    """A service action: a message with empty text (vk-platform §3.6)."""
    message = post(world, chat, from_id, action=action)
    chat_changed(world, chat)
    return message


def chat_changed(world: World, chat: Chat) -> None:
    """The page draws the chat anew."""
    world.dirty = True
    if world.feed.heard:
        peer_id, group_id = world.shown_peer(chat)
        world.feed.tell("chat", peer_id=peer_id, group_id=group_id)
