"""What the log says: one line an event, what happened first, then `key=value` of its ids and kinds. Never a text."""

import logging

CHATTY = ("apscheduler", "tortoise")
_OWN = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}


class LogLine(logging.Formatter):
    """The usual line, and after it what the caller gave in `extra`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging calls it so)
        """The line without a traceback."""
        given = (f"{key}={value}" for key, value in vars(record).items() if key not in _OWN)
        return " ".join([super().formatMessage(record), *given])


def begin() -> None:
    """Write the log of this process to stderr."""
    lines = logging.StreamHandler()
    lines.setFormatter(LogLine())
    logging.basicConfig(level=logging.INFO, handlers=[lines])
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
