"""A Chromium, the sandbox as its own process, and a bot that speaks plain HTTP."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

CHROMIUM = shutil.which("chromium", path=f"/usr/bin{os.pathsep}{os.environ.get('PATH', '')}")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDTHS = {"desktop": (1280, 800), "phone": (390, 844)}
START_S = 20

expect.set_options(timeout=10_000)


@dataclass
class Sandbox:
    """The sandbox's control face."""

    base: str
    http: aiohttp.ClientSession

    async def get(self, path: str, **params: Any) -> Any:
        async with self.http.get(f"{self.base}/sandbox/{path}", params=params) as answer:
            return await answer.json()

    async def post(self, path: str, **body: Any) -> Any:
        async with self.http.post(f"{self.base}/sandbox/{path}", json=body) as answer:
            given = await answer.json()
            assert answer.status == 200, given
            return given


@dataclass
class Bot:
    """A community with a token, and its events by long poll."""

    sandbox: Sandbox
    group_id: int
    name: str
    screen_name: str
    token: str
    poll: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    random_ids: Any = field(default_factory=lambda: count(1))

    async def call(self, method: str, **params: Any) -> Any:
        given = {key: json.dumps(one) if isinstance(one, (dict, list)) else one for key, one in params.items()}
        given |= {"access_token": self.token, "v": "5.199"}
        async with self.sandbox.http.post(f"{self.sandbox.base}/method/{method}", data=given) as answer:
            body = await answer.json()
        assert "response" in body, body
        return body["response"]

    async def listen(self) -> None:
        await self.call("groups.setLongPollSettings", group_id=self.group_id, enabled=1, message_event=1)
        self.poll = await self.call("groups.getLongPollServer", group_id=self.group_id)

    async def send(self, peer_id: int, text: str, **more: Any) -> Any:
        return await self.call("messages.send", peer_id=peer_id, message=text, random_id=next(self.random_ids), **more)

    async def next(self, kind: str) -> dict[str, Any]:
        """The next event of this type; others that come before it are passed over."""
        async with asyncio.timeout(START_S):
            while True:
                while self.events:
                    event = self.events.pop(0)
                    if event["type"] == kind:
                        found: dict[str, Any] = event["object"]
                        return found
                params = {"act": "a_check", "key": self.poll["key"], "ts": self.poll["ts"], "wait": 5}
                async with self.sandbox.http.get(self.poll["server"], params=params) as answer:
                    news = await answer.json(content_type=None)
                self.poll["ts"] = news["ts"]
                self.events += news["updates"]


@pytest.fixture(scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox with the demo's cast, on a free port."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        "--port",
        "0",
        "--cast",
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_S):
            line = (await process.stdout.readline()).decode()
        assert line.startswith("sandbox ready http://"), line
        async with aiohttp.ClientSession() as http:
            yield Sandbox(line.split()[-1], http)
    finally:
        process.terminate()
        await process.communicate()


_numbers = count(1)


@pytest.fixture
async def bot(sandbox: Sandbox) -> Bot:
    """A community of this test's own."""
    name = f"Школа {next(_numbers):03}"
    made = await sandbox.post("communities", name=name)
    made_bot = Bot(sandbox, made["group_id"], name, made["screen_name"], made["token"])
    await made_bot.listen()
    return made_bot


@dataclass
class Someone:
    """A person of this test's own."""

    id: int
    name: str


@pytest.fixture
async def person(sandbox: Sandbox) -> Someone:
    """A newcomer with an empty list of talks."""
    made = await sandbox.post("people", first_name="Дарья", last_name=f"Новикова-{next(_numbers)}")
    return Someone(made["id"], f"{made['first_name']} {made['last_name']}")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests."""
    if CHROMIUM is None:
        pytest.skip("no Chromium found: neither /usr/bin/chromium nor chromium in PATH")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        await launched.close()


@pytest.fixture(params=WIDTHS)
async def page(request: pytest.FixtureRequest, browser: Browser, sandbox: Sandbox) -> AsyncIterator[Page]:
    """A tab at a desktop's and at a phone's width, where nothing may fail, overflow or call outside."""
    width, height = WIDTHS[request.param]
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        base_url=sandbox.base,
        locale="ru-RU",
        timezone_id="Europe/Moscow",
        has_touch=request.param == "phone",
        is_mobile=request.param == "phone",
    )
    tab = await context.new_page()
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    refusal = "status of 400"  # the page shows the words of a refusal; the browser's log of it is no error
    tab.on(
        "console", lambda said: wrong.append(said.text) if said.type == "error" and refusal not in said.text else None
    )
    tab.on("request", lambda asked: None if asked.url.startswith((sandbox.base, "data:")) else wrong.append(asked.url))
    yield tab
    overflow = await tab.evaluate("document.documentElement.scrollWidth - innerWidth")
    await context.close()
    assert wrong == []
    assert overflow <= 0
