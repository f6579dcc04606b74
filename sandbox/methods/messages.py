"""messages.send: the answer's two forms, random_id, and every limit of a message (vk-platform §2.3–§2.5)."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from sandbox import dialogs
from sandbox.attachments import attachment_named
from sandbox.errors import VkError, bad
from sandbox.keyboards import parse as parse_keyboard
from sandbox.methods.peers import chat_by_number
from sandbox.methods.registry import Call, method
from sandbox.posting import post
from sandbox.records import CHAT_BASE, Dialog, Json, Message, Talk

FANOUT = 100  # vk-platform §2.1
MAX_TEXT, MAX_ATTACHMENTS, MAX_FORWARDED, MAX_PAYLOAD = 4096, 10, 100, 1000  # vk-platform §2.5
RANDOM_WINDOW_S, RANDOM_WINDOW_MESSAGES = 3600, 100  # vk-platform §2.4


@dataclass(slots=True)
class Draft:
    """What is sent, checked once for all its recipients."""

    text: str
    attachments: list[Json]
    keyboard: Json | None
    payload: str | None
    template: Json | None
    random_id: int
    forward: Json
    reply_to: int
    sticker: bool = False
    forwards: list[Json] = field(default_factory=list)


@method("messages.send", right="messages", kinds=("group",))
def send(call: Call) -> Any:
    """A single peer gives a bare id (0 in a chat); ``peer_ids`` always an array with each one's error (§2.3)."""
    params = call.params
    many = params.numbers("peer_ids", most=FANOUT) or params.numbers("user_ids", most=FANOUT)
    draft = _read(call)
    if many:
        return [_to_one_of_many(call, peer_id, draft) for peer_id in many]
    peer_id = params.number("peer_id", 0) or params.number("user_id", 0)
    if not peer_id and params.has("chat_id"):
        peer_id = CHAT_BASE + params.number("chat_id")
    if not peer_id and params.has("domain"):
        peer_id = int(params.text("domain").removeprefix("id") or 0)
    if not peer_id:
        raise bad("peer_id is undefined")
    return _to(call, peer_id, draft).id


def _to_one_of_many(call: Call, peer_id: int, draft: Draft) -> Json:
    try:
        message = _to(call, peer_id, draft)
    except VkError as refused:
        return {
            "peer_id": peer_id,
            "message_id": 0,
            "conversation_message_id": 0,
            "error": {"code": refused.code, "description": refused.words},
        }
    return {"peer_id": peer_id, "message_id": message.id, "conversation_message_id": message.cmid}


def _to(call: Call, peer_id: int, draft: Draft) -> Message:
    talk = recipient(call, peer_id)
    # vk-platform §2.4: a repeat returns the earlier id and sends nothing; 0 is no check
    if draft.random_id and (earlier := _sent_before(call, talk, draft.random_id)):
        return earlier
    reply_cmid, forwards = _quoted(call, talk, draft)
    return post(
        call.world,
        talk,
        -call.group.group_id,
        text=draft.text,
        attachments=draft.attachments,
        keyboard=draft.keyboard,
        payload=draft.payload,
        template=draft.template,
        random_id=draft.random_id,
        reply_cmid=reply_cmid,
        forwards=forwards,
    )


def recipient(call: Call, peer_id: int) -> Talk:
    """Where a message to this peer goes, or the error that keeps it out."""
    group = call.group
    if peer_id > CHAT_BASE:
        return chat_by_number(call, peer_id - CHAT_BASE, to_write=True)
    if peer_id < 0:
        raise VkError(932)
    if code := dialogs.refusal(call.world, group.group_id, peer_id):
        raise VkError(code)
    return call.world.dialog(group.group_id, peer_id)


def _sent_before(call: Call, talk: Talk, random_id: int) -> Message | None:
    oldest = call.world.clock.now() - RANDOM_WINDOW_S
    for message in reversed(talk.messages[-RANDOM_WINDOW_MESSAGES:]):
        if message.date < oldest:
            return None
        if message.random_id == random_id and message.from_id == call.me:
            return message
    return None


