"""Postgres went away in a continuation's third run: taken for our own mistake, it became a dead letter."""

import asyncpg
import pytest

from bot.services import post
from bot.services.ports import Done, continuation
from models import OutboxItem
from tests.gateway.conftest import Out, out

__all__ = ["out"]


@pytest.mark.parametrize("refused", [False, True])
async def test_it_runs_as_soon_as_postgres_is_back(out: Out, refused: bool) -> None:
    heard: list[Done] = []

    async def hear(done: Done) -> None:
        heard.append(done)
        if len(heard) < 5:
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    continuation.by_name["test.heard"] = hear
    (person,) = await out.people(1)
    await out.say(person, "привет", priority=post.ANSWER, then="test.heard")
    if refused:
        await out.fault("messages.send", error_code=100, times=5)
    for _ in range(4):
        with pytest.raises(ExceptionGroup):
            await out.send()
        await out.stations.begin_anew()
    await out.send()
    assert len(heard) == 5
    assert await OutboxItem.all().values_list("state", flat=True) == (["dead"] if refused else [])
