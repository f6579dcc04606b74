"""What a bot does with messages besides sending: edits, deletes, answers buttons, reads, reacts."""

from typing import Any

from sandbox import chats
from sandbox.errors import VkError, bad
from sandbox.methods.messages import checked_attachments, checked_keyboard, checked_text
from sandbox.methods.peers import governed_chat, message_by_cmid, message_in, readable, talk_of
from sandbox.methods.registry import Call, method
from sandbox.posting import edited, redraw, removed
from sandbox.records import Chat, Dialog, Json, Message, Talk
from sandbox.views import for_community
from sandbox.world import World

DAY_S = 24 * 3600  # vk-platform §2.5: about 24 h
BUTTON_LIFE_S = 60  # vk-platform §4
MAX_SNACKBAR, MAX_EVENT_DATA = 90, 1000  # vk-platform §2.5


@method("messages.edit", right="messages", kinds=("group",))
def edit(call: Call) -> int:
    """Only one's own, for about a day (909), never a service action (920)."""
    talk = talk_of(call, call.params.number("peer_id"))
    message = message_in(call, talk)
    if message.from_id != call.me or message.action is not None:
        raise VkError(920)
    if message.date < call.world.clock.now() - DAY_S:
        raise VkError(909)
    text, attachments, keyboard = checked_text(call), checked_attachments(call), checked_keyboard(call)
    if not text and not attachments:
        raise bad("message is empty or invalid")
    message.text, message.attachments, message.keyboard = text, attachments, keyboard
    edited(call.world, talk, message)
    return 1


@method("messages.delete", right="messages", kinds=("group",))
def delete(call: Call) -> Any:
    """One answer per message; others' messages need an admin; for all only about a day (924)."""
    params = call.params
    for_all = params.flag("delete_for_all")
    if params.has("cmids"):
        talk = talk_of(call, params.number("peer_id"))
        wanted = [(cmid, talk) for cmid in params.numbers("cmids", most=100)]  # vk-platform §2.1
    else:
        ids = params.numbers("message_ids", most=1000)
        if not ids:
            raise bad("message_ids is undefined")
        wanted = [_place_of(call, message_id) for message_id in ids]
    rows = [_delete_one(call, talk, cmid, for_all) for cmid, talk in wanted]
    if call.world.state.switches.delete_answer == "dict":  # vk-platform §3.4: the older form
        name = "conversation_message_id" if params.has("cmids") else "message_id"
        return {str(row[name]): row.get("response", 0) for row in rows}
    return rows


def _place_of(call: Call, message_id: int) -> tuple[int, Talk]:
    """Real ids are those of dialogs (vk-platform §3.1)."""
    for dialog in call.world.state.dialogs.values():
        if dialog.group_id == call.group.group_id:
            for message in dialog.messages:
                if message.id == message_id:
                    return message.cmid, dialog
    raise bad("message_ids is invalid")


def _delete_one(call: Call, talk: Talk, cmid: int, for_all: bool) -> Json:
    message_id = talk.messages[cmid - 1].id if 0 < cmid <= len(talk.messages) else 0
    row: Json = {
        "peer_id": call.world.peer_for(talk, call.group.group_id),
        "message_id": message_id,
        "conversation_message_id": cmid,
    }
    try:
        _remove(call, talk, message_by_cmid(talk, cmid), for_all)
    except VkError as refused:
        return {**row, "error": {"code": refused.code, "description": refused.words}}
    return {**row, "response": 1}


def _remove(call: Call, talk: Talk, message: Message, for_all: bool) -> None:
    if not for_all:
        message.hidden_from.append(call.me)
        removed(call.world, talk, message)
        return
    own = message.from_id == call.me
    admin = isinstance(talk, Chat) and chats.is_admin(talk, call.me)
    if message.action is not None or not (own or admin) or message.date < call.world.clock.now() - DAY_S:
        raise VkError(924)
    # vk-platform §3.4: others' messages need an admin, and an admin's own message is safe from other admins
    if not own and isinstance(talk, Chat) and chats.is_admin(talk, message.from_id) and call.me != talk.owner_id:
        raise VkError(924)
    message.deleted = True
    removed(call.world, talk, message)


