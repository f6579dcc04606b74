"""The world of a conversation test: a sandbox, a database, the bot; and time that only the test moves."""

import asyncio
import secrets
import sys
from asyncio.subprocess import PIPE
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.app import App
from bot.config import Settings
from bot.demo.postgres import free_port
from bot.gateway.links import invite_url
from bot.gateway.vault import new_key
from bot.services import first_steps
from models import Community, OutboxItem, QuarantinedEvent
from tests.world import sandbox as sandboxes
from tests.world.people import Actor
from tests.world.sandbox import Sandbox

CALLS_PER_S = 1000.0  # pacing is measured in benchmarks; here the sandbox's limit is lifted


@dataclass
class WorldTime:
    """The sandbox's clock; jobs that fall due run."""

    world: "World"

    async def forward(self, **delta: float) -> None:
        """Move time by a timedelta's words (days=3, minutes=15) and let everything due happen."""
        await self.world.sandbox.post("clock", forward_s=timedelta(**delta).total_seconds())
        await self.world.app.read_clock()
        await self.world.app.run_due_jobs()
        await self.world.settle()

    async def to(self, moment: datetime) -> None:
        """Move time to an aware moment in the future."""
        await self.forward(seconds=(moment - self.now()).total_seconds())

    def now(self) -> datetime:
        """The world's moment, aware UTC."""
        return self.world.app.clock.now()


@dataclass
class World:
    """Everything a conversation needs. Nothing is seeded: stories begin in an empty database."""

    sandbox: Sandbox
    app: App
    settings: Settings
    group_id: int
    screen_name: str
    cast: dict[int, Actor] = field(default_factory=dict)
    expects_dead_letters: bool = False

    @property
    def bot_peer(self) -> int:
        """The private talk with the bot as a person names it."""
        return -self.group_id

    @property
    def clock(self) -> WorldTime:
        """Time, moved by hand."""
        return WorldTime(self)

    async def settle(self) -> None:
        """Let the bot work until it is done."""
        await self.app.settle()

    async def stranger(self, first_name: str = "Пётр", last_name: str = "Прохожий") -> Actor:
        """A new VK user whom nobody knows."""
        made = await self.sandbox.post("people", first_name=first_name, last_name=last_name)
        actor = Actor(self, int(made["id"]), f"{first_name} {last_name}")
        self.cast[actor.id] = actor
        return actor

    async def init_region(self, title: str = "Ставропольский край", *, again: bool = False) -> str:
        """What `python -m bot init` does, without the seconds a process costs; returns the link it prints."""
        now = self.clock.now()
        code = await first_steps.found(title, timezone="Europe/Moscow", again=again, now=now)
        return invite_url(self.screen_name, code)

    async def command_line(self, *words: str, expect: int = 0) -> str:
        """`python -m bot …` in this world; returns what it printed (on stderr, when a failure is expected)."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, env=self.environment(), stdout=PIPE, stderr=PIPE
        )
        out, err = await process.communicate()
        assert process.returncode == expect, err.decode()
        return (err if expect else out).decode()

    def environment(self) -> dict[str, str]:
        """The environment of a command line that works in this world."""
        return {
            "PATH": "/usr/bin:/bin",
            "DATABASE_URL": self.settings.database_url,
            "VK_API_URL": self.settings.vk_api_url,
            "VK_GROUP_ID": str(self.settings.vk_group_id),
            "VK_TOKEN": self.settings.vk_token,
            "VK_USER_TOKEN": self.settings.vk_user_token,
            "TOKEN_KEY": self.settings.token_key,
            "OLD_TOKEN_KEY": self.settings.old_token_key,
            "CLOCK_URL": self.settings.clock_url,
        }

    async def restart(self) -> None:
        """The bot's process ends and another begins; only the database is remembered."""
        await self.app.close()
        await self.reopen()

    async def reopen(self) -> None:
        """A new process of the bot over the same database."""
        self.app = App(self.settings)
        await self.app.open()

    async def rewind(self) -> None:
        """A new process of the bot finds its position lost: VK will deliver the last events again (docs/vk.md §1.1)."""
        await Community.all().update(longpoll_ts="1")
        await self.restart()

    async def delivers_again(self) -> None:
        """The same, and the bot works through all of it a second time."""
        await self.rewind()
        await self.settle()

    async def ends(self) -> None:
        """Stop everything; what the bot could not send or handle is a failure of the test that caused it."""
        dead = [] if self.expects_dead_letters else await OutboxItem.filter(state__in=("dead", "unknown")).values()
        quarantine = await QuarantinedEvent.all().values("type", "error")
        await self.app.close()
        await self.sandbox.stop()
        assert not quarantine, f"events in quarantine: {quarantine}"
        assert not dead, f"dead letters: {[(d['verb'], d['error'], d['args']) for d in dead]}"

    async def api_calls(self, method: str = "") -> list[dict[str, Any]]:
        """Every call of VK that the bot made, oldest first."""
        calls: list[dict[str, Any]] = await self.sandbox.get("calls")
        return [call for call in calls if not method or call["method"] == method]

    async def snackbar_of(self, press: str) -> str:
        """What the bot answered to a press ("" for a silent stop of the spinner). It must have answered."""
        for call in reversed(await self.api_calls("messages.sendMessageEventAnswer")):
            if call["params"].get("event_id") == press:
                data = str(call["params"].get("event_data") or "")
                return data.partition('"text": "')[2].partition('"}')[0] if data else ""
        raise AssertionError("the press was never answered: the spinner turns for a minute")


async def build(
    dsn: str,
    *,
    user_token: bool = True,
    begin: str = sandboxes.BEGIN,
    events: str = "longpoll",
    is_pushed_to: bool = True,
) -> World:
    """A new world over an empty, migrated database.

    Args:
        events: the channels by which they come (VK_EVENTS).
        is_pushed_to: with a callback channel VK is told of it; else whoever likes may push.
    """
    sandbox = sandboxes.start(begin)
    made = await sandbox.post("communities", name="Школьная связь")
    await sandbox.post("token", group_id=made["group_id"], rate_per_s=100_000)
    settings = Settings(
        database_url=dsn,
        vk_api_url=f"{sandbox.url}/method/",
        vk_group_id=int(made["group_id"]),
        vk_token=made["token"],
        vk_user_token=made["user_token"] if user_token else "",
        vk_calls_per_s=CALLS_PER_S,
        token_key=new_key(),
        clock_url=f"{sandbox.url}/sandbox/clock",
    )
    if events != "longpoll":
        port = free_port()
        url = f"http://127.0.0.1:{port}" if is_pushed_to else ""
        settings = replace(
            settings, vk_events=events, vk_callback_url=url, vk_callback_secret=secrets.token_hex(8), http_port=port
        )
    app = App(settings)
    await app.open()
    return World(sandbox, app, settings, int(made["group_id"]), str(made["screen_name"]))


def moscow(text: str) -> datetime:
    """An aware UTC moment from Moscow's wall clock: "2026-12-03 15:00"."""
    return (datetime.fromisoformat(text).replace(tzinfo=UTC)) - timedelta(hours=3)
