"""Processes of the bot that are killed as the kernel kills, and born again."""

import asyncio
import random
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import asyncpg

from bot.demo.postgres import free_port
from tests.engine.processes import Bot, until

# Ten seconds of silence end a dead owner's lease (tests/gateway/test_owner.py); fifty kills have no time for that.
# The process is gone for certain when this is said.
SILENT = "update lease set until = clock_timestamp() where holder like '%:' || $1::int || ':%'"


@dataclass
class Fleet:
    """All processes of one installation. `settings` are the environment of each.

    Its secret is its own: the door may have the port of one that another run of the tests has just closed, and VK of
    that run, whose communities and people have the same numbers, may still push there.
    """

    dsn: str
    folder: Path
    settings: dict[str, str]
    door: int = field(default_factory=free_port)
    alive: list[Bot] = field(default_factory=list)
    dead: list[Bot] = field(default_factory=list)
    kills: int = 0

    def __post_init__(self) -> None:
        own = {"VK_CALLBACK_URL": f"http://127.0.0.1:{self.door}", "VK_CALLBACK_SECRET": secrets.token_hex(8)}
        self.settings = {**own, **self.settings}

    def bear(self, role: str, **settings: str) -> Bot:
        """A new process of this role; it is not waited for."""
        port = str(self.door) if role in ("all", "intake") else "0"  # where VK pushes to
        environment = {**self.settings, "LOG_LEVEL": "WARNING", "HTTP_PORT": port, **settings}
        log = self.folder / f"{len(self.alive) + len(self.dead)}-{role}.log"
        self.alive.append(Bot.bear(role, environment, log))
        return self.alive[-1]

    async def start(self, *roles: str, **settings: str) -> None:
        """Processes of these roles, all ready."""
        for life in [self.bear(role, **settings) for role in roles]:
            await until(life.is_ready, f"{life.role} ready")

    async def kill(self, life: Bot) -> None:
        """At once, in the middle of whatever it does; and the ten seconds of silence that follow are over."""
        assert not life.is_over, f"{life.role} ended by itself:\n{life.output}"
        await life.kill()
        self.alive.remove(life)
        self.dead.append(life)
        self.kills += 1
        connection = await asyncpg.connect(self.dsn)
        try:
            await connection.execute(SILENT, life.pid)
        finally:
            await connection.close()

    async def close(self) -> None:
        """End all."""
        await asyncio.gather(*(life.kill() for life in self.alive))

    def all_live(self, number: int) -> None:
        """So many were born, and none has ended by itself."""
        ended = [life.output for life in self.alive if life.is_over]
        assert not ended, "\n".join(ended)
        assert len(self.alive) == number

    async def is_ready(self) -> bool:
        """What the process at the door says of itself."""
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{self.door}/readyz") as answer:
            return answer.status == 200

    async def push(self, group: int) -> tuple[int, str]:
        """Status and Retry-After of an event that is ours by its secret."""
        event = {"type": "message_allow", "group_id": group, "event_id": f"{random.getrandbits(160):040x}"}
        event |= {"object": {"user_id": 1, "key": ""}, "secret": self.settings["VK_CALLBACK_SECRET"]}
        url = f"http://127.0.0.1:{self.door}/callback/{group}"
        async with aiohttp.ClientSession() as http, http.post(url, json=event) as answer:
            return answer.status, answer.headers.get("Retry-After", "")

    def complaints(self) -> list[str]:
        """Lines of the log in which a part of the bot gave up, or an exception nobody had thought of."""
        lines = [line for life in [*self.alive, *self.dead] for line in life.output.splitlines()]
        return [line for line in lines if '"critical"' in line or line.startswith("Traceback")]
