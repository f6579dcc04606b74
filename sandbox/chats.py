"""Chats: who is inside, who may do what, and the service actions it leaves (vk-platform §3)."""

import secrets

from sandbox.errors import ControlError
from sandbox.posting import act, chat_changed
from sandbox.records import Chat, Community, Json, Member, Message
from sandbox.world import World

STATES = ("ok", "deleted", "writing_disabled", "moved_to_max")


def create(world: World, owner_id: int, title: str, *, group: Community | None = None) -> Chat:
    """A chat whose owner is a person, or a community (``group``) that made it with its token."""
    state = world.state
    state.last_chat += 1
    chat = Chat(uid=state.last_chat, title=title, owner_id=owner_id, created=world.clock.stamp())
    state.chats[chat.uid] = chat
    if home := group or world.first_community():
        world.number_chat(chat, home)
    # vk-platform §3.3: the creator is owner and admin, invited by itself
    _seat(world, chat, owner_id, invited_by=owner_id)
    chat.admins.append(owner_id)
    act(world, chat, owner_id, {"type": "chat_create", "text": title})
    return chat


def _seat(world: World, chat: Chat, member_id: int, *, invited_by: int) -> None:
    member = chat.members.get(member_id)
    if member is None:
        member = chat.members[member_id] = Member(invited_by, world.clock.stamp())
    member.invited_by, member.join_date = invited_by, world.clock.stamp()
    member.present, member.kicked = True, False
    member.spans.append([len(chat.messages) + 1, 0])


def present(chat: Chat, member_id: int) -> bool:
    """Whether this one is inside now."""
    member = chat.members.get(member_id)
    return member is not None and member.present


def ensure_inside(chat: Chat, member_id: int) -> None:
    """A person acts only in chats of his own."""
    if not present(chat, member_id):
        raise ControlError(f"{member_id} is not in this chat")


def ensure_writable(world: World, chat: Chat, member_id: int) -> None:
    """A person writes only where writing is on and he is not muted."""
    ensure_inside(chat, member_id)
    if chat.state != "ok":
        raise ControlError(f"nobody can write here: the chat is {chat.state}")
    until = chat.members[member_id].muted_until
    if until == -1 or until > world.clock.now():
        raise ControlError(f"{member_id} is restricted to write to this chat")


def _room(world: World, chat: Chat) -> None:
    # vk-platform §3.7: error 103 «Out of limits»; the size is a setting of the sandbox
    if sum(one.present for one in chat.members.values()) >= world.state.switches.chat_size:
        raise ControlError("Out of limits: the chat is full")


def add(world: World, chat: Chat, inviter_id: int, member_id: int) -> Message:
    """A person adds a person or a community, or comes back himself."""
    if present(chat, member_id):
        raise ControlError(f"{member_id} is in this chat already")
    was = chat.members.get(member_id)
    if inviter_id == member_id:
        if was is None or was.kicked:
            raise ControlError(f"{member_id} cannot come back by himself")
    else:
        ensure_inside(chat, inviter_id)
    _room(world, chat)
    if member_id < 0:
        group = world.community(-member_id)
        if not group.settings.get("bots_add_to_chat"):  # vk-platform §3.5
            raise ControlError(f"community {-member_id} does not allow to be added to chats")
        world.number_chat(chat, group)
    else:
        world.person(member_id)
    _seat(world, chat, member_id, invited_by=inviter_id)
    return act(world, chat, inviter_id, {"type": "chat_invite_user", "member_id": member_id})


def join_by_link(world: World, person_id: int, token: str) -> Chat:
    """A person follows ``vk.me/join/<token>``; only the newest link of a chat lives (vk-platform §3.4)."""
    chat = next((one for one in world.state.chats.values() if one.link and one.link == token), None)
    if chat is None:
        raise ControlError("this invite link does not work")
    if chat.state in ("deleted", "moved_to_max"):
        raise ControlError(f"the chat is {chat.state}")
    if present(chat, person_id):
        return chat
    was = chat.members.get(person_id)
    if was is not None and was.kicked:
        raise ControlError("you were removed from this chat and cannot come back by a link")
    _room(world, chat)
    _seat(world, chat, person_id, invited_by=person_id)
    action: Json = {"type": "chat_invite_user_by_link"}
    if world.state.switches.member_id_in_link_join:
        action["member_id"] = person_id
    act(world, chat, person_id, action)
    return chat


def remove(world: World, chat: Chat, by_id: int, member_id: int) -> Message:
    """Kick, or leave when ``by_id`` is the one who goes (vk-platform §3.6)."""
    if not present(chat, member_id):
        raise ControlError(f"{member_id} is not in this chat")
    member = chat.members[member_id]
    message_cmid = len(chat.messages) + 1
    member.present, member.kicked = False, by_id != member_id
    member.spans[-1][1] = message_cmid
    if member_id in chat.admins:
        chat.admins.remove(member_id)
    if -member_id in chat.full_access:
        chat.full_access.remove(-member_id)
    return act(world, chat, by_id, {"type": "chat_kick_user", "member_id": member_id})


def may_kick(chat: Chat, by_id: int, member_id: int) -> bool:
    """vk-platform §3.4: an admin, or the one who invited the person; nobody removes the owner."""
    if by_id == member_id:
        return True
    if member_id == chat.owner_id:
        return False
    return is_admin(chat, by_id) or chat.members[member_id].invited_by == by_id


def is_admin(chat: Chat, member_id: int) -> bool:
    """Owner or admin, and inside."""
    return present(chat, member_id) and (member_id == chat.owner_id or member_id in chat.admins)


def link_of(world: World, chat: Chat, *, reset: bool = False) -> str:
    """The one invite link; ``reset`` makes the old one dead (vk-platform §3.4)."""
    if reset or not chat.link:
        chat.link = secrets.token_urlsafe(20)
        chat_changed(world, chat)
    return f"https://vk.me/join/{chat.link}"


def set_rights(
    world: World, chat: Chat, member_id: int, *, admin: bool | None = None, full_access: bool | None = None
) -> None:
    """Rights of a member; a bot's too. No event tells the bot (vk-platform §3.5)."""
    ensure_inside(chat, member_id)
    for wanted, row, key in ((admin, chat.admins, member_id), (full_access, chat.full_access, -member_id)):
        if wanted is True and key not in row:
            row.append(key)
        elif wanted is False and key in row:
            row.remove(key)
    chat_changed(world, chat)


def set_state(world: World, chat: Chat, state: str) -> None:
    """vk-platform §11.13: deleted, writing disabled, moved to MAX."""
    if state not in STATES:
        raise ControlError(f"state is one of {', '.join(STATES)}")
    chat.state = state
    chat_changed(world, chat)


def retitle(world: World, chat: Chat, by_id: int, title: str) -> Message:
    """A new title."""
    chat.title = title
    return act(world, chat, by_id, {"type": "chat_title_update", "text": title})


def pin(world: World, chat: Chat, by_id: int, message: Message) -> Message:
    """Pin a message."""
    chat.pinned = message.cmid
    action = {
        "type": "chat_pin_message",
        "member_id": by_id,
        "conversation_message_id": message.cmid,
        "message": message.text,
    }
    return act(world, chat, by_id, action)


def unpin(world: World, chat: Chat, by_id: int) -> Message | None:
    """Unpin; nothing happens when nothing is pinned."""
    if not chat.pinned:
        return None
    action = {"type": "chat_unpin_message", "member_id": by_id, "conversation_message_id": chat.pinned}
    chat.pinned = 0
    return act(world, chat, by_id, action)
