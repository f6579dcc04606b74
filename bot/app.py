"""The composition root: the only place where parts meet."""

import asyncio
import contextlib
import importlib
import logging
import pkgutil
from collections.abc import AsyncIterator
from datetime import datetime

import aiohttp

import bot.handlers
from bot.config import BadSettings, Settings
from bot.gateway.client import VkClient
from bot.gateway.stations import Stations
from bot.gateway.vault import Vault
from bot.gateway.world_clock import EVERY_S, read_clock
from bot.handlers import router
from bot.intake.inbox import Inbox
from bot.intake.longpoll import LongPoll, poll_forever
from bot.intake.reception import Channels, Reception
from bot.jobs import schedule
from bot.kit.clock import Clock, SystemClock, WorldClock
from bot.kit.errors import AuthLost, MessengerError
from bot.kit.ids import CommunityId
from bot.kit.nursery import Nursery
from bot.services import communities
from models import store

log = logging.getLogger("bot.app")


def load_handlers() -> None:
    """Import every module of handlers, so that their commands, buttons and continuations are known."""
    for module in pkgutil.iter_modules(bot.handlers.__path__):
        importlib.import_module(f"bot.handlers.{module.name}")


class App:
    """The whole bot. `run` works for ever; tests call `settle` instead and move on when all is quiet."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock: Clock = WorldClock() if settings.clock_url else SystemClock()
        vault = Vault(settings.token_key)
        self.stations = Stations(settings.vk_api_url, vault, self.clock, calls_per_s=settings.vk_calls_per_s)
        self.reception = Reception(settings.database_url, vault, self.clock, _channels(settings))
        self._heard_by: dict[CommunityId, VkClient] = {}
        self._changed = asyncio.Event()
        self.stations.on_change = self._changed.set
        self.inbox = Inbox(router.answer, router.words, self.clock, self._wake_senders)
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the store, enrol the first community, connect all."""
        load_handlers()
        await store.open_store(self.settings.database_url)
        self._session = aiohttp.ClientSession()
        await self.read_clock()
        await enrol_first(self.settings, self.clock.now())
        await self.reception.open()
        await self.stations.open()
        await self.begin_polls()

    async def close(self) -> None:
        """Close everything that was opened."""
        await self.stations.close()
        await self.reception.close()
        if self._session:
            await self._session.close()
        await store.close_store()

    async def read_clock(self) -> None:
        """With CLOCK_URL: take over the sandbox's time."""
        if isinstance(self.clock, WorldClock) and self._session:
            await read_clock(self._session, self.settings.clock_url, self.clock)

    async def begin_polls(self) -> None:
        """Hear every community that is connected; one whose token died is not heard any more."""
        self._changed.clear()
        for gone in set(self.reception.polls) - set(self.stations.by_community):
            self.reception.forget(gone)
        for community, station in list(self.stations.by_community.items()):
            try:
                await self.reception.hear(community, station.vk)
            except AuthLost as error:
                await self.stations.lose(station, error)
            except MessengerError as error:
                log.warning("community not heard yet", extra={"community": community, "code": error.code})

    def _wake_senders(self) -> None:
        self.stations.wake()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; a part that fails ends the program, the operator's supervisor starts it again."""
        nursery = Nursery()
        for number in range(INBOX_WORKERS):
            nursery.start(self.inbox.run(), name=f"inbox {number}")
        nursery.start(self.stations.run(), name="senders")
        nursery.start(self._receive(), name="long polls")
        if isinstance(self.clock, WorldClock):
            nursery.start(self._follow_clock(), name="world clock")
        nursery.start(self._keep_timetable(), name="timetable")
        nursery.start(_until(stop), name="stop")
        try:
            await nursery.watch()
        finally:
            await nursery.close()

    async def _receive(self) -> None:
        """Hear every community, also one that was connected just now."""
        heard: dict[CommunityId, tuple[LongPoll, asyncio.Task[None]]] = {}
        async with asyncio.TaskGroup() as group:
            while True:
                for community, (poll, task) in list(heard.items()):
                    if self.reception.polls.get(community) is not poll:
                        task.cancel()
                        del heard[community]
                for community, poll in self.reception.polls.items():
                    if community not in heard:
                        work = poll_forever(poll, self.inbox.wake.set, asyncio.sleep)
                        heard[community] = poll, group.create_task(work)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), LOOK_AGAIN_S)
                await self.begin_polls()

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
            await self.begin_polls()
            for poll in self.reception.polls.values():
                busy |= await poll.poll_once(wait_s=0) > 0
            while await self.inbox.work_one():
                busy = True
            busy |= await self.stations.settle()

    async def run_due_jobs(self) -> None:
        """Run what the timetable says is due at this moment. For tests; `run` does it by itself."""
        await schedule.run_due(self.clock.now())


INBOX_WORKERS = 4
LOOK_AGAIN_S = 30.0  # a community that could not be heard is tried again


def _channels(settings: Settings) -> Channels:
    return Channels(
        events=settings.vk_events,
        callback_url=settings.vk_callback_url,
        callback_secret=settings.vk_callback_secret,
        first_group=settings.vk_group_id,
        host=settings.http_host,
        port=settings.http_port,
    )


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
