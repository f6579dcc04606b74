"""Processes of the bot, a line to Postgres that can be cut, and waiting for what other processes do."""

import asyncio
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import aiohttp

from bot.demo.postgres import free_port
from tests.world.nursery import die_with_parent
from tests.world.world import World

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


@dataclass
class Bot:
    """One process of `python -m bot run --role …`, with its output."""

    process: Process
    port: int
    lines: list[str] = field(default_factory=list)
    reading: "asyncio.Task[None] | None" = None

    @property
    def output(self) -> str:
        """All it has written."""
        return "\n".join(self.lines)

    def send(self, number: signal.Signals) -> None:
        """A signal to the process."""
        self.process.send_signal(number)

    async def ended(self) -> int:
        """Wait for its end; the exit code (negative: the signal that killed it)."""
        code = await asyncio.wait_for(self.process.wait(), PATIENCE_S)
        if self.reading:
            await self.reading
        return code

    async def kill(self) -> None:
        """As the kernel kills: at once."""
        if self.process.returncode is None:
            self.process.kill()
        await self.ended()

    async def wrote(self, part: str) -> bool:
        """Has it written this yet?"""
        assert self.process.returncode is None or part in self.output, self.output
        return part in self.output

    async def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page of its own."""
        limit = aiohttp.ClientTimeout(total=10)
        async with (
            aiohttp.ClientSession(timeout=limit) as http,
            http.get(f"http://127.0.0.1:{self.port}{path}") as answer,
        ):
            return answer.status, await answer.text()


async def start(world: World, role: str = "all", **settings: str) -> Bot:
    """Start a process in this world and wait until it is ready."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--role", role),
        env={**world.environment(), "HTTP_PORT": str(port), **settings},
        stdout=PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=Path.cwd(),
        preexec_fn=die_with_parent,
        limit=1 << 20,
    )
    bot = Bot(process, port)
    bot.reading = asyncio.create_task(_read(bot))
    await until(lambda: bot.wrote("bot ready"), f"{role} ready")
    return bot


async def _read(bot: Bot) -> None:
    assert bot.process.stdout
    async for line in bot.process.stdout:
        bot.lines.append(line.decode().rstrip("\n"))


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
