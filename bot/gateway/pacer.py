"""Keeps one token inside VK's limit: at most 20 calls in any second, as VK sees them arrive (docs/vk.md §2.1)."""

import asyncio
import time
from collections import deque

from bot.telemetry import metrics

COMMUNITY_CALLS = 20  # VK: requests a second of a community's token
USER_CALLS = 3  # VK: requests a second of a user's token
CATCH_UP_S = 0.1  # a stall of our own up to this long is made good
CROWDED_S = 0.2  # pause after an error 6: at our pace one is a matter of milliseconds
CALM_S = 5.0  # another one within this time doubles the pause
LONGEST_S = 1.0
CROWDING = 0.5  # while catching up, the share of the even distance that is kept


class Pacer:
    """Lets calls of one token leave evenly, in the order they asked.

    Any `limit` of them take at least `limit` / `calls_per_s` seconds (20 at 19 a second: 1.053 s), so that VK's sliding
    second sees no more than its limit even when the road delays one of them by 50 ms. A pause that VK asked for is a
    deadline, so that no finished call can clear it.
    """

    def __init__(self, calls_per_s: float, *, limit: int = COMMUNITY_CALLS) -> None:
        self._gap_s = 1.0 / calls_per_s
        self._left: deque[float] = deque(maxlen=limit)
        self._planned = 0.0
        self._paused_until = self._crowded_at = 0.0
        self._crowded_s = CROWDED_S
        self._line = asyncio.Lock()

    async def wait(self) -> None:
        """Until this call may leave; the caller sends it at once."""
        came = time.monotonic()
        async with self._line:
            while (pause_s := self._next() - time.monotonic()) > 0:  # noqa: ASYNC110 - a deadline that may move
                await asyncio.sleep(pause_s)
            now = time.monotonic()
            self._planned = max(self._planned + self._gap_s, now - CATCH_UP_S)
            self._left.append(now)
        metrics.PACER_WAIT_S.observe(now - came)

    def crowded(self) -> None:
        """VK says there were too many: nothing leaves for a moment, for longer if it says so again soon."""
        now = time.monotonic()
        again = now - self._crowded_at < CALM_S
        self._crowded_s = min(self._crowded_s * 2, LONGEST_S) if again else CROWDED_S
        self._crowded_at = now
        self.pause(self._crowded_s)

    def pause(self, seconds: float) -> None:
        """Nothing leaves for this long."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def _next(self) -> float:
        """The earliest moment for the next call, on the machine's steady clock."""
        if not self._left:
            return self._paused_until
        moments = [self._paused_until, self._planned + self._gap_s, self._left[-1] + self._gap_s * CROWDING]
        if len(self._left) == self._left.maxlen:
            moments.append(self._left[0] + self._gap_s * len(self._left))
        return max(moments)
