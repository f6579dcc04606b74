"""What it costs to find a command's handler among 200 commands, against 5; and the same with vkbottle's own routing.

    python -m benchmarks dispatch [--turns 20000] [--rounds 5]

Turns go through the bot's own router, in a chat (where it asks no database); each round takes 5 commands and 200 in
turn. vkbottle tries one handler after another: that is why the bot looks into a dictionary.

Last line: `cost_200_vs_5` (median over the rounds), `vkbottle_200_vs_5`, microseconds a turn.
"""

import argparse
import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import uvloop
from vkbottle import API
from vkbottle.bot import Bot, Message

from benchmarks.report import finish, middle, spread
from bot.handlers import router
from bot.handlers.registry import COMMANDS, Command
from bot.kit.ids import CommunityId, PersonId
from bot.kit.screen import Screen
from bot.kit.turn import Talk, Turn

CHAT = 2_000_000_017
FEW, MANY = 5, 200


def fill(count: int) -> list[int]:
    """The router knows so many commands; returns how often each was run."""
    runs = [0] * count
    COMMANDS.clear()
    for number in range(count):

        async def run(turn: Turn, number: int = number) -> Screen | None:
            runs[number] += 1
            return None

        COMMANDS[f"команда{number}"] = Command(f"команда{number}", f"command{number}", run, in_chat=True)
    return runs


async def by_router(count: int, turns: int) -> float:
    """Seconds a turn; every command is said equally often."""
    runs, talk, now = fill(count), Talk(CommunityId(1), CHAT, is_chat=True), datetime(2026, 11, 22, tzinfo=UTC)
    said = [
        Turn(PersonId(1), talk, now, text=f"/команда{n % count}", command=f"команда{n % count}") for n in range(turns)
    ]
    began = time.perf_counter()
    for turn in said:
        await router.answer(turn)
    took = (time.perf_counter() - began) / turns
    assert sum(runs) == turns
    assert max(runs) - min(runs) <= 1, runs
    return took


async def by_vkbottle(count: int, turns: int) -> float:
    """Seconds a message, as vkbottle's documentation registers commands: one handler each."""
    bot, runs = Bot(api=API("token")), [0]
    for number in range(count):

        def named(number: int = number) -> Callable[[Message], Awaitable[None]]:
            async def run(message: Message) -> None:
                runs[0] += 1

            return run

        bot.on.message(text=f"/команда{number}")(named())
    events = [_event(n, f"/команда{n % count}") for n in range(turns)]
    began = time.perf_counter()
    for event in events:
        await bot.router.route(event, bot.api)
    took = (time.perf_counter() - began) / turns
    assert runs[0] == turns, runs
    return took


def _event(number: int, text: str) -> dict[str, Any]:
    message = {
        "date": 1764000000,
        "from_id": 1105209997,
        "id": number,
        "version": 1,
        "out": 0,
        "fwd_messages": [],
        "important": False,
        "is_hidden": False,
        "attachments": [],
        "conversation_message_id": number,
        "text": text,
        "peer_id": 1105209997,
        "random_id": 0,
    }
    client = {"button_actions": ["text"], "keyboard": True, "inline_keyboard": True, "carousel": False, "lang_id": 0}
    what = {"message": message, "client_info": client}
    return {"group_id": 1, "type": "message_new", "event_id": str(number), "v": "5.199", "object": what}


async def main(turns: int, rounds: int) -> None:
    """Few and many in turn, so that noise hits both."""
    logging.disable(logging.INFO)
    await by_router(FEW, turns)
    ours = [(await by_router(FEW, turns), await by_router(MANY, turns)) for _ in range(rounds)]
    theirs = [(await by_vkbottle(FEW, turns // 20), await by_vkbottle(MANY, turns // 20)) for _ in range(rounds)]
    ratios = [many / few for few, many in ours]
    finish(
        "dispatch",
        cost_200_vs_5=middle(ratios),
        vkbottle_200_vs_5=middle([many / few for few, many in theirs]),
        turn_us_5=middle([1e6 * few for few, _ in ours]),
        turn_us_200=middle([1e6 * many for _, many in ours]),
        vkbottle_us_200=middle([1e6 * many for _, many in theirs]),
        turns=turns,
        rounds=rounds,
        spread={"cost_200_vs_5": spread(ratios)},
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(given.turns, given.rounds))
