"""The composition root: the only place where parts meet."""

import asyncio
import contextlib
import importlib
import logging
import pkgutil
from collections.abc import AsyncIterator, Collection
from datetime import datetime

import aiohttp

import bot.handlers
from bot import roles
from bot.config import BadSettings, Settings
from bot.gateway.client import VkClient
from bot.gateway.leases import Leases
from bot.gateway.stations import Stations
from bot.gateway.vault import Vault
from bot.gateway.world_clock import EVERY_S, read_clock
from bot.handlers import router
from bot.intake.callback import MAX_BODY
from bot.intake.hearing import Hearing
from bot.intake.inbox import TURNS_AT_ONCE, Inbox
from bot.intake.reception import Channels, Reception
from bot.intake.web import Observatory, WebServer
from bot.jobs import schedule
from bot.jobs.leader import Leader
from bot.jobs.queue import Jobs
from bot.kit.clock import Clock, SystemClock, WorldClock
from bot.kit.errors import AuthLost, MessengerError
from bot.kit.ids import CommunityId
from bot.roles import Parts, Role
from bot.services import communities
from models import bell, store
from models.bell import Bell

log = logging.getLogger("bot.app")


def load_handlers() -> None:
    """Import every module of handlers, so that their commands, buttons and continuations are known."""
    for module in pkgutil.iter_modules(bot.handlers.__path__):
        importlib.import_module(f"bot.handlers.{module.name}")


