"""Follows the sandbox's clock, so that a demo or a test can move time. Refused with VK's real address (config)."""

import json
from datetime import datetime

import aiohttp

from bot.kit.clock import WorldClock

EVERY_S = 0.5


async def read_clock(session: aiohttp.ClientSession, url: str, clock: WorldClock) -> None:
    """Take over what the sandbox's clock says now."""
    async with session.get(url) as response:
        said = json.loads(await response.text())
    clock.set(datetime.fromisoformat(said["now"]), float(said.get("speed", 1.0)))
