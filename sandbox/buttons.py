"""A person presses a button that he really sees (vk-platform §3.5, §4)."""

import asyncio
import json
import secrets
from collections.abc import Callable

from sandbox import chats
from sandbox.errors import ControlError
from sandbox.events import emit
from sandbox.people import talk_of, write
from sandbox.records import Chat, Community, Dialog, Json, Message, Press, Talk
from sandbox.views import bottom_for, for_person, visible_to
from sandbox.world import World

PRESSES_KEPT_S = 600


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
