"""Events that come twice, out of order, through two pollers at once, in a burst: each is handled once."""

import asyncio
import random
import time

import hypothesis

from bot.demo.postgres import free_port
from bot.kit.unit_of_work import unit_of_work
from tests.engine.conftest import Town
from tests.engine.processes import until
from tests.faults.conftest import Launch
from tests.faults.load import Load
from tests.faults.reconciliation import reconcile
from tests.faults.road import bad_road

USUAL_PER_S = 15
BURST_S = 60 if hypothesis.settings.get_current_profile_name() == "deep" else 5
DEPOSE = "update lease set until = clock_timestamp() where resource like 'hear:%'"


async def test_pushes_repeated_reordered_and_unanswered(town: Town, launch: Launch) -> None:
    load, port = await Load.gather(town), free_port()
    async with bad_road(f"http://127.0.0.1:{port}", random.Random()) as road:
        fleet = launch(town, events="callback", VK_CALLBACK_URL=road.url)
        fleet.door = port
        await town.world.sandbox.post("clock", speed=10)  # second tries after one second instead of ten
        await fleet.start("all")
        await _no_long_poll(town)
        await load.words(15)
        load.will_be_reminded("прошлой")
        await reconcile(load, ordered=False)
        assert min(road.seen[what] for what in ("lost on the way", "copies", "answer lost")) >= 3, road.seen


async def _no_long_poll(town: Town) -> None:
    """What lies there for a poller would never be fetched."""
    world = town.world
    said = {"access_token": world.settings.vk_token, "v": "5.199", "group_id": world.group_id, "enabled": 0}
    async with world.sandbox.http.post(f"{world.sandbox.url}/method/groups.setLongPollSettings", data=said) as answer:
        assert (await answer.json()) == {"response": 1}


async def test_two_pollers_of_one_community_do_nothing_twice(town: Town, launch: Launch) -> None:
    load, fleet = await Load.gather(town), launch(town)
    await fleet.start("intake", "worker")
    await fleet.start("intake", HTTP_PORT="0")
    async with load.going_on(30, random.Random()):
        taken = await _polls(town)
        await until(lambda: _deposed(town, taken), "the other polls too")  # the owner does not know it for some seconds
        answered = await load.answered()
        await until(lambda: _answered(load, answered + 60), "both are at work")
    await reconcile(load)


async def _polls(town: Town) -> int:
    return len(await town.world.sandbox.get("calls", method="groups.getLongPollServer"))


async def _deposed(town: Town, than: int) -> bool:
    async with unit_of_work() as connection:
        await connection.execute_query(DEPOSE)
    return await _polls(town) > than


async def test_ten_times_the_usual_at_once(town: Town, launch: Launch) -> None:
    load, fleet = await Load.gather(town, people=30, talkers=4), launch(town, events="both")
    await fleet.start("intake", "worker")
    chance = random.Random()
    async with load.going_on(USUAL_PER_S, chance):
        await until(lambda: _answered(load, 10), "the usual")
        began, number = time.monotonic(), 0
        while time.monotonic() - began < BURST_S:
            await asyncio.gather(*(load.word(person) for person in load.people), *map(load.talk, load.talkers * 5))
            number += len(load.people) + 5 * len(load.talkers)
            await asyncio.sleep(max(0.0, began + number / (10 * USUAL_PER_S) - time.monotonic()))
    print(f"{number} events in {BURST_S} s")
    assert number >= 10 * USUAL_PER_S * BURST_S * 0.5, f"only {number} events could be made in {BURST_S} s"
    await reconcile(load, ordered=False)


async def _answered(load: Load, number: int) -> bool:
    return await load.answered() >= number
