"""Slots of the timetable: a row in `job_run` decides which instance works on one, and remembers that it is done."""

from datetime import datetime, timedelta

from bot.kit.unit_of_work import unit_of_work
from models import JobRun
from models.store import is_away

RETRY_AFTER = timedelta(minutes=1)


async def open_slot(job: str, slot: str, *, now: datetime) -> bool:
    """Is there work to do in this slot now? Writes it down at its first call; False once done, or tried just before."""
    async with unit_of_work() as connection:
        made = await connection.execute_query_dict(
            "insert into job_run (job, slot, taken_at) values ($1, $2, $3)"
            " on conflict (job, slot) do nothing returning id",
            [job, slot, now],
        )
        if made:
            return True
        tried_before = now - RETRY_AFTER
        again = await connection.execute_query_dict(
            "select id from job_run where job = $1 and slot = $2 and done_at is null"
            " and (taken_at <= $3 or taken_at > $4)",  # ahead of now: the clock has gone back since then
            [job, slot, tried_before, now],
        )
    return bool(again)


async def hold(job: str, slot: str) -> bool:
    """Lock the slot until this transaction ends; False when it is done or another instance holds it just now."""
    async with unit_of_work() as connection:
        held = await connection.execute_query_dict(
            "select id from job_run where job = $1 and slot = $2 and done_at is null for update skip locked",
            [job, slot],
        )
    return bool(held)


async def finish(job: str, slot: str, *, now: datetime) -> None:
    """The slot's work is done; it commits with the work."""
    await JobRun.filter(job=job, slot=slot).update(done_at=now)


async def postpone(job: str, slot: str, *, now: datetime) -> None:
    """Not now: it failed, or it is not the hour. It is tried again after `RETRY_AFTER`."""
    await JobRun.filter(job=job, slot=slot).update(taken_at=now)


def is_to_be_waited_for(error: BaseException) -> bool:
    """Did a job stop because Postgres went away, or takes no writes? It did nothing, and may go on when it is back."""
    return is_away(error)
