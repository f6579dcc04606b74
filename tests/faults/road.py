"""A bad road between VK and the callback door: pushes come twice, late, out of order, and answers get lost."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

LATEST_S = 0.3


@dataclass
class Road:
    """Carries each push to the door at `to`, as badly as `chance` will have it; `seen` counts what it did."""

    to: str
    chance: random.Random
    http: aiohttp.ClientSession
    seen: Counter[str] = field(default_factory=Counter)
    url: str = ""

    async def carry(self, request: web.Request) -> web.Response:
        """One push, and the answer that VK gets."""
        body, path = await request.read(), request.path
        if b'"confirmation"' in body:
            return await self._bring(body, path)
        dice = self.chance.random()
        if dice < 0.15:
            self.seen["lost on the way"] += 1
            return web.Response(status=502)
        await asyncio.sleep(self.chance.uniform(0, LATEST_S))
        copies = self.chance.choice((1, 1, 2, 3))
        self.seen["copies"] += copies - 1
        answers = await asyncio.gather(*(self._bring(body, path) for _ in range(copies)))
        if dice < 0.35:
            self.seen["answer lost"] += 1
            return web.Response(status=500)
        return answers[0]

    async def _bring(self, body: bytes, path: str) -> web.Response:
        async with self.http.post(f"{self.to}{path}", data=body) as answer:
            return web.Response(status=answer.status, body=await answer.read())


@asynccontextmanager
async def bad_road(to: str, chance: random.Random) -> AsyncIterator[Road]:
    """An open road; its `url` is what VK is told."""
    async with aiohttp.ClientSession() as http:
        road, app = Road(to, chance, http), web.Application()
        app.router.add_post("/{anything:.*}", road.carry)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        road.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield road
        finally:
            await runner.cleanup()
