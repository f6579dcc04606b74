"""Was it sent? When VK may have forgotten a `random_id`, the dialog's own history is asked (docs/vk.md §2.4).

Many are looked up in one request.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from bot.gateway.client import Call, VkClient
from bot.gateway.questions import ask_all
from bot.gateway.requests import Request
from bot.kit.errors import MessengerError

PAGE = 200  # VK: getHistory gives at most 200 a page
PAGES = 5  # further back nobody looks: a thousand messages later the answer is «unknown»
SLACK = timedelta(minutes=2)  # VK's clock and ours


class NotSent(Enum):
    """What the history says of a message that is not in it."""

    CERTAIN = "certain"  # it reaches back to before the first try
    UNKNOWN = "unknown"


Found = int | NotSent | MessengerError


async def find_sent(vk: VkClient, requests: Sequence[Request]) -> list[Found]:
    """For each request the number in its talk of the message that was sent with its `random_id`, since `lost_at`.

    A history that VK would not show is the error that it gave. The caller has waited for the pacer once.

    Raises:
        MessengerError: nothing could be read.
    """
    found: dict[int, Found] = {}
    asked = list(requests)
    for page in range(PAGES):
        if page:
            await vk.pacer.wait()
        answers = await _ask(vk, [_call(request.talk, page) for request in asked])
        seen = {request.id: _look(request, answer) for request, answer in zip(asked, answers, strict=True)}
        found |= {number: one for number, one in seen.items() if one is not None}
        asked = [request for request in asked if seen[request.id] is None]
        if not asked:
            break
    return [found.get(request.id, NotSent.UNKNOWN) for request in requests]


async def _ask(vk: VkClient, calls: list[Call]) -> list[Any]:
    """A single one as itself."""
    return await ask_all(vk, calls) if len(calls) > 1 else [(await vk.now(*calls[0]))["response"]]


def _call(talk: int, page: int) -> Call:
    return "messages.getHistory", {"peer_id": talk, "count": PAGE, "offset": page * PAGE}


def _look(request: Request, answer: Any) -> Found | None:
    """What one page says; None when the next one has to be read."""
    if isinstance(answer, MessengerError):
        return answer
    items: list[dict[str, Any]] = answer["items"]
    for item in items:
        if item.get("random_id") == request.random_id and item.get("from_id", 0) < 0:
            return int(item["conversation_message_id"])
    oldest = min((int(item["date"]) for item in items), default=0)
    is_all = len(items) < PAGE or oldest < (_lost_at(request) - SLACK).timestamp()
    return NotSent.CERTAIN if is_all else None


def _lost_at(request: Request) -> datetime:
    assert request.lost_at
    return request.lost_at
