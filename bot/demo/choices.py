"""What the environment chose for the demo."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.demo.postgres import HOST, is_free

HELP = """Starts Postgres, the sandbox and the bot. Environment: SANDBOX_PORT, POSTGRES_PORT, HTTP_PORT (free ones are
found otherwise), DATA_DIR (./data), DATABASE_URL (another Postgres), EMPTY=1 (binds nobody, prints init's link)."""


class Unable(RuntimeError):
    """The demo cannot start; the text says why in words."""


@dataclass(frozen=True)
class Choices:
    """One run's choices; 0 for a port: a free one."""

    data: Path
    database_url: str
    sandbox_port: int
    postgres_port: int
    http_port: int
    empty: bool


def read_choices(env: Mapping[str, str]) -> Choices:
    """Read the environment; an address that is taken is said before anything starts.

    Raises:
        Unable: a port is no number, or somebody listens on it.
    """
    return Choices(
        data=Path(env.get("DATA_DIR") or "data").resolve(),
        database_url=env.get("DATABASE_URL", ""),
        sandbox_port=_port(env, "SANDBOX_PORT"),
        postgres_port=_number(env, "POSTGRES_PORT"),  # may be taken by our own server; it looks itself
        http_port=_port(env, "HTTP_PORT"),
        empty=env.get("EMPTY", "") not in ("", "0"),
    )


def _port(env: Mapping[str, str], name: str) -> int:
    port = _number(env, name)
    if port and not is_free(port):
        raise Unable(f"The address {HOST}:{port} is already used: set another {name}, or none and a free one is found.")
    return port


def _number(env: Mapping[str, str], name: str) -> int:
    given = env.get(name) or "0"
    if not given.isdecimal() or int(given) > 65535:
        raise Unable(f"{name} must be a port number, not {given!r}.")
    return int(given)
