"""The Callback API's door: VK pushes, we answer `ok` after the commit, and never anything that VK could obey.

VK deletes a server that answers `remove` and changes its version at `version 5.x` (docs/vk.md §1.2): every body here
is a constant, except the confirmation string, which came from VK itself and is looked at before it leaves.
"""

import asyncio
import hmac
import logging
import re
import time
from dataclasses import dataclass

import msgspec
from aiohttp import web

from bot.intake.addresses import Refusals, address_of
from bot.intake.decode import Envelope, decode_push, read_envelope
from bot.intake.gatherer import Gatherer, Later
from bot.intake.secrets import Opener
from bot.telemetry import metrics
from models import Community, store

log = logging.getLogger("bot.callback")

MAX_BODY = 1 << 20  # bytes; VK's bodies are some kilobytes
RETRY_AFTER_S = 5  # VK takes 410, 429 and 503 with Retry-After below 3 h as «bring it later» (docs/vk.md §1.2)
REFUSED_FOR_S = 60
LOOK_AGAIN_S = 0.2  # at most so often a community unknown or a secret that does not fit is looked up again
CODE = re.compile(r"[0-9A-Za-z]{4,64}")
MAGIC = frozenset({"ok", "remove"})


@dataclass(frozen=True, slots=True)
class KnownCommunity:
    """What the door must know of a community; without a secret nothing comes in."""

    id: int
    secret: bytes
    code: str


class CallbackDoor:
    """`POST /callback/{group_id}`: one address a community, one door for all."""

    def __init__(self, gatherer: Gatherer, vault: Opener, *, refusals: Refusals | None = None) -> None:
        self._gatherer, self._vault = gatherer, vault
        self._refusals = refusals or Refusals()
        self._known: dict[int, KnownCommunity] = {}
        self._looked_at = -LOOK_AGAIN_S
        self._looking = asyncio.Lock()

    def add_to(self, app: web.Application) -> None:
        """Hang the door into an HTTP server's application."""
        app.router.add_post("/callback/{group_id:[0-9]{1,18}}", self.handle)

    async def handle(self, request: web.Request) -> web.Response:
        """One push."""
        address = address_of(request)
        if self._refusals.are_too_many(address):
            return _later(429, REFUSED_FOR_S)
        if self._gatherer.is_full:
            return _later(503, RETRY_AFTER_S)
        if (request.content_length or 0) > MAX_BODY:
            return self._refuse(address, 413, b"too large")
        try:
            push = read_envelope(await request.read())
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(address, 413, b"too large")
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            return self._refuse(address, 400, b"not understood")
        if request.headers.get("X-Retry-Counter"):
            metrics.EVENTS.labels(_shown(push.type), "retried").inc()
        try:
            return await self._take(push, int(request.match_info["group_id"]), address)
        except Later:
            return _later(503, RETRY_AFTER_S)
        except Exception as error:
            if not store.is_away(error):
                raise
            return _later(503, RETRY_AFTER_S)

    async def _take(self, push: Envelope, group_id: int, address: str) -> web.Response:
        community = await self._find(group_id, push)
        if community is None:
            return self._refuse(address, 403, b"refused")
        if push.type == "confirmation":
            await self.reload()
            return _confirmation(self._known.get(group_id, community).code)
        event = decode_push(push)
        await self._gatherer.put(community.id, (event,))
        return web.Response(body=b"ok")

    async def _find(self, group_id: int, push: Envelope) -> KnownCommunity | None:
        """The community whose secret this is; None for a stranger."""
        if push.group_id != group_id:
            return None
        known = self._fitting(group_id, push.secret)
        if known is None and await self._look_again():
            known = self._fitting(group_id, push.secret)
        return known

    def _fitting(self, group_id: int, secret: str) -> KnownCommunity | None:
        known = self._known.get(group_id)
        return known if known and _is_equal(secret, known.secret) else None

    async def _look_again(self) -> bool:
        """Read the secrets anew, unless that was done a moment ago; who comes meanwhile waits for the same look."""
        came_at = time.monotonic()
        async with self._looking:
            if self._looked_at < came_at - LOOK_AGAIN_S:
                await self.reload()
            return self._looked_at >= came_at

    async def reload(self) -> None:
        """Read secrets and confirmation strings anew: another process may have changed them."""
        rows = await Community.filter(callback_secret__isnull=False)
        self._known = {
            row.group_id: KnownCommunity(
                row.id, self._vault.open(bytes(row.callback_secret or b"")).encode(), row.callback_code
            )
            for row in rows
        }
        self._looked_at = time.monotonic()

    def _refuse(self, address: str, status: int, body: bytes) -> web.Response:
        self._refusals.note(address)
        log.warning("push refused", extra={"status": status})
        return web.Response(status=status, body=body)


def _is_equal(given: str, secret: bytes) -> bool:
    return bool(secret) and hmac.compare_digest(given.encode("utf-8", "replace"), secret)


def _confirmation(code: str) -> web.Response:
    if not CODE.fullmatch(code) or code in MAGIC:
        log.error("no confirmation string that could be said")
        return _later(503, RETRY_AFTER_S)
    return web.Response(body=code.encode())


def _later(status: int, seconds: int) -> web.Response:
    return web.Response(status=status, body=b"later", headers={"Retry-After": str(seconds)})


def _shown(kind: str) -> str:
    """A type as a label: one of VK's own words, or «other»: a stranger's words must not fill the memory."""
    return kind if re.fullmatch(r"message_[a-z_]{2,20}", kind) else "other"
