"""Opening, closing and migrating the database."""

import hashlib

import asyncpg
from tortoise import Tortoise
from tortoise.migrations.api.migrate import migrate as run_migrations

from models.config import tortoise_config

MIGRATION_LOCK = int.from_bytes(hashlib.sha256(b"school-bot migrations").digest()[:7])


async def open_store(dsn: str, *, maxsize: int = 10) -> None:
    """Open the pool. The state is global on purpose: tasks born anywhere in the process share it."""
    await Tortoise.init(config=tortoise_config(dsn, maxsize=maxsize), _enable_global_fallback=True)


async def close_store() -> None:
    """Close the pool."""
    await Tortoise.close_connections()


async def migrate(dsn: str, *, target: str | None = None) -> None:
    """Bring the schema to `target` (default: the newest), one process at a time: an advisory lock stands guard."""
    guard = await asyncpg.connect(dsn)
    try:
        await guard.execute("select pg_advisory_lock($1)", MIGRATION_LOCK)
        await run_migrations(config=tortoise_config(dsn, maxsize=2), target=target)
    finally:
        await Tortoise.close_connections()
        await guard.close()