def _read(call: Call) -> Draft:
    params = call.params
    if not params.has("random_id"):
        raise bad("random_id is undefined")  # vk-platform §2.4: required since 5.90
    random_id = params.number("random_id")
    if not -(2**31) <= random_id < 2**31:
        raise bad("random_id should be int32")
    draft = Draft(
        text=checked_text(call),
        attachments=checked_attachments(call),
        keyboard=checked_keyboard(call),
        payload=params.text("payload", most=MAX_PAYLOAD) or None,
        template=_template(call),
        random_id=random_id,
        forward=params.json("forward") if params.has("forward") else {},
        reply_to=params.number("reply_to", 0),
    )
    if params.has("sticker_id"):
        draft.attachments = [{"type": "sticker", "sticker": {"sticker_id": params.number("sticker_id")}}]
    if not draft.text and not draft.attachments and not draft.forward:
        raise bad("message is empty or invalid")
    return draft


def checked_text(call: Call) -> str:
    """vk-platform §2.5: more than 4096 characters is error 914."""
    text = call.params.text("message")
    if len(text) > MAX_TEXT:
        raise VkError(914)
    return text


def checked_attachments(call: Call) -> list[Json]:
    """At most ten, each uploaded before (vk-platform §2.5, §7)."""
    names = call.params.words("attachment")
    if len(names) > MAX_ATTACHMENTS:
        raise bad("attachment count should be less or equal to 10")
    found = [attachment_named(call.world, name, call.me) for name in names]
    for name, one in zip(names, found, strict=True):
        if one is None:
            raise bad(f"attachment {name} is invalid")
    return [one for one in found if one is not None]


def checked_keyboard(call: Call) -> Json | None:
    """vk-platform §2.5: a bad keyboard is 911; bot features off is 912."""
    if not call.params.has("keyboard"):
        return None
    if not call.group.settings.get("bots_capabilities"):
        raise VkError(912)
    return parse_keyboard(call.params.text("keyboard"))


def _template(call: Call) -> Json | None:
    if not call.params.has("template"):
        return None
    template = call.params.json("template")
    elements = template.get("elements")
    # vk-platform §2.5: a carousel needs a message; at most ten elements of one shape, three buttons each
    if template.get("type") != "carousel" or not isinstance(elements, list) or not 0 < len(elements) <= 10:
        raise bad("template is invalid")
    if not call.params.has("message"):
        raise bad("message is required for carousel")
    if len({frozenset(one) for one in elements}) > 1:
        raise bad("all elements of carousel should be the same")
    for one in elements:
        if len(one.get("buttons") or []) > 3 or any(len(one.get(key) or "") > 80 for key in ("title", "description")):
            raise bad("carousel element is invalid")
        if one.get("buttons"):
            parse_keyboard(orjson.dumps({"inline": True, "buttons": [one["buttons"]]}).decode())
    return template


def _quoted(call: Call, talk: Talk, draft: Draft) -> tuple[int, list[Json]]:
    """``reply_to`` (ids of dialogs) and ``forward`` {peer_id, conversation_message_ids, is_reply}."""
    if draft.reply_to and isinstance(talk, Dialog):
        found = next((one for one in talk.messages if one.id == draft.reply_to), None)
        if found is None:
            raise bad("reply_to is invalid")
        return found.cmid, []
    if not draft.forward:
        return 0, []
    cmids = draft.forward.get("conversation_message_ids") or draft.forward.get("cmids") or []
    if len(cmids) > MAX_FORWARDED:
        raise VkError(913)
    source = talk
    if (peer_id := draft.forward.get("peer_id")) is not None:
        source = recipient(call, int(peer_id))
    known = [source.messages[cmid - 1] for cmid in map(int, cmids) if 0 < cmid <= len(source.messages)]
    known = [one for one in known if not one.deleted]
    if not known:
        raise bad("forward is invalid")
    if draft.forward.get("is_reply") and source is talk:
        return known[0].cmid, []
    copies: list[Json] = [
        {"date": one.date, "from_id": one.from_id, "text": one.text, "attachments": one.attachments} for one in known
    ]
    return 0, copies
