"""Bots Long Poll: ``/wh<group_id>`` (vk-platform §1.1)."""

import asyncio
import time

import orjson
from aiohttp import web

from sandbox.events import arrival
from sandbox.faults import Faults
from sandbox.records import Json, LongPoll
from sandbox.world import World

MAX_WAIT_S = 90  # vk-platform §1.1
KEY_IDLE_S = 3600  # vk-platform §1.1: undocumented; an hour idle was reported


class LongPollFace:
    """Hands events to readers; what a key or a number may not have any more is ``failed`` 1, 2 or 3."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """GET and POST; the parameters come in the query, and a form is read too."""
        given = dict(request.query)
        if request.method == "POST":
            given.update({key: value for key, value in (await request.post()).items() if isinstance(value, str)})
        group = self.world.state.communities.get(int(request.match_info["group"]))
        if group is None or given.get("act") != "a_check":
            return _answer({"failed": 4})
        poll = group.long_poll
        if (fault := self.faults.strike("longpoll", group.group_id)) is not None:
            if fault.delay_s:
                await asyncio.sleep(fault.delay_s)
            if fault.drop and request.transport is not None:
                request.transport.abort()
                raise asyncio.CancelledError
            if fault.http_status:
                return web.Response(status=fault.http_status, text="<html>Bad Gateway</html>", content_type="text/html")
            if fault.failed:
                return _answer(self._fail(poll, fault.failed))
        return _answer(await self._check(group.group_id, poll, given))

    def _fail(self, poll: LongPoll, kind: int) -> Json:
        if kind == 1:
            # vk-platform §1.1: a number here, not a string
            return {"failed": 1, "ts": poll.ts - len(poll.queue)}
        poll.keys.clear()
        return {"failed": kind}

    async def _check(self, group_id: int, poll: LongPoll, given: dict[str, str]) -> Json:
        key, now = given.get("key", ""), self.world.clock.now()
        used = poll.keys.get(key)
        if used is None or now - used > KEY_IDLE_S:
            poll.keys.pop(key, None)
            return {"failed": 2}
        poll.keys[key] = now
        try:
            ts = int(given.get("ts") or 0)
        except ValueError:
            return {"failed": 3}
        if ts > poll.ts or ts < 0:
            return {"failed": 3}
        if ts < poll.ts - len(poll.queue):
            return self._fail(poll, 1)
        poll.fetched = max(poll.fetched, ts)
        if ts == poll.ts:
            await self._wait(group_id, poll, ts, _seconds(given.get("wait")))
        if key in poll.keys:
            poll.keys[key] = self.world.clock.now()
        fresh = poll.queue[len(poll.queue) - (poll.ts - ts) :] if poll.ts > ts else []
        poll.fetched = max(poll.fetched, poll.ts)
        self.world.dirty = self.world.dirty or bool(fresh)
        return {"ts": str(poll.ts), "updates": fresh}  # vk-platform §1.1: a string in success

    async def _wait(self, group_id: int, poll: LongPoll, ts: int, wait_s: float) -> None:
        deadline = time.monotonic() + wait_s
        while poll.ts == ts and (left := deadline - time.monotonic()) > 0:
            try:
                await asyncio.wait_for(arrival(self.world, group_id).wait(), left)
            except TimeoutError:
                return


def _seconds(given: str | None) -> float:
    try:
        return min(float(given or 25), MAX_WAIT_S)
    except ValueError:
        return 25.0


def _answer(body: Json) -> web.Response:
    return web.Response(body=orjson.dumps(body), content_type="application/json", charset="utf-8")
