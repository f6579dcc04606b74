"""What hangs on a message, cut down: its kind, where it lies, what it is called, how VK names it (docs/vk.md §4)."""

from typing import Any

ATTACHMENTS_KEPT = 10  # VK: at most 10 a message, docs/vk.md §2.5
NAMED = frozenset({"photo", "doc", "video"})  # kinds that can be sent again by their name, docs/vk.md §7


def attachments_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    """The attachments of a message as VK gave them."""
    found = message.get("attachments")
    return [a for a in found[:ATTACHMENTS_KEPT] if isinstance(a, dict)] if isinstance(found, list) else []


def cut_down(attachment: dict[str, Any]) -> dict[str, str]:
    """The fields of `bot.kit.turn.Attachment`."""
    kind = str(attachment.get("type", ""))[:40]
    body = attachment.get(kind)
    body = body if isinstance(body, dict) else {}
    link = body.get("url") or body.get("vk_join_link") or body.get("join_link") or _largest(body.get("sizes"))
    return {
        "kind": kind,
        "link": str(link)[:1000],
        "title": str(body.get("title") or "")[:200],
        "item": _name(kind, body),
        "key": str(body.get("access_key") or "")[:64],
    }


def _name(kind: str, body: dict[str, Any]) -> str:
    owner, number = body.get("owner_id"), body.get("id")
    named = kind in NAMED and isinstance(owner, int) and isinstance(number, int)
    return f"{kind}{owner}_{number}" if named else ""


def _largest(sizes: object) -> object:
    """Where the biggest of a photo's sizes lies; "" for what is no photo."""
    known = [size for size in sizes if isinstance(size, dict)] if isinstance(sizes, list) else []
    return max(known, key=_width, default={}).get("url", "")


def _width(size: dict[str, Any]) -> int:
    width = size.get("width")
    return width if isinstance(width, int) else 0
