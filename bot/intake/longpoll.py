"""Bots Long Poll of one community: `ts` moves on only with the commit that took the events in."""

import logging
from typing import Any

from bot.gateway.client import VkClient
from bot.intake.door import take_in
from bot.kit.clock import Clock
from bot.kit.errors import Busy, MessengerError
from models import Community

log = logging.getLogger("bot.longpoll")

WAIT_S = 25  # VK advises 25 s; proxies cut at 30 s (docs/vk.md §1.1)
EVENTS = ("message_new", "message_event", "message_allow", "message_deny")


class LongPoll:
    """Reads one community's events. VK does not count these requests against the token's limit."""

    def __init__(self, community: Community, vk: VkClient, clock: Clock) -> None:
        self.community, self._vk, self._clock = community, vk, clock
        self._server = self._key = ""
        self._ts = community.longpoll_ts

    async def begin(self) -> None:
        """Switch the events we need on (by default VK sends only message_new, docs/vk.md §11) and take a position.

        From this moment nothing is missed: the position is kept, and VK holds what comes while we are away.
        """
        switches = dict.fromkeys(EVENTS, 1)
        await self._vk.call(
            "groups.setLongPollSettings", group_id=self.community.group_id, enabled=1, api_version="5.199", **switches
        )
        await self._connect()
        if not self.community.longpoll_ts:
            await Community.filter(id=self.community.id).update(longpoll_ts=self._ts)

    async def poll_once(self, wait_s: int = WAIT_S) -> int:
        """One request; returns how many events went on to turns.

        Raises:
            MessengerError: VK did not answer; nothing was lost, `ts` stands where it was.
        """
        if not self._key:
            await self._connect()
        answer = await self._vk.poll(
            self._server,
            {"act": "a_check", "key": self._key, "ts": self._ts, "wait": wait_s},
            timeout_s=wait_s + 10,
        )
        if "failed" in answer:
            await self._recover(answer)
            return 0
        updates: list[dict[str, Any]] = answer.get("updates") or []
        ts, queued = str(answer["ts"]), 0
        if updates:
            queued = await take_in(self.community, updates, now=self._clock.now(), ts=ts)
        self._ts = ts  # only now: had the commit failed, the same events would be asked for again
        return queued

    async def _connect(self) -> None:
        given = await self._vk.call("groups.getLongPollServer", group_id=self.community.group_id)
        self._server, self._key = given["server"], given["key"]
        self._ts = self._ts or str(given["ts"])

    async def _recover(self, answer: dict[str, Any]) -> None:
        """`failed` 1: go on from the given ts; 2: a new key; 3: a new key and ts (docs/vk.md §1.1)."""
        log.info("long poll session renewed", extra={"failed": answer["failed"]})
        match answer["failed"]:
            case 1:
                self._ts = str(answer["ts"])
            case 2:
                self._key = ""
            case 3:
                self._key = self._ts = ""
            case _:
                self._key = ""
                raise Busy(0, f"long poll failed {answer['failed']}")


async def poll_forever(poll: LongPoll, on_events: Any, nap: Any) -> None:
    """Until cancelled. A failed request is tried again after a growing pause."""
    pause_s = 0.5
    while True:
        try:
            if await poll.poll_once():
                on_events()
            pause_s = 0.5
        except MessengerError as error:
            log.warning("long poll did not answer", extra={"code": error.code})
            await nap(pause_s)
            pause_s = min(pause_s * 2, 30.0)
