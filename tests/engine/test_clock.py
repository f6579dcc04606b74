"""One clock for all machines, and jobs that any worker does."""

import re
from pathlib import Path

from bot.jobs import schedule
from models import JobRun
from tests.engine.conftest import Town
from tests.engine.processes import Bot, until
from tests.world.world import World


async def test_another_clock_takes_over_within_ten_seconds(town: Town) -> None:
    clocks = [await town.start("clock"), await town.start("clock")]
    await until(lambda: _leads(clocks), "one is elected")
    leader = next(bot for bot in clocks if "clock elected" in bot.output)
    other = next(bot for bot in clocks if bot is not leader)
    assert "clock elected" not in other.output
    await leader.kill()
    await until(lambda: _leads([other]), "the other is elected", within_s=10)


async def _leads(clocks: list[Bot]) -> bool:
    return any("clock elected" in bot.output for bot in clocks)


async def test_the_clock_puts_jobs_in_and_a_worker_elsewhere_does_them(town: Town) -> None:
    await town.start("clock")
    await town.start("worker")
    await until(_year_is_open, "the job was put in by one and done by the other")


async def _year_is_open() -> bool:
    return await JobRun.filter(job="open_year", done_at__isnull=False).exists()


def test_every_job_of_the_timetable_can_be_done_by_its_name() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(schedule.__file__).parent.glob("*.py")]
    named = {name for source in sources for name in re.findall(r'(?:Slot|_due)\("(\w+)"', source)}
    assert named == set(schedule.STEPS)


async def test_a_slot_whose_job_is_held_waits_for_the_operator(world: World) -> None:
    from bot.jobs.clock import Slot
    from bot.jobs.queue import put
    from bot.kit.unit_of_work import unit_of_work
    from bot.services import backlog

    async with unit_of_work() as connection:
        await put(Slot("open_year", "region 0: never"))
        await connection.execute_query("update pgqueuer set status = 'failed', attempts = 6")
    async with unit_of_work():
        await put(Slot("open_year", "region 0: never"))
    assert (await backlog.count(now=world.clock.now())).jobs == {"failed": 1}
    said = await world.command_line("queue", "--again")
    assert "jobs held           0" in said and "jobs tried again    1" in said
    await world.settle()
    assert (await backlog.count(now=world.clock.now())).jobs == {}
