"""How the tables are reached: one place for Tortoise's own configuration."""

from typing import Any

from tortoise.backends.base.config_generator import expand_db_url

# A machine that vanished is noticed within ten seconds: its locks and leases go to others (Postgres waits two hours).
ALIVE = {
    "tcp_keepalives_idle": "4",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "idle_in_transaction_session_timeout": "60s",
    "application_name": "school-bot",
}


def tortoise_config(dsn: str, *, minsize: int = 1, maxsize: int = 10) -> dict[str, object]:
    """Tortoise's configuration for a `postgres://` DSN; pool sizes in connections."""
    expanded = expand_db_url(dsn.replace("postgresql://", "asyncpg://", 1).replace("postgres://", "asyncpg://", 1))
    expanded["credentials"] |= {"minsize": minsize, "maxsize": maxsize, "server_settings": ALIVE, "reset": _left_clean}
    return {
        "connections": {"default": expanded},
        "apps": {
            "models": {
                "models": ["models"],
                "migrations": "models.migrations",
                "default_connection": "default",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


async def _left_clean(_connection: Any) -> None:
    """Spare the round trip by which asyncpg resets a session that goes back to the pool: it doubles a statement's time.

    A transaction left open is rolled back all the same. Nobody of ours leaves session state behind: no SET without
    LOCAL, no advisory lock, no LISTEN on these connections.
    """
