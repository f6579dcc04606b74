"""The sandbox as another process, spoken to through its control face only."""

import atexit
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

import aiohttp

BEGIN = "2026-11-30T10:00:00+03:00"  # a Monday morning in Moscow, in the middle of a school year


class Refused(Exception):
    """The control face said no; the text is its words."""


@dataclass
class Sandbox:
    """A running sandbox of one test's own."""

    url: str
    pid: int
    http: aiohttp.ClientSession

    async def post(self, name: str, /, **given: Any) -> Any:
        """A POST on the control face."""
        async with self.http.post(f"{self.url}/sandbox/{name}", json=given) as answer:
            return await _read(answer)

    async def get(self, name: str, /, **given: Any) -> Any:
        """A GET on the control face."""
        async with self.http.get(f"{self.url}/sandbox/{name}", params=given) as answer:
            return await _read(answer)

    async def stop(self) -> None:
        """End the process and the connections."""
        await self.http.close()
        os.kill(self.pid, signal.SIGTERM)


async def _read(answer: aiohttp.ClientResponse) -> Any:
    body = await answer.json()
    if answer.status != 200:
        raise Refused(body["error"])
    return body


@cache
def _nursery() -> subprocess.Popen[str]:
    """One a test process; ended with it."""
    command = [sys.executable, "-m", "tests.world.nursery"]
    nursery = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(_end, nursery)
    return nursery


def _end(nursery: subprocess.Popen[str]) -> None:
    nursery.terminate()
    nursery.communicate(timeout=10)


def start(begin: str = BEGIN) -> Sandbox:
    """Start a sandbox on a free port at a fixed moment and wait for its one line."""
    nursery = _nursery()
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{begin}\n")
    nursery.stdin.flush()
    pid, *line = nursery.stdout.readline().split()
    assert line[:2] == ["sandbox", "ready"], line
    return Sandbox(line[2], int(pid), aiohttp.ClientSession())
