"""The sandbox as another process, spoken to through its control face only."""

import ctypes
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import aiohttp

PR_SET_PDEATHSIG = 1
BEGIN = "2026-11-30T10:00:00+03:00"  # a Monday morning in Moscow, in the middle of a school year


class Refused(Exception):
    """The control face said no; the text is its words."""


@dataclass
class Sandbox:
    """A running sandbox of one test's own."""

    url: str
    process: subprocess.Popen[str]
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
        self.process.terminate()
        self.process.wait(10)
        if self.process.stdout:
            self.process.stdout.close()


async def _read(answer: aiohttp.ClientResponse) -> Any:
    body = await answer.json()
    if answer.status != 200:
        raise Refused(body["error"])
    return body


def _die_with_parent() -> None:
    """Linux: a killed test run leaves no sandbox behind (it would hold the run's output open)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(begin: str = BEGIN) -> Sandbox:
    """Start a sandbox on a free port at a fixed moment and wait for its one line."""
    command = [sys.executable, "-m", "sandbox", "--host", "127.0.0.1", "--port", "0", "--now", begin]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=_die_with_parent)
    assert process.stdout is not None
    line = process.stdout.readline().split()
    assert line[:2] == ["sandbox", "ready"], line
    return Sandbox(line[2], process, aiohttp.ClientSession())
