"""Bots Long Poll of one community: `ts` moves on only with the commit that took the events in."""

import logging
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from bot.gateway.checking import API_VERSION, switches
from bot.gateway.client import VkClient
from bot.intake.decode import decode
from bot.intake.gatherer import BATCH, Gatherer, Later
from bot.kit.clock import Clock
from bot.kit.errors import AuthLost, Busy, MessengerError, Rejected
from models import Community

log = logging.getLogger("bot.longpoll")

WAIT_S = 25  # VK advises 25 s; proxies cut at 30 s (docs/vk.md §1.1)
# Sessions were seen to fall silent without a word after hours (docs/vk.md §1.1): after this long without an event
# the session is renewed and the switches are set again. Often enough; oftener VK answers 29. Each poll does so somewhat
# earlier, at a moment of its own: hundreds of them began together.
SILENCE, EARLIER = timedelta(minutes=15), 0.3


class LongPoll:
    """Reads one community's events. VK does not count these requests against the token's limit."""

    def __init__(self, community: Community, vk: VkClient, clock: Clock, gatherer: Gatherer) -> None:
        self.community, self.vk, self._clock, self._gatherer = community, vk, clock, gatherer
        self._server = self._key = ""
        self._ts = community.longpoll_ts
        self._heard_at: datetime = clock.now()
        self._silence = SILENCE * random.uniform(1 - EARLIER, 1)

    async def begin(self) -> None:
        """Switch the events we need on and take a position: from this moment nothing is missed.

        The position is kept, and VK holds what comes while we are away. A token without the right for it, or a VK
        that does not answer, is tried again by `poll_once`.
        """
        try:
            await self._connect()
        except Rejected as error:
            log.error(
                "long poll cannot be switched on: the token lacks a right",
                extra={"group": self.community.group_id, "code": error.code},
            )

    async def poll_once(self, wait_s: int = WAIT_S) -> int:
        """One request; returns how many events it brought to the inbox.

        Raises:
            MessengerError: VK did not answer; nothing was lost, `ts` stands where it was.
            Later: the events could not be saved; `ts` stands where it was.
        """
        if self._clock.now() - self._heard_at > self._silence:
            self._renew()
        if not self._key:
            await self._connect()
        answer = await self.vk.poll(
            self._server,
            {"act": "a_check", "key": self._key, "ts": self._ts, "wait": wait_s},
            timeout_s=wait_s + 10,
        )
        if "failed" in answer:
            await self._recover(answer)
            return 0
        updates, ts = answer.get("updates"), answer.get("ts")
        if not isinstance(updates, list) or ts is None:
            raise Busy(0, "a long poll answer without ts")
        queued = await self._take(updates, str(ts)) if updates else 0
        self._ts = str(ts)  # only now: had the commit failed, the same events would be asked for again
        return queued

    async def _take(self, updates: list[Any], ts: str) -> int:
        """The batch in commits of bounded size; the position moves with the last."""
        self._heard_at = self._clock.now()
        group = self.community.group_id
        events = [decode(u, group) for u in updates if isinstance(u, dict) and u.get("group_id") == group]
        queued = 0
        while len(events) > BATCH:
            queued += await self._gatherer.put(self.community.id, events[:BATCH])
            events = events[BATCH:]
        return queued + await self._gatherer.put(self.community.id, events, ts)

    def _renew(self) -> None:
        log.info("long poll has been silent, renewing", extra={"group": self.community.group_id})
        self._key = ""
        self._heard_at = self._clock.now()

    async def _connect(self) -> None:
        """Switch our events on (somebody may have switched them off) and get a key; a position we have is kept."""
        group = self.community.group_id
        await self.vk.call(
            "groups.setLongPollSettings", group_id=group, enabled=1, api_version=API_VERSION, **switches()
        )
        given = await self.vk.call("groups.getLongPollServer", group_id=group)
        if not self._ts:
            await self._gatherer.put(self.community.id, (), str(given["ts"]))
            self._ts = str(given["ts"])
        self._server, self._key = given["server"], given["key"]

    async def _recover(self, answer: dict[str, Any]) -> None:
        """`failed` 1: go on from the given ts; 2: a new key; 3: a new key and ts (docs/vk.md §1.1)."""
        log.info("long poll session renewed", extra={"failed": answer["failed"]})
        match answer["failed"]:
            case 1 if "ts" in answer:
                ts = str(answer["ts"])  # what lies before is lost at VK: the position is kept, so that it is told once
                await self._gatherer.put(self.community.id, (), ts)
                self._ts = ts
            case 2:
                self._key = ""
            case 3:
                self._key = self._ts = ""
            case _:
                self._key = ""
                raise Busy(0, f"long poll failed {answer['failed']}")


async def poll_forever(
    poll: LongPoll, on_events: Callable[[], object], nap: Callable[[float], Awaitable[None]]
) -> None:
    """Until cancelled. A failed request is tried again after a growing pause.

    Raises:
        AuthLost: the token is dead.
    """
    pause_s = 0.5
    while True:
        try:
            if await poll.poll_once():
                on_events()
            pause_s = 0.5
            continue
        except AuthLost:
            raise
        except MessengerError as error:
            log.warning("long poll did not answer", extra={"code": error.code})
        except Later as error:
            log.warning("events must wait", extra={"error": type(error).__name__})
        await nap(pause_s)
        pause_s = min(pause_s * 2, 30.0)
