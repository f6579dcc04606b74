"""What needs more than one call of VK: a picture beside a message, a chat without a second one, a check."""

from collections.abc import Callable
from typing import Any

from bot.gateway import checking, downloads, uploads
from bot.gateway.answers import Uploaded
from bot.gateway.chat_audit import audit_chats
from bot.gateway.client import VkClient
from bot.gateway.requests import CHAT_BASE, Request
from bot.kit.clock import Clock
from bot.kit.errors import Rejected
from bot.services.ports import Vault
from models import Community

PAGE = 200  # VK: getConversations gives at most 200 a page


class LongVerbs:
    """What one community is asked that takes several calls; one caller a time is not needed, the pacer orders them.

    Args:
        screen_name: the community's short name, which its links are made of.
        connect: the client of a token, whosoever it is; nobody need close it.
        user: the client of its user token, None if it has none.
    """

    def __init__(
        self,
        screen_name: str,
        user: VkClient | None,
        vault: Vault,
        connect: Callable[[str], VkClient],
        clock: Clock,
    ) -> None:
        self.screen_name, self.user = screen_name, user
        self._vault, self._connect, self._clock = vault, connect, clock

    async def answer(self, request: Request, vk: VkClient) -> dict[str, Any]:
        """Do it all; the answer in the verb's own keys."""
        match request.verb:
            case "create_chat":
                return await create_chat(vk, str(request.args["title"]), tried_before=request.tries > 1)
            case "set_chat_photo":
                wanted = request.args
                return await uploads.set_chat_photo(vk, int(wanted["chat"]), str(wanted["file"]), self._clock)
            case "start_call":
                return await start_call(self.user)
            case "check_community":
                return await self._check(request)
            case "fetch_file":
                wanted = request.args
                return await downloads.fetch_file(vk, str(wanted["link"]), most_bytes=int(wanted["most_bytes"]))
            case "audit_chats":
                return await audit_chats(vk, [int(chat) for chat in request.args["chats"]])
            case _:
                raise Rejected(3, f"no such verb: {request.verb}")

    async def upload(self, request: Request, vk: VkClient) -> Uploaded:
        """Give VK what stands beside a message."""
        return Uploaded(await uploads.upload(vk, request.talk, request.args["screen"], self.screen_name, self._clock))

    async def _check(self, request: Request) -> dict[str, Any]:
        kept = str(request.args.get("token") or "")
        locked = kept.encode() if kept else (await Community.get(id=int(request.args["community"]))).token
        vk = self._connect(self._vault.open(bytes(locked)))
        found = await checking.check(vk, request.args.get("chats") or [])
        return {**found, "token": kept}


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
