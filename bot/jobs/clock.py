"""How a slot of the timetable is worked on: one worker at a time, step by step, each step its own transaction."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.kit.unit_of_work import unit_of_work
from bot.services import slots


class Progress(StrEnum):
    """What a step of a job says: all done, more to do at once, or the rest later (it is not the hour)."""

    DONE = "done"
    MORE = "more"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Slot:
    """Something that is due: `key` names it once for ever; `what` is small JSON, all that its step has to know."""

    job: str
    key: str
    what: Mapping[str, Any] = field(default_factory=dict)


def last_hour_at(now: datetime, zone: str, weekday: int, at: time, *, every: timedelta) -> datetime:
    """The newest such hour that has come by a zone's own clock; `weekday` is ISO, 1 is Monday; aware, in the zone."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() - timedelta(days=(local.isoweekday() - weekday) % 7)
    hour = datetime.combine(day, at, ZoneInfo(zone))
    return hour if hour <= now else datetime.combine(day - every, at, ZoneInfo(zone))


Step = Callable[[Mapping[str, Any], datetime], Awaitable[Progress]]


async def run_slot(slot: Slot, step: Step, now: datetime) -> Progress:
    """Work on a slot, step after step, unless it is done or somebody else works on it.

    Raises:
        Exception: whatever a step raised; that step is undone, those before it stand.
    """
    progress = Progress.MORE
    while progress is Progress.MORE:
        progress = await _step(slot, step, now)
    return progress


async def _step(slot: Slot, step: Step, now: datetime) -> Progress:
    async with unit_of_work():
        if not await slots.hold(slot.job, slot.key):
            return Progress.LATER
        progress = await step(slot.what, now)
        if progress is Progress.DONE:
            await slots.finish(slot.job, slot.key, now=now)
        elif progress is Progress.LATER:
            await slots.postpone(slot.job, slot.key, now=now)
    return progress
