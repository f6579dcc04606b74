"""Once a day: the memory of events gets its coming days and lets go of those that are over."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.jobs.clock import Progress, Slot
from bot.services import event_memory


async def due(now: datetime) -> list[Slot]:
    """One slot a day, UTC: events are remembered by VK's dates, which know no time zone."""
    return [Slot("keep_memory", f"{now.astimezone(UTC):%Y-%m-%d}")]


async def keep_memory(_what: Mapping[str, Any], now: datetime) -> Progress:
    """See `event_memory.keep_partitions` and `forget_pace`."""
    await event_memory.keep_partitions(now)
    await event_memory.forget_pace(now)
    return Progress.DONE
