"""What one process does: everything (the default), or one of three parts that may run on many machines.

| role   | does                                                     | how many                                      |
|--------|----------------------------------------------------------|-----------------------------------------------|
| intake | takes events in: callback door, long polls               | any; each long poll is read by one of them    |
| worker | turns, sending, jobs                                     | any; talks are shared out, a token has one owner |
| clock  | looks what is due                                        | any; one is elected, another follows in 10 s  |
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.kit.nursery import Nursery
from bot.telemetry import metrics
from models.store import is_away

log = logging.getLogger("bot.app")

GRACE_S = 3.0  # for what is under way when the process is asked to stop
PAUSE_S, LONGEST_PAUSE_S = 0.2, 2.0  # between two looks whether Postgres is back


class Role(StrEnum):
    """Which parts run in this process."""

    ALL = "all"
    INTAKE = "intake"
    WORKER = "worker"
    CLOCK = "clock"

    @property
    def hears(self) -> bool:
        """Takes events in."""
        return self in (Role.ALL, Role.INTAKE)

    @property
    def works(self) -> bool:
        """Takes turns, sends, does jobs."""
        return self in (Role.ALL, Role.WORKER)

    @property
    def ticks(self) -> bool:
        """May be elected as the clock."""
        return self in (Role.ALL, Role.CLOCK)


Work = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Parts:
    """The long-lived works of a process; `finish` takes no more and waits for what is under way."""

    hear: Work
    works: Sequence[Work]
    tick: Work
    follow_clock: Work | None
    finish: Callable[[], Awaitable[None]]


async def run(parts: Parts, role: Role, stop: asyncio.Event) -> None:
    """Until `stop` is set or a part fails.

    Raises:
        Exception: whatever a part raised, unless it was Postgres that went away: that is waited for.
    """
    nursery, ways_in = Nursery(), Nursery()
    for name, work in _wanted(parts, role):
        place = ways_in if work is parts.hear else nursery
        place.start(steadily(name, work), name=name)
    nursery.start(ways_in.watch() if role.hears else _until(stop), name="ways in")
    nursery.start(_until(stop), name="stop")
    try:
        await nursery.watch()
    finally:
        await ways_in.close()
        try:
            await asyncio.wait_for(parts.finish(), GRACE_S)
        except TimeoutError:
            log.warning("stopped before all was finished; others will take it up")
        await nursery.close()


def _wanted(parts: Parts, role: Role) -> list[tuple[str, Work]]:
    wanted = [(_name(work), work) for work in parts.works] if role.works else []
    if role.hears:
        wanted.append(("hearing", parts.hear))
    if role.ticks:
        wanted.append(("clock", parts.tick))
    if parts.follow_clock:
        wanted.append(("world clock", parts.follow_clock))
    return wanted


async def steadily(part: str, work: Work) -> None:
    """Do a work again whenever it ended because Postgres went away; anything else it raises is raised."""
    pause_s = PAUSE_S
    while True:
        began = time.monotonic()
        try:
            return await work()
        except Exception as error:
            if not is_away(error):
                log.critical("part failed", extra={"part": part}, exc_info=error)
                raise
            log.warning("waiting for Postgres", extra={"part": part, "error": type(error).__name__})
            metrics.DATABASE_AWAY.labels(part).inc()
        pause_s = PAUSE_S if time.monotonic() - began > LONGEST_PAUSE_S else min(pause_s * 2, LONGEST_PAUSE_S)
        await asyncio.sleep(pause_s)


def _name(work: Work) -> str:
    owner = getattr(work, "__self__", None)
    return f"{type(owner).__name__.lower()} {work.__name__}" if owner else work.__name__


async def _until(stop: asyncio.Event) -> None:
    await stop.wait()
