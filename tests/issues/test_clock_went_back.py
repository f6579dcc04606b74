"""What was put down while the clock ran ahead is not left waiting for that time to come again."""

from datetime import timedelta

import pytest

from bot.kit.clock import WorldClock
from tests.gateway.conftest import Out, out
from tests.world import World

__all__ = ["out"]


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


async def test_an_answer_lost_in_the_time_ahead_is_looked_up_now_and_not_sent_again_then(out: Out) -> None:
    (person,) = await out.people(1)
    out.clock.set(out.clock.now() + timedelta(hours=3), 1.0)
    await out.fault("messages.send", drop="answer")
    await out.say(person, "привет")
    await out.send()
    await out.forward(hours=1)
    assert await out.left() == []
    await out.forward(hours=3)
    assert await out.texts(person) == ["привет"]


async def test_a_pause_of_the_time_ahead_does_not_last_until_then(out: Out) -> None:
    (person,) = await out.people(1)
    out.clock.set(out.clock.now() + timedelta(days=1), 1.0)
    await out.fault("messages.send", error_code=14)
    await out.say(person, "привет")
    await out.send()
    await out.forward(hours=2)
    assert await out.texts(person) == ["привет"]
