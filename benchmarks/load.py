"""A load generator of our own: many connections over plain HTTP, each sends its next request when answered."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

TOO_LONG_S = 300.0


@dataclass
class Load:
    """What came of it: statuses, and the time of each request in seconds."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    bodies: Counter[bytes] = field(default_factory=Counter)

    @property
    def per_s(self) -> float:
        """Requests a second."""
        return len(self.times) / self.seconds

    def percentile_ms(self, share: float) -> float:
        """The time within which this share of the requests was answered."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class _Connection(asyncio.Protocol):
    """Keep-alive; one request under way."""

    def __init__(self, requests: Iterator[bytes], load: Load, done: asyncio.Future[None]) -> None:
        self._requests, self._load, self._done = requests, load, done
        self._got, self._sent_at = b"", 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._next()

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, gap, body = self._got.partition(b"\r\n\r\n")
        if not gap:
            return
        at = head.lower().find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(body) < length:
            return
        self._load.times.append(time.perf_counter() - self._sent_at)
        self._load.statuses[int(head[9:12])] += 1
        self._load.bodies[body] += 1
        self._got = b""
        if b"onnection: close" in head:
            self._transport.close()
            return
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)


async def run_load(port: int, requests: list[bytes], *, connections: int = 64) -> Load:
    """Send all of them once; a connection that the server closes is opened anew."""
    loop, load, left = asyncio.get_running_loop(), Load(), iter(requests)
    began = time.perf_counter()

    async def one() -> None:
        while len(load.times) < len(requests):
            before, done = len(load.times), loop.create_future()
            await loop.create_connection(partial(_Connection, left, load, done), "127.0.0.1", port)
            await done
            if len(load.times) == before:
                return

    async with asyncio.timeout(TOO_LONG_S):
        await asyncio.gather(*(one() for _ in range(connections)))
    load.seconds = time.perf_counter() - began
    return load


def as_request(body: bytes, path: str) -> bytes:
    """One HTTP request as VK makes it."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\nUser-Agent: VKCallback/1.0\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
