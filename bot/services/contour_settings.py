"""Is a stranger put out at once, or only reported? The school's setting; at first one only reports."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.kit.ids import OrgId, PersonId
from bot.services import access, audit, settings
from bot.services.years import local_day
from models import Org, OrgKind

KEY = "contour.on_stranger"
FIRST_WEEK = timedelta(days=7)  # mission A3: a school that has just begun has half of its lists still on paper


class OnStranger(StrEnum):
    """What the school has said. `by_itself`: report in the first week after registration, remove afterwards."""

    BY_ITSELF = "by_itself"
    REPORT = "report"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Mode:
    """What holds now. `until`: the first week's end while it lasts (aware UTC), None otherwise."""

    said: OnStranger
    removes: bool
    until: datetime | None


async def mode(org: OrgId, *, now: datetime) -> Mode:
    """The org's mode at this moment. In offices above schools strangers are only reported."""
    row = await Org.get(id=org)
    if row.kind in (OrgKind.REGION, OrgKind.MUNICIPALITY):  # its lists name administrators only, not all who work there
        return Mode(OnStranger.REPORT, False, None)
    value = await settings.get(org, KEY, local_day(row.timezone, now))
    said = OnStranger(str(value[0])) if isinstance(value, list) and value else OnStranger.BY_ITSELF
    week_ends = (row.registered_at or row.created_at) + FIRST_WEEK
    if said is not OnStranger.BY_ITSELF:
        return Mode(said, said is OnStranger.REMOVE, None)
    return Mode(said, now >= week_ends, week_ends if now < week_ends else None)


async def removes(org: OrgId, *, now: datetime) -> bool:
    """Are strangers put out at once?"""
    return (await mode(org, now=now)).removes


async def choose(actor: PersonId, said: OnStranger, *, now: datetime) -> Mode:
    """The administrator decides for the whole school, from today on.

    Raises:
        NotAllowed: the actor administers no school.
    """
    row = await access.access_org(actor, "contour.setting")
    org = OrgId(row.id)
    day = local_day(row.timezone, now)
    await settings.put(org, KEY, [said.value], valid_from=day, basis="решение администратора школы", now=now)
    await audit.record(actor, "contour.setting", org=org, now=now, said=said.value)
    return await mode(org, now=now)