@method("messages.sendMessageEventAnswer", right="messages", kinds=("group",))
def answer_event(call: Call) -> int:
    """Once, within a minute of the press; else 100 (vk-platform §4)."""
    params, world = call.params, call.world
    event_id, user_id = params.required("event_id"), params.number("user_id")
    peer_id = params.number("peer_id")
    press = world.state.presses.get(event_id)
    if press is None or press.answered or press.group_id != call.group.group_id or press.user_id != user_id:
        raise bad("invalid event_id")
    if (
        world.clock.now() - press.at > BUTTON_LIFE_S
        or world.peer_for(_talk(world, press.talk), press.group_id) != peer_id
    ):
        raise bad("invalid event_id")
    data = _event_data(call) if params.has("event_data") else None
    press.answered, press.answer = True, data
    world.dirty = True
    if (came := world.answers.get(event_id)) is not None:
        came.set()
    shown, group_id = world.shown_peer(_talk(world, press.talk))
    world.feed.tell(
        "snackbar",
        peer_id=shown,
        group_id=group_id,
        user_id=user_id,
        event_id=event_id,
        text=(data or {}).get("text"),
        link=(data or {}).get("link"),
    )
    return 1


def _talk(world: World, key: str) -> Talk:
    return world.state.chats[int(key[1:])] if key[0] == "c" else world.state.dialogs[key[1:]]


def _event_data(call: Call) -> Json:
    if len(call.params.text("event_data")) > MAX_EVENT_DATA:
        raise bad("event_data is too long")
    data = call.params.json("event_data")
    kind = data.get("type")
    if kind == "show_snackbar":
        text = data.get("text")
        if not isinstance(text, str) or not 0 < len(text) <= MAX_SNACKBAR:
            raise bad("event_data: text should be from 1 to 90 characters")
    elif kind == "open_link":
        if not str(data.get("link") or "").startswith(("http://", "https://")):
            raise bad("event_data: link is invalid")
    elif kind != "open_app":
        raise bad("event_data: unknown type")
    return data


@method("messages.markAsRead", right="messages", kinds=("group",))
def mark_as_read(call: Call) -> int:
    """Read up to the newest."""
    talk = talk_of(call, call.params.number("peer_id"))
    talk.read[call.me] = len(talk.messages)
    return 1


@method("messages.setActivity", right="messages", kinds=("group",))
def set_activity(call: Call) -> int:
    """«печатает…»."""
    talk = talk_of(call, call.params.number("peer_id", 0) or call.params.number("user_id"))
    if call.params.text("type", "typing") not in ("typing", "audiomessage", "photo", "video", "file"):
        raise bad("type is invalid")
    peer_id, group_id = call.world.shown_peer(talk)
    user = {"user_id": talk.user_id} if isinstance(talk, Dialog) else {}
    call.world.feed.tell("typing", peer_id=peer_id, group_id=group_id, from_id=call.me, **user)
    return 1


@method("messages.sendReaction", right="messages", kinds=("group",))
def send_reaction(call: Call) -> int:
    """A reaction of the community, by cmid."""
    talk = talk_of(call, call.params.number("peer_id"))
    message = message_by_cmid(talk, call.params.number("cmid"))
    message.reactions[call.me] = call.params.number("reaction_id", least=1)
    edited_on_page(call.world, talk, message)
    return 1


@method("messages.deleteReaction", right="messages", kinds=("group",))
def delete_reaction(call: Call) -> int:
    """Take the reaction back."""
    talk = talk_of(call, call.params.number("peer_id"))
    message = message_by_cmid(talk, call.params.number("cmid"))
    message.reactions.pop(call.me, None)
    edited_on_page(call.world, talk, message)
    return 1


def edited_on_page(world: World, talk: Talk, message: Message) -> None:
    """The page draws the message anew; no bot hears."""

    world.dirty = True
    redraw(world, talk, message)


@method("messages.pin", right="messages", kinds=("group",))
def pin(call: Call) -> Json:
    """Returns the pinned message; a service action cannot be pinned (980)."""

    chat = governed_chat(call)
    message = message_in(call, readable(call, chat))
    if message.action is not None:
        raise VkError(980)
    chats.pin(call.world, chat, call.me, message)
    return for_community(call.world, chat, message, call.group.group_id)


@method("messages.unpin", right="messages", kinds=("group",))
def unpin(call: Call) -> int:
    """1 whether or not something was pinned."""

    chats.unpin(call.world, governed_chat(call), call.me)
    return 1
