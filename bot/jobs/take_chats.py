"""Chats that wait to be taken in are looked at again: every minute for an hour, then every quarter of one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.jobs.clock import Progress, Slot
from bot.services import chat_waiting


async def due(now: datetime) -> list[Slot]:
    """One slot for all whose time has come; the first one's time names it."""
    first = await chat_waiting.first_due(now=now)
    return [Slot("look_again", f"from {first.isoformat()}")] if first else []


async def look_again(_what: Mapping[str, Any], now: datetime) -> Progress:
    """A hundred a step."""
    looked = await chat_waiting.look_again(now=now)
    return Progress.MORE if looked == chat_waiting.AT_ONCE else Progress.DONE
