"""One clock for all machines: the process that holds an advisory lock in Postgres, for as long as its session lives.

A process that is killed loses it at once, one whose machine vanished within ten seconds (TCP keepalives of the
session); the next that asks has it. Should two believe for a moment that they lead, `job_run` still has one row a slot.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from bot.telemetry import metrics

log = logging.getLogger("bot.clock")

CLOCK = 0x5B0703  # class of the advisory lock
PATIENCE_S = 3.0


class Leader:
    """May this process be the clock? `connect` opens a session of its own."""

    def __init__(self, connect: Callable[[], Awaitable[Any]]) -> None:
        self._connect = connect
        self._session: Any = None
        self._leads = False

    async def leads(self) -> bool:
        """Ask, and take the place if it is free. False also when Postgres is away."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                leads = await self._ask()
        except Exception as error:  # noqa: BLE001 - no answer means: not the leader
            log.warning("clock without Postgres", extra={"error": type(error).__name__})
            self._drop()
            leads = False
        if leads != self._leads:
            log.info("clock elected" if leads else "clock stepped down")
            metrics.CLOCK_LEADS.set(leads)
        self._leads = leads
        return leads

    async def close(self) -> None:
        """Leave the place to others."""
        self._drop()
        self._leads = False

    async def _ask(self) -> bool:
        if self._session is None or self._session.is_closed():
            self._session, self._leads = await self._connect(), False
        if self._leads:
            await self._session.execute("select 1")
            return True
        return bool(await self._session.fetchval("select pg_try_advisory_lock($1, 0)", CLOCK))

    def _drop(self) -> None:
        if self._session is not None:
            self._session.terminate()
        self._session = None
