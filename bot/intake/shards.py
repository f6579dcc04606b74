"""Which talks are this process's: 64 shards, shared out evenly among the workers that live.

A shard is held by an advisory lock of the bell's session. Postgres lets it go when the process dies, and the others
take it within a second. Should two hold one for a moment nothing breaks: a turn locks its talk's head anyway.
"""

import random
from collections.abc import Callable
from typing import Any

from bot.intake.heads import SHARDS
from bot.telemetry import metrics

WORKERS, OF_INBOX = 0x5B0701, 0x5B0702  # classes of advisory locks: one shared a worker; one a shard

COUNT = """
select count(*) from pg_locks
where locktype = 'advisory' and classid::bigint = $1 and objid::bigint = 0 and granted
  and database = (select oid from pg_database where datname = current_database())
"""


class Shards:
    """The shards of this process. `held` may be read at any time."""

    def __init__(self, on_gain: Callable[[set[int]], None]) -> None:
        self.held: set[int] = set()
        self._on_gain = on_gain
        self._session: Any = None

    async def keep(self, session: Any) -> None:
        """Hold this process's fair share, no less and no more. Called every second with the bell's connection."""
        if session is not self._session:
            self.held.clear()
            await session.execute("select pg_advisory_lock_shared($1, 0)", WORKERS)
            self._session = session
        workers = await session.fetchval(COUNT, WORKERS)
        share = -(-SHARDS // max(workers, 1))
        if len(self.held) > share:
            await self._let_go(session, len(self.held) - share)
        elif len(self.held) < share:
            await self._take(session, share - len(self.held))
        metrics.SHARDS_HELD.set(len(self.held))

    async def _let_go(self, session: Any, number: int) -> None:
        surplus = random.sample(sorted(self.held), number)
        self.held.difference_update(surplus)
        await session.fetch("select pg_advisory_unlock($1, s) from unnest($2::int[]) s", OF_INBOX, surplus)

    async def _take(self, session: Any, wanted: int) -> None:
        free = [shard for shard in range(SHARDS) if shard not in self.held]
        random.shuffle(free)
        while wanted > 0 and free:
            tried, free = free[:wanted], free[wanted:]
            rows = await session.fetch(
                "select s from unnest($2::int[]) s where pg_try_advisory_lock($1, s)", OF_INBOX, tried
            )
            gained = {row["s"] for row in rows}
            self.held |= gained
            self._on_gain(gained)
            wanted -= len(rows)
