"""Everything that happens, as server-sent events for the messenger page."""

import asyncio
from typing import Any


class Feed:
    """A fan-out of happenings; a slow reader loses the oldest ones, never slows the world."""

    def __init__(self) -> None:
        self._readers: set[asyncio.Queue[dict[str, Any]]] = set()

    def tell(self, kind: str, **what: Any) -> None:
        """Tell all readers; costs nothing when nobody listens."""
        if not self._readers:
            return
        happening = {"type": kind, **what}
        for queue in self._readers:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(happening)

    @property
    def heard(self) -> bool:
        """Whether anybody listens, so that costly views are drawn only then."""
        return bool(self._readers)

    def join(self) -> "asyncio.Queue[dict[str, Any]]":
        """Begin to listen."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(maxsize=2000)
        self._readers.add(queue)
        return queue

    def part(self, queue: "asyncio.Queue[dict[str, Any]]") -> None:
        """Stop listening."""
        self._readers.discard(queue)
