"""What leaves through the outbox arrives once, whatever VK does on the way."""

import pytest

from models import OutboxItem, OutboxState, Reach
from tests.world import World


@pytest.mark.parametrize("fault", [{"error_code": 6}, {"error_code": 10}, {"http_status": 502}, {"drop": "request"}])
async def test_a_passing_fault_delays_a_message_and_does_not_lose_it(world: World, fault: dict[str, object]) -> None:
    person = await world.stranger("Анна", "Иванова")
    await person.says("Начать")
    await world.sandbox.post("faults", method="messages.send", times=1, **fault)
    await person.says("/язык en")
    person.sees_nothing()
    await world.clock.forward(seconds=5)
    await person.hears("I will speak English")
    await person.hears_nothing()


async def test_an_answer_lost_after_the_work_was_done_makes_no_second_message(world: World) -> None:
    person = await world.stranger()
    await person.says("Начать")
    await world.sandbox.post("faults", method="messages.send", times=1, drop="answer")
    await person.says("/язык en")
    person.sees("I will speak English")
    await world.clock.forward(seconds=5)
    await person.hears_nothing()
    assert not await OutboxItem.all().exists()


async def test_a_person_who_forbade_messages_is_not_written_to(world: World) -> None:
    person = await world.stranger()
    await person.says("Начать")
    await world.sandbox.post("faults", method="messages.send", times=1, error_code=901)
    await person.says("/язык en")
    dead = await OutboxItem.get(state=OutboxState.DEAD)
    assert "901" in dead.error
    assert not (await Reach.first()).allowed  # type: ignore[union-attr]
    world.expects_dead_letters = True


async def test_what_a_crash_interrupted_is_sent_after_the_restart(world: World) -> None:
    person = await world.stranger()
    await person.says("Начать")
    await world.sandbox.post("say", from_id=person.id, peer_id=world.bot_peer, text="/язык en")
    for poll in world.app.reception.polls.values():
        await poll.poll_once(wait_s=0)
    await world.app.inbox.work_one()
    await OutboxItem.filter(state=OutboxState.READY).update(state=OutboxState.SENDING)  # died while sending
    await world.restart()
    await world.settle()
    await person.hears("I will speak English")


async def test_events_said_while_the_bot_was_down_are_answered_in_order(world: World) -> None:
    person = await world.stranger()
    await person.says("Начать")
    await world.app.close()
    for text in ("/язык en", "/language ru"):
        await world.sandbox.post("say", from_id=person.id, peer_id=world.bot_peer, text=text)
    await world.reopen()
    await world.settle()
    heard = [seen.text for seen in (await person.reads())[-2:]]
    assert ["English" in heard[0], "по-русски" in heard[1]] == [True, True]


async def test_a_delivered_event_does_nothing_the_second_time(world: World) -> None:
    person = await world.stranger()
    await person.says("Начать")
    await person.says("/язык en")
    await world.rewind()
    await world.settle()
    await person.hears_nothing()
