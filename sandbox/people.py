"""What a person does by hand: types, presses, follows links. The door of the control face."""

import asyncio
import json
import re
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox import chats, dialogs
from sandbox.attachments import attachment_of_person
from sandbox.errors import ControlError
from sandbox.events import emit
from sandbox.posting import post
from sandbox.records import CHAT_BASE, Chat, Community, Dialog, Json, Message, Press, Talk
from sandbox.views import bottom_for, for_person, visible_to
from sandbox.world import World

PRESSES_KEPT_S = 600
AT_NAME = re.compile(r"(?<![\w\[|@])[@*]([A-Za-z][\w.]*)")


def talk_of(world: World, person_id: int, peer_id: int, group_id: int = 0) -> Talk:
    """The talk a person means by ``peer_id`` (negative: the private talk; above 2·10⁹: a chat)."""
    world.person(person_id)
    if peer_id < 0:
        return world.dialog(world.community(-peer_id).group_id, person_id)
    if peer_id > CHAT_BASE:
        return world.chat_at(peer_id, group_id)
    raise ControlError("peer_id is -group_id for the private talk, 2000000000+n for a chat")


def say(world: World, said: Json) -> Message:
    """A person writes."""
    person_id, text = int(said["from_id"]), str(said.get("text") or "")
    talk = talk_of(world, person_id, int(said["peer_id"]), int(said.get("group_id") or 0))
    attachments = [attachment_of_person(world, person_id, one) for one in said.get("attachments") or []]
    if not text and not attachments and not said.get("forwards"):
        raise ControlError("an empty message: give text or attachments")
    if len(text) > 4096:
        raise ControlError("a message has at most 4096 characters")
    reply = int(said.get("reply_cmid") or 0)
    if reply and not 0 < reply <= len(talk.messages):
        raise ControlError(f"no message with cmid {reply} here")
    payload = said.get("payload")
    return write(
        world,
        talk,
        person_id,
        text=_with_mentions(world, talk, text),
        attachments=attachments,
        payload=payload if payload is None or isinstance(payload, str) else _compact(payload),
        reply_cmid=reply,
        ref=said.get("ref"),
        ref_source=said.get("ref_source"),
    )


def write(world: World, talk: Talk, person_id: int, **fields: Any) -> Message:
    """Lay a person's message down; the first one in a dialog is the consent (vk-platform §6)."""
    if isinstance(talk, Chat):
        chats.ensure_writable(world, talk, person_id)
        fields["ref"] = fields["ref_source"] = None  # vk-platform §6: no ref in chats
        return post(world, talk, person_id, **fields)
    assert isinstance(talk, Dialog)
    if not world.state.communities[talk.group_id].settings.get("messages"):
        raise ControlError("messages of this community are switched off")
    # vk-platform §6: ref comes only with the next message, once
    if fields.get("ref") is None:
        fields["ref"], fields["ref_source"] = talk.ref, talk.ref_source
    talk.ref = talk.ref_source = None
    dialogs.allow(world, talk)
    return post(world, talk, person_id, **fields)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _with_mentions(world: World, talk: Talk, text: str) -> str:
    """VK turns ``@name`` of a community in a chat into ``[club1|@name]``."""
    if not isinstance(talk, Chat) or not ("@" in text or "*" in text):
        return text
    names = {
        world.state.communities[group].screen_name.lower(): group
        for group in talk.numbers
        if chats.present(talk, -group)
    }

    def mention(found: re.Match[str]) -> str:
        name = found.group(1)
        group = names.get(name.lower())
        return f"[club{group}|@{name}]" if group else found.group(0)

    return AT_NAME.sub(mention, text)


# -- buttons -----------------------------------------------------------------------------------------------------


async def press(world: World, pressed: Json) -> Json:
    """A person presses a button that he really sees."""
    person_id = int(pressed["from_id"])
    talk = talk_of(world, person_id, int(pressed["peer_id"]), int(pressed.get("group_id") or 0))
    if isinstance(talk, Chat) and talk.state in ("deleted", "moved_to_max"):
        raise ControlError(f"the chat is {talk.state}")
    message, action = _find_button(world, talk, person_id, pressed)
    kind = action["type"]
    if message is None and talk.bottom is not None and talk.bottom.keyboard.get("one_time"):
        talk.bottom.used_by.append(person_id)
    if kind == "open_link":
        return {"kind": "link", "url": action["link"]}
    owner = world.community(_button_owner_id(talk, message))
    if kind == "callback":
        return await _press_callback(world, talk, person_id, owner, message, action, pressed.get("wait_s", 2.0))
    text = action.get("label") or {"location": "", "vkpay": "VK Pay"}.get(kind, kind)
    if isinstance(talk, Chat):
        # vk-platform §3.5: in a chat the press is a message in the person's name with the bot mentioned
        text = f"[club{owner.group_id}|@{owner.screen_name}] {text}"
    fields: Json = {"text": text, "payload": action.get("payload")}
    if kind == "location":
        fields["attachments"] = []
    written = write(world, talk, person_id, **fields)
    return {"kind": "message", "message": for_person(world, talk, written)}


def _button_owner_id(talk: Talk, message: Message | None) -> int:
    if isinstance(talk, Dialog):
        return talk.group_id
    if message is not None:
        return -message.from_id
    assert talk.bottom is not None
    return talk.bottom.group_id


