"""Messenger-neutral requests as calls of VK: one small function a verb."""

import json
from collections.abc import Callable
from typing import Any

from vkbottle import Callback, Keyboard, KeyboardButtonColor, OpenLink, Text

from bot.gateway.links import with_links

Call = tuple[str, dict[str, Any]]
LABEL_LENGTH = 40  # VK: docs/vk.md §2.5
DELETED = 1018  # VK: the message was deleted, docs/vk.md §2.6


def say(args: dict[str, Any], random_id: int, screen_name: str, attachment: str = "") -> Call:
    """messages.send in its `peer_ids` form, the only one that returns the number of a chat message."""
    screen = args["screen"]
    keyboard = keyboard_of(screen)
    params: dict[str, Any] = {
        "peer_ids": str(args["talk"]),
        "random_id": random_id,
        "message": with_links(screen["text"], screen_name),
        "dont_parse_links": 1,
    }
    if keyboard:
        params["keyboard"] = keyboard
    if attachment := attachment or screen.get("attachment", ""):
        params["attachment"] = attachment
    if screen.get("quote"):
        talk, number = screen["quote"]
        # VK: a chat's messages have no ids of their own, only their numbers (docs/vk.md §3.1)
        params["forward"] = json.dumps({"peer_id": talk, "conversation_message_ids": [number]})
    return "messages.send", params


def keyboard_of(screen: dict[str, Any]) -> str:
    """Inline rows as callback buttons, else the menu as the bottom keyboard; "" leaves what is there."""
    stamp = int(screen.get("stamp", 0))
    if screen.get("rows"):
        return _keyboard(screen["rows"], stamp, inline=True)
    if screen.get("menu") is not None:
        return _keyboard(screen["menu"], stamp, inline=False)
    return ""


def _keyboard(rows: list[list[dict[str, Any]]], stamp: int, *, inline: bool) -> str:
    keyboard = Keyboard(one_time=False, inline=inline)
    for number, row in enumerate(rows):
        if number:
            keyboard.row()
        for button in row:
            _add(keyboard, button, stamp, inline=inline)
    return keyboard.get_json()


def _add(keyboard: Keyboard, button: dict[str, Any], stamp: int, *, inline: bool) -> None:
    label = button["label"] if len(button["label"]) <= LABEL_LENGTH else button["label"][: LABEL_LENGTH - 1] + "…"
    if button.get("url"):
        keyboard.add(OpenLink(button["url"], label))
        return
    payload = press_payload(button, stamp)
    kind = Callback if inline else Text
    keyboard.add(kind(label, payload=payload), color=KeyboardButtonColor(button["colour"]))


def press_payload(button: dict[str, Any], stamp: int) -> dict[str, Any]:
    """What a press brings back: id, arguments, and the number of the dialog's screen."""
    payload: dict[str, Any] = {"b": button["id"]}
    if button.get("args"):
        payload["a"] = button["args"]
    if stamp:
        payload["s"] = stamp
    return payload


def _answer_press(args: dict[str, Any], random_id: int) -> Call:
    params = {"event_id": args["press"], "user_id": args["person"], "peer_id": args["talk"]}
    if args["toast"]:
        params["event_data"] = json.dumps({"type": "show_snackbar", "text": args["toast"]}, ensure_ascii=False)
    return "messages.sendMessageEventAnswer", params


def _learn_profile(args: dict[str, Any], random_id: int) -> Call:
    return "users.get", {"user_ids": args["person"]}


def _rename_chat(args: dict[str, Any], random_id: int) -> Call:
    return "messages.editChat", {"chat_id": args["chat"] - 2_000_000_000, "title": args["title"]}


def _chat_link(args: dict[str, Any], random_id: int) -> Call:
    return "messages.getInviteLink", {"peer_id": args["chat"], "reset": int(bool(args.get("reset")))}


def _pin(args: dict[str, Any], random_id: int) -> Call:
    number = args["message"]
    return "messages.pin", {"peer_id": args["chat"], "cmid": number, "conversation_message_id": number}


def _remove_member(args: dict[str, Any], random_id: int) -> Call:
    return "messages.removeChatUser", {"chat_id": args["chat"] - 2_000_000_000, "member_id": args["person"]}


def _delete_messages(args: dict[str, Any], random_id: int) -> Call:
    numbers = ",".join(str(n) for n in args["messages"])
    return "messages.delete", {"peer_id": args["chat"], "cmids": numbers, "delete_for_all": 1}


SIMPLE: dict[str, Callable[[dict[str, Any], int], Call]] = {
    "answer_press": _answer_press,
    "learn_profile": _learn_profile,
    "rename_chat": _rename_chat,
    "chat_link": _chat_link,
    "pin": _pin,
    "remove_member": _remove_member,
    "delete_messages": _delete_messages,
}


def read_answer(verb: str, value: Any) -> dict[str, Any]:
    """VK's value in the verb's own keys (see `Verb`).

    Raises:
        PeerError: the one recipient was refused (VK answers per peer and does not fail the call).
    """
    match verb:
        case "say":
            return _read_sent(value)
        case "learn_profile":
            return {"first_name": value[0]["first_name"], "last_name": value[0]["last_name"]} if value else {}
        case "chat_link":
            return {"link": value["link"]}
        case "delete_messages":
            return {"kept": _kept(value)}
        case _:
            return {}


class PeerError(Exception):
    """One recipient of a send was refused; `code` is VK's."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}")
        self.code, self.words = code, words


def _read_sent(value: Any) -> dict[str, Any]:
    item = value[0]
    if "error" in item:
        raise PeerError(int(item["error"]["code"]), str(item["error"].get("description", "")))
    return {"message": item["conversation_message_id"]}


def _kept(value: Any) -> list[int]:
    """Numbers of messages that VK would not delete: a row a message, or a dict of number → 1 (docs/vk.md §3.4).

    One that is deleted already (by our own first try, perhaps, whose answer was lost) is as it should be.
    """
    if isinstance(value, dict):
        return [int(number) for number, done in value.items() if not done]
    if not isinstance(value, list):
        return []
    refused = [row for row in value if "error" in row and int(row["error"].get("code") or 0) != DELETED]
    return [int(row.get("conversation_message_id") or 0) for row in refused]


def member(item: dict[str, Any]) -> dict[str, Any]:
    """A member of a chat in our keys."""
    return {
        "person": item["member_id"],
        "is_admin": bool(item.get("is_admin")),
        "is_owner": bool(item.get("is_owner")),
    }
