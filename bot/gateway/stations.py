"""All communities' ways out in one process: light enough for hundreds, and open to one that was connected just now.

One statement renews all leases, one finds who has something to send; a community costs a task only while it sends.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from vkbottle import AiohttpClient

from bot.gateway import outbox, outcomes
from bot.gateway.client import VkClient, new_wire
from bot.gateway.leases import RENEW_S, Leases, token_of
from bot.gateway.long_verbs import LongVerbs
from bot.gateway.pacer import COMMUNITY_CALLS, USER_CALLS
from bot.gateway.sender import Sender
from bot.gateway.vault import Vault
from bot.kit.clock import Clock
from bot.kit.errors import AuthLost, MessengerError
from bot.kit.ids import CommunityId
from bot.kit.nursery import for_each
from bot.services import communities
from bot.services.communities import CommunityFact

log = logging.getLogger("bot.stations")

IDLE_S = 0.25  # how often the table is looked at when nobody rings: retries that fall due, other processes' rows
CHECK_EVERY_S = 600.0  # each token is tried at least this often, so that a dead one is known within 15 minutes
CHECKED_AT_ONCE = 25  # tokens: 626 take seconds, and four minutes if VK answers none of them


@dataclass(slots=True)
class Station:
    """One community at work."""

    fact: CommunityFact
    vk: VkClient
    user: VkClient | None
    sender: Sender


class Stations:
    """The ways out of this process. `run` works for ever; tests call `settle` instead.

    Args:
        api_url: VK's, or the sandbox's.
        calls_per_s: of each community's token; VK allows 20.
        leases: which tokens this process owns.
    """

    def __init__(
        self, api_url: str, vault: Vault, clock: Clock, *, calls_per_s: float, leases: Leases | None = None
    ) -> None:
        self.by_community: dict[CommunityId, Station] = {}
        self.on_change: Callable[[], None] = lambda: None  # communities came or went
        self._api_url, self._vault, self._clock, self._calls_per_s = api_url, vault, clock, calls_per_s
        self._leases = leases or Leases()
        self._wire: AiohttpClient | None = None
        self._ring = asyncio.Event()
        self._rung: set[CommunityId] = set()  # who has something to send, as far as it was said
        self._look_at = 0.0  # when the table is to be looked at again
        self._renewed = self._checked = 0.0

    def __bool__(self) -> bool:
        return bool(self.by_community)

    async def open(self) -> None:
        """Connect every live community and take the tokens that are free."""
        self._wire = new_wire()
        self._checked = time.monotonic()
        await self.refresh()

    async def close(self) -> None:
        """Leave the tokens to others and close the connections."""
        await self._leases.give_up()
        if self._wire:
            await self._wire.close()

    def wake(self, community: str = "") -> None:
        """Something new may be there (`community` as a bell says it; every community without it)."""
        if not (community.isdecimal() and self.wake_own(CommunityId(int(community)))):
            self._look_at = 0.0
            self._ring.set()

    def wake_own(self, community: CommunityId) -> bool:
        """There is something new to send for this community; False if its token is not ours."""
        if community not in self.by_community or not self._leases.holds(token_of(community)):
            return False
        self._rung.add(community)
        self._ring.set()
        return True

    async def refresh(self) -> None:
        """Follow the table of communities, and sign that this process lives: two statements for all of them."""
        facts = {fact.id: fact for fact in await communities.live()}
        changed = False
        for gone in [known for known in self.by_community if known not in facts]:
            self.by_community.pop(gone)
            changed = True
        for fact in facts.values():
            known = self.by_community.get(fact.id)
            if known is None or not self._is_same(known.fact, fact):
                self.by_community[fact.id] = self._connect(fact)
                changed = True
        await self._renew()
        if changed:
            self.on_change()

    async def run(self) -> None:
        """Until cancelled: send what is due, keep the tokens, try each now and then."""
        await self.begin_anew()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep())
            group.create_task(self._keep_checking())
            while True:
                self._ring.clear()
                for station in await self._rung_or_due():
                    if station.sender.is_draining:
                        station.sender.wake()
                    else:
                        station.sender.is_draining = True
                        group.create_task(self._drain(station))
                await _wait(self._ring, IDLE_S)

    async def begin_anew(self) -> None:
        """A run before this one may have ended with Postgres: in mid-flight, or before a sending had begun."""
        for station in self.by_community.values():
            station.sender.is_draining = False
        await outbox.give_back([c for c in self.by_community if self._leases.holds(token_of(c))])

    async def settle(self) -> bool:
        """Send until nothing may leave now; True if anything left."""
        left = False
        await self.refresh()
        while stations := await self._due():
            sent = [await station.sender.drain() for station in stations if station.sender.stopped_by is None]
            if not any(sent):
                break
            left = True
            await self.refresh()
        await outbox.forget_empty_batches()
        return left

    async def check_tokens(self) -> None:
        """Try every token of ours once, so that one that died in silence is known."""
        ours = [one for one in self.by_community.values() if self._leases.holds(token_of(one.fact.id))]
        await for_each(ours, self._check, at_once=CHECKED_AT_ONCE)

    async def _check(self, station: Station) -> None:
        try:
            await station.vk.call("groups.getById")
        except AuthLost as error:
            await self.lose(station, error)
        except MessengerError as error:
            log.info("token not checked", extra={"community": station.fact.id, "code": error.code})

    async def lose(self, station: Station, error: AuthLost) -> None:
        """Its token is dead: nothing more is sent with it, and its administrators are told."""
        station.sender.stopped_by = error
        await outcomes.note_trouble(station.fact.id, error, self._clock.now())
        self.wake()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(RENEW_S)
            await self.refresh()
            await outbox.forget_empty_batches()

    async def _keep_checking(self) -> None:
        """Beside `_keep`: hundreds of questions, or a VK that does not answer, take longer than a lease lasts."""
        while True:
            await asyncio.sleep(max(0.0, self._checked + CHECK_EVERY_S - time.monotonic()))
            self._checked = time.monotonic()
            await self.check_tokens()

    async def _renew(self) -> None:
        names = {token_of(community): community for community in self.by_community}
        taken = await self._leases.take(names)
        if taken:
            await outbox.give_back([names[name] for name in taken])

    async def _rung_or_due(self) -> list[Station]:
        """Those who were rung for; now and then, and when anything may have happened, all who have something due."""
        rung, self._rung = self._rung, set()
        if rung and time.monotonic() < self._look_at:
            return [self.by_community[community] for community in rung if community in self.by_community]
        self._look_at = time.monotonic() + IDLE_S
        return await self._due()

    async def _due(self) -> list[Station]:
        ours = [c for c in self.by_community if self._leases.holds(token_of(c))]
        return [self.by_community[c] for c in await outbox.due(ours, self._clock.now())] if ours else []

    async def _drain(self, station: Station) -> None:
        await station.sender.drain()

    def _is_same(self, known: CommunityFact, fact: CommunityFact) -> bool:
        """Nothing changed but the ciphertext: the same token, locked anew."""
        if replace(known, token=fact.token, user_token=fact.user_token) != fact:
            return False
        tokens = [(known.token, fact.token), (known.user_token, fact.user_token)]
        return all(old == new or (old and new and self._open(old) == self._open(new)) for old, new in tokens)

    def _open(self, ciphertext: bytes) -> str:
        return self._vault.open(ciphertext)

    def _connect(self, fact: CommunityFact) -> Station:
        vk = self._client(self._open(fact.token), calls_per_s=self._calls_per_s)
        user = self._user(fact)
        long_verbs = LongVerbs(fact.screen_name, user, self._vault, self._client_of, self._clock)
        name = token_of(fact.id)
        sender = Sender(
            fact.id,
            vk,
            long_verbs,
            self._clock,
            holder=self._leases.holder,
            holds=lambda: self._leases.holds(name),
        )
        return Station(fact, vk, user, sender)

    def _client_of(self, token: str) -> VkClient:
        """The client that spaces this token's calls already, or one for a token that is only being looked at."""
        for station in self.by_community.values():
            if station.vk.token == token:
                return station.vk
        return self._client(token, calls_per_s=self._calls_per_s)

    def _user(self, fact: CommunityFact) -> VkClient | None:
        if not fact.user_token:
            return None
        calls_per_s = self._calls_per_s * USER_CALLS / COMMUNITY_CALLS
        return self._client(self._open(fact.user_token), calls_per_s=calls_per_s, limit=USER_CALLS)

    def _client(self, token: str, *, calls_per_s: float, limit: int = COMMUNITY_CALLS) -> VkClient:
        return VkClient(self._api_url, token, calls_per_s=calls_per_s, limit=limit, wire=self._wire)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
