"""Logs as JSON lines on stdout. What could be a name, a phone or a text does not get through, whoever wrote it.

Our own messages are constant words with facts beside them (`log.info("…", extra={…})`). Of other people's messages
only the first line of the template is kept, without the values filled in; of an exception its type and places, never
its words.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from datetime import date, datetime
from typing import Any, TextIO

import structlog

LONGEST = 200  # characters: an id, a code, a place is shorter; a text may not be
PRIVATE = frozenset(
    {"text", "name", "names", "message", "words", "body", "payload", "title", "label", "first_name", "last_name"}
    | {"middle_name", "phone", "token", "args", "params", "screen", "said", "rest", "link", "url", "query", "draft"}
)
QUIET = ("vkbottle", "apscheduler", "tortoise", "aiohttp", "asyncio", "asyncpg", "pgqueuer", "aiosqlite", "tzlocal")
FRAMES = 6  # of a traceback, the innermost

Event = MutableMapping[str, Any]


def to_json(level: str, stream: TextIO | None = None) -> None:
    """One JSON object a line; `level` is a name of logging."""
    first: list[Any] = [structlog.stdlib.ExtraAdder(), structlog.stdlib.add_logger_name, structlog.stdlib.add_log_level]
    last: list[Any] = [_without_values, _without_words, structlog.processors.TimeStamper(fmt="iso", utc=True, key="at")]
    _handle(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=first,
            processors=[*last, _drop_private, structlog.processors.JSONRenderer(ensure_ascii=False)],
        ),
        level,
        stream or sys.stdout,
    )


def first_line(template: str) -> str:
    """Of a template; asyncio's go on with the words of an exception."""
    return template.splitlines()[0][:LONGEST] if template else ""


def place_of(error: BaseException) -> str:
    """File and line of the innermost frame: enough to find it, with no values in it."""
    frames = traceback.extract_tb(error.__traceback__)
    return _place(frames[-1]) if frames else "?"


def kind_of(error: BaseException) -> str:
    """«ValueError at periods.py:40»."""
    return f"{type(error).__name__} at {place_of(error)}"


def _handle(formatter: logging.Formatter, level: str, stream: TextIO) -> None:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for chatty in QUIET:
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _without_values(_logger: Any, _method: str, event: Event) -> Event:
    """Other people's templates, without what they fill in."""
    record: logging.LogRecord = event["_record"]
    said = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    event["event"] = first_line(said)
    return event


def _without_words(_logger: Any, _method: str, event: Event) -> Event:
    """An exception's type and places."""
    caught = event.pop("exc_info", None)
    for own in ("_record", "_from_structlog", "stack_info"):
        event.pop(own, None)
    error = caught[1] if isinstance(caught, tuple) else None
    if error is not None:
        event.setdefault("error", type(error).__name__)
        event["where"] = [_place(f) for f in traceback.extract_tb(error.__traceback__)[-FRAMES:]]
    return event


def _drop_private(_logger: Any, _method: str, event: Event) -> Event:
    return {key: _fit(value) for key, value in event.items() if key.lower() not in PRIVATE}


def _fit(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, BaseException):
        return type(value).__name__
    if isinstance(value, list | tuple):
        return [_fit(item) for item in value[:20]]
    if isinstance(value, dict):
        return {str(k): _fit(v) for k, v in value.items() if str(k).lower() not in PRIVATE}
    shown = str(value)
    return shown if len(shown) <= LONGEST else f"({len(shown)} characters)"


def _place(frame: traceback.FrameSummary) -> str:
    return f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
