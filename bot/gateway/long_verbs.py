"""Verbs that need more than one call of VK: a picture beside a message, a chat without a second one, a check."""

import io
from collections.abc import Callable
from typing import Any

import segno

from bot.gateway import checking, render
from bot.gateway.client import VkClient
from bot.gateway.errors import to_error
from bot.gateway.links import with_links
from bot.gateway.requests import CHAT_BASE, Request
from bot.kit.errors import Rejected
from bot.services.ports import Vault
from models import Community

PAGE = 200  # VK: getConversations gives at most 200 a page


class LongVerbs:
    """What one community is asked that takes several calls; one caller a time is not needed, the pacer orders them.

    Attributes:
        screen_name: the community's short name, which its links are made of.
        user: the client of its user token, None if it has none.
    """

    def __init__(
        self,
        screen_name: str,
        user: VkClient | None,
        vault: Vault,
        connect: Callable[[str], VkClient],
    ) -> None:
        self.screen_name, self.user = screen_name, user
        self._vault, self._connect = vault, connect

    async def answer(self, request: Request, vk: VkClient) -> dict[str, Any]:
        """Do it all; the answer in the verb's own keys."""
        match request.verb:
            case "say":
                return await self._say_with_qr(request, vk)
            case "create_chat":
                return await create_chat(vk, str(request.args["title"]), tried_before=request.tries > 1)
            case "start_call":
                return await start_call(self.user)
            case "check_community":
                return await self._check(request)
            case _:
                raise Rejected(3, f"no such verb: {request.verb}")

    async def _say_with_qr(self, request: Request, vk: VkClient) -> dict[str, Any]:
        attachment = await upload_qr(vk, request.talk, request.args["screen"]["qr"], self.screen_name)
        method, params = render.say(request.args, request.random_id, self.screen_name, attachment)
        try:
            return render.read_answer("say", await vk.call(method, **params))
        except render.PeerError as error:
            raise to_error(error.code, error.words) from error

    async def _check(self, request: Request) -> dict[str, Any]:
        kept = str(request.args.get("token") or "")
        locked = kept.encode() if kept else (await Community.get(id=int(request.args["community"]))).token
        vk = self._connect(self._vault.open(bytes(locked)))
        try:
            found = await checking.check(vk, request.args.get("chats") or [])
        finally:
            await vk.close()
        return {**found, "token": kept}


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
