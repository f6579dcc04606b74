"""The inbox: one talk is worked on by one worker at a time, in order; several talks at once; one transaction a turn.

Nothing is kept here that another process needs: a talk waits in memory only as long as its events lie in Postgres.
"""

import asyncio
import logging

from bot.intake import heads
from bot.intake.heads import FIRST, SHARDS, TalkKey, shard_of
from bot.intake.one_turn import Answer, OneTurn, Ring, Taken, Words
from bot.intake.shards import Shards
from bot.kit.clock import Clock
from bot.telemetry import metrics

log = logging.getLogger("bot.inbox")

TURNS_AT_ONCE = 8
LOOK_EVERY_S = 0.5  # for what no bell announces: a second try, a profile that did not come
TALKS_A_LOOK = 16  # of one shard; the next look goes on behind them, so that no talk waits for ever


class Inbox:
    """Turns events into turns, in the shards that `shards` holds for this process; `ring` as in `OneTurn`."""

    def __init__(self, answer: Answer, words: Words, clock: Clock, ring: Ring) -> None:
        self.shards = Shards(self._ring)
        self._turns, self._clock = OneTurn(answer, words, clock, ring), clock
        self._rung: set[int] = set(range(SHARDS))  # shards to look into
        self._behind: dict[int, TalkKey] = {}  # where the next look into a shard goes on
        self._waiting: asyncio.Queue[TalkKey] = asyncio.Queue()
        self._busy: set[TalkKey] = set()  # waiting or under way
        self._again: set[TalkKey] = set()  # rung while busy
        self._wake, self._quiet = asyncio.Event(), asyncio.Event()
        self._running, self._closing = 0, False
        self._quiet.set()

    def hear(self, shard: str) -> None:
        """A bell: something was committed in this shard ("": perhaps in any)."""
        self._ring({int(shard)} if shard else set(range(SHARDS)))

    def _ring(self, shards: set[int]) -> None:
        self._rung |= shards
        self._wake.set()

    async def look(self) -> None:
        """Until cancelled: find talks with something to do, as fast as they are worked on."""
        self.hear("")
        while not self._closing:
            try:
                await asyncio.wait_for(self._wake.wait(), LOOK_EVERY_S)
            except TimeoutError:
                self._rung |= self.shards.held
            self._wake.clear()
            if self._waiting.qsize() < TURNS_AT_ONCE:
                await self._look_once()

    async def work(self) -> None:
        """Until cancelled: take one talk after another through its next turn."""
        while True:
            talk = await self._waiting.get()
            if self._closing:
                continue
            self._begin()
            try:
                taken = await self.take(talk)
            except BaseException:
                self._leave(talk, again=True)
                raise
            finally:
                self._end()
            self._go_on(talk, taken)

    async def stop(self) -> None:
        """Take no more, finish what is under way. What only waited lies in Postgres as before."""
        self._closing = True
        self._wake.set()
        while not self._waiting.empty():
            self._waiting.get_nowait()
        await self._quiet.wait()

    async def work_one(self) -> bool:
        """One event of any shard, the oldest; False when nothing may be worked on now. For tests."""
        talk = await heads.find_oldest(self._clock.now())
        return talk is not None and (await self.take(talk)).worked

    async def take(self, talk: TalkKey) -> Taken:
        """The next turn of a talk."""
        return await self._turns.take(talk)

    async def _look_once(self) -> None:
        shards = self._rung & self.shards.held
        self._rung.clear()
        if not shards:
            return
        places = {shard: self._behind.pop(shard, FIRST) for shard in shards}
        try:
            found = await heads.find_due(places, self._clock.now(), limit=TALKS_A_LOOK)
        except BaseException:
            self._rung |= shards
            raise
        number = dict.fromkeys(shards, 0)
        for shard, talk in found:
            number[shard] += 1
            self._behind[shard] = talk
            self._add(talk)
        for shard in shards:
            if number[shard] < TALKS_A_LOOK:
                self._behind.pop(shard, None)
            if number[shard] == TALKS_A_LOOK or places[shard] != FIRST:
                self._rung.add(shard)
        if self._rung and not found:
            self._wake.set()

    def _add(self, talk: TalkKey) -> None:
        if talk in self._busy:
            self._again.add(talk)
            return
        self._busy.add(talk)
        self._waiting.put_nowait(talk)

    def _go_on(self, talk: TalkKey, taken: Taken) -> None:
        if taken.more and not self._closing:
            self._again.discard(talk)
            self._waiting.put_nowait(talk)  # behind the others: a talk with a thousand events does not hold them up
        else:
            self._leave(talk, again=talk in self._again and taken.worked)
        if self._rung and self._waiting.qsize() < TURNS_AT_ONCE:
            self._wake.set()

    def _leave(self, talk: TalkKey, *, again: bool) -> None:
        self._busy.discard(talk)
        self._again.discard(talk)
        if again:
            self._rung.add(shard_of(talk))

    def _begin(self) -> None:
        self._running += 1
        self._quiet.clear()
        metrics.TURNS_RUNNING.inc()

    def _end(self) -> None:
        self._running -= 1
        metrics.TURNS_RUNNING.dec()
        if not self._running:
            self._quiet.set()
