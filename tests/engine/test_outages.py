"""Postgres goes away and comes back; the process stays."""

from collections.abc import AsyncIterator

import pytest

from tests.engine.conftest import Town
from tests.engine.processes import Bot, Line, until


@pytest.fixture
async def line(dsn: str) -> AsyncIterator[Line]:
    """A whole line to Postgres."""
    made = Line(dsn)
    await made.mend()
    yield made
    await made.cut()


async def _status(bot: Bot, wanted: int) -> bool:
    status, _body = await bot.get("/readyz")
    return status == wanted


async def test_readiness_falls_with_postgres_and_the_process_recovers_by_itself(town: Town, line: Line) -> None:
    teacher = await town.teacher()
    bot = await town.start(DATABASE_URL=line.dsn)
    await until(lambda: _status(bot, 200), "ready")
    await line.cut()
    await until(lambda: _status(bot, 503), "not ready")
    assert (await bot.get("/healthz"))[0] == 200, "alive all the same"
    await town.says(teacher, "/язык en")  # VK keeps it for us
    await line.mend()
    await until(lambda: _status(bot, 200), "ready again")
    await until(lambda: town.heard(teacher, "I will speak English"), "the answer")
    assert not bot.is_over
    assert await town.heard(teacher, "I will speak English") == 1


async def test_a_process_on_an_old_schema_is_not_ready(town: Town) -> None:
    from bot.kit.unit_of_work import unit_of_work

    async with unit_of_work() as connection:
        name = "0005_queues"
        await connection.execute_query("delete from tortoise_migrations where name = $1", [name])
    try:
        clock = await town.start("clock")
        status, body = await clock.get("/readyz")
        assert status == 503 and "bot migrate" in body
    finally:
        async with unit_of_work() as connection:
            await connection.execute_query(
                "insert into tortoise_migrations (app, name, applied_at) values ('models', $1, now())", [name]
            )
