"""One owner a token: a row in Postgres, renewed while its process lives, taken over after ten seconds of silence.

The row's time is the database's own, so that machines with different clocks agree; the owner also counts on its steady
clock from before it asked, so that a process that was paused knows at once that its time is over.
"""

import logging
import os
import secrets
import socket
import time
from collections.abc import Collection

from bot.kit.unit_of_work import unit_of_work
from models import Lease
from models.store import is_away

log = logging.getLogger("bot.leases")

SILENCE_S = 10.0  # after this long without a sign of life another process takes over
RENEW_S = 3.0
MARGIN_S = 1.0  # the owner stops this long before others may begin

TAKE = """
insert into lease (resource, holder, until)
select name, $2, clock_timestamp() + make_interval(secs => $3) from unnest($1::text[]) as name order by name
on conflict (resource) do update set holder = excluded.holder, until = excluded.until
where lease.holder = excluded.holder or lease.until < clock_timestamp()
returning resource
"""


def new_holder() -> str:
    """A name for this process that no other has had."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


class Leases:
    """What one process may use alone."""

    def __init__(self, holder: str = "", *, silence_s: float = SILENCE_S) -> None:
        self.holder = holder or new_holder()
        self._silence_s = silence_s
        self._until: dict[str, float] = {}

    def holds(self, resource: str) -> bool:
        """May this process use it at this very moment?"""
        return self._until.get(resource, 0.0) > time.monotonic()

    async def take(self, resources: Collection[str]) -> set[str]:
        """Take what is free, renew what is ours, in one statement; returns what was not ours until now."""
        asked = time.monotonic()
        async with unit_of_work() as connection:
            rows = await connection.execute_query_dict(TAKE, [sorted(resources), self.holder, self._silence_s])
        ours = {str(row["resource"]) for row in rows}
        new = {resource for resource in ours if not self.holds(resource)}
        margin_s = min(MARGIN_S, self._silence_s / 10)
        self._until = dict.fromkeys(ours, asked + self._silence_s - margin_s)
        return new

    async def give_up(self) -> None:
        """Leave at once, so that the next process need not wait. Without Postgres it waits until the leases run out."""
        self._until = {}
        try:
            await Lease.filter(holder=self.holder).delete()
        except Exception as error:
            if not is_away(error):
                raise
            log.info("leases not given up: no Postgres", extra={"error": type(error).__name__})


def token_of(community: int) -> str:
    """The name of a community's token among the leases."""
    return f"token:{community}"
