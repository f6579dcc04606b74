"""Callback API: pushes with VK's retries, the handshake, the magic bodies (vk-platform §1.2)."""

import asyncio
import re
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import orjson

from sandbox.methods.servers import confirmation_code
from sandbox.records import CallbackServer, Community, Json, Push
from sandbox.world import World

RETRIES_S = (10, 180, 600, 1800, 3600)  # vk-platform §1.2: 10 s, 3 min, 10 min, 30 min, 1 h
MAX_RETRY_AFTER_S = 3 * 3600
PAUSE_S = 600  # vk-platform §1.2: the length of the pause is undocumented
AT_ONCE = 64
VERSION_BODY = re.compile(r"version (5\.\d+)$")


class Postman:
    """One task an event; ordering is not promised (vk-platform §1.2)."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Begin to carry, the pushes of an earlier life first."""
        self._session = aiohttp.ClientSession()
        for push in list(self.world.state.pushes.values()):
            self.carry(push)
        for group in self.world.state.communities.values():
            for server in group.callback_servers:
                if server.status == "wait":
                    self.shake_hands(group, server)

    async def stop(self) -> None:
        """Leave everything that is still on its way to the store."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def carry(self, push: Push) -> None:
        """Set out with one event."""
        self._run(self._carry(push))

    def shake_hands(self, group: Community, server: CallbackServer) -> None:
        """Ask the server for the confirmation string."""
        server.status = "wait"
        self._run(self._confirm(group, server))

    def _run(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _confirm(self, group: Community, server: CallbackServer) -> None:
        body: Json = {"type": "confirmation", "group_id": group.group_id}
        if server.secret_key:
            body["secret"] = server.secret_key
        status, text, _ = await self._post(server.url, body, {})
        # vk-platform §1.2: the string exactly, not «ok»
        confirmed = status == 200 and text == confirmation_code(self.world, group)
        server.status, server.failures, server.paused_until = ("ok" if confirmed else "failed"), 0, 0.0
        self.world.dirty = True

    async def _carry(self, push: Push) -> None:
        while True:
            await self.world.clock.wait_until(push.due)
            server = self._server(push)
            if server is None or push.id not in self.world.state.pushes:
                self.world.state.pushes.pop(push.id, None)
                return
            if server.paused_until > self.world.clock.now():
                push.due = server.paused_until
                continue
            async with self._at_once:
                done = await self._try(push, server)
            self.world.dirty = True
            if done:
                self.world.state.pushes.pop(push.id, None)
                return

    async def _try(self, push: Push, server: CallbackServer) -> bool:
        body = {**push.event, "secret": server.secret_key} if server.secret_key else push.event
        headers = {"X-Retry-Counter": str(push.attempt)} if push.attempt else {}
        status, text, retry_after = await self._post(server.url, body, headers)
        if status == 200 and self._accepted(push, server, text):
            server.failures, server.status = 0, "ok"
            return True
        server.failures += 1
        if server.failures >= self.world.state.switches.callback_pause_after:
            server.status, server.failures = "failed", 0
            server.paused_until = self.world.clock.now() + PAUSE_S
        if push.attempt >= len(RETRIES_S):
            return True  # vk-platform §1.2: five retries, then it is lost
        delay: float = RETRIES_S[push.attempt]
        if status in (410, 429, 503) and retry_after is not None:
            delay = min(retry_after, MAX_RETRY_AFTER_S)
        push.attempt += 1
        push.due = self.world.clock.now() + delay
        return False

    def _accepted(self, push: Push, server: CallbackServer, text: str) -> bool:
        """``ok``, or one of the magic bodies (vk-platform §1.2)."""
        if text == "ok":
            return True
        if text == "remove":
            group = self.world.state.communities[push.group_id]
            if server in group.callback_servers:
                group.callback_servers.remove(server)
            return True
        if version := VERSION_BODY.match(text):
            server.api_version = version.group(1)
            return True
        return False

    def _server(self, push: Push) -> CallbackServer | None:
        group = self.world.state.communities[push.group_id]
        return next((one for one in group.callback_servers if one.id == push.server_id), None)

    async def _post(self, url: str, body: Json, headers: dict[str, str]) -> tuple[int, str, float | None]:
        assert self._session is not None
        timeout = aiohttp.ClientTimeout(total=self.world.state.switches.callback_timeout_s)
        headers = {"Content-Type": "application/json", "User-Agent": "VKCallback/1.0", **headers}
        try:
            async with self._session.post(url, data=orjson.dumps(body), headers=headers, timeout=timeout) as answer:
                text = (await answer.content.read(4096)).decode(errors="replace").strip()
                return answer.status, text, self._seconds(answer.headers.get("Retry-After"))
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0, "", None

    def _seconds(self, given: str | None) -> float | None:
        """``Retry-After``: seconds or an HTTP date."""
        if given is None:
            return None
        if given.strip().isdigit():
            return float(given)
        try:
            return max(0.0, parsedate_to_datetime(given).timestamp() - self.world.clock.now())
        except ValueError:
            return None
