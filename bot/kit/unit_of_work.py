"""One transaction a turn, savepoints inside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

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
        await _leave(transaction, error)
        raise
    await _leave(transaction, None)


def same_transaction() -> BaseDBAsyncClient:
    """The connection that is used just now: raw SQL without a savepoint of its own (two round trips less)."""
    return get_connections().get("default")


async def _leave(transaction: Any, error: BaseException | None) -> None:
    """Commit or roll back; however that ends, this task is not bound to the connection any more."""
    try:
        await transaction.__aexit__(type(error) if error else None, error, error.__traceback__ if error else None)
    finally:
        _unbind(transaction)


async def _give_up(transaction: Any) -> None:
    """When BEGIN itself fails (Postgres went away), Tortoise keeps the connection, and this task bound to it."""
    if _unbind(transaction):
        await transaction.client._parent._pool.release(transaction.client._connection)


def _unbind(transaction: Any) -> bool:
    """Tortoise does it last: not when BEGIN fails, nor when the way back to the pool is interrupted. Was it bound?"""
    if not isinstance(transaction, TransactionContextPooled) or not hasattr(transaction, "token"):
        return False
    if get_connections().get(transaction.connection_name) is not transaction.client:
        return False
    get_connections().reset(transaction.token)
    return True
