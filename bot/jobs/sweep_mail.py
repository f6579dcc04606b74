"""Once a day: texts that got stuck on their way, and drafts that nobody went on with, are deleted."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bot.jobs.clock import Progress, Slot
from bot.services import mail_ends, post
from bot.ui import mail as screens


async def due(now: datetime) -> list[Slot]:
    """One slot a day, UTC."""
    return [Slot("sweep_mail", f"{now.astimezone(UTC):%Y-%m-%d}")]


async def sweep_mail(_what: Mapping[str, Any], now: datetime) -> Progress:
    """See `mail_ends.sweep`; whoever wrote hears whom it did not reach."""
    for summary in await mail_ends.sweep(now=now):
        await post.tell(summary.sender, partial(screens.summary, summary), now=now)
    return Progress.DONE
