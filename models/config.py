"""How the tables are reached: one place for Tortoise's own configuration."""


def tortoise_config(dsn: str, *, minsize: int = 1, maxsize: int = 10) -> dict[str, object]:
    """Tortoise's configuration for a `postgres://` DSN; pool sizes in connections."""
    url = dsn.replace("postgresql://", "asyncpg://", 1).replace("postgres://", "asyncpg://", 1)
    glue = "&" if "?" in url else "?"
    return {
        "connections": {"default": f"{url}{glue}minsize={minsize}&maxsize={maxsize}"},
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
