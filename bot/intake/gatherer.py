"""Group commit: events gather while the previous batch is written; then all that wait are written at once.

There is no timer: alone, an event is written at once; in a rush, batches grow by themselves.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import asyncpg
import msgspec

from bot.intake.decode import Incoming, Kind
from bot.intake.keys import storable
from bot.intake.secrets import Locker, hide
from bot.intake.statement import statement_for
from bot.intake.taken import Taken
from bot.intake.traffic import Traffic
from bot.kit.clock import Clock
from bot.telemetry import metrics

log = logging.getLogger("bot.gatherer")

BATCH = 500  # events; one that carries more by itself is written whole
WAITING = 5_000  # events that may wait: half a second of work; then people at the door are asked to come later
FLUSH_S = 4.0  # VK gives up on an answer after some seconds: better to say «later» before
CONNECT_S = 2.0
PAUSE_S = 0.2  # after Postgres did not answer
TRIES = 3  # of a batch that met a deadlock or the like

# These sit on one event's own values: tried alone it fails again, and its neighbours do not.
POISON = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, asyncpg.RaiseError, ValueError, OverflowError)
PASSING = (asyncpg.TransactionRollbackError, asyncpg.LockNotAvailableError)

# The plan for any batch: indexes only, whatever the tables' sizes were when the statement was prepared.
SESSION = {
    "application_name": "bot intake",
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}
QUARANTINE = "insert into quarantine (community_id, event_id, type, error, at) values ($1, $2, $3, $4, $5)"


class Later(Exception):
    """Not taken in: the same is to be brought again."""


class Overloaded(Later):
    """More waits already than may."""


class Unavailable(Later):
    """Postgres did not take it, or did not say so in time."""


class _Waiting(msgspec.Struct, gc=False):
    taken: Taken
    done: asyncio.Future[int]


class Gatherer:
    """The door to the database for every event of every community of this process.

    `put` may be called as soon as `run` is a task; `close` ends the connection.
    """

    def __init__(
        self,
        dsn: str,
        vault: Locker,
        clock: Clock,
        *,
        traffic: Traffic | None = None,
        waiting: int = WAITING,
        flush_s: float = FLUSH_S,
    ):
        self._traffic = traffic
        self._dsn, self._vault, self._clock = dsn, vault, clock
        self._limit, self._flush_s = waiting, flush_s
        self._waiting: deque[_Waiting] = deque()
        self._count = 0
        self._wake = asyncio.Event()
        self._connection: Any = None
        self._prepared: dict[str, Any] = {}

    @property
    def is_full(self) -> bool:
        """Would `put` refuse an event now?"""
        return self._count >= self._limit

    async def put(self, community: int, events: Sequence[Incoming], ts: str = "") -> int:
        """Take events in; returns after their commit.

        Args:
            community: our id of the community they came through.
            events: in the order they came; IGNORED ones are left out.
            ts: the long poll's position after them, saved in the same commit; "" for none.

        Returns:
            How many events of the batch that carried these went to the inbox.

        Raises:
            Overloaded: too many wait already.
            Unavailable: nothing is known to be saved; bringing the same again does no harm.
        """
        if self.is_full:
            raise Overloaded
        kept = [(event, self._kept(event)) for event in events if event.kind is not Kind.IGNORED]
        if not kept and not ts:
            return 0
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(Taken(community, kept, ts), done))
        self._count += len(kept)
        self._wake.set()
        return await done

    def _kept(self, event: Incoming) -> bytes:
        """What the inbox keeps of an event, as JSON: tokens hidden, nothing that Postgres cannot store."""
        if event.kept is None:
            return b""
        text = msgspec.json.encode({"type": event.type, "sender": event.sender, **_storable(event.kept)}).decode()
        return hide(text, self._vault).encode()

    async def run(self) -> None:
        """Until cancelled: write what waits, again and again; a failure is told to those who wait, and passes."""
        try:
            while True:
                await self._wake.wait()
                batch = self._next_batch()
                if batch:
                    await self._answer(batch)
                else:
                    self._wake.clear()
        finally:
            self._refuse(self._waiting, Unavailable("the gatherer has ended"))
            self._waiting.clear()
            await self.close()

    async def close(self) -> None:
        """Close the connection to Postgres."""
        connection, self._connection = self._connection, None
        self._prepared.clear()
        if connection is not None:
            with suppress(Exception):
                await connection.close(timeout=1)

    def _next_batch(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        size = 0
        while self._waiting and (not batch or size + len(self._waiting[0].taken.events) <= BATCH):
            one = self._waiting.popleft()
            size += len(one.taken.events)
            batch.append(one)
        self._count -= size
        return batch

    async def _answer(self, batch: list[_Waiting]) -> None:
        try:
            await self._judge(batch)
            queued = await self._write([one.taken for one in batch])
        except POISON as error:
            log.error("a batch failed, now one by one", extra={"events": len(batch), "error": type(error).__name__})
            await self._one_by_one(batch)
        except asyncio.CancelledError:
            self._refuse(batch, Unavailable("the gatherer has ended"))
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it is, nobody may be left waiting for ever
            await self._away(batch, error)
        else:
            for one in batch:
                if not one.done.done():
                    one.done.set_result(queued)

    async def _judge(self, batch: list[_Waiting]) -> None:
        """Talk of the whole batch gets its verdicts; rules not known yet are read for all of it at once."""
        if self._traffic is None:
            return
        await self._traffic.learn([one.taken for one in batch])
        for one in batch:
            community, events = one.taken.community, one.taken.events
            for place, (event, _) in enumerate(events):
                if event.kind is Kind.TALK:
                    judged = self._traffic.judged(community, event)
                    events[place] = judged, self._kept(judged)

    async def _away(self, batch: Sequence[_Waiting], error: Exception) -> None:
        metrics.DATABASE_AWAY.labels("intake").inc()
        log.error("events could not be saved", extra={"requests": len(batch), "error": type(error).__name__})
        self._refuse(batch, Unavailable(type(error).__name__))
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
            self._prepared.clear()
        await asyncio.sleep(PAUSE_S)

    @staticmethod
    def _refuse(batch: Sequence[_Waiting] | deque[_Waiting], error: Later) -> None:
        for one in batch:
            if not one.done.done():
                one.done.set_exception(error)

    async def _write(self, taken: list[Taken]) -> int:
        for attempt in range(TRIES):
            statement, values = statement_for(taken, self._clock.now())
            prepared = self._prepared.get(statement) or await self._prepare(statement)
            try:
                row = await prepared.fetchrow(*values, timeout=self._flush_s)
            except PASSING:
                if attempt == TRIES - 1:
                    raise
            else:
                return int(row["queued"])
        raise AssertionError("unreachable")

    async def _prepare(self, statement: str) -> Any:
        """Connect and prepare once; the plan is made once for all batches."""
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(self._dsn, timeout=CONNECT_S, server_settings=SESSION)
        self._prepared[statement] = await self._connection.prepare(statement, timeout=CONNECT_S)
        return self._prepared[statement]

    async def _one_by_one(self, batch: list[_Waiting]) -> None:
        """Each event in a commit of its own: the one that fails goes to quarantine, the others are taken in."""
        for place, one in enumerate(batch):
            try:
                queued = 0
                for event in one.taken.events:
                    queued += await self._alone(one.taken.community, event)
                if one.taken.ts:
                    await self._write([Taken(one.taken.community, [], one.taken.ts)])
            except Exception as error:  # noqa: BLE001 -- as above
                await self._away(batch[place:], error)
                return
            if not one.done.done():
                one.done.set_result(queued)

    async def _alone(self, community: int, event: tuple[Incoming, bytes]) -> int:
        try:
            return await self._write([Taken(community, [event])])
        except POISON as error:
            await self._set_aside(community, event[0], type(error).__name__)
            return 0

    async def _set_aside(self, community: int, event: Incoming, error: str) -> None:
        """Into quarantine by its id; if even that cannot be kept, the log alone knows of it and the others go on."""
        log.error("event in quarantine", extra={"event_key": storable(event.event), "error": error})
        found = (community, storable(event.event)[:80], event.type[:60], f"{error} at the door", self._clock.now())
        with suppress(*POISON):
            await self._connection.execute(QUARANTINE, *found, timeout=self._flush_s)


def _storable(value: Any) -> Any:
    """JSON without what jsonb cannot hold."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(str(key)): _storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    if isinstance(value, float) and not value.is_integer():
        return str(value)
    return value
