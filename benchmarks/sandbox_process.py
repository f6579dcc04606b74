"""The sandbox as another process, spoken to through its control face only."""

import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp


@dataclass
class SandboxProcess:
    """A running sandbox."""

    url: str
    process: subprocess.Popen[str]
    http: aiohttp.ClientSession

    @classmethod
    def start(cls, now: datetime) -> "SandboxProcess":
        """Start it on a free port at this moment (aware) and wait for its one line."""
        command = [sys.executable, "-m", "sandbox", "--host", "127.0.0.1", "--port", "0", "--now", now.isoformat()]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        line = process.stdout.readline().split()
        assert line[:2] == ["sandbox", "ready"], line
        return cls(line[2], process, aiohttp.ClientSession())

    async def post(self, name: str, /, **given: Any) -> Any:
        """A POST on the control face."""
        async with self.http.post(f"{self.url}/sandbox/{name}", json=given) as answer:
            return await _read(answer)

    async def get(self, name: str, /, **given: Any) -> Any:
        """A GET on the control face."""
        async with self.http.get(f"{self.url}/sandbox/{name}", params=given) as answer:
            return await _read(answer)

    async def ahead_s(self) -> float:
        """Seconds by which its clock is ahead of ours: the best of a few looks."""
        found = []
        for _look in range(10):
            began = time.time()
            said = await self.get("clock")
            ended = time.time()
            found.append((ended - began, datetime.fromisoformat(said["now"]).timestamp() - (began + ended) / 2))
        return min(found)[1]

    async def stop(self) -> None:
        """End the process and the connections."""
        await self.http.close()
        self.process.terminate()
        self.process.wait(10)
        if self.process.stdout:
            self.process.stdout.close()


async def _read(answer: aiohttp.ClientResponse) -> Any:
    body = await answer.json()
    assert answer.status == 200, body
    return body
