"""Processes of the bot, a line to Postgres that can be cut, and waiting for what other processes do."""

import asyncio
import atexit
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import aiohttp

from bot.demo.postgres import free_port
from tests.world.nursery import die_with_parent

PATIENCE_S = 60.0  # on a busy machine an import of the bot alone takes seconds


async def until(true: Callable[[], Awaitable[object]], what: str, *, within_s: float = PATIENCE_S) -> float:
    """Look again and again; returns how long it took.

    Raises:
        AssertionError: it did not become true in time.
    """
    began = time.monotonic()
    while not await true():
        assert time.monotonic() - began < within_s, f"not within {within_s} s: {what}"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


@cache
def _mother() -> subprocess.Popen[str]:
    """The process that bears all others (tests/engine/mother.py), one a test process; ended with it."""
    command = [sys.executable, "-m", "tests.engine.mother"]
    pipe = subprocess.PIPE
    mother = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, preexec_fn=die_with_parent)
    assert mother.stdout
    assert mother.stdout.readline() == "mother ready\n"
    atexit.register(_end, mother)
    return mother


def _end(mother: subprocess.Popen[str]) -> None:
    mother.kill()
    mother.communicate(timeout=10)


@dataclass
class Bot:
    """One process of `python -m bot run --role …`, from its birth to its end. `port`: of its pages."""

    pid: int
    role: str
    log: Path
    port: int

    @classmethod
    def bear(cls, role: str, environment: dict[str, str], log: Path) -> "Bot":
        """A new process with this environment; it is not waited for."""
        mother = _mother()
        assert mother.stdin
        assert mother.stdout
        born = {"arguments": ["run", "--role", role], "environment": environment, "log": str(log)}
        mother.stdin.write(json.dumps(born) + "\n")
        mother.stdin.flush()
        return cls(int(mother.stdout.readline()), role, log, int(environment["HTTP_PORT"]))

    @property
    def is_over(self) -> bool:
        """Has it ended, by whatever cause?"""
        return not Path("/proc", str(self.pid)).exists()

    @property
    def output(self) -> str:
        """All it has written."""
        return self.log.read_text() if self.log.exists() else ""

    async def is_ready(self) -> bool:
        """Has it said so?"""
        return await self.wrote("bot ready")

    async def wrote(self, part: str) -> bool:
        """Has it written this yet?"""
        output = self.output
        assert part in output or not self.is_over, f"{self.role} ended by itself:\n{output}"
        return part in output

    def send(self, number: signal.Signals) -> None:
        """A signal to the process."""
        os.kill(self.pid, number)

    async def ended(self) -> int:
        """Wait for its end; the exit code, or -9 if it was killed."""
        await until(self._is_over, f"{self.role} has ended")
        return self._code

    async def kill(self) -> None:
        """As the kernel kills: at once."""
        if not self.is_over:
            self.send(signal.SIGKILL)
        await self.ended()

    async def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page of its own."""
        limit = aiohttp.ClientTimeout(total=10)
        async with (
            aiohttp.ClientSession(timeout=limit) as http,
            http.get(f"http://127.0.0.1:{self.port}{path}") as answer,
        ):
            return answer.status, await answer.text()

    async def _is_over(self) -> bool:
        return self.is_over

    @property
    def _code(self) -> int:
        kept = Path(f"{self.log}.code")
        return int(kept.read_text()) if kept.exists() else -signal.SIGKILL


async def start(environment: dict[str, str], log: Path, role: str = "all") -> Bot:
    """Start a process and wait until it is ready."""
    bot = Bot.bear(role, {"HTTP_PORT": str(free_port()), **environment}, log)
    await until(bot.is_ready, f"{role} ready")
    return bot


class Line:
    """A line to Postgres that can be cut and mended; `dsn` leads through it."""

    def __init__(self, dsn: str) -> None:
        self._parts = urlsplit(dsn)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self.port = free_port()

    @property
    def dsn(self) -> str:
        """The database's address through this line."""
        user = self._parts.netloc.rpartition("@")[0]
        return urlunsplit(self._parts._replace(netloc=f"{user}@127.0.0.1:{self.port}"))

    async def mend(self) -> None:
        """From now on connections go through."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    async def cut(self) -> None:
        """All connections break, new ones are refused."""
        assert self._server
        self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        self._server = None

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._parts.hostname, self._parts.port)
        self._open |= {writer, back}
        await asyncio.gather(_pump(reader, back), _pump(there, writer), return_exceptions=True)
        self._open -= {writer, back}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
