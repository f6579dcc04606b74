"""Opening, closing and migrating the database."""

import hashlib
import socket
from pathlib import Path
from typing import Any

import asyncpg
from tortoise import Tortoise
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError, OperationalError, TransactionManagementError
from tortoise.migrations.api.migrate import migrate as run_migrations

from models.config import ALIVE, tortoise_config

__all__ = ["ALIVE", "close_store", "connect", "is_away", "migrate", "missing_migrations", "open_store"]

MIGRATION_LOCK = int.from_bytes(hashlib.sha256(b"school-bot migrations").digest()[:7])

_AWAY: tuple[type[BaseException], ...] = (
    ConnectionError,
    TimeoutError,
    socket.gaierror,
    DBConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a statement on a connection that the server is just closing
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.InsufficientResourcesError,  # a full disk, no memory, too many connections
    asyncpg.ReadOnlySQLTransactionError,  # a standby, or a database that was made read-only
    asyncpg.InvalidCatalogNameError,
)


async def open_store(dsn: str, *, maxsize: int = 10) -> None:
    """Open the pool. The state is global on purpose: tasks born anywhere in the process share it."""
    await Tortoise.init(config=tortoise_config(dsn, maxsize=maxsize), _enable_global_fallback=True)


async def close_store() -> None:
    """Close the pool."""
    await Tortoise.close_connections()


async def connect(dsn: str) -> Any:
    """A session of its own, for what must live longer than a transaction: a bell, an advisory lock."""
    return await asyncpg.connect(dsn, server_settings=ALIVE)


def is_away(error: BaseException) -> bool:
    """Is Postgres away, stopping, full or read-only? Nobody's fault and worth another try; all else is ours.

    Tortoise wraps some of asyncpg's errors: then the cause tells.
    """
    if isinstance(error, BaseExceptionGroup):
        return all(is_away(inner) for inner in error.exceptions)
    if isinstance(error, (OperationalError, TransactionManagementError)) and error.__cause__ is not None:
        return is_away(error.__cause__)
    return isinstance(error, _AWAY) or type(error) is OSError  # asyncio: several addresses, none of them answered


async def migrate(dsn: str, *, target: str | None = None) -> None:
    """Bring the schema to `target` (default: the newest), one process at a time: an advisory lock stands guard."""
    guard = await asyncpg.connect(dsn)
    try:
        await guard.execute("select pg_advisory_lock($1)", MIGRATION_LOCK)
        await run_migrations(config=tortoise_config(dsn, maxsize=2), target=target)
    finally:
        await Tortoise.close_connections()
        await guard.close()


async def missing_migrations() -> list[str]:
    """Names of our migrations that this database has not seen; empty when it is up to date."""
    files = (Path(__file__).parent / "migrations").glob("[0-9]*.py")
    connection = get_connections().get("default")
    rows = await connection.execute_query_dict("select name from tortoise_migrations where app = 'models'")
    return sorted({file.stem for file in files} - {row["name"] for row in rows})
