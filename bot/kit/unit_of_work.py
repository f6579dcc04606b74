"""One transaction a turn, savepoints inside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.transactions import in_transaction


@asynccontextmanager
async def unit_of_work() -> AsyncIterator[BaseDBAsyncClient]:
    """All or nothing; inside another unit of work it is a savepoint. The yielded connection runs raw SQL."""
    async with in_transaction("default") as connection:
        yield connection
