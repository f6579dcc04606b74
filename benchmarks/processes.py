"""What processes have used: processor time, steady where requests a second are at the neighbours' mercy, and memory.

Read from Linux's /proc.
"""

import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Used:
    """Seconds of processor time, user and system: of a server, of Postgres, of the generator (this process)."""

    server: float
    postgres: float
    generator: float

    @classmethod
    def so_far(cls, server: int, cluster: Path) -> "Used":
        """Until now; `server` is a pid, `cluster` the data directory of Postgres."""
        return cls(used_s(server), used_by_postgres_s(cluster), time.process_time())

    def since(self, before: "Used", requests: int) -> dict[str, float]:
        """Microseconds a request."""
        earlier = asdict(before)
        return {name: (now - earlier[name]) / requests * 1e6 for name, now in asdict(self).items()}


def used_s(pid: int) -> float:
    """Seconds of processor time of one process."""
    user, system = _fields(pid)[11:13]
    return (int(user) + int(system)) * TICK_S


def used_by_postgres_s(cluster: Path) -> float:
    """The same of a server of Postgres and all its processes, those that have ended too."""
    above = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    ended = sum(int(ticks) for ticks in _fields(above)[13:15]) * TICK_S
    living = Path(f"/proc/{above}/task/{above}/children").read_text().split()
    return ended + used_s(above) + sum(used_s(int(pid)) for pid in living)


def rss_mb(pid: int) -> float:
    """Resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return round(int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024, 1)


def _fields(pid: int) -> list[str]:
    """/proc/PID/stat from its third field on: the second is a name in brackets that may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
