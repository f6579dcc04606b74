"""The sandbox as another process, and a small language to speak to both of its faces."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

Json = dict[str, Any]
CHAT = 2_000_000_000


class Refused(Exception):
    """The control face said no; the text is its words."""


@dataclass
class Server:
    """A running sandbox."""

    url: str
    process: subprocess.Popen[str]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        if self.process.stdout:
            self.process.stdout.close()


def start_sandbox(*arguments: str) -> Server:
    """Start a sandbox on a free port and wait for its one line."""
    command = [sys.executable, "-m", "sandbox", "--host", "127.0.0.1", "--port", "0", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline().split()
    assert line[:2] == ["sandbox", "ready"], line
    return Server(line[2], process)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    running = start_sandbox()
    yield running
    running.stop()


@pytest.fixture(scope="session")
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@dataclass
class Vk:
    """Both faces of one sandbox."""

    http: aiohttp.ClientSession
    url: str

    async def post(self, name: str, /, **given: Any) -> Any:
        async with self.http.post(f"{self.url}/sandbox/{name}", json=given) as answer:
            body = await answer.json()
            if answer.status != 200:
                raise Refused(body["error"])
            return body

    async def get(self, name: str, /, **given: Any) -> Any:
        async with self.http.get(f"{self.url}/sandbox/{name}", params=given) as answer:
            body = await answer.json()
            if answer.status != 200:
                raise Refused(body["error"])
            return body

    async def raw(self, method: str, token: str, /, **params: Any) -> Json:
        data = {"access_token": token, "v": "5.199", **{key: str(value) for key, value in params.items()}}
        async with self.http.post(f"{self.url}/method/{method}", data=data) as answer:
            assert answer.status == 200
            body: Json = await answer.json()
            return body

    async def person(self, first_name: str = "Иван", last_name: str = "Тестов") -> int:
        return int((await self.post("people", first_name=first_name, last_name=last_name))["id"])

    async def community(self, *, events: str = "", rate: int = 100_000) -> "Community":
        made = await self.post("communities", name="Школа 1")
        await self.post("token", group_id=made["group_id"], rate_per_s=rate)
        group = Community(self, made["group_id"], made["token"], made["user_token"], made["screen_name"])
        await group.listen()
        if events:
            await group.ok("groups.setLongPollSettings", group_id=group.id, **dict.fromkeys(events.split(), 1))
        return group

    async def forward(self, **delta: float) -> None:
        seconds = delta.get("seconds", 0) + delta.get("minutes", 0) * 60 + delta.get("hours", 0) * 3600
        await self.post("clock", forward_s=seconds)


@dataclass
class Community:
    """A community with its token, and a reader of its long poll."""

    vk: Vk
    id: int
    token: str
    user_token: str
    screen_name: str
    key: str = ""
    ts: str = ""

    @property
    def peer(self) -> int:
        """How people name the private talk."""
        return -self.id

    async def call(self, method: str, /, **params: Any) -> Json:
        return await self.vk.raw(method, self.token, **params)

    async def ok(self, method: str, /, **params: Any) -> Any:
        body = await self.call(method, **params)
        assert "response" in body, body
        return body["response"]

    async def error(self, method: str, /, **params: Any) -> int:
        body = await self.call(method, **params)
        assert "error" in body, body
        return int(body["error"]["error_code"])

    async def send(self, peer_id: int, message: str = "привет", random_id: int = 0, **more: Any) -> Any:
        return await self.ok("messages.send", peer_id=peer_id, message=message, random_id=random_id, **more)

    async def listen(self) -> None:
        got = await self.ok("groups.getLongPollServer", group_id=self.id)
        self.key, self.ts = got["key"], got["ts"]

    async def check(self, wait: float = 0, **more: Any) -> Json:
        query = {"act": "a_check", "key": self.key, "ts": self.ts, "wait": wait, **more}
        async with self.vk.http.get(f"{self.vk.url}/wh{self.id}", params=query) as answer:
            body: Json = await answer.json()
            return body

    async def events(self, kind: str = "") -> list[Json]:
        """Everything new, or the objects of one type."""
        body = await self.check()
        assert "failed" not in body, body
        self.ts = body["ts"]
        return [one for one in body["updates"] if not kind or one["type"] == kind]

    async def news(self) -> list[Json]:
        """The messages of new message_new events."""
        return [one["object"]["message"] for one in await self.events("message_new")]

    async def friend(self, name: str = "Петя") -> int:
        """A person who has allowed messages; his first events are already read."""
        person = await self.vk.person(name)
        await self.vk.post("say", from_id=person, peer_id=self.peer, text="привет")
        await self.events()
        return person

    async def chat(self, *people: int) -> int:
        """A chat of the community's own, with these people inside; the events of joining are already read."""
        number = (await self.ok("messages.createChat", title="Алгебра"))["chat_id"]
        link = (await self.ok("messages.getInviteLink", peer_id=CHAT + number))["link"]
        for person in people:
            await self.vk.post("open", from_id=person, url=link)
        await self.events()
        return CHAT + int(number)

    async def guest_chat(self, owner: int) -> int:
        """A chat made by people where the community is a guest with mentions only; its own number of it."""
        made = await self.vk.post("chats", owner_id=owner, title="Родители", members=[])
        await self.vk.post(
            "add", from_id=owner, peer_id=made["peer_id"], group_id=made["group_id"], member_id=self.peer
        )
        numbers = (await self.vk.get(f"chats/{made['peer_id']}", group_id=made["group_id"]))["numbers"]
        await self.events()
        return CHAT + int(numbers[str(self.id)])


@pytest.fixture(scope="session")
def vk(http: aiohttp.ClientSession, server: Server) -> Vk:
    return Vk(http, server.url)


async def until(check: Any, seconds: float = 5.0) -> Any:
    """Ask again every few milliseconds until the answer is true."""
    for _ in range(int(seconds / 0.02)):
        if found := await check():
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("it never came true")
