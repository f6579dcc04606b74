"""The time of this world: real time plus an offset, with a speed; it never goes back."""

import asyncio
import time
from datetime import UTC, datetime

from sandbox.errors import ControlError


class Clock:
    """World time = the moment of the last change + real seconds since then × speed."""

    def __init__(self, offset_s: float = 0.0, speed: float = 1.0) -> None:
        self._world = time.time() + offset_s
        self._real = time.monotonic()
        self.speed = speed
        self._changed = asyncio.Event()

    def now(self) -> float:
        """World time, seconds since the epoch (UTC)."""
        return self._world + (time.monotonic() - self._real) * self.speed

    def stamp(self) -> int:
        """World time as VK writes it into messages: whole seconds."""
        return int(self.now())

    def iso(self) -> str:
        """World time as an aware UTC string."""
        return datetime.fromtimestamp(self.now(), UTC).isoformat()

    def change(self, *, speed: float | None = None, forward_s: float = 0.0) -> None:
        """Jump ahead by world seconds and/or change the speed; sleepers look again at once."""
        if forward_s < 0:
            raise ControlError("time never goes back: forward_s must not be negative")
        if speed is not None and not 0 <= speed <= 1_000_000:
            raise ControlError("speed must be between 0 and 1000000")
        self._world, self._real = self.now() + forward_s, time.monotonic()
        if speed is not None:
            self.speed = speed
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_until(self, moment: float) -> None:
        """Sleep until world time reaches ``moment``; a jump or a change of speed wakes it."""
        while (left := moment - self.now()) > 0:
            changed = self._changed
            timeout = left / self.speed if self.speed > 0 else None
            try:
                await asyncio.wait_for(changed.wait(), timeout)
            except TimeoutError:
                continue

    def offset_s(self) -> float:
        """Seconds by which this world is ahead of real time (what the store keeps)."""
        return self.now() - time.time()
