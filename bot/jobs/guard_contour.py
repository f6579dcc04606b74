"""The contour day by day: who left goes out of chats at once, a full audit daily, an act of it every Monday."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.jobs.clock import Progress, Slot, last_hour_at
from bot.kit.ids import OrgId
from bot.services import access, club_owners, contour, contour_exits, contour_status, periods, post
from bot.services.years import local_day
from bot.ui import club_owners as club_screens
from bot.ui import contour as screens

AUDIT_AT, ACT_AT = time(10), time(12)  # the school's own clock: cards come in working hours; the act after the audit
MONDAY = 1
AUDIT_FOR, ACT_FOR = timedelta(hours=12), timedelta(days=2)  # a stop of the bot: later it is not worth it any more


async def sweep_due(now: datetime) -> list[Slot]:
    """One slot for all departures that wait; the newest names it."""
    newest = await contour_exits.newest()
    return [Slot("sweep_departures", f"up to {newest}")] if newest else []


async def sweep_departures(what: Mapping[str, Any], now: datetime) -> Progress:
    """Work off what waits, two hundred a step; clubs whose teacher is among those who left are told of."""
    await contour_exits.sweep(now=now)
    for org, clubs in (await club_owners.note(now=now)).items():
        draw = partial(club_screens.card, clubs)
        await post.tell_all(await access.administrators(org), draw, now=now, priority=post.NOTICE)
    return Progress.MORE if await contour_exits.newest() else Progress.DONE


async def audit_due(now: datetime) -> list[Slot]:
    """A slot a day for each time zone of each region."""
    return await _due("audit_contour", AUDIT_AT, None, AUDIT_FOR, now)


async def act_due(now: datetime) -> list[Slot]:
    """A slot every Monday for each time zone of each region."""
    return await _due("send_contour_act", ACT_AT, MONDAY, ACT_FOR, now)


async def _due(job: str, at: time, weekday: int | None, worth: timedelta, now: datetime) -> list[Slot]:
    slots: list[Slot] = []
    for region in await periods.regions():
        org, founded = OrgId(region.id), local_day(region.timezone, region.created_at)
        for zone in await periods.time_zones(org):
            day = now.astimezone(ZoneInfo(zone)).isoweekday() if weekday is None else weekday
            hour = last_hour_at(now, zone, day, at, every=timedelta(days=1 if weekday is None else 7))
            if now - hour <= worth and hour.date() >= founded:
                slots.append(Slot(job, f"region {org} {zone}: {hour.date()}", {"region": org, "zone": zone}))
    return slots


async def audit_contour(what: Mapping[str, Any], now: datetime) -> Progress:
    """Ask about every live chat of the zone; the answers are matched as they come."""
    orgs = await contour_status.orgs_of(OrgId(what["region"]), str(what["zone"]))
    await contour.ask_audit([org for org, _admins in orgs], now=now)
    return Progress.DONE


async def send_contour_act(what: Mapping[str, Any], now: datetime) -> Progress:
    """To the administrators of each school (municipality, region) about its own chats, one act."""
    for org, admins in await contour_status.orgs_of(OrgId(what["region"]), str(what["zone"])):
        act = await contour_status.of_org(org, now=now)
        await post.tell_all(admins, partial(screens.act, act, now=now), now=now, priority=post.BROADCAST)
    return Progress.DONE
