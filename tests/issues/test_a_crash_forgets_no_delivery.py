"""Postgres crashed, the bot lived: it forgot that a message had been sent, and the talk was silent until a restart."""

import asyncio

from bot.demo.postgres import EmbeddedPostgres
from bot.gateway import outbox, outcomes
from bot.kit.screen import Screen
from bot.kit.unit_of_work import unit_of_work
from bot.services import post
from models import OutboxItem, Person, store
from tests.demo.test_postgres import kill_postmaster
from tests.faults.test_postgres import own_server
from tests.world.world import build

__all__ = ["own_server"]


async def test_what_was_sent_is_known_after_a_crash(own_server: EmbeddedPostgres) -> None:
    dsn = own_server.create_database("faults")
    await store.migrate(dsn)
    world = await build(dsn)
    await (await world.stranger()).says("Начать")
    (sender,) = [station.sender for station in world.app.stations.by_community.values()]
    now = world.clock.now()
    async with unit_of_work():
        await post.tell((await Person.get()).id, lambda: Screen("привет"), now=now)
    departure = await outbox.claim(sender.community, sender._holder, now, held=[], alone=set())
    assert departure
    await outcomes.succeed(sender.community, [(request, {"message": 7}) for request in departure.requests], now)
    kill_postmaster(own_server)
    await asyncio.to_thread(own_server.start)
    await world.restart()
    assert not await OutboxItem.all().exists()
    await world.ends()
