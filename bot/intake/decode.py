"""What came from VK, cut down to what is needed: pure functions from VK's JSON to `Incoming`.

Only text that is addressed to the bot is kept. In a chat that is text beginning with `/` or with the bot's mention,
or carrying a button's payload, or the one word «сохранить» that answers a message; all else is talk: counted, never
kept. Of the answered message its attachments are kept, never its text.
"""

import json
import re
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

import msgspec

from bot.intake.attachments import attachments_of, cut_down
from bot.intake.keys import hashed, storable
from bot.services import plain_words
from bot.services.counting import counts_as_call, counts_as_message

CHAT_BASE = 2_000_000_000  # VK: peer_id of a chat is 2000000000 + chat_id, docs/vk.md §3.1
MEMBER_ACTIONS = frozenset(
    {"chat_invite_user", "chat_invite_user_by_link", "chat_invite_user_by_message_request", "chat_kick_user"}
)
RENAMED = "chat_title_update"
PERMISSIONS = ("message_allow", "message_deny")
CALL_SEEN = "call_seen"  # our own word for the mark a call leaves in a chat
TEXT_KEPT = 6000  # more is cut: no command or answer is that long (VK itself allows 4 096 a message)
TITLE_KEPT = 250  # of a chat: VK takes no more, docs/vk.md §2.5
TEXT_JUDGED = 4096  # VK allows no more a message (docs/vk.md §2.5)
KEY_LENGTH = 80
FARTHEST = 1 << 53  # keys and numbers beyond are nobody's
LAST_SECOND = 1 << 32  # dates beyond are nobody's (the year 2106)


class Kind(StrEnum):
    """What becomes of an event."""

    ADDRESSED = "turn"  # to the inbox: a turn
    TALK = "counted"  # a person's message in a chat: counted at the door, goes no further
    SEEN_CALL = "call"  # to the inbox: the mark of a call
    PERMISSION = "permission"  # to the inbox: may we write to this person
    IGNORED = "ignored"


class Incoming(msgspec.Struct, frozen=True, gc=False):
    """One event after the door.

    Attributes:
        event: its identity in words: `m:peer:number` of messages, `p:…` of presses by the press's own id, `e:…` of
            others by event_id.
        type: VK's type.
        peer: VK's peer_id of the talk; sender: VK's id of who acted (negative: a community).
        number: of the message in its talk, 0 if it is none.
        second: the event's own date, Unix time; 0 for types without a date.
        kept: what the inbox needs to know; of talk only a verdict.
        said: the text of talk, until it is judged; it goes nowhere else.
        conversation, pace: of talk in a chat with moderation on: our id of it, messages a minute that one may write.
    """

    kind: Kind
    event: str
    type: str
    peer: int = 0
    sender: int = 0
    number: int = 0
    second: int = 0
    kept: dict[str, object] | None = None
    said: str = ""
    conversation: int = 0
    pace: int = 0

    @property
    def key(self) -> tuple[int, int]:
        """Identity as two numbers: the message's own place, or the hashed id."""
        return (self.peer, self.number) if self.event[0] == "m" else hashed(self.event)


class _Attachment(msgspec.Struct, gc=False):
    type: str = ""


class _Answered(msgspec.Struct, gc=False):
    """That another message is answered; nothing of it is read."""


class _Said(msgspec.Struct, gc=False):
    """As much of a message as counting needs."""

    date: int
    from_id: int
    peer_id: int
    conversation_message_id: int = 0
    text: str = ""
    payload: msgspec.Raw | None = None
    action: msgspec.Raw | None = None
    reply_message: _Answered | None = None
    attachments: list[_Attachment] = []


class _New(msgspec.Struct, gc=False):
    message: _Said


class Envelope(msgspec.Struct, gc=False):
    """What every push of the Callback API carries; `object` is left as it came."""

    type: str
    group_id: int
    event_id: str = ""
    secret: str = ""
    object: msgspec.Raw = msgspec.Raw(b"{}")


read_envelope = msgspec.json.Decoder(Envelope).decode
_read_new = msgspec.json.Decoder(_New).decode


def decode_push(push: Envelope) -> Incoming:
    """Read a push: plain talk by its few fields only, all else whole."""
    if push.type == "message_new":
        talk = _plain_talk(push)
        if talk is not None:
            return talk
    elif push.type not in ("message_event", *PERMISSIONS):
        return Incoming(Kind.IGNORED, "e:", push.type)
    try:
        body = msgspec.json.decode(push.object)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
        return Incoming(Kind.IGNORED, "e:", push.type)
    return decode({"type": push.type, "event_id": push.event_id, "object": body}, push.group_id)


def _plain_talk(push: Envelope) -> Incoming | None:
    """A person's words to the class; None if it is, or may be, anything else."""
    try:
        said = _read_new(push.object).message
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None
    peer, number = said.peer_id, said.conversation_message_id
    if not (CHAT_BASE < peer < FARTHEST and 0 < said.from_id < FARTHEST and 0 < number < FARTHEST):
        return None
    if said.payload is not None or said.action is not None or not 0 < said.date < LAST_SECOND:
        return None
    text = said.text
    if text and (text.lstrip().startswith("/") or ("[club" in text and _mention(push.group_id).match(text))):
        return None
    if said.reply_message is not None and plain_words.asks_to_save(text):
        return None
    for attachment in said.attachments:
        if attachment.type == "call":
            return None
    event = f"m:{peer}:{number}"
    return Incoming(Kind.TALK, event, "message_new", peer, said.from_id, number, said.date, said=text[:TEXT_JUDGED])


