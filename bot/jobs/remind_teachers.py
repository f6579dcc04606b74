"""Once a week: a private reminder to each teacher below the norm, at a working hour of her school's own clock."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from bot.jobs.clock import Progress, Slot, last_hour_at
from bot.kit.ids import OrgId
from bot.services import letters, nudge_admins, nudges, periods, settings
from bot.services.periods import Period
from bot.services.years import local_day
from bot.ui import nudges as screens

REMINDED_AT = time(15)
CATCH_UP = timedelta(days=6)  # the clock was stopped: a slot is still worth it until the next one comes


async def due(now: datetime) -> list[Slot]:
    """The newest reminding hour of each time zone of each region, if it is a school day of its calendar."""
    slots: list[Slot] = []
    for region in await periods.regions():
        org, founded = OrgId(region.id), local_day(region.timezone, region.created_at)
        for zone in await periods.time_zones(org):
            hour = last_hour(now, zone, await _weekday(org, local_day(zone, now)))
            period = await periods.find_by_day(org, hour.date())
            if now - hour > CATCH_UP or hour.date() < founded or period is None:
                continue
            if period.first <= hour.date() <= period.last:
                what = {"region": org, "zone": zone, "period": msgspec.to_builtins(period)}
                key = f"region {org} {zone}: {hour.date()}"
                slots += [Slot("remind_teachers", key, what), Slot("remind_admins", key, what)]
    return slots


def last_hour(now: datetime, zone: str, weekday: int) -> datetime:
    """The newest reminding hour that has come; `weekday` is ISO, 1 is Monday; aware, in the zone."""
    return last_hour_at(now, zone, weekday, REMINDED_AT, every=timedelta(days=7))


async def _weekday(region: OrgId, day: date) -> int:
    return int(str(await settings.get(region, "nudge.weekday", day)))


async def remind_teachers(what: Mapping[str, Any], now: datetime) -> Progress:
    """The next thousands of people: the row that makes it one each, and the words, in one transaction.

    The slot is done when nobody is left and everything has left: until then what waits is looked at every minute.
    """
    region, zone, period = _of(what)
    running = await periods.running(region, local_day(zone, now))
    waiting = await nudges.take_back(region, zone, period, running, ["teacher"], now=now)
    batch = await nudges.claim(region, zone, period, running, now=now)
    await letters.write(batch.letters, screens.reminder, now=now)
    if batch.has_more:
        return Progress.MORE
    return Progress.LATER if batch.quiet_schools or batch.letters or waiting else Progress.DONE


async def remind_admins(what: Mapping[str, Any], now: datetime) -> Progress:
    """One level up: administrators whose org, or the orgs right below, stand still; all in one transaction."""
    region, zone, period = _of(what)
    running = await periods.running(region, local_day(zone, now))
    waiting = await nudges.take_back(region, zone, period, running, nudge_admins.ROLES, now=now)
    claimed, quiet = await nudge_admins.claim(region, zone, period, now=now)
    await letters.write(claimed, screens.to_administrator, now=now)
    return Progress.LATER if quiet or claimed or waiting else Progress.DONE


def _of(what: Mapping[str, Any]) -> tuple[OrgId, str, Period]:
    return OrgId(what["region"]), str(what["zone"]), msgspec.convert(what["period"], Period)
