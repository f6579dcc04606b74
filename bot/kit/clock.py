"""The only source of time. `now()` is always an aware UTC moment."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What everybody asks for the time."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return datetime.now(UTC)


@dataclass
class WorldClock:
    """A clock that follows the sandbox's: `set` gives it a point and a speed, between points it runs on."""

    base: datetime = field(default_factory=lambda: datetime.now(UTC))
    speed: float = 1.0
    _since: float = field(default_factory=time.monotonic)

    def set(self, now: datetime, speed: float) -> None:
        """Take over what the sandbox's clock says: `now` aware UTC, `speed` world seconds a real second."""
        self.base, self.speed, self._since = now, speed, time.monotonic()

    def now(self) -> datetime:
        """The world's moment, aware, UTC."""
        return self.base + timedelta(seconds=(time.monotonic() - self._since) * self.speed)
