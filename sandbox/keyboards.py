"""Keyboards as VK takes them (vk-platform §2.5); anything else is error 911."""

import json
from typing import Any

import orjson

from sandbox.errors import VkError
from sandbox.records import Json

COLOURS = ("primary", "secondary", "negative", "positive", "default")  # vk-platform §2.5: accept both names
KINDS = ("text", "callback", "open_link", "open_app", "location", "vkpay")
LABELLED = ("text", "callback", "open_link", "open_app")


def parse(given: str) -> Json:
    """The keyboard of a message, checked against every limit of VK."""
    try:
        board = orjson.loads(given)
    except orjson.JSONDecodeError as wrong:
        raise _invalid("keyboard is not JSON") from wrong
    if not isinstance(board, dict) or not isinstance(board.get("buttons"), list):
        raise _invalid("no buttons")
    inline, rows = bool(board.get("inline")), board["buttons"]
    if inline and board.get("one_time"):
        raise _invalid("one_time is not allowed for inline keyboard")
    # vk-platform §2.5: inline 6 rows × 5, ≤ 10 buttons; regular 10 rows × 5, ≤ 40 buttons
    most_rows, most_buttons = (6, 10) if inline else (10, 40)
    if len(rows) > most_rows:
        raise _invalid("too much rows")
    if any(not isinstance(row, list) or not 0 < len(row) <= 5 for row in rows):
        raise _invalid("too much buttons in a row or an empty row")
    if sum(len(row) for row in rows) > most_buttons:
        raise _invalid("too much buttons")
    if inline and not rows:
        raise _invalid("no buttons")
    for row in rows:
        for button in row:
            _check_button(button)
    return {"one_time": bool(board.get("one_time")), "inline": inline, "buttons": rows}


def _check_button(button: Any) -> None:
    action = button.get("action") if isinstance(button, dict) else None
    if not isinstance(action, dict) or action.get("type") not in KINDS:
        raise _invalid("unknown button type")
    kind = action["type"]
    if kind in LABELLED:
        label = action.get("label")
        # vk-platform §2.5: a label has at most 40 characters
        if not isinstance(label, str) or not label or len(label) > 40:
            raise _invalid("label is missing or longer than 40 characters")
    if "color" in button and button["color"] not in COLOURS:
        raise _invalid("unknown color")
    if kind == "open_link" and not str(action.get("link") or "").startswith(("http://", "https://")):
        raise _invalid("link is missing")
    action.update(_checked_payload(action))


def _checked_payload(action: Json) -> Json:
    payload = action.get("payload")
    if payload is None or payload == "":
        return {}
    if isinstance(payload, dict):
        payload = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    # vk-platform §2.5: a JSON object in a string, at most 255 characters
    if not isinstance(payload, str) or len(payload) > 255:
        raise _invalid("payload is longer than 255 characters")
    try:
        if not isinstance(json.loads(payload), dict):
            raise _invalid("payload is not a JSON object")
    except ValueError as wrong:
        raise _invalid("payload is not JSON") from wrong
    return {"payload": payload}


def _invalid(why: str) -> VkError:
    return VkError(911, why)
