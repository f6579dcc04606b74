"""What was put down while the clock ran ahead is not left waiting for that time to come again."""

from datetime import timedelta

import pytest

from bot.kit.clock import WorldClock
from tests.world import World


@pytest.mark.parametrize("place", ["inbox", "outbox"])
@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(days=2)], ids=["hours", "days"])
async def test_an_event_of_the_time_ahead_is_answered_now(world: World, place: str, ahead: timedelta) -> None:
    person, clock = await world.stranger(), world.app.clock
    await person.says("Начать")
    assert isinstance(clock, WorldClock)
    clock.set(clock.now() + ahead, 1.0)
    await world.sandbox.post("say", from_id=person.id, peer_id=world.bot_peer, text="/язык en")
    for poll in world.app.reception.polls.values():
        await poll.poll_once(wait_s=0)
    if place == "outbox":
        assert await world.app.inbox.work_one()
    await world.app.read_clock()  # and now it goes right
    await world.settle()
    await person.hears("I will speak English")
