"""One connection that listens: what another process committed is heard here at once, instead of being looked for."""

import asyncio
from collections.abc import Callable
from typing import Any

from models import store

INBOX, OUTBOX = "bot_inbox", "bot_outbox"  # payloads: a shard of the inbox, a community
LOOK_EVERY_S = 1.0


class Bell:
    """Listens for as long as it runs; when Postgres was away it listens again and rings once, for what it missed.

    Its connection holds the session's advisory locks of this process too: Postgres lets them go the moment the
    process dies, whoever killed it. `keep` is called every second with the connection, to look after them.
    """

    def __init__(self, dsn: str, keep: Callable[[Any], Any] | None = None) -> None:
        self._dsn, self._keep = dsn, keep
        self._hearers: dict[str, Callable[[str], None]] = {}
        self._connection: Any = None

    def on(self, channel: str, hear: Callable[[str], None]) -> None:
        """Call `hear` with the payload of every ring, and with "" when anything may have been missed."""
        self._hearers[channel] = hear

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
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            connection.terminate()
