"""The composition root: the only place where parts meet."""

import asyncio
import contextlib
import importlib
import logging
import pkgutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import aiohttp

import bot.handlers
from bot.config import BadSettings, Settings
from bot.gateway.client import VkClient
from bot.gateway.sender import Sender
from bot.gateway.vault import Vault
from bot.gateway.world_clock import EVERY_S, read_clock
from bot.handlers import router
from bot.intake.inbox import Inbox
from bot.intake.longpoll import LongPoll, poll_forever
from bot.jobs import schedule
from bot.kit.clock import Clock, SystemClock, WorldClock
from bot.kit.nursery import Nursery
from bot.services import communities
from models import Community, store

log = logging.getLogger("bot.app")


def load_handlers() -> None:
    """Import every module of handlers, so that their commands, buttons and continuations are known."""
    for module in pkgutil.iter_modules(bot.handlers.__path__):
        importlib.import_module(f"bot.handlers.{module.name}")


@dataclass
class Station:
    """One community at work: its way in and its way out."""

    vk: VkClient
    user: VkClient | None
    poll: LongPoll
    sender: Sender

    async def close(self) -> None:
        """Close the connections."""
        await self.vk.close()
        if self.user:
            await self.user.close()


class App:
    """The whole bot. `run` works for ever; tests call `settle` instead and move on when all is quiet."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock: Clock = WorldClock() if settings.clock_url else SystemClock()
        self.stations: list[Station] = []
        self.inbox = Inbox(router.answer, router.words, self.clock, self._wake_senders)
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the store, enrol the first community, connect all."""
        load_handlers()
        await store.open_store(self.settings.database_url)
        self._session = aiohttp.ClientSession()
        await self.read_clock()
        await enrol_first(self.settings, self.clock.now())
        for fact in await communities.live():
            self.stations.append(await self._connect(fact))

    async def close(self) -> None:
        """Close everything that was opened."""
        for station in self.stations:
            await station.close()
        if self._session:
            await self._session.close()
        await store.close_store()

    async def read_clock(self) -> None:
        """With CLOCK_URL: take over the sandbox's time."""
        if isinstance(self.clock, WorldClock) and self._session:
            await read_clock(self._session, self.settings.clock_url, self.clock)

    async def _connect(self, fact: communities.CommunityFact) -> Station:
        vault = Vault(self.settings.token_key)
        vk = self._client(vault.open(fact.token))
        user = self._client(vault.open(fact.user_token)) if fact.user_token else None
        poll = LongPoll(await Community.get(id=fact.id), vk, self.clock)
        sender = Sender(fact.id, fact.screen_name, vk, user, self.clock)
        await poll.begin()
        await sender.begin()
        return Station(vk, user, poll, sender)

    def _client(self, token: str) -> VkClient:
        return VkClient(self.settings.vk_api_url, token, calls_per_s=self.settings.vk_calls_per_s)

    def _wake_senders(self) -> None:
        for station in self.stations:
            station.sender.wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; a part that fails ends the program, the operator's supervisor starts it again."""
        nursery = Nursery()
        for number in range(INBOX_WORKERS):
            nursery.start(self.inbox.run(), name=f"inbox {number}")
        for station in self.stations:
            nursery.start(station.sender.run(), name="sender")
            nursery.start(poll_forever(station.poll, self.inbox.wake.set, asyncio.sleep), name="long poll")
        if isinstance(self.clock, WorldClock):
            nursery.start(self._follow_clock(), name="world clock")
        nursery.start(self._keep_timetable(), name="timetable")
        nursery.start(_until(stop), name="stop")
        try:
            await nursery.watch()
        finally:
            await nursery.close()

    async def _follow_clock(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.read_clock()
            except (aiohttp.ClientError, TimeoutError) as error:
                log.warning("the sandbox's clock does not answer", extra={"error": type(error).__name__})

    async def _keep_timetable(self) -> None:
        """The clock's work: see bot.jobs.schedule."""
        await schedule.keep(self.clock, self._wake_senders)

    async def settle(self) -> None:
        """Work until nothing is left to do now: events in, turns, answers out. For tests."""
        busy = True
        while busy:
            busy = False
            for station in self.stations:
                busy |= await station.poll.poll_once(wait_s=0) > 0
            while await self.inbox.work_one():
                busy = True
            for station in self.stations:
                while await station.sender.send_some():
                    busy = True

    async def run_due_jobs(self) -> None:
        """Run what the timetable says is due at this moment. For tests; `run` does it by itself."""
        await schedule.run_due(self.clock.now())


INBOX_WORKERS = 4


async def _until(stop: asyncio.Event) -> None:
    await stop.wait()


async def enrol_first(settings: Settings, now: datetime) -> communities.CommunityFact | None:
    """The community of VK_GROUP_ID and VK_TOKEN, kept with its tokens encrypted; None if none is set."""
    if not (settings.vk_token and settings.vk_group_id):
        return None
    vault = Vault(settings.token_key)
    vk = VkClient(settings.vk_api_url, settings.vk_token, calls_per_s=settings.vk_calls_per_s)
    try:
        group = (await vk.call("groups.getById", group_id=settings.vk_group_id))["groups"][0]
    finally:
        await vk.close()
    return await communities.enrol(
        group_id=settings.vk_group_id,
        name=group["name"],
        screen_name=group["screen_name"],
        token=vault.lock(settings.vk_token),
        user_token=vault.lock(settings.vk_user_token) if settings.vk_user_token else None,
        now=now,
    )


@contextlib.asynccontextmanager
async def opened(
    settings: Settings, *, community: bool = True
) -> AsyncIterator[tuple[Clock, communities.CommunityFact | None]]:
    """The store and the clock without the bot, for the command line; and (asking VK) the first community."""
    load_handlers()
    clock: Clock = WorldClock() if settings.clock_url else SystemClock()
    await store.open_store(settings.database_url, maxsize=4)
    try:
        if isinstance(clock, WorldClock):
            await _follow_once(clock, settings.clock_url)
        yield clock, await enrol_first(settings, clock.now()) if community else None
    finally:
        await store.close_store()


async def _follow_once(clock: WorldClock, url: str) -> None:
    try:
        async with aiohttp.ClientSession() as session:
            await read_clock(session, url, clock)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise BadSettings(f"The sandbox's clock does not answer at {url}: is the demo running?") from error
