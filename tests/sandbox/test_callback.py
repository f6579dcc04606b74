"""Callback API (vk-platform §1.2)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from tests.sandbox.conftest import Community, Json, Vk, until


@dataclass
class Receiver:
    """A callback server of ours that answers as it is told."""

    url: str = ""
    code: str = ""
    bodies: list[Json] = field(default_factory=list)
    counters: list[str | None] = field(default_factory=list)
    replies: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body["type"] == "confirmation":
            self.bodies.append(body)
            return web.Response(text=self.code)
        self.bodies.append(body)
        self.counters.append(request.headers.get("X-Retry-Counter"))
        status, text, headers = self.replies.pop(0) if self.replies else (200, "ok", {})
        return web.Response(status=status, text=text, headers=headers)

    @property
    def events(self) -> list[Json]:
        return [one for one in self.bodies if one["type"] != "confirmation"]

    async def got(self, count: int) -> list[Json]:
        async def enough() -> bool:
            return len(self.events) >= count

        await until(enough)
        return self.events


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    app = web.Application()
    app.router.add_post("/", made.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield made
    await runner.cleanup()


async def connect(group: Community, receiver: Receiver, **more: Any) -> int:
    """Add the receiver as a server and wait for the handshake."""
    receiver.code = (await group.ok("groups.getCallbackConfirmationCode", group_id=group.id))["code"]
    server = {"url": receiver.url, "title": "bot", "secret_key": "s3cret", **more}
    server_id = (await group.ok("groups.addCallbackServer", group_id=group.id, **server))["server_id"]

    async def settled() -> bool:
        return await status(group) != "wait"

    await until(settled)
    return int(server_id)


async def status(group: Community) -> str:
    servers = await group.ok("groups.getCallbackServers", group_id=group.id)
    return str(servers["items"][0]["status"]) if servers["items"] else "none"


async def pending(group: Community) -> int:
    return int((await group.vk.get("pending"))["groups"][str(group.id)])


async def hello(group: Community) -> int:
    person = await group.vk.person()
    await group.vk.post("say", from_id=person, peer_id=group.peer, text="привет")
    return person


async def test_the_handshake(vk: Vk, receiver: Receiver) -> None:
    group = await vk.community()
    await connect(group, receiver)
    assert receiver.bodies == [{"type": "confirmation", "group_id": group.id, "secret": "s3cret"}]
    assert await status(group) == "ok"


async def test_a_wrong_confirmation_fails(vk: Vk, receiver: Receiver) -> None:
    group = await vk.community()
    await connect(group, receiver)
    server_id = (await group.ok("groups.getCallbackServers", group_id=group.id))["items"][0]["id"]
    receiver.code = "ok"
    named = {"group_id": group.id, "server_id": server_id, "title": "bot"}
    await group.ok("groups.editCallbackServer", url=receiver.url, **named)

    async def failed() -> bool:
        return await status(group) == "failed"

    await until(failed)


async def test_both_channels_give_the_same_event_id(vk: Vk, receiver: Receiver) -> None:
    group = await vk.community()
    await connect(group, receiver)
    await hello(group)
    (pushed,), (polled,) = await receiver.got(1), await group.events()
    assert pushed == {**polled, "secret": "s3cret"}
    assert receiver.counters == [None]
    await vk.post("switches", distinct_event_ids=True)
    await hello(group)
    await vk.post("switches", distinct_event_ids=False)
    (_, pushed), (polled,) = await receiver.got(2), await group.events()
    assert pushed["event_id"] != polled["event_id"]


async def test_retries_follow_vks_schedule_and_end(vk: Vk, receiver: Receiver) -> None:
    group = await vk.community()
    await connect(group, receiver)
    receiver.replies = [(500, "no", {})] * 6
    await hello(group)
    await receiver.got(1)
    for count, seconds in enumerate((10, 180, 600, 1800, 3600), start=2):
        await vk.forward(seconds=seconds - 5)
        await asyncio.sleep(0.03)
        assert len(receiver.events) == count - 1
        await vk.forward(seconds=6)
        await receiver.got(count)
    assert receiver.counters == [None, "1", "2", "3", "4", "5"]
    assert len({one["event_id"] for one in receiver.events}) == 1
    await group.listen()  # the key died in the hour
    group.ts = "0"
    await group.events()

    async def given_up() -> bool:
        return await pending(group) == 0

    await until(given_up)


async def test_any_answer_but_ok_is_a_failure(vk: Vk, receiver: Receiver) -> None:
    group = await vk.community()
    await connect(group, receiver)
    receiver.replies = [(200, "OK!", {})]
    await hello(group)
    await receiver.got(1)
    await vk.forward(seconds=11)
    await receiver.got(2)


@pytest.mark.parametrize("code", [410, 429, 503])
async def test_retry_after_is_obeyed(vk: Vk, receiver: Receiver, code: int) -> None:
    group = await vk.community()
    await connect(group, receiver)
    receiver.replies = [(code, "later", {"Retry-After": "60"})]
    await hello(group)
    await receiver.got(1)
    await vk.forward(seconds=50)
    await asyncio.sleep(0.03)
    assert len(receiver.events) == 1
    await vk.forward(seconds=11)
    await receiver.got(2)


async def test_an_old_event_comes_after_newer_ones(vk: Vk, receiver: Receiver) -> None:
    group = await vk.community()
    await connect(group, receiver)
    receiver.replies = [(500, "no", {})]
    first = await hello(group)
    await receiver.got(1)
    second = await hello(group)
    await receiver.got(2)
    await vk.forward(seconds=11)
    authors = [one["object"]["message"]["from_id"] for one in await receiver.got(3)]
    assert authors == [first, second, first]


async def test_the_magic_bodies(vk: Vk, receiver: Receiver) -> None:
    group = await vk.community()
    server_id = await connect(group, receiver)
    receiver.replies = [(200, "version 5.131", {})]
    await hello(group)
    await receiver.got(1)
    settings = await group.ok("groups.getCallbackSettings", group_id=group.id, server_id=server_id)
    assert settings["api_version"] == "5.131"
    receiver.replies = [(200, "remove", {})]
    await hello(group)
    await receiver.got(2)

    async def gone() -> bool:
        return await status(group) == "none"

    await until(gone)


async def test_switches_of_a_server_are_its_own(vk: Vk, receiver: Receiver) -> None:
    group = await vk.community()
    server_id = await connect(group, receiver)
    named = {"group_id": group.id, "server_id": server_id}
    await group.ok("groups.setCallbackSettings", message_new=0, message_allow=1, **named)
    await hello(group)
    (event,) = await receiver.got(1)
    assert event["type"] == "message_allow"
    assert [one["type"] for one in await group.events()] == ["message_new"]


async def test_after_many_failures_vk_stops_for_a_while(vk: Vk, receiver: Receiver) -> None:
    group = await vk.community()
    await vk.post("switches", callback_pause_after=3)
    await connect(group, receiver)
    receiver.replies = [(500, "no", {})] * 3
    for count in range(1, 4):
        await hello(group)
        await receiver.got(count)

    async def failed() -> bool:
        return await status(group) == "failed"

    await until(failed)
    await hello(group)
    await vk.forward(seconds=100)
    await asyncio.sleep(0.03)
    assert len(receiver.events) == 3
    await vk.forward(minutes=10)
    await receiver.got(7)
    assert await status(group) == "ok"
    await vk.post("switches", callback_pause_after=20)


async def test_limits_of_servers(vk: Vk, receiver: Receiver) -> None:
    group = await vk.community()
    for given in ({"title": "x" * 15}, {"secret_key": "x" * 51}, {"url": "nowhere"}):
        server = {"url": receiver.url, "title": "bot", **given}
        assert await group.error("groups.addCallbackServer", group_id=group.id, **server) == 100
    for _ in range(10):
        await group.ok("groups.addCallbackServer", group_id=group.id, url=receiver.url, title="bot")
    assert await group.error("groups.addCallbackServer", group_id=group.id, url=receiver.url, title="bot") == 2000
    await group.ok("groups.deleteCallbackServer", group_id=group.id, server_id=1)
    assert (await group.ok("groups.getCallbackServers", group_id=group.id))["count"] == 9
