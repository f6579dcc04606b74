"""An audit whose answer was too long asked again for half of it without waiting in the token's line."""

import pytest

from bot.gateway.chat_audit import audit_chats
from tests.gateway.conftest import Out, out

__all__ = ["out"]


async def test_every_request_of_a_split_audit_waits_for_its_place(out: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    vk = out.stations.by_community[out.first].vk
    before, waits = len(await out.calls("execute")), 0
    wait = vk.pacer.wait

    async def counted() -> None:
        nonlocal waits
        waits += 1
        await wait()

    monkeypatch.setattr(vk.pacer, "wait", counted)
    await out.fault("execute", error_code=13, times=1)
    await vk.pacer.wait()
    found = await audit_chats(vk, [2_000_000_901, 2_000_000_902])
    assert set(found) == {"2000000901", "2000000902"}
    assert len(await out.calls("execute")) - before == waits == 3
