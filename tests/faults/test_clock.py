"""The machine's clock jumps: nothing is lost, nothing is done twice, nothing waits for the old time to come again."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from tests.engine.conftest import Town
from tests.engine.processes import until
from tests.faults.conftest import Launch
from tests.faults.load import Load
from tests.faults.reconciliation import reconcile
from tests.world.sandbox import Sandbox

JUMPS = (timedelta(hours=26), timedelta(hours=-25), timedelta(hours=1), timedelta(hours=-2), timedelta())
EACH = 12  # answers after a jump, until the next


@dataclass
class CrookedClock:
    """What the bot's machine takes for the time: VK's, and how far it is off."""

    sandbox: Sandbox
    off: timedelta = timedelta()
    asked: int = 0

    async def tell(self, _request: web.Request) -> web.Response:
        """As the sandbox's own clock says it."""
        self.asked += 1
        said = await self.sandbox.get("clock")
        return web.json_response({"now": (datetime.fromisoformat(said["now"]) + self.off).isoformat(), "speed": 1})


@asynccontextmanager
async def crooked_clock(sandbox: Sandbox) -> AsyncIterator[tuple[CrookedClock, str]]:
    """The clock and its address."""
    clock, app = CrookedClock(sandbox), web.Application()
    app.router.add_get("/clock", clock.tell)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield clock, f"http://127.0.0.1:{runner.addresses[0][1]}/clock"
    finally:
        await runner.cleanup()


async def test_the_clock_of_the_machine_jumps_to_and_fro(town: Town, launch: Launch) -> None:
    load = await Load.gather(town)
    async with crooked_clock(town.world.sandbox) as (clock, url):
        fleet = launch(town, CLOCK_URL=url)
        await fleet.start("intake", "worker", "clock")
        async with load.going_on(40, random.Random()):
            for off in JUMPS:
                clock.off = off
                said = clock.asked
                await until(lambda said=said: _told(clock, said), "every process has heard of it")
                before = await load.answered()
                await until(lambda before=before: _more(load, before), f"work goes on at {off}", within_s=20)
        load.will_be_reminded("прошлой")
        await reconcile(load)


async def _told(clock: CrookedClock, said: int) -> bool:
    return clock.asked >= said + 6


async def _more(load: Load, than: int) -> bool:
    return await load.answered() >= than + EACH
