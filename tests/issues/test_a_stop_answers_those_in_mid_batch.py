"""A gatherer that was stopped while a batch was being written left its requests waiting for ever."""

import asyncio

import pytest

from bot.gateway.vault import Vault, new_key
from bot.intake.decode import Incoming, Kind
from bot.intake.gatherer import Gatherer, Unavailable
from bot.kit.clock import SystemClock

TALK = Incoming(Kind.TALK, "m:2000000001:1", "message_new", 2_000_000_001, 7, 1, 1_790_000_000)


async def test_who_waits_for_a_batch_under_way_hears_that_it_was_not_kept(database: str) -> None:
    stopped = Gatherer(database, Vault(new_key()), SystemClock())
    run = asyncio.ensure_future(stopped.run())
    waits = asyncio.ensure_future(stopped.put(1, [TALK]))
    for _step in range(4):  # the batch is taken, its connection is being opened
        await asyncio.sleep(0)
    run.cancel()
    with pytest.raises(Unavailable):
        await asyncio.wait_for(waits, 10)
