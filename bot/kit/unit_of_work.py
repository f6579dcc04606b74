"""One transaction a turn, savepoints inside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tortoise.backends.base.client import BaseDBAsyncClient, TransactionContextPooled
from tortoise.connection import get_connections
from tortoise.transactions import in_transaction


@asynccontextmanager
async def unit_of_work() -> AsyncIterator[BaseDBAsyncClient]:
    """All or nothing; inside another unit of work it is a savepoint. The yielded connection runs raw SQL."""
    transaction = in_transaction("default")
    try:
        connection = await transaction.__aenter__()
    except BaseException:
        await _give_up(transaction)
        raise
    try:
        yield connection
    except BaseException as error:
        await transaction.__aexit__(type(error), error, error.__traceback__)
        raise
    await transaction.__aexit__(None, None, None)


def same_transaction() -> BaseDBAsyncClient:
    """The connection that is used just now: raw SQL without a savepoint of its own (two round trips less)."""
    return get_connections().get("default")


async def _give_up(transaction: object) -> None:
    """When BEGIN itself fails (Postgres went away), Tortoise keeps the connection, and this task bound to it."""
    if not isinstance(transaction, TransactionContextPooled) or not hasattr(transaction, "token"):
        return
    get_connections().reset(transaction.token)
    await transaction.client._parent._pool.release(transaction.client._connection)
