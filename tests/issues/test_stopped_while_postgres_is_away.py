"""Asked to stop while Postgres was away, the bot ended with a traceback, and what it held open stayed open."""

import signal

import pytest

from tests.engine.conftest import Town, town
from tests.engine.processes import Line, until

__all__ = ["town"]


@pytest.mark.parametrize("role", ["all", "clock"])
async def test_it_ends_in_good_order(town: Town, dsn: str, role: str) -> None:
    line = Line(dsn)
    await line.mend()
    bot = await town.start(role, DATABASE_URL=line.dsn)
    await line.cut()
    await until(lambda: bot.wrote("Postgres"), "it has noticed")
    bot.send(signal.SIGTERM)
    assert await bot.ended() == 0, bot.output
    assert "Traceback" not in bot.output
    assert "Unclosed" not in bot.output
