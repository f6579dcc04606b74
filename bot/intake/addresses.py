"""Who knocks, and how often she was refused: strangers who guess secrets are soon not listened to."""

import time
from collections import OrderedDict

from aiohttp import web

LOOPBACK = frozenset({"127.0.0.1", "::1"})


def address_of(request: web.Request) -> str:
    """The peer's address; from a proxy on this machine the last one it names (only that one is the proxy's word)."""
    peer = request.remote or ""
    if peer in LOOPBACK and (passed := request.headers.get("X-Forwarded-For")):
        return passed.rpartition(",")[2].strip()[:45] or peer
    return peer


class Refusals:
    """Counts refusals by address. What is accepted costs nothing: that flow is held by the gatherer's bound.

    Args of the constructor:
        allowed: refusals an address may have behind it.
        per_s: how many are forgiven a second.
        remembered: addresses kept in memory; the one silent longest is forgotten.
    """

    def __init__(self, allowed: int = 60, per_s: float = 1.0, remembered: int = 10_000) -> None:
        self._allowed, self._per_s, self._remembered = allowed, per_s, remembered
        self._by_address: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def are_too_many(self, address: str) -> bool:
        """Is this address not listened to now?"""
        return address in self._by_address and self._count(address) >= self._allowed

    def note(self, address: str) -> None:
        """One refusal more."""
        self._by_address[address] = (self._count(address) + 1, time.monotonic())
        self._by_address.move_to_end(address)
        if len(self._by_address) > self._remembered:
            self._by_address.popitem(last=False)

    def _count(self, address: str) -> float:
        count, at = self._by_address.get(address, (0.0, 0.0))
        return max(0.0, count - (time.monotonic() - at) * self._per_s)
