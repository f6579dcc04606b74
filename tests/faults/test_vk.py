"""VK at its worst, all at once: every message arrives once, in its order."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any

from models import OutboxItem
from tests.engine.conftest import Town
from tests.engine.processes import until
from tests.faults.conftest import Launch
from tests.faults.load import Load
from tests.faults.reconciliation import reconcile

SOON_S, LATER_S = 90, 900  # of the world's time, each half second: pauses between tries pass quickly
SLOW_S = 11.0  # longer than we wait for an answer; the work is done all the same, when we have asked again
SEND, MANY = {"method": "messages.send"}, {"method": "execute"}

PASSING: tuple[dict[str, Any], ...] = (
    *({**SEND, "error_code": code, "times": 2} for code in (1, 6, 10)),
    *({**MANY, "error_code": code, "times": 1} for code in (1, 6, 10)),
    *({**MANY, "http_status": status, "times": 2} for status in (500, 502)),
    *({**MANY, "drop": what, "times": 2} for what in ("request", "answer")),
    {**MANY, "error_code": 10, "when": "after", "times": 2},
    {**MANY, "delay_s": 1.0, "times": 2},
)
LASTING = tuple({**SEND, "error_code": code, "times": 1} for code in (9, 14, 29))


async def test_whatever_vk_answers_each_message_arrives_once_and_in_order(town: Town, launch: Launch) -> None:
    load, fleet, chance = await Load.gather(town, people=8), launch(town), random.Random()
    await fleet.start("intake", "worker")
    await _ask(town, [{**MANY, "delay_s": SLOW_S, "times": 1}, *chance.sample(PASSING, len(PASSING))])
    await until(lambda: _struck(load), "all have struck")
    await until(lambda: _sent(town, SOON_S), "all was tried again")
    await _ask(town, LASTING)
    await until(lambda: _struck(load), "these too")
    await until(lambda: _sent(town, LATER_S), "the hour has passed")
    await reconcile(load)


async def _ask(town: Town, faults: Sequence[dict[str, Any]]) -> None:
    for fault in faults:
        await town.world.sandbox.post("faults", **fault)


async def _struck(load: Load) -> bool:
    await load.words(1)  # all at once, so that answers leave together
    await _time_passes(load.town, SOON_S)
    return not await load.town.world.sandbox.get("faults")


async def _sent(town: Town, each_s: float) -> bool:
    """Was everything sent that VK had refused? Meanwhile time passes."""
    await _time_passes(town, each_s)
    return not await OutboxItem.filter(state__in=("ready", "sending"), tries__gt=0).exists()


async def _time_passes(town: Town, seconds: float) -> None:
    await town.world.sandbox.post("clock", forward_s=seconds)
    await asyncio.sleep(0.5)  # as long as the bot takes to see that time has moved
