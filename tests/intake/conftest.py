"""A door of one's own: a school with a registered chat and a teacher, a gatherer that runs, an HTTP server."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.gateway.vault import Vault, new_key
from bot.intake.addresses import Refusals
from bot.intake.callback import MAX_BODY, CallbackDoor
from bot.intake.gatherer import Gatherer
from bot.kit.clock import WorldClock
from bot.kit.nursery import Nursery
from bot.services import event_memory
from models import ActivityDay, Community, InboxEvent, Role
from tests.services.schoolhouse import Schoolhouse
from tests.world.world import World, build

EXAMPLES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "data" / "vk-event-examples.json").read_text(encoding="utf-8")
)
SECRET = "hush-hush"
CHAT = 2_000_000_017
TEACHER = 1_105_209_997


@dataclass
class Door:
    """Both sides of the door: what VK sends, and what became of it."""

    url: str
    group_id: int
    community: int
    gatherer: Gatherer
    clock: WorldClock
    vault: Vault
    http: aiohttp.ClientSession
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1000, 1_000_000)))

    async def post(self, body: bytes, *, group_id: int | None = None, **headers: str) -> tuple[int, str, Any]:
        """A raw push: status, text, headers."""
        url = f"{self.url}/callback/{group_id or self.group_id}"
        async with self.http.post(url, data=body, headers=headers) as answer:
            return answer.status, await answer.text(), answer.headers

    async def push(self, event: dict[str, Any], *, secret: str = SECRET, **headers: str) -> tuple[int, str, Any]:
        """An event as VK pushes it."""
        return await self.post(json.dumps({**event, "secret": secret}).encode(), **headers)

    def said(self, number: int = 0, *, author: int = TEACHER, text: str = "Домашка", **more: Any) -> dict[str, Any]:
        """A message in the registered chat."""
        number = number or next(self.numbers)
        message = {
            "date": int(self.clock.now().timestamp()),
            "from_id": author,
            "id": 0,
            "peer_id": CHAT,
            "conversation_message_id": number,
            "text": text,
            "attachments": [],
            **more,
        }
        return self.event("message_new", {"message": message, "client_info": {}})

    def event(self, kind: str, what: dict[str, Any], event_id: str = "") -> dict[str, Any]:
        """An envelope."""
        event_id = event_id or f"{next(self.numbers):040x}"
        return {"group_id": self.group_id, "type": kind, "event_id": event_id, "v": "5.199", "object": what}


async def counted() -> int:
    """Messages of all teachers."""
    return sum([row.messages for row in await ActivityDay.all()])


async def queued() -> list[str]:
    """Keys in the inbox, in their order."""
    return [row.event_id for row in await InboxEvent.all().order_by("id")]


async def until(is_so: Callable[[], Awaitable[object]], *, seconds: float = 20) -> None:
    """Wait for something another process does."""
    deadline = time.monotonic() + seconds
    while not await is_so():
        assert time.monotonic() < deadline, "it did not come to that"
        await asyncio.sleep(0.02)


async def school(group_id: int, vault: Vault) -> int:
    """A teacher, her chat, and the community; returns its id."""
    house = await Schoolhouse.build()
    await Community.filter(id=house.community).update(
        group_id=group_id, callback_secret=vault.lock(SECRET), callback_code="1a2b3c4d"
    )
    await house.chat(await house.person(Role.TEACHER, vk_id=TEACHER), CHAT)
    return int(house.community)


@asynccontextmanager
async def open_door(dsn: str, *, refusals: Refusals | None = None) -> AsyncIterator[Door]:
    """Everything between VK's request and the tables."""
    vault, clock, group_id = Vault(new_key()), WorldClock(), 225_075_265
    clock.set(datetime(2026, 11, 24, 12, 0, tzinfo=UTC), 1.0)
    community = await school(group_id, vault)
    await event_memory.keep_partitions(clock.now())
    gatherer, nursery = Gatherer(dsn, vault, clock), Nursery()
    door = CallbackDoor(gatherer, vault, refusals=refusals or Refusals(allowed=1_000_000))
    app = web.Application(client_max_size=MAX_BODY)
    door.add_to(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    nursery.start(gatherer.run(), name="gatherer")
    try:
        async with aiohttp.ClientSession() as http:
            url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield Door(url, group_id, community, gatherer, clock, vault, http)
    finally:
        await runner.cleanup()
        await nursery.close()


@pytest.fixture
async def world_with_callback(dsn: str) -> AsyncIterator[World]:
    """A whole bot that is pushed to and does not poll."""
    made = await build(dsn, events="callback")
    yield made
    await made.ends()


@pytest.fixture
async def world_with_both(dsn: str) -> AsyncIterator[World]:
    """A whole bot that hears everything twice."""
    made = await build(dsn, events="both")
    yield made
    await made.ends()


@pytest.fixture
async def door(database: str) -> AsyncIterator[Door]:
    """An open door over a database of its own."""
    async with open_door(database) as made:
        yield made
