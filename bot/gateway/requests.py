"""A request as it leaves: rows of the outbox, and those of them that go to VK together."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

CHAT_BASE = 2_000_000_000  # VK: peer_id of a chat is 2000000000 + chat_id, docs/vk.md §3.1


UPLOADED = "attachment"  # in the arguments of SAY: the name at VK of what stands beside the message


@dataclass(frozen=True, slots=True)
class Request:
    """One row that is on its way.

    Attributes:
        random_id: VK's protection against doubles; of the batch, if it leaves in one.
        tries: this one included; also tells a late owner's outcome from the present owner's.
        lost_at: the first try whose answer was never heard, None if every try so far was answered.
    """

    id: int
    verb: str
    args: dict[str, Any]
    random_id: int
    tries: int
    priority: int
    created_at: datetime
    expires_at: datetime | None
    lost_at: datetime | None
    batch: int | None
    content: str
    then: str
    then_args: dict[str, Any] = field(default_factory=dict)

    @property
    def talk(self) -> int:
        """Where it goes (SAY only)."""
        return int(self.args["talk"])

    @property
    def to_chat(self) -> bool:
        """To a chat, where a hundred messages pass in minutes?"""
        return self.talk > CHAT_BASE


class Form(StrEnum):
    """How requests travel."""

    CALLS = "calls"  # one call, or up to 25 in one execute
    MERGED = "merged"  # one text to up to 100 peers
    LONG = "long"  # one request that needs several calls
    UPLOAD = "upload"  # what stands beside a message goes to VK; the message follows with others
    LOOK_UP = "look up"  # were they sent? the dialogs' histories know


@dataclass(frozen=True, slots=True)
class Departure:
    """What leaves as one; `at` is the aware UTC moment it was claimed.

    `is_all`: nothing else could have left at that moment.
    """

    form: Form
    requests: list[Request]
    at: datetime
    is_all: bool = False


def read(row: dict[str, Any]) -> Request:
    """A row of the outbox as the database gives it."""
    return Request(
        id=row["id"],
        verb=row["verb"],
        args=_json(row["args"]),
        random_id=row["random_id"],
        tries=row["tries"],
        priority=row["priority"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        lost_at=row["lost_at"],
        batch=row["batch_id"],
        content=row["content"],
        then=row["then"],
        then_args=_json(row["then_args"]),
    )


def _json(value: Any) -> dict[str, Any]:
    decoded: dict[str, Any] = orjson.loads(value) if isinstance(value, str) else value
    return decoded
