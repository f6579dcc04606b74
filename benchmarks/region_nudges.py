"""One worker that writes the reminders of a whole region, in a process of its own so that its memory can be read.

Started by `benchmarks.region`; its one line says how long it took, its peak memory, and how many steps there were.
"""

import asyncio
import json
import resource
import sys
import time

import msgspec
import uvloop

from benchmarks.region_year import SILENT_WEEK, region_of
from bot.jobs.clock import Progress
from bot.jobs.remind_teachers import remind_teachers
from bot.kit.ids import OrgId
from bot.kit.unit_of_work import unit_of_work
from bot.services import periods
from models import store


async def main(dsn: str) -> None:
    """Step after step, each a transaction, as a worker does it."""
    await store.open_store(dsn, maxsize=2)
    region = OrgId(region_of(1))
    period = await periods.find_by_day(region, SILENT_WEEK.date())
    what = {"region": region, "zone": "Europe/Moscow", "period": msgspec.to_builtins(period)}
    steps, progress, began = 0, Progress.MORE, time.perf_counter()
    while progress is Progress.MORE:
        async with unit_of_work():
            progress = await remind_teachers(what, SILENT_WEEK)
        steps += 1
    spent = time.perf_counter() - began
    await store.close_store()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux: in kilobytes
    print(json.dumps({"s": spent, "mb": peak_mb, "steps": steps}))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(sys.argv[1]))
