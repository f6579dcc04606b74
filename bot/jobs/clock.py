"""How a slot of the timetable is worked on: one instance at a time, step by step, each step its own transaction."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kit.unit_of_work import unit_of_work
from bot.services import slots

log = logging.getLogger("bot.jobs")


class Progress(StrEnum):
    """What a step of a job says: all done, more to do at once, or the rest later (it is not the hour)."""

    DONE = "done"
    MORE = "more"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Slot:
    """Something that is due: `key` names it once for ever, `step` works on it inside a transaction."""

    job: str
    key: str
    step: Callable[[datetime], Awaitable[Progress]]


async def run_slot(slot: Slot, now: datetime) -> bool:
    """Work on a slot unless it is done or somebody else works on it; False when there was nothing to do.

    A failure undoes its step only, is written to the log, and the slot is tried again a minute later.
    """
    if not await slots.open_slot(slot.job, slot.key, now=now):
        return False
    progress = Progress.MORE
    try:
        while progress is Progress.MORE:
            progress = await _step(slot, now)
    except Exception as error:
        log.exception("job failed", extra={"job": slot.job, "slot": slot.key, "error": type(error).__name__})
        await slots.postpone(slot.job, slot.key, now=now)
    return True


async def _step(slot: Slot, now: datetime) -> Progress:
    async with unit_of_work():
        if not await slots.hold(slot.job, slot.key):
            return Progress.LATER
        progress = await slot.step(now)
        if progress is Progress.DONE:
            await slots.finish(slot.job, slot.key, now=now)
        elif progress is Progress.LATER:
            await slots.postpone(slot.job, slot.key, now=now)
    return progress
