"""Real payloads, bent: what VK, a proxy or a stranger with the secret might send one day. Repeatable by its seed."""

import copy
import json
import random
from typing import Any

ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    2**31,
    2**63,
    -(2**63) - 1,
    10**40,
    1.5,
    1e308,
    "",
    "remove",
    "version 5.199",
    "\0",
    "\ud800",
    "я" * 5000,
    "/" + "а" * 9000,
    "[club225075265|бот] /класс",
    "vk1.a." + "x" * 80,
    [],
    {},
    [[[[]]]],
    {"type": "call", "call": None},
    [{"type": 5}, None, "x"],
    {"command": "start"},
    '{"b":"x","a":[1,2]}',
    "{",
]


class Mutations:
    """An endless stream of bent bodies made of the examples."""

    def __init__(self, examples: dict[str, dict[str, Any]], *, group_id: int, secret: str, seed: int) -> None:
        self._examples = list(examples.values())
        self._group_id, self._secret, self._random = group_id, secret, random.Random(seed)

    def body(self) -> bytes:
        """One request body; most keep the secret, so that they come further than the lock."""
        event = copy.deepcopy(self._random.choice(self._examples))
        event["group_id"], event["secret"] = self._group_id, self._secret
        event["event_id"] = f"{self._random.getrandbits(160):040x}"
        for _ in range(self._random.randrange(1, 5)):
            self._bend(event if self._random.random() < 0.1 else event.get("object"))
        raw = json.dumps(event, ensure_ascii=self._random.random() < 0.5).encode("utf-8", "surrogatepass")
        return self._tear(raw) if self._random.random() < 0.2 else raw

    def _bend(self, value: Any) -> None:
        """Change something somewhere inside."""
        while isinstance(value, (dict, list)) and value:
            places = list(value) if isinstance(value, dict) else list(range(len(value)))
            place = self._random.choice(places)
            if isinstance(value[place], (dict, list)) and value[place] and self._random.random() < 0.8:
                value = value[place]
                continue
            self._change(value, place)
            return

    def _change(self, value: Any, place: Any) -> None:
        chance = self._random.random()
        if chance < 0.2:
            del value[place]
        elif chance < 0.3 and isinstance(value, dict):
            value[str(self._random.choice(ODD))] = value[place]
        elif chance < 0.4 and isinstance(value[place], int):
            value[place] = str(value[place])
        else:
            value[place] = copy.deepcopy(self._random.choice(ODD))

    def _tear(self, raw: bytes) -> bytes:
        """Cut, repeat or spoil bytes."""
        at, chance = self._random.randrange(len(raw)), self._random.random()
        if chance < 0.3:
            return raw[:at]
        if chance < 0.6:
            return raw[:at] + bytes([self._random.randrange(256)]) + raw[at + 1 :]
        if chance < 0.8:
            return raw[:at] + raw[at // 2 :]
        return b"[" * self._random.randrange(1, 3000) + raw
