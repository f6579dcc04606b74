"""Requests a second of each token: a sliding second of real time, measured at arrival (vk-platform §2.1)."""

import time
from collections import deque

from sandbox.errors import VkError
from sandbox.records import Token


class Rates:
    """The moments of the newest accepted requests of each token."""

    def __init__(self) -> None:
        self._moments: dict[str, deque[float]] = {}

    def admit(self, token: Token) -> None:
        """Count a request that has arrived, or refuse it with error 6."""
        now = time.monotonic()
        moments = self._moments.setdefault(token.token, deque())
        while moments and moments[0] <= now - 1.0:
            moments.popleft()
        if len(moments) >= token.rate_per_s:
            raise VkError(6)
        moments.append(now)
