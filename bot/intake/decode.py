"""What came from VK, cut down to what is needed: pure functions from VK's JSON to `Incoming`.

Only text that is addressed to the bot is kept. In a chat that is text beginning with `/` or with the bot's mention,
or carrying a button's payload; all else is talk: counted, never kept.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

CHAT_BASE = 2_000_000_000  # VK: peer_id of a chat is 2000000000 + chat_id, docs/vk.md §3.1
MEMBER_ACTIONS = frozenset(
    {"chat_invite_user", "chat_invite_user_by_link", "chat_invite_user_by_message_request", "chat_kick_user"}
)
TEXT_KEPT = 6000  # more is cut: no command or answer is that long (VK itself allows 4 096 a message)


class Kind(StrEnum):
    """Where an event goes."""

    ADDRESSED = "addressed"  # to the inbox: a turn
    TALK = "talk"  # a person's message in a chat: counted at the door
    PERMISSION = "permission"  # may we write to this person
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event after the door.

    Attributes:
        key: identity for de-duplication: messages by (peer, cmid), presses by their own id, others by event_id.
        peer: VK's peer_id of the talk; sender: VK's id of who acted (negative: a community).
        happened_at: the event's own date, aware UTC; None for types without a date.
        kept: what the turn needs, as JSON (ADDRESSED only).
        call: (state, initiator, time) of a `call` attachment.
    """

    kind: Kind
    key: str
    type: str
    peer: int = 0
    sender: int = 0
    number: int = 0
    happened_at: datetime | None = None
    allowed: bool = False
    kept: dict[str, object] = field(default_factory=dict)
    call: tuple[str, int, datetime] | None = None


def decode(update: dict[str, Any], group_id: int) -> Incoming:
    """Read one update of VK; what cannot be understood is IGNORED, never an error."""
    kind = str(update.get("type", ""))
    key = f"e:{update.get('event_id', '')}"
    body = update.get("object")
    if not isinstance(body, dict):
        return Incoming(Kind.IGNORED, key, kind)
    try:
        match kind:
            case "message_new":
                return _message(body.get("message", body), group_id, key)
            case "message_event":
                return _press(body, key)
            case "message_allow" | "message_deny":
                person = int(body["user_id"])
                allowed = kind == "message_allow"
                return Incoming(Kind.PERMISSION, key, kind, person, person, allowed=allowed)
    except (KeyError, TypeError, ValueError):
        return Incoming(Kind.IGNORED, key, kind)
    return Incoming(Kind.IGNORED, key, kind)


def _message(message: dict[str, Any], group_id: int, key: str) -> Incoming:
    peer, sender = int(message["peer_id"]), int(message["from_id"])
    number = int(message.get("conversation_message_id") or 0)
    at = datetime.fromtimestamp(int(message["date"]), UTC)
    key = f"m:{peer}:{number}" if number else key
    action = message.get("action")
    is_chat = peer > CHAT_BASE
    ours = isinstance(action, dict) and action.get("type") in MEMBER_ACTIONS
    if action and not (is_chat and ours):
        return Incoming(Kind.IGNORED, key, "message_new", peer, sender, number, at)
    if sender <= 0 and not action:
        return Incoming(Kind.IGNORED, key, "message_new", peer, sender, number, at)
    text = str(message.get("text") or "")
    payload = _payload(message.get("payload"))
    if is_chat and not action and not _is_addressed(text, payload, group_id):
        call = _call(message.get("attachments") or [])
        return Incoming(Kind.TALK, key, "message_new", peer, sender, number, at, call=call)
    kept: dict[str, object] = {
        "text": _without_mention(text, group_id)[:TEXT_KEPT],
        "payload": payload,
        "ref": str(message.get("ref") or "")[:64],
        "action": _kept_action(action, sender) if action else None,
        "attachments": [_attachment(a) for a in message.get("attachments") or []],
        "reply_to": int((message.get("reply_message") or {}).get("conversation_message_id") or 0),
        "number": number,
    }
    return Incoming(Kind.ADDRESSED, key, "message_new", peer, sender, number, at, kept=kept)


def _press(body: dict[str, Any], key: str) -> Incoming:
    press, person = str(body["event_id"]), int(body["user_id"])
    kept: dict[str, object] = {"press": press, "payload": _payload(body.get("payload"))}
    return Incoming(Kind.ADDRESSED, f"p:{press}", "message_event", int(body["peer_id"]), person, kept=kept)


def _payload(raw: object) -> dict[str, Any] | None:
    """A payload is a JSON string in message_new and an object in message_event; anybody can forge it."""
    if isinstance(raw, str) and raw:
        try:
            raw = json.loads(raw)
        except ValueError:
            return {}
    return raw if isinstance(raw, dict) else ({} if raw else None)


def _mention(group_id: int) -> re.Pattern[str]:
    return re.compile(rf"^\s*\[club{group_id}\|[^\]]*\][\s,:]*")


def _is_addressed(text: str, payload: dict[str, Any] | None, group_id: int) -> bool:
    return payload is not None or text.lstrip().startswith("/") or bool(_mention(group_id).match(text))


def _without_mention(text: str, group_id: int) -> str:
    return _mention(group_id).sub("", text).strip()


def _kept_action(action: dict[str, Any], sender: int) -> dict[str, object]:
    # VK: member_id may be missing when somebody came by link, then it is the sender (docs/vk.md §3.6)
    return {"type": str(action["type"]), "member": int(action.get("member_id") or sender)}


def _attachment(attachment: dict[str, Any]) -> dict[str, str]:
    kind = str(attachment.get("type", ""))
    body = attachment.get(kind)
    body = body if isinstance(body, dict) else {}
    link = body.get("url") or body.get("vk_join_link") or body.get("join_link") or ""
    return {"kind": kind, "link": str(link), "title": str(body.get("title") or "")[:200]}


def _call(attachments: list[dict[str, Any]]) -> tuple[str, int, datetime] | None:
    for attachment in attachments:
        call = attachment.get("call")
        if attachment.get("type") == "call" and isinstance(call, dict):
            at = datetime.fromtimestamp(int(call.get("time") or 0), UTC)
            return str(call.get("state", "")), int(call.get("initiator_id") or 0), at
    return None
