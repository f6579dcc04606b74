"""A machine that stood still in the middle of a turn (a paused VM, no CPU for half a minute) made it «turn failed»."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from bot.handlers import router
from bot.intake import one_turn
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from models import InboxEvent
from tests.world import World

Answer = Callable[[Turn], Awaitable[Screen | None]]


def _limits(monkeypatch: pytest.MonkeyPatch, world: World, answer: Answer) -> None:
    monkeypatch.setattr(one_turn, "LIMIT_S", 0.4)
    monkeypatch.setattr(one_turn, "LOOK_S", 0.1)
    monkeypatch.setattr(world.app.inbox._turns, "_answer", answer)


async def test_what_did_not_run_is_not_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stands_still(turn: Turn) -> Screen | None:
        time.sleep(0.6)  # noqa: ASYNC251 - the whole process stands, as on a paused machine
        await asyncio.sleep(0)
        return await router.answer(turn)

    person = await world.stranger("Пётр", "Прохожий")
    await person.says("/помощь")
    _limits(monkeypatch, world, stands_still)
    await person.says("/помощь")
    person.sees("/код")
    assert not await InboxEvent.all().exists()


async def test_a_turn_that_waits_too_long_ends_all_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never_answers(turn: Turn) -> Screen | None:
        await asyncio.sleep(30)
        return None

    person = await world.stranger("Пётр", "Прохожий")
    await person.says("/помощь")
    _limits(monkeypatch, world, never_answers)
    await person.says("/помощь")
    person.sees_nothing()
    assert [event.tries for event in await InboxEvent.all()] == [1]
    await InboxEvent.all().delete()
