"""Was it sent? When VK may have forgotten a `random_id`, the dialog's own history is asked (docs/vk.md §2.4)."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from bot.gateway.client import VkClient

PAGE = 200  # VK: getHistory gives at most 200 a page
PAGES = 5  # further back nobody looks: a thousand messages later the answer is «unknown»
SLACK = timedelta(minutes=2)  # VK's clock and ours


class NotSent(Enum):
    """What the history says of a message that is not in it."""

    CERTAIN = "certain"  # it reaches back to before the first try
    UNKNOWN = "unknown"


async def find_sent(vk: VkClient, talk: int, random_id: int, since: datetime) -> int | NotSent:
    """The number in its talk of the message that was sent with this `random_id`, at `since` or later.

    Raises:
        MessengerError: the history could not be read.
    """
    for page in range(PAGES):
        answer = await vk.call("messages.getHistory", peer_id=talk, count=PAGE, offset=page * PAGE)
        items: list[dict[str, Any]] = answer["items"]
        for item in items:
            if item.get("random_id") == random_id and item.get("from_id", 0) < 0:
                return int(item["conversation_message_id"])
        oldest = min((int(item["date"]) for item in items), default=0)
        if len(items) < PAGE or oldest < (since - SLACK).timestamp():
            return NotSent.CERTAIN
    return NotSent.UNKNOWN
