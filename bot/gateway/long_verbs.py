"""Verbs that need more than one call of VK: a picture beside a message, a chat without a second one, a call."""

import io
from typing import Any

import segno

from bot.gateway.client import VkClient
from bot.gateway.links import with_links
from bot.kit.errors import Rejected

CHAT_BASE = 2_000_000_000  # VK: peer_id of a chat is 2000000000 + chat_id, docs/vk.md §3.1
PAGE = 200  # VK: getConversations gives at most 200 a page


async def upload_qr(vk: VkClient, talk: int, text: str, screen_name: str) -> str:
    """Draw a QR code and give it to VK; returns the attachment's name."""
    picture = io.BytesIO()
    segno.make(with_links(text, screen_name), error="m").save(picture, kind="png", scale=8, border=3)
    server = await vk.call("photos.getMessagesUploadServer", peer_id=talk)
    sent = await vk.upload(server["upload_url"], "photo", "qr.png", picture.getvalue())
    saved = await vk.call("photos.saveMessagesPhoto", photo=sent["photo"], server=sent["server"], hash=sent["hash"])
    photo = saved[0]
    key = f"_{photo['access_key']}" if photo.get("access_key") else ""
    return f"photo{photo['owner_id']}_{photo['id']}{key}"


async def create_chat(vk: VkClient, title: str, *, tried_before: bool) -> dict[str, Any]:
    """A chat with this title; after a lost answer the orphan is found by its title and used.

    createChat has no key against doubles: that is why the title is unique until the chat is renamed.
    """
    if tried_before:
        orphan = await _find_chat(vk, title)
        if orphan:
            return {"chat": orphan}
    made = await vk.call("messages.createChat", title=title)
    number = made["chat_id"] if isinstance(made, dict) else int(made)  # both shapes exist, docs/vk.md §3.3
    return {"chat": CHAT_BASE + number}


async def _find_chat(vk: VkClient, title: str) -> int | None:
    offset = 0
    while True:
        page = await vk.call("messages.getConversations", count=PAGE, offset=offset)
        for item in page["items"]:
            conversation = item["conversation"]
            if conversation.get("chat_settings", {}).get("title") == title:
                return int(conversation["peer"]["id"])
        offset += PAGE
        if offset >= page["count"]:
            return None


async def start_call(user: VkClient | None) -> dict[str, Any]:
    """Open a call with the user token; a community token cannot (docs/vk.md §5)."""
    if user is None:
        raise Rejected(27, "no user token")
    answer = await user.call("calls.start")
    return {"link": answer["join_link"]}
