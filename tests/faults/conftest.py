"""A town whose bot is a fleet of processes."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.kit.ids import CommunityId
from models import Community, store
from tests.engine.conftest import Town
from tests.faults.fleet import Fleet
from tests.services.schoolhouse import Schoolhouse
from tests.world.sandbox import BEGIN
from tests.world.world import build


@asynccontextmanager
async def open_town(dsn: str, begin: str = BEGIN) -> AsyncIterator[Town]:
    """A town at this moment, without a bot."""
    world = await build(dsn, begin=begin)
    await world.app.close()
    await store.open_store(dsn)
    try:
        row = await Community.get(group_id=world.group_id)
        yield Town(world, CommunityId(row.id), await Schoolhouse.build(community=CommunityId(row.id)))
    finally:
        await store.close_store()
        await world.sandbox.stop()


@pytest.fixture
async def town(dsn: str) -> AsyncIterator[Town]:
    """A town on a Monday morning."""
    async with open_town(dsn) as made:
        yield made


Launch = Callable[..., Fleet]


@pytest.fixture
async def launch(tmp_path: Path) -> AsyncIterator[Launch]:
    """A fleet for a town; all its processes end with the test."""
    opened: list[Fleet] = []

    def launch(town: Town, *, events: str = "longpoll", **settings: str) -> Fleet:
        environment = {**town.world.environment(), "VK_EVENTS": events, **settings}
        opened.append(Fleet(environment["DATABASE_URL"], tmp_path, environment))
        return opened[-1]

    yield launch
    for fleet in opened:
        await fleet.close()
        assert not fleet.complaints()
