"""The first of September: a new school year is opened, every class moves up; chats of people may be renamed."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.jobs.clock import Progress, Slot
from bot.kit.ids import OrgId
from bot.services import periods, post, promotion, year_titles
from bot.services.years import FIRST_MONTH, local_day
from bot.ui import conversations as screens

OFFER_AT, OFFER_FOR = time(10), timedelta(days=3)  # the school's own clock; after a stop of the bot still worth it


async def due(now: datetime) -> list[Slot]:
    """One slot a region and school year; the first tick of the year takes it."""
    slots: list[Slot] = []
    for region in await periods.regions():
        begins, org = _begins(local_day(region.timezone, now)), OrgId(region.id)
        slots.append(Slot("open_year", f"region {org}: {begins}", {"region": org}))
    return slots


def _begins(today: date) -> date:
    return date(today.year if today.month >= FIRST_MONTH else today.year - 1, FIRST_MONTH, 1)


async def open_year(what: Mapping[str, Any], now: datetime) -> Progress:
    """Move every cohort of a region up a grade, once."""
    await promotion.open_year(OrgId(what["region"]), now=now)
    return Progress.DONE


async def offer_due(now: datetime) -> list[Slot]:
    """A slot a school year for each time zone of each region, in the morning of the first of September."""
    slots: list[Slot] = []
    for region in await periods.regions():
        org = OrgId(region.id)
        for zone in await periods.time_zones(org):
            begins = _begins(local_day(zone, now))
            hour = datetime.combine(begins, OFFER_AT, ZoneInfo(zone))
            if hour <= now <= hour + OFFER_FOR:
                what = {"region": org, "zone": zone, "begins": begins.isoformat()}
                slots.append(Slot("offer_titles", f"region {org} {zone}: {begins}", what))
    return slots


async def offer_titles(what: Mapping[str, Any], now: datetime) -> Progress:
    """Who answers for chats that people made is asked whether they are to be called as their class is now."""
    begins = date.fromisoformat(str(what["begins"]))
    found = await year_titles.moved_up(OrgId(what["region"]), str(what["zone"]), begins, now=now)
    for person, chats in found.items():
        await post.tell(person, partial(screens.offer_titles, chats), now=now)
    return Progress.DONE
