"""A period ends: its numbers are frozen, and the calendar is continued."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot.jobs.clock import Progress, Slot
from bot.kit.ids import OrgId
from bot.services import periods, report
from bot.services.periods import Period
from bot.services.years import local_day

AHEAD = timedelta(days=14)


async def due(now: datetime) -> list[Slot]:
    """Periods that have ended and are not closed, of every region, oldest first."""
    slots: list[Slot] = []
    for region in await periods.regions():
        org, today = OrgId(region.id), local_day(region.timezone, now)
        await periods.ensure_periods(org, today + AHEAD, since=local_day(region.timezone, region.created_at))
        ended = await periods.due_to_close(org, now=now)
        slots += [Slot("close_period", f"region {org}: {p.first}", {"period": msgspec.to_builtins(p)}) for p in ended]
    return slots


async def close_period(what: Mapping[str, Any], now: datetime) -> Progress:
    """Freeze every org's report of a period."""
    await report.freeze(msgspec.convert(what["period"], Period), now=now)
    return Progress.DONE
