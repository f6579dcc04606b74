"""What every test may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.databases import DatabaseServer, GivenPostgres
from bot.demo.postgres import SMALL, EmbeddedPostgres

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