class App:
    """The whole bot, or the part of it that a role needs. `run` works until it is told to stop; tests call `settle`."""

    def __init__(self, settings: Settings, role: Role = Role.ALL) -> None:
        self.settings, self.role = settings, role
        self.clock: Clock = WorldClock() if settings.clock_url else SystemClock()
        self.stopping = False
        vault = Vault(settings.token_key)
        self.stations = Stations(
            settings.vk_api_url,
            vault,
            self.clock,
            calls_per_s=settings.vk_calls_per_s,
            leases=Leases() if role.works else NoTokens(),
        )
        self.server = WebServer(settings.http_host, settings.http_port, max_body=MAX_BODY)
        self.server.add(Observatory(self.clock, works=role.works, stopping=lambda: self.stopping).add_to)
        self.reception = Reception(settings.database_url, vault, self.clock, _channels(settings), self.server)
        self.inbox = Inbox(router.answer, router.words, self.clock, self._ring)
        self.hearing = Hearing(self.reception, self.stations, lambda: None, follows=not role.works)
        self.stations.on_change = self.hearing.changed.set
        self.jobs = Jobs(schedule.STEPS, self.clock)
        self.bell = Bell(settings.database_url, self.inbox.shards.keep)
        self.bell.on(bell.INBOX, self.inbox.hear)
        self.bell.on(bell.OUTBOX, self.stations.wake)
        self._session: aiohttp.ClientSession | None = None

    def _ring(self, community: CommunityId) -> None:
        """A turn has left something for this community: whoever owns its token sends it."""
        if not self.stations.wake_own(community):
            self.bell.ring(bell.OUTBOX, str(community))

    async def open(self) -> None:
        """Open the store, enrol the first community, connect what the role needs."""
        load_handlers()
        await store.open_store(self.settings.database_url, maxsize=POOL)
        self._session = aiohttp.ClientSession()
        await self.read_clock()
        if self.role is not Role.CLOCK:
            await enrol_first(self.settings, self.clock.now())
            await self.stations.open()
        if self.role.hears:
            await self.reception.open()
            await self.hearing.open()
        else:
            await self.server.open()

    async def close(self) -> None:
        """Close everything that was opened."""
        if self.role is not Role.CLOCK:
            await self.hearing.close()
            await self.stations.close()
        await self.reception.close()
        if self._session:
            await self._session.close()
        await store.close_store()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; a part that fails ends the program, the operator's supervisor starts it again."""
        await roles.run(self._parts(), self.role, stop)

    def _parts(self) -> Parts:
        return Parts(
            hear=self.hearing.run,
            works=[
                self.bell.run,
                self.inbox.look,
                *[self.inbox.work] * TURNS_AT_ONCE,
                self.stations.run,
                self.jobs.run,
            ],
            tick=lambda: schedule.keep(self.clock, Leader(lambda: store.connect(self.settings.database_url))),
            follow_clock=self._follow_clock if isinstance(self.clock, WorldClock) else None,
            finish=self._finish,
        )

    async def _finish(self) -> None:
        """Take no more; finish what is under way. What only waited lies in Postgres for others."""
        self.stopping = True
        self.jobs.stop()
        await self.reception.close()
        await self.inbox.stop()

    async def read_clock(self) -> None:
        """With CLOCK_URL: take over the sandbox's time."""
        if isinstance(self.clock, WorldClock) and self._session:
            await read_clock(self._session, self.settings.clock_url, self.clock)

    async def _follow_clock(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.read_clock()
            except (aiohttp.ClientError, TimeoutError) as error:
                log.warning("the sandbox's clock does not answer", extra={"error": type(error).__name__})

    async def settle(self) -> None:
        """Work until nothing is left to do now: events in, turns, answers out, jobs. For tests."""
        busy = True
        while busy:
            busy = False
            self.reception.traffic.forget()
            await self.hearing.begin()
            for poll in self.reception.polls.values():
                busy |= await poll.poll_once(wait_s=0) > 0
            while await self.inbox.work_one():
                busy = True
            busy |= await self.jobs.drain(self.clock.now()) > 0
            busy |= await self.stations.settle()

    async def run_due_jobs(self) -> None:
        """Run what the timetable says is due at this moment. For tests; `run` does it by itself."""
        await schedule.run_due(self.clock.now())


class NoTokens(Leases):
    """Of a process that does not send: it reads the table of communities and leaves their tokens to others."""

    async def take(self, resources: Collection[str]) -> set[str]:
        """Nothing."""
        return set()


POOL = TURNS_AT_ONCE + 12  # connections: a turn each, and the senders', jobs' and observers'


def _channels(settings: Settings) -> Channels:
    return Channels(
        events=settings.vk_events,
        callback_url=settings.vk_callback_url,
        callback_secret=settings.vk_callback_secret,
        first_group=settings.vk_group_id,
        host=settings.http_host,
        port=settings.http_port,
    )


async def enrol_first(settings: Settings, now: datetime) -> communities.CommunityFact | None:
    """The community of VK_GROUP_ID and VK_TOKEN, kept with its tokens encrypted; None if none is set.

    One that we have already does not keep the others from work: a token that does not work changes nothing, and while
    VK does not answer it is believed.

    Raises:
        MessengerError: we do not have it yet, and VK does not say what it is.
    """
    if not (settings.vk_token and settings.vk_group_id):
        return None
    known = await communities.find(settings.vk_group_id)
    try:
        name, screen_name = await _ask_names(settings)
    except MessengerError as error:
        if known is None:
            raise
        log.error("VK does not tell the first community's name", extra={"community": known.id, "code": error.code})
        if isinstance(error, AuthLost):
            return known
        name, screen_name = known.name, known.screen_name
    vault = Vault(settings.token_key)
    return await communities.enrol(
        group_id=settings.vk_group_id,
        name=name,
        screen_name=screen_name,
        token=vault.lock(settings.vk_token),
        user_token=vault.lock(settings.vk_user_token) if settings.vk_user_token else None,
        now=now,
    )


async def _ask_names(settings: Settings) -> tuple[str, str]:
    vk = VkClient(settings.vk_api_url, settings.vk_token, calls_per_s=settings.vk_calls_per_s)
    try:
        group = (await vk.call("groups.getById", group_id=settings.vk_group_id))["groups"][0]
    finally:
        await vk.close()
    return str(group["name"]), str(group["screen_name"])


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
