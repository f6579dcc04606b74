"""What every test may ask for."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from bot.demo.databases import DatabaseServer, GivenPostgres
from bot.demo.postgres import SMALL, EmbeddedPostgres
from models import store
from tests.world.emptying import empty
from tests.world.world import World, build

ROOT = Path(__file__).parent.parent
# Databases of tests live for a second: no need to survive a power cut (a kill of the server they do survive).
BRIEF = {**SMALL, "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

hypothesis.settings.register_profile(
    "deep", max_examples=1000
)  # pytest --hypothesis-profile=deep tests/faults/test_model.py


@pytest.fixture(scope="session")
def database_server() -> Iterator[DatabaseServer]:
    """A real Postgres, its data kept between runs; several test runs at once share it, the last stops it."""
    given = os.environ.get("DATABASE_URL")
    kept = ROOT / "build" / "test-postgres"
    server: DatabaseServer = GivenPostgres(given) if given else EmbeddedPostgres(kept, settings=BRIEF)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
async def migrated(database_server: DatabaseServer) -> AsyncIterator[str]:
    """Address of this run's database, with all migrations applied."""
    name = f"test_{secrets.token_hex(4)}"
    dsn = await asyncio.to_thread(database_server.create_database, name)
    await store.migrate(dsn)
    yield dsn
    await asyncio.to_thread(database_server.drop_database, name)


@pytest.fixture
async def dsn(migrated: str) -> str:
    """Address of a migrated, empty database."""
    await empty(migrated)
    return migrated


@pytest.fixture
async def own_dsn(database_server: DatabaseServer) -> AsyncIterator[str]:
    """A migrated database of this test's own, for tests that change its schema or cut its connections."""
    name = f"own_{secrets.token_hex(4)}"
    dsn = await asyncio.to_thread(database_server.create_database, name)
    await store.migrate(dsn)
    yield dsn
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
