"""Postgres went away while a job ran: its next try could not be written down, and the job was held for the operator."""

import asyncio
from collections.abc import Mapping
from typing import Any

import asyncpg

from bot.jobs.clock import Progress, Slot
from bot.jobs.queue import TRIES, Jobs, put
from bot.kit.clock import SystemClock
from bot.kit.unit_of_work import unit_of_work
from bot.services import backlog, slots
from tests.engine.processes import until


async def test_the_job_waits_and_no_try_is_counted(database: str) -> None:
    clock, failed, done = SystemClock(), 0, asyncio.Event()

    async def step(what: Mapping[str, Any], now: object) -> Progress:
        nonlocal failed
        if failed <= TRIES:
            failed += 1
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")
        done.set()
        return Progress.DONE

    jobs = Jobs({"open_year": step}, clock)
    async with unit_of_work():
        await slots.open_slot("open_year", "a region", now=clock.now())
        await put(Slot("open_year", "a region"))
    work = asyncio.create_task(jobs.run())
    await asyncio.wait_for(done.wait(), 20)  # with its tries counted: minutes

    async def nothing_left() -> bool:
        return (await backlog.count(now=clock.now())).jobs == {}

    await until(nothing_left, "it is neither held nor queued")
    jobs.stop()
    await work
