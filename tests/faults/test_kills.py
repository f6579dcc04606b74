"""`kill -9` at random moments, under load, fifty times in all: nothing is lost, nothing happens twice."""

import asyncio
import os
import random

import pytest

from tests.engine.conftest import Town
from tests.faults.conftest import Launch, open_town
from tests.faults.fleet import Fleet
from tests.faults.load import Load
from tests.faults.reconciliation import reconcile

THURSDAY = "2026-12-03T14:59:00+03:00"  # a minute before the teachers' reminders
KILLS = 26  # with each of two ways in
PAUSE_S = (0.05, 0.6)  # between two kills
ROLES = ("intake", "worker", "worker", "clock")
LESSONS = ("5А Алгебра", "5Б Алгебра", "6А Алгебра")
SPEED = 10  # of the world's time: VK's second tries come after one second instead of ten


@pytest.mark.parametrize("events", ["longpoll", "both"])
async def test_kills_of_all_roles_lose_nothing_and_double_nothing(dsn: str, launch: Launch, events: str) -> None:
    seed = int(os.environ.get("FAULTS_SEED") or random.randrange(2**32))
    print(f"FAULTS_SEED={seed}")  # pytest shows it when the test fails
    chance = random.Random(seed)
    async with open_town(dsn, THURSDAY) as town:
        await kill_and_reconcile(town, launch(town, events=events), chance, ordered=events == "longpoll")


async def kill_and_reconcile(town: Town, fleet: Fleet, chance: random.Random, *, ordered: bool) -> None:
    load = await Load.gather(town)
    await town.world.sandbox.post("clock", speed=SPEED)
    await fleet.start(*ROLES)
    lessons = list(LESSONS)
    async with load.going_on(40, chance):
        while fleet.kills < KILLS:
            if lessons and fleet.kills >= KILLS * (len(LESSONS) - len(lessons)) / len(LESSONS):
                await load.has_made(chance.choice(load.people), lessons.pop())
            await asyncio.sleep(chance.uniform(*PAUSE_S))
            victim = chance.choice(fleet.alive)
            await fleet.kill(victim)
            fleet.bear(victim.role)
        answered = await load.answered()
    load.will_be_reminded("этой")
    await reconcile(load, ordered=ordered)
    assert answered > KILLS / 2, "the bot was hardly at work between the kills"
