"""While every token was tried, nobody renewed their leases: with a slow VK the bot stopped sending for that long."""

import asyncio
import time

import pytest

from bot.gateway import stations
from models import Lease
from tests.engine.processes import until
from tests.gateway.conftest import LONG_AGO, Out, out

__all__ = ["out"]

SLOW_S, LEASE_S = 6.0, 0.6


async def test_messages_leave_while_vk_is_slow_to_say_whether_a_token_works(
    out: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stations, "RENEW_S", LEASE_S / 5)
    monkeypatch.setattr(stations, "CHECK_EVERY_S", 0.0)
    (person,) = await out.people(1)
    await out.fault("groups.getById", delay_s=SLOW_S, times=50)
    await Lease.all().update(until=LONG_AGO)
    other = out.another(silence_s=LEASE_S)
    await other.open()
    began, work = time.monotonic(), asyncio.create_task(other.run())

    async def lease_has_run_out() -> bool:
        return time.monotonic() > began + 2 * LEASE_S

    async def heard() -> bool:
        return await out.texts(person) == ["привет"]

    try:
        await until(lease_has_run_out, "a lease lasts no longer")
        await out.say(person, "привет")
        other.wake()
        await until(heard, "it is sent", within_s=SLOW_S - 2 * LEASE_S)
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await other.close()
