"""The whole timetable on one page.

| job              | when (local time)                                  | does                                        |
|------------------|----------------------------------------------------|---------------------------------------------|
| close_period     | 00:15 after a period's window, the last time zone  | freezes every org's report                  |
| send_report      | 08:00 of that day, the region's time zone          | each administrator her own slice            |
| keep_memory      | once a day, UTC                                    | partitions of the events' memory            |
| sweep_mail       | once a day, UTC                                    | texts stuck on their way, old drafts: gone  |
| open_year        | 1 September, the region's time zone                | classes move up a grade                     |
| offer_titles     | 1 September 10:00, each school's time zone         | chats of people: called as the class now?   |
| remind_teachers  | Thursday 15:00 (setting), each school's time zone  | one reminder to each teacher below the norm |
| remind_admins    | the same hour                                      | one to each administrator of what stands    |
| sweep_departures | as soon as somebody has left a class or a school   | out of chats that are no longer theirs      |
| look_again       | each minute while a chat waits for a right         | takes it in once the right is given         |
| audit_contour    | 10:00 every day, each school's time zone           | every member of every chat is looked at     |
| send_contour_act | Monday 12:00, each school's time zone              | the act of the contour to administrators    |

APScheduler only ticks, in every process of the role; one of them is elected and looks (bot.jobs.leader). What is due is
worked out from the clock of the world and from the database, so a clock that jumps, a stop of a night or a second
instance lose nothing and double nothing. The work itself is a job in the queue, put in together with its slot
(bot.jobs.queue): any worker on any machine does it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.jobs import (
    close_periods,
    guard_contour,
    keep_memory,
    open_years,
    queue,
    remind_teachers,
    send_reports,
    sweep_mail,
    take_chats,
)
from bot.jobs.clock import Slot, Step
from bot.jobs.leader import Leader
from bot.jobs.queue import Jobs
from bot.kit.clock import Clock
from bot.kit.unit_of_work import unit_of_work
from bot.services import slots

# In this order: a period is closed before its report is sent.
TIMETABLE: tuple[Callable[[datetime], Awaitable[list[Slot]]], ...] = (
    keep_memory.due,
    sweep_mail.due,
    open_years.due,
    open_years.offer_due,
    close_periods.due,
    send_reports.due,
    remind_teachers.due,
    guard_contour.sweep_due,
    take_chats.due,
    guard_contour.audit_due,
    guard_contour.act_due,
)
STEPS: Mapping[str, Step] = {
    "keep_memory": keep_memory.keep_memory,
    "sweep_mail": sweep_mail.sweep_mail,
    "open_year": open_years.open_year,
    "offer_titles": open_years.offer_titles,
    "close_period": close_periods.close_period,
    "send_report": send_reports.send_report,
    "remind_teachers": remind_teachers.remind_teachers,
    "remind_admins": remind_teachers.remind_admins,
    "sweep_departures": guard_contour.sweep_departures,
    "look_again": take_chats.look_again,
    "audit_contour": guard_contour.audit_contour,
    "send_contour_act": guard_contour.send_contour_act,
}
TICK_S = 1
LOOK_EVERY = timedelta(seconds=30)  # of the world's time: a jump is noticed at the next tick


async def put_due(due: Callable[[datetime], Awaitable[list[Slot]]], now: datetime) -> int:
    """Put a job into the queue for each slot that is due and not done; the slot's row and the job commit together.

    Returns:
        How many were put in.
    """
    put = 0
    for slot in await due(now):
        async with unit_of_work():
            if await slots.open_slot(slot.job, slot.key, now=now):
                await queue.put(slot)
                put += 1
    return put


async def run_due(now: datetime) -> int:
    """Put in everything that is due at this moment and work it off at once; returns how many jobs. For tests."""
    worked, jobs = 0, Jobs(STEPS, _Still(now))
    for due in TIMETABLE:
        await put_due(due, now)
        worked += await jobs.drain(now)
    return worked


async def keep(clock: Clock, leader: Leader) -> None:
    """Tick until cancelled; look while this process is the elected clock."""
    looked_at = datetime.min.replace(tzinfo=UTC)

    async def tick() -> None:
        nonlocal looked_at
        if not await leader.leads():
            looked_at = datetime.min.replace(tzinfo=UTC)
            return
        now = clock.now()
        if abs(now - looked_at) < LOOK_EVERY:
            return
        put = [await put_due(due, now) for due in TIMETABLE]
        if not any(put):  # else look again at the next tick: what was put in may make the next thing due
            looked_at = now

    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(tick, "interval", seconds=TICK_S, max_instances=1, coalesce=True, misfire_grace_time=None)
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)
        await leader.close()


class _Still:
    """A clock that stands."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Always the same moment."""
        return self._at