def _find_button(world: World, talk: Talk, person_id: int, wanted: Json) -> tuple[Message | None, Json]:
    """The button by label (exact, else any case, else its beginning) or by index; inline ones first, newest first."""
    if isinstance(talk, Chat):
        chats.ensure_inside(talk, person_id)
    cmid, label, index = wanted.get("cmid"), wanted.get("label"), wanted.get("index")
    if label is None and index is None:
        raise ControlError("name the button: label or index")
    boards: list[tuple[Message | None, Json]] = []
    for message in reversed(talk.messages):
        if cmid is not None and message.cmid != int(cmid):
            continue
        if message.keyboard and message.keyboard.get("inline") and visible_to(talk, message, person_id):
            boards.append((message, message.keyboard))
    if cmid is None and (bottom := bottom_for(world, talk, person_id)):
        boards.append((None, bottom))
    seen: list[str] = []
    rows = [(one, [button["action"] for row in board["buttons"] for button in row]) for one, board in boards]
    if index is not None and label is None:
        for one, actions in rows:
            if 0 <= int(index) < len(actions):
                return one, actions[int(index)]
    for match in _MATCHES if label is not None else ():
        for one, actions in rows:
            for action in actions:
                name = str(action.get("label", ""))
                seen.append(name)
                if match(name, str(label)):
                    return one, action
    named = ", ".join(dict.fromkeys(seen)) or "none"
    raise ControlError(f"{person_id} sees no button {label if label is not None else index!r}; sees: {named}")


_MATCHES: tuple[Callable[[str, str], bool], ...] = (
    lambda name, label: name == label,
    lambda name, label: name.casefold() == label.casefold(),
    lambda name, label: bool(label) and name.casefold().startswith(label.casefold()),
)


async def _press_callback(
    world: World,
    talk: Talk,
    person_id: int,
    owner: Community,
    message: Message | None,
    action: Json,
    wait_s: float,
) -> Json:
    """vk-platform §4: a callback button sends only ``message_event``, its payload as an object."""
    event_id = secrets.token_hex(6)
    key = f"c{talk.uid}" if isinstance(talk, Chat) else f"d{owner.group_id}:{person_id}"
    cmid = message.cmid if message else 0
    pressed = Press(event_id, owner.group_id, person_id, key, cmid, world.clock.now())
    _forget_old(world)
    world.state.presses[event_id] = pressed
    came = world.answers[event_id] = asyncio.Event()
    what: Json = {
        "user_id": person_id,
        "peer_id": world.peer_for(talk, owner.group_id),
        "event_id": event_id,
        "payload": json.loads(action.get("payload") or "{}"),
    }
    if cmid:
        what["conversation_message_id"] = cmid
    if isinstance(talk, Dialog) or chats.present(talk, -owner.group_id):  # type: ignore[arg-type]
        emit(world, owner, "message_event", what)
    try:
        if wait_s:
            await asyncio.wait_for(came.wait(), float(wait_s))
    except TimeoutError:
        pass
    finally:
        world.answers.pop(event_id, None)
    answer = pressed.answer or {}
    return {
        "kind": "event",
        "event_id": event_id,
        "answered": pressed.answered,
        "snackbar": answer.get("text") if answer.get("type") == "show_snackbar" else None,
        "link": answer.get("link"),
    }


def _forget_old(world: World) -> None:
    presses = world.state.presses
    while presses and next(iter(presses.values())).at < world.clock.now() - PRESSES_KEPT_S:
        del presses[next(iter(presses))]


# -- links -------------------------------------------------------------------------------------------------------


def open_link(world: World, person_id: int, url: str) -> Json:
    """Follow a link of VK: to a community, into a chat, into a call."""
    world.person(person_id)
    parts = urlsplit(url if "//" in url else f"https://{url}")
    host, path = parts.netloc.lower().removeprefix("m."), parts.path.strip("/")
    query = parse_qs(parts.query)
    if path.startswith("call/join/"):
        call = world.state.calls.get(path.removeprefix("call/join/"))
        return {"kind": "call", "url": url, "alive": bool(call and not call.get("finished")), "call": call}
    if host == "vk.me" and path.startswith("join/"):
        chat = chats.join_by_link(world, person_id, path.removeprefix("join/"))
        peer_id, group_id = world.shown_peer(chat)
        return {"kind": "chat", "peer_id": peer_id, "group_id": group_id, "title": chat.title}
    group = _community_of(world, host, path)
    if group is None:
        return {"kind": "link", "url": url}
    dialog = world.dialog(group.group_id, person_id)
    # vk-platform §6: opening alone gives no event; ref waits for the next message
    dialog.ref = query.get("ref", [""])[0] or None
    dialog.ref_source = query.get("ref_source", [""])[0] or None
    world.dirty = True
    return {
        "kind": "private",
        "peer_id": -group.group_id,
        "group_id": group.group_id,
        "title": group.name,
        "keyboard": bottom_for(world, dialog, person_id),
    }


def _community_of(world: World, host: str, path: str) -> Community | None:
    name = path.split("/")[0]
    if host == "vk.me" or path.startswith("write-"):
        bare = name.removeprefix("write-")
        for prefix in ("club", "public", ""):
            if bare.startswith(prefix) and bare[len(prefix) :].isdigit():
                return world.state.communities.get(int(bare[len(prefix) :]))
        found = next((one for one in world.state.communities.values() if one.screen_name == bare), None)
        if found is None:
            raise ControlError(f"no community {bare}")
        return found
    return None
