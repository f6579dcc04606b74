"""Jobs on PgQueuer: put in with the slot that they belong to, worked on by any worker on any machine.

A worker that dies leaves its job with a heartbeat that grows old, and another takes it up. A job that fails is tried
again, later each time; after `TRIES` it is held for the operator (`python -m bot queue`), and its slot with it.
Nothing of an exception is kept but its type and place: PgQueuer would write its words, and so names, into its tables.
"""

import asyncio
import logging
import time
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NoReturn

import orjson
from pgqueuer import errors
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver, AsyncpgPoolDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.models import Job
from pgqueuer.domain.types import QueueManagerId
from pgqueuer.ports.repository import EntrypointExecutionParameter
from tortoise.connection import get_connections

from bot.jobs.clock import Progress, Slot, Step, run_slot
from bot.kit.clock import Clock
from bot.kit.unit_of_work import same_transaction
from bot.services import slots
from bot.telemetry import metrics
from bot.telemetry.logs import kind_of

log = logging.getLogger("bot.jobs")

HEARTBEAT = timedelta(seconds=20)  # silence after which a job is taken from its worker
TRIES = 6
FIRST_PAUSE = timedelta(seconds=5)  # doubled with each try: 5 s … 80 s
AT_ONCE = 4
AWAY_S = 0.5  # between two looks whether Postgres is back

# A failed job is held: its slot waits for the operator, not for the next tick.
HELD = "select 1 from pgqueuer where dedupe_key = $1 and status = 'failed'"


class JobFailed(Exception):
    """The last try failed; the text is the kind of error and its place."""


async def put(slot: Slot) -> None:
    """Put a slot's job into the queue, in the present transaction; a job that is there already stays alone."""
    key = f"{slot.job} {slot.key}"
    connection = same_transaction()
    if await connection.execute_query_dict(HELD, [key]):
        return
    queries = Queries(AsyncpgDriver(connection._connection))
    payload = orjson.dumps({"key": slot.key, "what": dict(slot.what)})
    await queries.enqueue(slot.job, payload, dedupe_key=key, on_conflict="skip")


class Jobs:
    """Works off the queue. `steps` are the jobs by name."""

    def __init__(self, steps: Mapping[str, Step], clock: Clock) -> None:
        self._steps, self._clock = steps, clock
        self._manager: QueueManager | None = None
        self._stopped = False

    async def run(self) -> None:
        """Until `stop`, or Postgres goes away.

        Raises:
            ConnectionError: PgQueuer does not hear its bell any more; run it again.
        """
        if self._stopped:
            return
        manager = self._manager = QueueManager(Queries(AsyncpgPoolDriver(_pool())))
        for name in self._steps:
            manager.entrypoint(name, accepts_context=False, on_failure="hold")(self._work)
        try:
            await manager.run(
                dequeue_timeout=timedelta(seconds=10),
                batch_size=AT_ONCE // 2,
                max_concurrent_tasks=AT_ONCE,
                heartbeat_timeout=HEARTBEAT,
                shutdown_on_listener_failure=True,
            )
        except errors.FailingListenerError as error:
            if self._stopped:
                return
            raise ConnectionError("PgQueuer's listener is silent") from error

    def stop(self) -> None:
        """Take no more; `run` ends when what is under way is finished."""
        self._stopped = True
        if self._manager:
            self._manager.shutdown.set()

    async def _work(self, job: Job) -> None:
        slot = _slot(job)
        while True:
            try:
                return await self._do(slot, self._clock.now())
            except Exception as error:  # noqa: BLE001 - whatever it was, it is tried again and its words are not kept
                if not slots.is_to_be_waited_for(error):
                    self._try_again(job, slot, kind_of(error))
                # PgQueuer could not write a second try down either, and would hold the job.
                log.warning("a job waits for Postgres", extra={"job": slot.job, "slot": slot.key})
                await asyncio.sleep(AWAY_S)

    def _try_again(self, job: Job, slot: Slot, kind: str) -> NoReturn:
        tries = job.attempts + 1
        log.error("job failed", extra={"job": slot.job, "slot": slot.key, "tries": tries, "error": kind})
        if tries >= TRIES:
            raise JobFailed(kind) from None
        raise errors.RetryRequested(FIRST_PAUSE * 2**job.attempts, kind) from None

    async def _do(self, slot: Slot, now: datetime) -> None:
        began, outcome = time.perf_counter(), "failed"
        try:
            progress = await run_slot(slot, self._steps[slot.job], now)
            outcome = "done" if progress is Progress.DONE else "later"
        finally:
            metrics.JOBS.labels(slot.job, outcome).inc()
            metrics.JOB_S.labels(slot.job).observe(time.perf_counter() - began)

    async def drain(self, now: datetime) -> int:
        """Work off what lies in the queue, each job once; one that fails has its slot tried again a minute later.

        For tests, whose time stands still; returns how many jobs there were.
        """
        queries, count = Queries(AsyncpgPoolDriver(_pool())), 0
        worker = QueueManagerId(uuid.uuid4())
        names: Any = {name: EntrypointExecutionParameter(concurrency_limit=0) for name in self._steps}
        while jobs := await queries.dequeue(10, names, worker, None, HEARTBEAT):
            for job in jobs:
                count += 1
                slot = _slot(job)
                try:
                    await self._do(slot, now)
                except Exception as error:  # noqa: BLE001 - as in `_work`
                    log.error("job failed", extra={"job": slot.job, "slot": slot.key, "error": kind_of(error)})
                    await slots.postpone(slot.job, slot.key, now=now)
                await queries.log_jobs([(job, "successful", None)])
        return count


def _slot(job: Job) -> Slot:
    said = orjson.loads(job.payload or b"{}")
    return Slot(job.entrypoint, said["key"], said["what"])


def _pool() -> Any:
    """The open store's asyncpg pool: PgQueuer speaks to Postgres by itself."""
    return get_connections().get("default")._pool
