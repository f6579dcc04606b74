"""One typed tree of settings, read once from the environment and `.env`. Nobody else reads the environment."""

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

log = logging.getLogger("bot.config")

VK_API_URL = "https://api.vk.ru/method/"  # docs/vk: current VK docs prefer api.vk.ru

DEMO_FILE = "demo.env"  # `make demo` leaves its settings here, so that the command line finds the demo


LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class BadSettings(Exception):
    """A setting is missing or contradicts another; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the program is told from outside (see docs/operations.md)."""

    database_url: str = ""
    data_dir: Path = Path("data")
    vk_api_url: str = VK_API_URL
    vk_group_id: int = 0
    vk_token: str = ""
    vk_user_token: str = ""
    vk_events: str = "longpoll"
    vk_callback_url: str = ""
    vk_callback_secret: str = ""
    vk_calls_per_s: float = 19.2
    token_key: str = ""
    old_token_key: str = ""  # only for `key --rotate`: the key in use until now
    clock_url: str = ""
    http_host: str = "127.0.0.1"
    http_port: int = 0
    log_level: str = "INFO"
    sentry_dsn: str = ""


def is_loopback(url: str) -> bool:
    """Does this address lead to this machine only?"""
    return (urlsplit(url).hostname or "") in {"127.0.0.1", "localhost", "::1"}


def _read_env_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except PermissionError:  # a service gets its settings from systemd, and the file may be root's own
        log.warning("%s may not be read by this user: only the environment counts", path)
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {k.strip(): v.strip().strip("\"'") for k, v in pairs if not k.lstrip().startswith("#")}


def _environment() -> dict[str, str]:
    """The process's environment over `.env`; where neither names a community or a database, those of the demo here."""
    own = {**_read_env_file(Path(".env")), **os.environ}
    if any(own.get(name) for name in ("DATABASE_URL", "VK_GROUP_ID", "VK_TOKEN")):
        return own
    return {**_read_env_file(Path(own.get("DATA_DIR") or "data") / DEMO_FILE), **own}


def read_settings(env: dict[str, str] | None = None) -> Settings:
    """Settings from `env` (default: the process's environment over `.env`).

    Raises:
        BadSettings: a value is of the wrong form, or CLOCK_URL meets VK's real address.
    """
    values = env if env is not None else _environment()
    try:
        settings = Settings(
            database_url=values.get("DATABASE_URL", ""),
            data_dir=Path(values.get("DATA_DIR") or "data"),
            vk_api_url=values.get("VK_API_URL") or VK_API_URL,
            vk_group_id=int(values.get("VK_GROUP_ID") or 0),
            vk_token=values.get("VK_TOKEN", ""),
            vk_user_token=values.get("VK_USER_TOKEN", ""),
            vk_events=values.get("VK_EVENTS") or "longpoll",
            vk_callback_url=values.get("VK_CALLBACK_URL", ""),
            vk_callback_secret=values.get("VK_CALLBACK_SECRET", ""),
            vk_calls_per_s=float(values.get("VK_CALLS_PER_S") or 19.2),
            token_key=values.get("TOKEN_KEY", ""),
            old_token_key=values.get("OLD_TOKEN_KEY", ""),
            clock_url=values.get("CLOCK_URL", ""),
            http_host=values.get("HTTP_HOST") or "127.0.0.1",
            http_port=int(values.get("HTTP_PORT") or 0),
            log_level=(values.get("LOG_LEVEL") or "INFO").upper(),
            sentry_dsn=values.get("SENTRY_DSN", ""),
        )
    except ValueError as error:
        raise BadSettings(f"A setting that must be a number is not one: {error}") from error
    if settings.log_level not in LOG_LEVELS:
        raise BadSettings(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}.")
    if settings.vk_events not in {"longpoll", "callback", "both"}:
        raise BadSettings("VK_EVENTS must be longpoll, callback or both.")
    if settings.vk_events != "longpoll" and not settings.vk_callback_url:
        raise BadSettings(f"VK_EVENTS={settings.vk_events} needs VK_CALLBACK_URL, the address VK pushes to.")
    if settings.clock_url and not (is_loopback(settings.vk_api_url) and is_loopback(settings.clock_url)):
        raise BadSettings("CLOCK_URL is the sandbox's clock: it works only with a loopback VK_API_URL.")
    return settings
