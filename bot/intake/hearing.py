"""Every community is heard by one process: whoever holds its lease registers it at VK and reads its long poll.

Two readers would lose nothing (the door knows what it took in), they would only do the work twice.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from bot.gateway.leases import RENEW_S, Leases
from bot.gateway.stations import Stations
from bot.intake.longpoll import LongPoll, poll_forever
from bot.intake.reception import Reception
from bot.kit.errors import AuthLost, MessengerError
from bot.kit.ids import CommunityId
from bot.kit.nursery import for_each

log = logging.getLogger("bot.hearing")

TRY_AGAIN_S = 30.0  # a community that could not be heard
HEARD_AT_ONCE = 25  # each is some calls of VK; 626 one after another would outlast their leases


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
        self._refused: dict[CommunityId, float] = {}
        self.changed = asyncio.Event()

    async def begin(self) -> None:
        """Hear every community that is connected and ours to hear; forget the others."""
        self.changed.clear()
        names = {f"hear:{community}": community for community in self._stations.by_community}
        await self._leases.take(names)
        ours = {community for name, community in names.items() if self._leases.holds(name)}
        for gone in set(self._reception.polls) - ours:
            self._reception.forget(gone)
        await for_each(sorted(ours), self._hear, at_once=HEARD_AT_ONCE)

    async def _hear(self, community: CommunityId) -> None:
        station, now = self._stations.by_community[community], asyncio.get_running_loop().time()
        if now < self._refused.get(community, 0.0):
            return
        try:
            await self._reception.hear(community, station.vk)
        except AuthLost as error:
            await self._stations.lose(station, error)
        except MessengerError as error:
            self._refused[community] = now + TRY_AGAIN_S
            log.warning("community not heard yet", extra={"community": community, "code": error.code})

    async def run(self) -> None:
        """Until cancelled: hear all that is ours, also a community that was connected just now."""
        heard: dict[CommunityId, tuple[LongPoll, asyncio.Task[None]]] = {}
        async with asyncio.TaskGroup() as group:
            while True:
                if self._follows:
                    await self._stations.refresh()
                await self.begin()
                polls = self._reception.polls
                for community, (poll, task) in list(heard.items()):
                    if polls.get(community) is not poll:
                        task.cancel()
                        del heard[community]
                for community, poll in polls.items():
                    if community not in heard:
                        work = poll_forever(poll, self._on_events, asyncio.sleep)
                        heard[community] = poll, group.create_task(work)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.changed.wait(), RENEW_S)

    async def close(self) -> None:
        """Let others hear at once."""
        await self._leases.give_up()
