"""Workers that die, stop, and share the talks: nothing is lost, nothing happens twice, every talk keeps its order."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from bot.kit.unit_of_work import unit_of_work
from models import InboxEvent, OutboxItem, Person
from tests.engine.conftest import Town
from tests.engine.processes import until

TALKS, EACH = 12, 25
BLOCKED = (
    "select count(*) as number from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
)


async def _blocked() -> bool:
    async with unit_of_work() as connection:  # a transaction sees one state of the others only: a new one each time
        return bool((await connection.execute_query_dict(BLOCKED))[0]["number"])


@asynccontextmanager
async def locked_person(dsn: str, vk_id: int) -> AsyncIterator[None]:
    """A turn that writes this person's row waits until the block ends."""
    holder = await asyncpg.connect(dsn)
    try:
        async with holder.transaction():
            await holder.execute("select 1 from person where vk_id = $1 for update", vk_id)
            yield
    finally:
        await holder.close()


async def test_a_worker_killed_in_mid_turn_loses_nothing_and_doubles_nothing(town: Town, dsn: str) -> None:
    teacher = await town.teacher()
    victim = await town.start()
    async with locked_person(dsn, teacher.id):
        await town.says(teacher, "/язык en")
        await until(_blocked, "the turn is under way")
        await victim.kill()
    assert await InboxEvent.all().count() == 1 and not await OutboxItem.all().exists()
    assert (await Person.get(vk_id=teacher.id)).locale == "ru"
    await town.start()
    await until(lambda: town.heard(teacher, "I will speak English"), "the answer")
    await until(_all_done, "nothing is left")
    assert await town.heard(teacher, "I will speak English") == 1


async def _all_done() -> bool:
    return not await InboxEvent.all().exists() and not await OutboxItem.all().exists()


async def test_a_worker_asked_to_stop_finishes_its_turn_and_gives_the_rest_back(town: Town, dsn: str) -> None:
    teacher = await town.teacher()
    await town.nobody_sends()
    worker = await town.start("worker")
    async with locked_person(dsn, teacher.id):
        await town.queue(teacher.id, "/язык en", "/язык ru", "/язык en")
        await until(_blocked, "the turn is under way")
        worker.send(signal.SIGTERM)
        await until(lambda: _unready(worker), "it takes no more", within_s=2.5)
    assert await worker.ended() == 0, worker.output
    assert (await Person.get(vk_id=teacher.id)).locale == "en"
    assert await OutboxItem.all().count() == 1, "the turn under way was finished"
    assert await InboxEvent.all().count() == 2, "the rest lies where it lay"
    await town.start("worker")
    await until(lambda: _turned(3), "another worker goes on")
    assert ["English" in text for text in await town.said_in_order(teacher.id)] == [True, False, True]


async def _turned(number: int) -> bool:
    return await OutboxItem.all().count() == number and not await InboxEvent.all().exists()


async def _unready(worker: object) -> bool:
    try:
        status, _body = await worker.get("/readyz")  # type: ignore[attr-defined]
    except OSError:
        return True
    return bool(status == 503)


async def test_two_workers_share_the_talks_and_keep_each_ones_order(town: Town) -> None:
    people = [await town.teacher() for _number in range(TALKS)]
    await town.nobody_sends()
    first, second = await town.start("worker"), await town.start("worker")
    await until(lambda: _share(first, 32), "half of the shards")
    await until(lambda: _share(second, 32), "the other half")
    for half in (range(EACH), range(EACH, 2 * EACH)):
        for person in people:
            await town.queue(person.id, *(f"слово {number}" for number in half))
        if half.start == 0:
            await until(_turned_some, "some were answered")
            second.send(signal.SIGKILL)
    await until(lambda: _turned(2 * TALKS * EACH), "all were answered")
    for person in people:
        said = [text.partition("«")[2].partition("»")[0] for text in await town.said_in_order(person.id)]
        assert said == [f"слово {number}" for number in range(2 * EACH)]
    await until(lambda: _share(first, 64), "the dead one's shards")


async def _turned_some() -> bool:
    return await OutboxItem.all().count() > TALKS


async def _share(bot: object, shards: int) -> bool:
    _status, page = await bot.get("/metrics")  # type: ignore[attr-defined]
    return f"bot_inbox_shards {float(shards)}" in page
