"""Sentry, if it is installed and SENTRY_DSN is set: kinds and places of errors, with no values in them."""

import logging
from typing import Any

from bot.telemetry.logs import first_line

log = logging.getLogger("bot.telemetry")


def watch(dsn: str, release: str) -> bool:
    """Send errors to Sentry; False when it is switched off or the package is missing."""
    if not dsn:
        return False
    try:
        import sentry_sdk
    except ImportError:
        log.warning("SENTRY_DSN is set but sentry-sdk is not installed")
        return False
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        send_default_pii=False,
        include_local_variables=False,
        max_breadcrumbs=0,
        before_send=scrub,
        traces_sample_rate=0.0,
    )
    return True


def scrub(event: dict[str, Any], _hint: dict[str, Any]) -> dict[str, Any]:
    """The event without words and values: exception types, files, lines, our own constant messages."""
    for error in (event.get("exception") or {}).get("values", []):
        error.pop("value", None)
        for frame in (error.get("stacktrace") or {}).get("frames", []):
            for values in ("vars", "pre_context", "post_context", "context_line"):
                frame.pop(values, None)
    for private in ("extra", "request", "user", "breadcrumbs", "contexts", "modules", "server_name"):
        event.pop(private, None)
    entry = event.get("logentry") or {}
    for filled in ("params", "formatted"):
        entry.pop(filled, None)
    for said in (entry, event):
        if said.get("message"):
            said["message"] = first_line(str(said["message"]))
    return event
