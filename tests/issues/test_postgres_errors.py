"""Errors of Postgres that ended a process, or cost an event one of its tries, though nobody had made a mistake."""

import asyncpg
import pytest

from bot.kit.unit_of_work import unit_of_work
from models import store


async def test_a_database_that_takes_no_writes_is_away(own_dsn: str) -> None:
    await store.open_store(own_dsn)
    with pytest.raises(Exception, match="read-only") as caught:  # Tortoise's own error, asyncpg's is behind it
        async with unit_of_work() as connection:
            await connection.execute_query("set transaction read only")
            await connection.execute_query("delete from lease")
    await store.close_store()
    assert store.is_away(caught.value)


@pytest.mark.parametrize("kind", [asyncpg.DiskFullError, asyncpg.OutOfMemoryError, asyncpg.InternalClientError])
def test_a_full_disk_and_a_connection_that_is_closing_are_away(kind: type[Exception]) -> None:
    assert store.is_away(kind("no"))
    assert store.is_away(ExceptionGroup("a sender's tasks", [kind("no"), asyncpg.AdminShutdownError("no")]))
    assert not store.is_away(ExceptionGroup("a mistake among them", [kind("no"), KeyError()]))