def decode(update: dict[str, Any], group_id: int) -> Incoming:
    """Read one update of VK; what cannot be understood is IGNORED, never an error."""
    kind = str(update.get("type", ""))
    body = update.get("object")
    if not isinstance(body, dict):
        return Incoming(Kind.IGNORED, "e:", kind)
    try:
        event = storable(f"e:{update.get('event_id') or json.dumps(body, sort_keys=True)}")[:KEY_LENGTH]
        match kind:
            case "message_new":
                return _message(body.get("message", body), group_id, event)
            case "message_event":
                return _press(body)
            case "message_allow" | "message_deny":
                person = _near(body["user_id"])
                return Incoming(Kind.PERMISSION, event, kind, person, person, kept={})
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        return Incoming(Kind.IGNORED, "e:", kind)
    return Incoming(Kind.IGNORED, event, kind)


def _near(value: object) -> int:
    """A key or number of VK's; what is farther than any real one is an error."""
    number = int(str(value)) if not isinstance(value, int) else value
    if not -FARTHEST < number < FARTHEST:
        raise ValueError
    return number


def _second(value: object) -> int:
    second = _near(value)
    if not 0 < second < LAST_SECOND:
        raise ValueError
    return second


def _message(message: dict[str, Any], group_id: int, event: str) -> Incoming:
    peer, sender, second = _near(message["peer_id"]), _near(message["from_id"]), _second(message["date"])
    number = _near(message.get("conversation_message_id") or 0)
    event = f"m:{peer}:{number}" if number > 0 else event
    action = message.get("action")
    is_chat = peer > CHAT_BASE
    ours = isinstance(action, dict) and action.get("type") in (*MEMBER_ACTIONS, RENAMED)
    if (action and not (is_chat and ours)) or (sender <= 0 and not action):
        return Incoming(Kind.IGNORED, event, "message_new", peer, sender, number, second)
    text = str(message.get("text") or "")
    payload = _payload(message.get("payload"))
    addressed, said = _is_addressed(text, payload, group_id), _without_mention(text, group_id)
    answered = message.get("reply_message") or {}
    saving = is_chat and plain_words.asks_to_save(said)
    if is_chat and not action and not addressed and not (saving and answered):
        return _talk(message, event, peer, sender, number, second)
    kept: dict[str, object] = {
        "text": f"{'/' if addressed else ''}{plain_words.SAVE}" if saving else said[:TEXT_KEPT],
        "payload": payload,
        "ref": str(message.get("ref") or "")[:64],
        "action": _kept_action(action, sender) if action else None,
        "attachments": [cut_down(a) for a in attachments_of(message)],
        "answered": [cut_down(a) for a in attachments_of(answered)] if saving else [],
        "reply_to": _near(answered.get("conversation_message_id") or 0),
        "reply_from": _answered(message),
        "number": number,
    }
    return Incoming(Kind.ADDRESSED, event, "message_new", peer, sender, number, second, kept)


def _answered(message: dict[str, Any]) -> int:
    """VK's id of whom the message answers, or whose message it forwards; 0 if nobody's."""
    forwarded = message.get("fwd_messages")
    first = forwarded[0] if isinstance(forwarded, list) and forwarded and isinstance(forwarded[0], dict) else {}
    return _near((message.get("reply_message") or first).get("from_id") or 0)


def _talk(message: dict[str, Any], event: str, peer: int, sender: int, number: int, second: int) -> Incoming:
    call = next((a.get("call") for a in attachments_of(message) if a.get("type") == "call"), None)
    if counts_as_message(author=sender, call=call is not None):
        text = str(message.get("text") or "")[:TEXT_JUDGED]
        return Incoming(Kind.TALK, event, "message_new", peer, sender, number, second, said=text)
    if not isinstance(call, dict) or not counts_as_call(state=str(call.get("state"))):
        return Incoming(Kind.IGNORED, event, "message_new", peer, sender, number, second)
    kept: dict[str, object] = {
        "initiator": _near(call.get("initiator_id") or 0),
        "at": _second(call.get("time") or second),
    }
    return Incoming(Kind.SEEN_CALL, event, CALL_SEEN, peer, sender, number, second, kept)


def _press(body: dict[str, Any]) -> Incoming:
    press, person = str(body["event_id"]), _near(body["user_id"])
    kept: dict[str, object] = {"press": press[:KEY_LENGTH], "payload": _payload(body.get("payload"))}
    event = storable(f"p:{press}")[:KEY_LENGTH]
    return Incoming(Kind.ADDRESSED, event, "message_event", _near(body["peer_id"]), person, kept=kept)


def _payload(raw: object) -> dict[str, Any] | None:
    """A payload is a JSON string in message_new and an object in message_event; anybody can forge it."""
    if isinstance(raw, str) and raw:
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            return {}
    return raw if isinstance(raw, dict) else ({} if raw else None)


@lru_cache(maxsize=1000)
def _mention(group_id: int) -> re.Pattern[str]:
    return re.compile(rf"^\s*\[club{group_id}\|[^\]]*\][\s,:]*")


def _is_addressed(text: str, payload: dict[str, Any] | None, group_id: int) -> bool:
    return payload is not None or text.lstrip().startswith("/") or bool(_mention(group_id).match(text))


def _without_mention(text: str, group_id: int) -> str:
    return _mention(group_id).sub("", text).strip()


def _kept_action(action: dict[str, Any], sender: int) -> dict[str, object]:
    # VK: member_id may be missing when somebody came by link, then it is the sender (docs/vk.md §3.6)
    kept: dict[str, object] = {"type": str(action["type"]), "member": _near(action.get("member_id") or sender)}
    return {**kept, "said": str(action.get("text") or "")[:TITLE_KEPT]} if kept["type"] == RENAMED else kept


def moment(second: int) -> datetime:
    """Unix time as an aware UTC moment."""
    return datetime.fromtimestamp(second, UTC)
