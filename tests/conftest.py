"""What every test may ask for."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.demo.databases import DatabaseServer, GivenPostgres
from bot.demo.postgres import SMALL, EmbeddedPostgres
from models import store
from tests.world.world import World, build

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def database_server() -> Iterator[DatabaseServer]:
    """A real Postgres, its data kept between runs; several test runs at once share it, the last stops it."""
    given = os.environ.get("DATABASE_URL")
    kept = ROOT / "build" / "test-postgres"
    server: DatabaseServer = GivenPostgres(given) if given else EmbeddedPostgres(kept, settings=SMALL)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
async def migrated(database_server: DatabaseServer) -> AsyncIterator[str]:
    """A database with all migrations applied; each test gets a copy of it."""
    name = f"migrated_{secrets.token_hex(4)}"
    dsn = await asyncio.to_thread(database_server.create_database, name)
    await store.migrate(dsn)
    yield name
    await asyncio.to_thread(database_server.drop_database, name)


@pytest.fixture
async def dsn(database_server: DatabaseServer, migrated: str) -> AsyncIterator[str]:
    """Address of a fresh, migrated, empty database of this test's own."""
    name = f"test_{secrets.token_hex(4)}"
    yield await asyncio.to_thread(database_server.create_database, name, migrated)
    await asyncio.to_thread(database_server.drop_database, name)


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[str]:
    """The same, with the store opened on it: for tests of services."""
    await store.open_store(dsn)
    yield dsn
    await store.close_store()


@pytest.fixture
async def world(dsn: str) -> AsyncIterator[World]:
    """An empty world with a user token configured: the bot can start calls by itself."""
    made = await build(dsn)
    yield made
    await made.ends()


@pytest.fixture
async def world_without_user_token(dsn: str) -> AsyncIterator[World]:
    """An empty world where calls must be pasted."""
    made = await build(dsn, user_token=False)
    yield made
    await made.ends()
