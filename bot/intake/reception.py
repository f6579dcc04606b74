"""The way in of one process: the gatherer, the callback door with its HTTP server, and the long polls."""

from dataclasses import dataclass

from bot.gateway.client import VkClient
from bot.gateway.vault import Vault
from bot.intake import registration
from bot.intake.callback import MAX_BODY, CallbackDoor
from bot.intake.gatherer import Gatherer
from bot.intake.longpoll import LongPoll
from bot.intake.token_rights import missing_rights
from bot.intake.traffic import Traffic
from bot.intake.web import WebServer
from bot.kit.clock import Clock
from bot.kit.ids import CommunityId
from bot.kit.nursery import Nursery
from bot.services import event_memory
from models import Community


@dataclass(frozen=True, slots=True)
class Channels:
    """What the operator has set.

    Attributes:
        events: VK_EVENTS: longpoll, callback or both.
        callback_url: VK_CALLBACK_URL: where VK reaches this server; "" leaves the servers at VK to the operator.
        callback_secret: VK_CALLBACK_SECRET, of the community `first_group` only; others get one of their own.
        host, port: where the HTTP server listens; port 0: any free one.
    """

    events: str = "longpoll"
    callback_url: str = ""
    callback_secret: str = ""
    first_group: int = 0
    host: str = "127.0.0.1"
    port: int = 0

    @property
    def polls(self) -> bool:
        """Is the long poll in use?"""
        return self.events in ("longpoll", "both")

    @property
    def pushes(self) -> bool:
        """Is the Callback API in use?"""
        return self.events in ("callback", "both")


class Reception:
    """Takes events in. `open` needs an open store; `hear` is told of every community that is connected."""

    def __init__(
        self, dsn: str, vault: Vault, clock: Clock, channels: Channels, server: WebServer | None = None
    ) -> None:
        self.channels, self._vault, self._clock = channels, vault, clock
        self.traffic = Traffic(clock)
        self.gatherer = Gatherer(dsn, vault, clock, traffic=self.traffic)
        self.door = CallbackDoor(self.gatherer, vault)
        self.polls: dict[CommunityId, LongPoll] = {}
        self._heard: dict[CommunityId, VkClient] = {}
        self._nursery = Nursery()
        self.server = server or WebServer(channels.host, channels.port, max_body=MAX_BODY)

    async def open(self) -> None:
        """Begin to take in; with a callback channel also to listen."""
        await event_memory.keep_partitions(self._clock.now())
        self._nursery.start(self.gatherer.run(), name="gatherer")
        self._nursery.start(self.traffic.run(), name="traffic")
        if self.channels.pushes:
            await self.door.reload()
            self.server.add(self.door.add_to)
        await self.server.open()

    @property
    def port(self) -> int:
        """Where the HTTP server really listens; 0 without one."""
        return self.server.port

    async def hear(self, community: CommunityId, vk: VkClient) -> None:
        """Begin to hear a community by every channel that is set; nothing is done twice for one token.

        Raises:
            MessengerError: VK did not answer or refused; it may be tried again.
        """
        if self._heard.get(community) is vk:
            return
        row = await Community.get(id=community)
        await missing_rights(vk, row.group_id)
        if self.channels.pushes and self.channels.callback_url:
            first = row.group_id == self.channels.first_group
            secret = self.channels.callback_secret if first else ""
            url = self.channels.callback_url
            await registration.register(community, vk, self._vault, self.door, base=url, secret=secret)
        if self.channels.polls:
            poll = LongPoll(row, vk, self._clock, self.gatherer)
            await poll.begin()
            self.polls[community] = poll
        self._heard[community] = vk

    def forget(self, community: CommunityId) -> None:
        """A community that is not connected any more."""
        self._heard.pop(community, None)
        self.polls.pop(community, None)

    async def close(self) -> None:
        """Take nothing in any more; what waits is told to come again."""
        await self.server.close()
        await self._nursery.close()
