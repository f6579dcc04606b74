"""Every API call the bot made: what a test or a person looks at afterwards."""

from collections import deque
from itertools import islice
from typing import Any

KEPT = 50_000


class Journal:
    """The newest calls, numbered from 1; never holds a token."""

    def __init__(self) -> None:
        self._calls: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.last = 0

    def note(self, method: str, params: dict[str, Any], answer: Any, at: float, **more: Any) -> None:
        """Keep one call."""
        self.last += 1
        self._calls.append({"n": self.last, "method": method, "params": params, "answer": answer, "at": at, **more})

    def after(self, n: int, limit: int = KEPT) -> list[dict[str, Any]]:
        """Calls with a number greater than ``n``, oldest first."""
        first = self.last - len(self._calls)
        return list(islice(self._calls, max(0, n - first), max(0, n - first) + limit))
