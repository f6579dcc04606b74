"""One connection that listens and rings: what another process committed is heard at once, not looked for."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

from models import store

INBOX, OUTBOX = "bot_inbox", "bot_outbox"  # payloads: a shard of the inbox, a community
LOOK_EVERY_S = 1.0
RING = "select pg_notify(channel, said) from unnest($1::text[], $2::text[]) as ring (channel, said)"


class Bell:
    """Listens for as long as it runs; when Postgres was away it listens again and rings once, for what it missed.

    Its connection holds the session's advisory locks of this process too: Postgres lets them go the moment the
    process dies, whoever killed it. `keep` is called every second with the connection, to look after them.
    """

    def __init__(self, dsn: str, keep: Callable[[Any], Any] | None = None) -> None:
        self._dsn, self._keep = dsn, keep
        self._hearers: dict[str, Callable[[str], None]] = {}
        self._to_ring: dict[tuple[str, str], None] = {}
        self._wake = asyncio.Event()

    def on(self, channel: str, hear: Callable[[str], None]) -> None:
        """Call `hear` with the payload of every ring, and with "" when anything may have been missed."""
        self._hearers[channel] = hear

    def ring(self, channel: str, payload: str) -> None:
        """Let every process that listens hear this soon; rings of one moment go together, doubles once."""
        self._to_ring[channel, payload] = None
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled.

        Raises:
            OSError, asyncpg.PostgresError: Postgres went away; run it again.
        """
        connection = await store.connect(self._dsn)
        try:
            for channel, hear in self._hearers.items():
                await connection.add_listener(channel, lambda _c, _pid, _channel, payload, hear=hear: hear(payload))
            for hear in self._hearers.values():
                hear("")
            while True:
                if self._keep:
                    await self._keep(connection)
                else:
                    await connection.execute("select 1")
                await self._ring_for(connection, LOOK_EVERY_S)
        finally:
            connection.terminate()

    async def _ring_for(self, connection: Any, seconds: float) -> None:
        """For this long, ring what is to be rung; a ring that is lost with Postgres is made good by the slow looks."""
        until = time.monotonic() + seconds
        while (left_s := until - time.monotonic()) > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), left_s)
            self._wake.clear()
            rings, self._to_ring = list(self._to_ring), {}
            if rings:
                await connection.execute(RING, [channel for channel, _ in rings], [said for _, said in rings])
