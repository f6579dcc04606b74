"""All schools of a region, each with a community of its own, heard by one process."""

import asyncio
import resource
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from bot.app import App
from bot.gateway.vault import Vault
from bot.intake.hearing import READY_S
from bot.services import communities
from models import Community, CommunityState
from tests.engine.conftest import Town
from tests.engine.processes import until
from tests.world.nursery import die_with_parent
from tests.world.people import Actor

SCHOOLS = 626
SLOW_S = 60.0  # longer than the test


@dataclass
class Region:
    """A town in which every school has a community, and one person who writes to all of them."""

    town: Town
    person: Actor
    groups: list[int] = field(default_factory=list)

    @classmethod
    async def found(cls, town: Town) -> "Region":
        region = cls(town, await town.teacher(), [town.world.group_id])
        vault = Vault(town.world.settings.token_key)
        for number in range(1, SCHOOLS):
            name = f"Школа {number}"
            made = await town.world.sandbox.post("communities", name=name)
            await communities.enrol(
                group_id=int(made["group_id"]),
                name=name,
                screen_name=made["screen_name"],
                token=vault.lock(made["token"]),
                user_token=None,
                now=town.world.clock.now(),
            )
            region.groups.append(int(made["group_id"]))
        for group in region.groups:
            await town.world.sandbox.post("permission", from_id=region.person.id, group_id=group, allow=True)
        return region

    async def says(self, text: str, *groups: int) -> None:
        """To each of these communities."""
        for group in groups:
            said = {"from_id": self.person.id, "text": text, "peer_id": -group, "group_id": group}
            await self.town.world.sandbox.post("say", **said)

    async def hears(self, text: str, *groups: int) -> None:
        """Each of these communities answers with the word."""
        for group in groups:
            await until(lambda: self.answers(text, group), f"community {group} answers")  # noqa: B023 -- it is over then

    async def answers(self, text: str, group: int) -> int:
        """How often this community has answered with the word."""
        seen = await self.town.world.sandbox.get("messages", viewer_id=self.person.id, peer_id=-group)
        return sum(text in message["text"] for message in seen if message["from_id"] != self.person.id)


@asynccontextmanager
async def running(town: Town) -> AsyncIterator[None]:
    """The whole bot, stopped in good order at the end."""
    app, stop = App(replace(town.world.settings, vk_calls_per_s=19.2)), asyncio.Event()
    began = time.monotonic()
    await app.open()
    assert time.monotonic() - began < 2 * READY_S, "one that is slow keeps the whole program waiting"
    work = asyncio.create_task(app.run(stop))
    try:
        yield
    finally:
        stop.set()
        await work
        await app.close()


async def test_every_school_is_heard_though_one_is_slow_and_one_is_dead(town: Town) -> None:
    region = await Region.found(town)
    dead, slow, *others = region.groups
    await town.world.sandbox.post("faults", group_id=slow, delay_s=SLOW_S, times=None)
    await town.world.sandbox.post("token", group_id=dead, state="revoked")
    async with running(town):
        await until(lambda: _is_dead(dead), "the dead one is known")
        await until(lambda: _heard(len(others)), "all others are heard")
        await region.says("первое", *others[:60])
        await region.hears("первое", *others[:60])
    await region.says("второе", *others)
    await town.world.sandbox.post("faults", clear=True)
    async with running(town):
        await region.hears("второе", *others)
    assert {await region.answers("первое", group) for group in others[:60]} == {1}
    assert {await region.answers("второе", group) for group in others} == {1}


async def _is_dead(group: int) -> bool:
    return await Community.filter(group_id=group, state=CommunityState.DEAD).exists()


async def _heard(number: int) -> bool:
    """Each has a position at VK from the first moment on."""
    return await Community.all().exclude(longpoll_ts="").count() >= number


async def test_a_process_may_have_as_many_connections_as_the_system_grants(town: Town) -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    command = f"ulimit -Sn 256 && exec {sys.executable} -m bot run --role intake"
    environment = town.world.environment()
    bot = await asyncio.create_subprocess_shell(command, env=environment, stdout=PIPE, preexec_fn=die_with_parent)
    try:
        assert bot.stdout
        while b"bot ready" not in await bot.stdout.readline():
            assert not bot.stdout.at_eof()
        assert resource.prlimit(bot.pid, resource.RLIMIT_NOFILE) == (hard, hard)
    finally:
        bot.terminate()
        assert await bot.wait() == 0
