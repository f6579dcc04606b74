"""Postgres stops, crashes, cuts connections: processes stay, nothing is lost, nothing happens twice."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import pytest

from bot.demo.postgres import EmbeddedPostgres, is_free
from models import store
from tests.conftest import BRIEF, ROOT
from tests.demo.test_postgres import kill_postmaster
from tests.engine.processes import until
from tests.faults.conftest import Launch, open_town
from tests.faults.fleet import Fleet
from tests.faults.load import Load
from tests.faults.reconciliation import reconcile

# Whoever is in the middle of something; once in a while also somebody who only listens.
CUT = """
select count(*) filter (where state like '%in transaction') as in_transaction, count(pg_terminate_backend(pid))
from pg_stat_activity
where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
  and (state <> 'idle' or random() < 0.05)
"""
CUTS, PAUSE_S = 60, 0.05
MET = 3  # of the cuts, at least, in the middle of a transaction


@pytest.fixture
async def own_server() -> AsyncIterator[EmbeddedPostgres]:
    """A Postgres of this test's own, which it may stop."""
    # not one of the ports that clients get: while nobody listens there, a client could meet itself
    port = next(port for port in range(20_000, 30_000) if is_free(port))
    # what was committed must be there after a crash, as in production: else a turn would be taken twice
    settings = {**BRIEF, "synchronous_commit": "on"}
    server = EmbeddedPostgres(ROOT / "build" / "faults-postgres", port, settings=settings)
    if urlsplit(await asyncio.to_thread(server.start)).port != port:  # left over by a run that was killed
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.start)
    await asyncio.to_thread(server.drop_database, "faults")
    yield server
    await asyncio.to_thread(server.start)
    await asyncio.to_thread(server.stop)


async def test_postgres_stops_and_crashes_and_comes_back(own_server: EmbeddedPostgres, launch: Launch) -> None:
    dsn = own_server.create_database("faults")
    await store.migrate(dsn)
    async with open_town(dsn) as town:
        load, fleet = await Load.gather(town, people=4), launch(town, events="both")
        await fleet.start("intake", "worker", "clock")
        async with load.going_on(20, random.Random()):
            for end in (own_server.stop, lambda: kill_postmaster(own_server)):
                await load.gets_answers()
                await asyncio.to_thread(end)
                await until(lambda: _unready(fleet), "it says that it is not ready")
                assert await fleet.push(town.world.group_id) == (503, "5"), "VK is asked to come again"
                await asyncio.to_thread(own_server.start)
            await load.gets_answers()
        load.will_be_reminded("прошлой")
        await reconcile(load, ordered=False)
        fleet.all_live(3)


async def test_connections_cut_in_the_middle_of_transactions(dsn: str, launch: Launch) -> None:
    async with open_town(dsn) as town:
        load, fleet = await Load.gather(town), launch(town, events="both")
        await fleet.start("intake", "worker", "clock")
        scissors, in_transaction = await asyncpg.connect(dsn), 0
        async with load.going_on(60, random.Random()):
            await load.gets_answers()
            for number in itertools.count(1):
                in_transaction += (await scissors.fetchrow(CUT))["in_transaction"]
                if number >= CUTS and in_transaction >= MET:
                    break
                await asyncio.sleep(PAUSE_S)
        await scissors.close()
        load.will_be_reminded("прошлой")
        await reconcile(load, ordered=False)
        fleet.all_live(3)


async def _unready(fleet: Fleet) -> bool:
    return not await fleet.is_ready()
