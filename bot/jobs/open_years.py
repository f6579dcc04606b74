"""The first of September: a new school year is opened, and every class moves up."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.jobs.clock import Progress, Slot
from bot.kit.ids import OrgId
from bot.services import periods, promotion
from bot.services.years import FIRST_MONTH, local_day


async def due(now: datetime) -> list[Slot]:
    """One slot a region and school year; the first tick of the year takes it."""
    slots: list[Slot] = []
    for region in await periods.regions():
        today = local_day(region.timezone, now)
        begins = date(today.year if today.month >= FIRST_MONTH else today.year - 1, FIRST_MONTH, 1)
        org = OrgId(region.id)
        slots.append(Slot("open_year", f"region {org}: {begins}", {"region": org}))
    return slots


async def open_year(what: Mapping[str, Any], now: datetime) -> Progress:
    """Move every cohort of a region up a grade, once."""
    await promotion.open_year(OrgId(what["region"]), now=now)
    return Progress.DONE
