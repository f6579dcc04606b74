"""What stands beside a message: drawn or made at the last moment, given to VK, named in the message (docs/vk.md §7)."""

import io
from typing import Any

import segno

from bot.gateway.client import VkClient
from bot.gateway.links import with_links
from bot.gateway.requests import CHAT_BASE
from bot.kit.clock import Clock
from bot.kit.errors import Rejected
from bot.services.ports import MadeFile, file_maker

BAD_PARAMETER = 100  # VK's own word for what it cannot use, docs/vk.md §2.6


async def upload(vk: VkClient, talk: int, screen: dict[str, Any], screen_name: str, clock: Clock) -> str:
    """The attachment's name in VK."""
    if "file" in screen:
        made = await file_maker.make(screen["file"], now=clock.now())
        return await (upload_photo(vk, talk, made.content) if made.is_picture else upload_doc(vk, talk, made))
    picture = io.BytesIO()
    segno.make(with_links(screen["qr"], screen_name), error="m").save(picture, kind="png", scale=8, border=3)
    return await upload_photo(vk, talk, picture.getvalue())


async def upload_photo(vk: VkClient, talk: int, content: bytes) -> str:
    """A picture that the talk shows."""
    server = await vk.call("photos.getMessagesUploadServer", peer_id=talk)
    sent = await vk.upload(server["upload_url"], "photo", "picture.png", content)
    saved = await vk.call("photos.saveMessagesPhoto", photo=sent["photo"], server=sent["server"], hash=sent["hash"])
    return _named("photo", saved[0])


async def upload_doc(vk: VkClient, talk: int, made: MadeFile) -> str:
    """A file that people download; its name is what they see."""
    server = await vk.call("docs.getMessagesUploadServer", peer_id=talk, type="doc")
    extension = made.name.rpartition(".")[2]
    sent = await vk.upload(server["upload_url"], "file", f"file.{extension}", made.content)
    saved = await vk.call("docs.save", file=sent["file"], title=made.name)
    return _named("doc", saved["doc"])


async def set_chat_photo(vk: VkClient, chat: int, file: str, clock: Clock) -> dict[str, Any]:
    """A picture becomes a chat's own; done twice it is the same picture.

    Raises:
        Rejected: no right there, or VK does not take the picture.
    """
    made = await file_maker.make(file, now=clock.now())
    server = await vk.call("photos.getChatUploadServer", chat_id=chat - CHAT_BASE)
    sent = await vk.upload(server["upload_url"], "file", made.name, made.content)
    if "response" not in sent:
        raise Rejected(BAD_PARAMETER, str(sent.get("error", ""))[:100])
    await vk.call("messages.setChatPhoto", file=sent["response"])
    return {}


def _named(kind: str, item: dict[str, Any]) -> str:
    key = f"_{item['access_key']}" if item.get("access_key") else ""
    return f"{kind}{item['owner_id']}_{item['id']}{key}"
