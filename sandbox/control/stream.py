"""``GET /sandbox/events``: everything that happens, as server-sent events."""

import asyncio

import orjson
from aiohttp import web

from sandbox.world import World

PING_S = 15


async def stream(world: World, request: web.Request) -> web.StreamResponse:
    """Write happenings until the reader goes away."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    queue = world.feed.join()
    try:
        await response.write(b": hello\n\n")
        while True:
            try:
                happening = await asyncio.wait_for(queue.get(), PING_S)
            except TimeoutError:
                await response.write(b": ping\n\n")
                continue
            await response.write(b"data: " + orjson.dumps(happening, option=orjson.OPT_NON_STR_KEYS) + b"\n\n")
    except (ConnectionError, asyncio.CancelledError):
        return response
    finally:
        world.feed.part(queue)
