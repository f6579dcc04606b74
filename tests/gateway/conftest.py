"""A bare way out: a sandbox, communities, stations; no turns, no handlers."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from bot.gateway.leases import Leases
from bot.gateway.stations import Stations
from bot.gateway.vault import Vault, new_key
from bot.gateway.world_clock import read_clock
from bot.intake.people import meet, note_reach
from bot.kit.clock import WorldClock
from bot.kit.ids import CommunityId, PersonId
from bot.kit.screen import Screen
from bot.kit.turn import Talk
from bot.services import communities, post
from bot.services.ports import Done, continuation
from models import OutboxItem
from tests.world import sandbox as sandboxes
from tests.world.sandbox import Sandbox

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class Out:
    """The way out alone. `say` writes a row of the outbox, `send` lets everything due leave."""

    sandbox: Sandbox
    vault: Vault
    clock: WorldClock
    stations: Stations
    groups: dict[CommunityId, dict[str, Any]] = field(default_factory=dict)

    @property
    def first(self) -> CommunityId:
        """The first community."""
        return next(iter(self.groups))

    async def community(self, name: str = "Школа") -> CommunityId:
        """One more community, whose rate nobody limits."""
        made = await self.sandbox.post("communities", name=name)
        await self.sandbox.post("token", group_id=made["group_id"], rate_per_s=100_000)
        fact = await communities.enrol(
            group_id=made["group_id"],
            name=name,
            screen_name=made["screen_name"],
            token=self.vault.lock(made["token"]),
            user_token=None,
            now=self.clock.now(),
        )
        self.groups[fact.id] = made
        return fact.id

    async def people(self, count: int, community: CommunityId | None = None) -> list[int]:
        """People who allow messages of a community; VK's ids."""
        return [await self.person(community or self.first) for _ in range(count)]

    async def person(self, community: CommunityId) -> int:
        """One who allows messages."""
        made = await self.sandbox.post("people", first_name="Пётр", last_name="Петров")
        group = self.groups[community]["group_id"]
        await self.sandbox.post("permission", from_id=made["id"], group_id=group, allow=True)
        row = await meet(made["id"], now=self.clock.now())
        await note_reach(PersonId(row.id), community, allowed=True, now=self.clock.now())
        return int(made["id"])

    async def say(self, vk_id: int, text: str, *, priority: int = post.NOTICE, **more: Any) -> None:
        """One message to one person."""
        talk = Talk(more.pop("community", self.first), vk_id, is_chat=vk_id > 2_000_000_000)
        await post.say(talk, Screen(text), now=self.clock.now(), priority=priority, **more)

    async def send(self) -> None:
        """Everything that is due leaves."""
        await self.stations.settle()

    async def forward(self, **delta: float) -> None:
        """Time passes in the sandbox; what falls due leaves."""
        seconds = delta.get("seconds", 0) + 60 * delta.get("minutes", 0) + 3600 * delta.get("hours", 0)
        await self.sandbox.post("clock", forward_s=seconds)
        await self.read_clock()
        await self.send()

    async def read_clock(self) -> None:
        """Take over the sandbox's time."""
        async with aiohttp.ClientSession() as session:
            await read_clock(session, f"{self.sandbox.url}/sandbox/clock", self.clock)

    async def fault(self, method: str, **what: Any) -> None:
        """Something VK will do wrong."""
        await self.sandbox.post("faults", method=method, **{"times": 1, **what})

    async def texts(self, vk_id: int, community: CommunityId | None = None) -> list[str]:
        """What the person sees."""
        group = self.groups[community or self.first]["group_id"]
        return [m["text"] for m in await self.sandbox.get("messages", viewer_id=vk_id, peer_id=-group)]

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """Requests as they came, without what was inside an execute."""
        calls = await self.sandbox.get("calls")
        return [call for call in calls if call["method"] == method and call.get("via") != "execute"]

    async def left(self) -> list[dict[str, Any]]:
        """What still lies in the outbox."""
        return await OutboxItem.all().order_by("id").values("state", "error", "not_before", "batch_id")

    def another(self, *, silence_s: float = 10.0) -> Stations:
        """A second process over the same database."""
        url = f"{self.sandbox.url}/method/"
        return Stations(url, self.vault, self.clock, calls_per_s=1000.0, leases=Leases(silence_s=silence_s))


@pytest.fixture
async def out(database: str) -> AsyncIterator[Out]:
    """A way out with one community."""
    sandbox = sandboxes.start()
    vault, clock = Vault(new_key()), WorldClock()
    stations = Stations(f"{sandbox.url}/method/", vault, clock, calls_per_s=1000.0)
    made = Out(sandbox, vault, clock, stations)
    await made.read_clock()
    await made.community()
    await stations.open()
    yield made
    await stations.close()
    await sandbox.stop()


@pytest.fixture
def heard() -> "Callable[[], list[Done]]":
    """What the continuation "test.heard" got."""
    done: list[Done] = []

    async def hear(one: Done) -> None:
        done.append(one)

    continuation.by_name["test.heard"] = hear
    return lambda: done


def age(moment: datetime, clock: WorldClock) -> float:
    """Seconds from now until then."""
    return (moment - clock.now()).total_seconds()
