"""Keeps one token inside VK's limit: at most 20 calls in any second, as VK sees them arrive (docs/vk.md §2.1)."""

import asyncio
import time
from collections import defaultdict, deque
from dataclasses import dataclass

from bot.telemetry import metrics

COMMUNITY_CALLS = 20  # VK: requests a second of a community's token
USER_CALLS = 3  # VK: requests a second of a user's token
WINDOW_S = 1.0  # VK counts over a sliding second
MARGIN_S = 0.015  # what the quickest answers of one method differ by
LATEST_S = 0.3  # no slow answer is taken for a later arrival than this
CATCH_UP_S = 0.3  # what was lost by waiting, up to this, is made good where the window allows
CROWDED_S = 0.2  # pause after an error 6: at our pace one is a matter of milliseconds
CALM_S = 5.0  # another one within this time doubles the pause
LONGEST_S = 1.0
CROWDING = 0.5  # while catching up, the share of the even distance that is kept
REMEMBERED = 40  # answers of one method among which the quickest is looked for


@dataclass(slots=True)
class Departure:
    """A call that has left: when (steady clock, seconds), and what its answer took, once it is here."""

    at: float
    method: str = ""
    took_s: float | None = None


class Pacer:
    """Lets calls of one token leave evenly, in the order they asked.

    Nobody tells us when VK saw a request; an answer that took longer than the quickest of its method may have been late
    on its way there by that much. So a call leaves a window after the one `limit` places before it *may* have arrived,
    and no stall on the way makes too many in one second. A pause that VK asked for is a deadline, so that no finished
    call can clear it.
    """

    def __init__(self, calls_per_s: float, *, limit: int = COMMUNITY_CALLS) -> None:
        self._gap_s = 1.0 / calls_per_s
        self._window_s = min(WINDOW_S + MARGIN_S, self._gap_s * limit)  # faster than VK allows: not VK
        self._left: deque[Departure] = deque(maxlen=limit)
        self._answers_s: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
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
            self._left.append(Departure(now))
        metrics.PACER_WAIT_S.observe(now - came)

    def leaves(self, method: str) -> Departure:
        """Whoever has waited says what leaves, before anybody else can."""
        departure = self._left[-1] if self._left else Departure(time.monotonic())
        departure.method = method
        return departure

    def answered(self, departure: Departure, *, is_refusal: bool = False) -> None:
        """Its answer is here; a refusal comes quicker than work is done and says nothing of the others."""
        departure.took_s = time.monotonic() - departure.at
        if not is_refusal:
            self._answers_s[departure.method].append(departure.took_s)

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
        moments = [self._paused_until, self._planned + self._gap_s, self._left[-1].at + self._gap_s * CROWDING]
        if len(self._left) == self._left.maxlen:
            first = self._left[0]
            moments.append(first.at + self._window_s + self._late_s(first))
        return max(moments)

    def _late_s(self, departure: Departure) -> float:
        """How much later than usual it may have arrived; grows while there is no answer."""
        took_s = time.monotonic() - departure.at if departure.took_s is None else departure.took_s
        quickest_s = min(self._answers_s[departure.method], default=took_s)
        return min(max(0.0, took_s - quickest_s), LATEST_S)
