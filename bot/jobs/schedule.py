"""The whole timetable on one page.

| job             | when (local time)                                  | does                                        |
|-----------------|----------------------------------------------------|---------------------------------------------|
| close_period    | 00:15 after a period's window, the last time zone  | freezes every org's report                  |
| send_report     | 08:00 of that day, the region's time zone          | each administrator her own slice            |
| open_year       | 1 September, the region's time zone                | classes move up a grade                     |
| remind_teachers | Thursday 15:00 (setting), each school's time zone  | one reminder to each teacher below the norm |

APScheduler only ticks. What is due is worked out from the clock of the world and from the database, so a clock that
jumps, a stop of a night, or a second instance lose nothing and double nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.jobs import close_periods, open_years, remind_teachers, send_reports
from bot.jobs.clock import Slot, run_slot
from bot.kit.clock import Clock

# In this order: a period is closed before its report is sent.
TIMETABLE: tuple[Callable[[datetime], Awaitable[list[Slot]]], ...] = (
    open_years.due,
    close_periods.due,
    send_reports.due,
    remind_teachers.due,
)
TICK_S = 1
LOOK_EVERY = timedelta(seconds=30)  # of the world's time: a jump is noticed at the next tick


async def run_due(now: datetime) -> int:
    """Run everything that is due at this moment and not done yet; returns how many slots were worked on."""
    worked = 0
    for due in TIMETABLE:
        for slot in await due(now):
            worked += await run_slot(slot, now)
    return worked


async def keep(clock: Clock, wake: Callable[[], None]) -> None:
    """Tick until cancelled; `wake` is called when something was done, so that its words leave at once."""
    looked_at = datetime.min.replace(tzinfo=UTC)

    async def tick() -> None:
        nonlocal looked_at
        now = clock.now()
        if abs(now - looked_at) < LOOK_EVERY:
            return
        looked_at = now
        if await run_due(now):
            wake()

    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(tick, "interval", seconds=TICK_S, max_instances=1, coalesce=True, misfire_grace_time=None)
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)
