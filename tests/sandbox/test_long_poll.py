"""Bots Long Poll (vk-platform §1.1)."""

import asyncio
import time

from tests.sandbox.conftest import Vk


async def test_ts_is_a_string_and_events_come_once(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    got = await group.ok("groups.getLongPollServer", group_id=group.id)
    assert isinstance(got["ts"], str)
    assert got["server"] == f"{vk.url}/wh{group.id}"
    await vk.post("say", from_id=person, peer_id=group.peer, text="раз")
    first = await group.check()
    assert isinstance(first["ts"], str)
    again = await group.check()
    assert first == again  # the same ts gives the same events
    group.ts = first["ts"]
    assert await group.check() == {"ts": first["ts"], "updates": []}


async def test_post_with_query_is_a_poll_too(vk: Vk) -> None:
    group = await vk.community()
    query = {"act": "a_check", "key": group.key, "ts": group.ts, "wait": 0, "rps_delay": 0}
    async with vk.http.post(f"{vk.url}/wh{group.id}", params=query) as answer:
        assert (await answer.json())["updates"] == []


async def test_a_poll_wakes_at_an_event(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    waiting = asyncio.ensure_future(group.check(wait=25))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await vk.post("say", from_id=person, peer_id=group.peer, text="раз")
    assert len((await waiting)["updates"]) == 1
    assert time.monotonic() - began < 0.2


async def test_failed_1_2_3(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()
    await vk.post("switches", long_poll_depth=4)
    for number in range(8):
        await vk.post("say", from_id=person, peer_id=group.peer, text=f"{number}")
    lost = await group.check()
    assert lost["failed"] == 1
    assert isinstance(lost["ts"], int)  # a number here, not a string
    await vk.post("switches", long_poll_depth=20_000)
    group.ts = str(lost["ts"])
    assert (await group.events())[-1]["object"]["message"]["text"] == "7"
    assert await group.check(key="foreign") == {"failed": 2}
    assert await group.check(ts="999999") == {"failed": 3}


async def test_failures_on_demand(vk: Vk) -> None:
    group = await vk.community()
    await vk.post("faults", method="longpoll", failed=1)
    assert (await group.check())["failed"] == 1
    assert "updates" in await group.check()
    for kind in (2, 3):
        await vk.post("faults", method="longpoll", failed=kind)
        assert await group.check() == {"failed": kind}
        assert await group.check() == {"failed": 2}  # the key is dead now
        await group.listen()


async def test_a_key_dies_after_an_idle_hour(vk: Vk) -> None:
    group = await vk.community()
    await vk.forward(minutes=50)
    await group.events()
    await vk.forward(minutes=50)
    await group.events()
    await vk.forward(minutes=70)
    assert await group.check() == {"failed": 2}


async def test_switches_are_read_back(vk: Vk) -> None:
    group = await vk.community()
    settings = await group.ok("groups.getLongPollSettings", group_id=group.id)
    assert settings["is_enabled"] is True
    assert [name for name, on in settings["events"].items() if on] == ["message_new"]
    await group.ok("groups.setLongPollSettings", group_id=group.id, message_event=1, api_version="5.131")
    settings = await group.ok("groups.getLongPollSettings", group_id=group.id)
    assert (settings["events"]["message_event"], settings["api_version"]) == (1, "5.131")


async def test_long_poll_may_be_off(vk: Vk) -> None:
    group = await vk.community()
    await group.ok("groups.setLongPollSettings", group_id=group.id, enabled=0)
    assert await group.error("groups.getLongPollServer", group_id=group.id) == 100


async def test_another_communitys_server_is_not_given(vk: Vk) -> None:
    one, two = await vk.community(), await vk.community()
    assert await one.error("groups.getLongPollServer", group_id=two.id) == 15


async def test_pending_counts_what_nobody_fetched(vk: Vk) -> None:
    group, person = await vk.community(), await vk.person()

    async def pending() -> int:
        return int((await vk.get("pending"))["groups"][str(group.id)])

    assert await pending() == 0
    await vk.post("say", from_id=person, peer_id=group.peer, text="раз")
    assert await pending() == 1
    await group.events()
    assert await pending() == 0
