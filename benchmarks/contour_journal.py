"""What the sandbox's journal says of a round: who was put out when, and which card reached the class teacher."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from benchmarks.contour_world import CHAT_BASE, Chat

NAME = re.compile(r"Гость (Чужой\d+)")


@dataclass
class Comers:
    """Who follows which link, and when (Unix time of our clock, seconds)."""

    chats: dict[int, Chat] = field(default_factory=dict)
    strangers: dict[int, str] = field(default_factory=dict)  # VK's id → surname
    at: dict[int, float] = field(default_factory=dict)


def seen_of(comers: Comers, calls: list[dict[str, Any]], ahead: float) -> dict[str, float]:
    """When each stranger was out and her card delivered; exactly one of each.

    Args:
        comers: who came, and when.
        calls: the sandbox's journal of the round.
        ahead: seconds by which the sandbox's clock is ahead of ours.
    """
    removed: dict[int, float] = {}
    cards: dict[str, dict[tuple[int, int], float]] = {name: {} for name in comers.strangers.values()}
    requests: Counter[str] = Counter()
    for call in calls:
        requests["error6"] += _code(call) == 6
        requests["all"] += call.get("via") != "execute"
        requests["calls"] += call["method"] != "execute"
        if call["method"] == "messages.removeChatUser" and call["answer"].get("response") == 1:
            removed[int(call["params"]["member_id"])] = float(call["at"]) - ahead
        for name, message in _told(call):
            cards[name].setdefault(message, float(call["at"]) - ahead)
    assert set(removed) == set(comers.strangers), set(removed) ^ set(comers.strangers)
    assert all(len(told) == 1 for told in cards.values()), Counter(len(told) for told in cards.values())
    out = [removed[who] - comers.at[who] for who in comers.strangers]
    told = [min(cards[name].values()) - comers.at[who] for who, name in comers.strangers.items()]
    both = [max(pair) for pair in zip(out, told, strict=True)]
    return {
        "stranger_out_p99_s": _share(both, 0.99),
        "stranger_out_p50_s": _share(both, 0.5),
        "removed_p99_s": _share(out, 0.99),
        "card_p99_s": _share(told, 0.99),
        "strangers": len(both),
        "requests_a_stranger": requests["all"] / len(both),
        "calls_a_stranger": requests["calls"] / len(both),
        "error6": requests["error6"],
    }


def _code(call: dict[str, Any]) -> int:
    answer = call["answer"]
    return int(answer["error"]["error_code"]) if isinstance(answer, dict) and answer.get("error") else 0


def _told(call: dict[str, Any]) -> list[tuple[str, tuple[int, int]]]:
    """Strangers whom a delivered card names, each with (reader, number of the message there).

    A send that is repeated because its answer was lost has the number that it had the first time.
    """
    if call["method"] != "messages.send" or not isinstance(call["answer"].get("response"), list):
        return []
    delivered = [item for item in call["answer"]["response"] if "error" not in item and item["peer_id"] < CHAT_BASE]
    messages = [(int(item["peer_id"]), int(item["conversation_message_id"])) for item in delivered]
    return [(name, message) for name in NAME.findall(call["params"]["message"]) for message in messages]


def _share(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]
