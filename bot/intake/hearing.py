"""Every community is heard by one process: whoever holds its lease registers it at VK and reads its long poll.

Two readers would lose nothing (the door knows what it took in), they would only do the work twice.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from bot.gateway.leases import RENEW_S, Leases
from bot.gateway.stations import Station, Stations
from bot.intake.longpoll import poll_forever
from bot.intake.reception import Reception
from bot.kit.errors import AuthLost, MessengerError
from bot.kit.ids import CommunityId

log = logging.getLogger("bot.hearing")

READY_S = 5.0  # for the first round; who is not heard by then does not keep the others waiting, nor their leases
TRY_AGAIN_S = 30.0  # a community that could not be heard
BEGUN_AT_ONCE = 25  # communities: each is some calls of VK


class Hearing:
    """Keeps the reception's long polls in step with the communities that are connected.

    `follows`: nobody else in this process reads the table of communities, because it does not send.
    """

    def __init__(
        self, reception: Reception, stations: Stations, on_events: Callable[[], object], *, follows: bool
    ) -> None:
        self._reception, self._stations, self._on_events = reception, stations, on_events
        self._follows = follows
        self._leases = Leases()
        self._few = asyncio.Semaphore(BEGUN_AT_ONCE)
        self.changed = asyncio.Event()

    async def open(self) -> None:
        """Hear whatever can be heard at once; `run` goes on with the rest."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.begin(), READY_S)

    async def begin(self) -> None:
        """Try once to hear every community that is connected and ours to hear; forget the others."""
        async with asyncio.TaskGroup() as group:
            for station in await self._ours():
                group.create_task(self._unless_dead(station, self._begin(station)))

    async def run(self) -> None:
        """Until cancelled: hear all that is ours, also a community that was connected just now."""
        heard: dict[CommunityId, tuple[Station, asyncio.Task[None]]] = {}
        async with asyncio.TaskGroup() as group:
            while True:
                self.changed.clear()
                if self._follows:
                    await self._stations.refresh()
                ours = {station.fact.id: station for station in await self._ours()}
                for community, (station, task) in list(heard.items()):
                    if ours.get(community) is not station:
                        task.cancel()
                        del heard[community]
                for community, station in ours.items():
                    if community not in heard:
                        heard[community] = station, group.create_task(self._unless_dead(station, self._hear(station)))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.changed.wait(), RENEW_S)

    async def close(self) -> None:
        """Let others hear at once."""
        await self._leases.give_up()

    async def _ours(self) -> list[Station]:
        names = {f"hear:{community}": community for community in self._stations.by_community}
        await self._leases.take(names)
        ours = {community for name, community in names.items() if self._leases.holds(name)}
        for gone in set(self._reception.polls) - ours:
            self._reception.forget(gone)
        return [self._stations.by_community[community] for community in sorted(ours)]

    async def _unless_dead(self, station: Station, work: Awaitable[object]) -> None:
        try:
            await work
        except AuthLost as error:
            await self._stations.lose(station, error)

    async def _hear(self, station: Station) -> None:
        """Until cancelled; with pushes alone, until VK knows where to."""
        while True:
            if await self._begin(station):
                break
            await asyncio.sleep(TRY_AGAIN_S)
        if poll := self._reception.polls.get(station.fact.id):
            await poll_forever(poll, self._on_events, asyncio.sleep)

    async def _begin(self, station: Station) -> bool:
        """False: to be tried again."""
        try:
            async with self._few:
                await self._reception.hear(station.fact.id, station.vk)
        except AuthLost:
            raise
        except MessengerError as error:
            log.warning("community not heard yet", extra={"community": station.fact.id, "code": error.code})
            return False
        return True
