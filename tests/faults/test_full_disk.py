"""No writes, as when the disk is full: VK is asked to come again, processes wait, then it recovers."""

import asyncio
import random
from urllib.parse import urlsplit

import asyncpg

from tests.engine.conftest import Town
from tests.engine.processes import until
from tests.faults.conftest import Launch, open_town
from tests.faults.fleet import Fleet
from tests.faults.load import Load
from tests.faults.reconciliation import reconcile

CUT_ALL = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()"


async def test_a_database_that_takes_no_writes_as_with_a_full_disk(own_dsn: str, dsn: str, launch: Launch) -> None:
    async with open_town(own_dsn) as town:
        load, fleet = await Load.gather(town, people=4), launch(town, events="both")
        await fleet.start("intake", "worker", "clock")
        name, above = urlsplit(own_dsn).path.lstrip("/"), await asyncpg.connect(dsn)
        async with load.going_on(20, random.Random()):
            await load.gets_answers()
            await above.execute(f'alter database "{name}" set default_transaction_read_only = on')
            await above.fetch(CUT_ALL, name)  # who is connected already would not notice
            await until(lambda: _later(fleet, town), "VK is asked to come again")
            answered = await load.answered()
            await asyncio.sleep(1)  # words come, nobody can take them in
            assert await load.answered() <= answered + len(load.people), "something was written after all"
            await above.execute(f'alter database "{name}" reset default_transaction_read_only')
            await above.fetch(CUT_ALL, name)
            await load.gets_answers()
        await above.close()
        load.will_be_reminded("прошлой")
        await reconcile(load, ordered=False)
        fleet.all_live(3)


async def _later(fleet: Fleet, town: Town) -> bool:
    return await fleet.push(town.world.group_id) == (503, "5")
