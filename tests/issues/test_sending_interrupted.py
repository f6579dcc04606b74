"""Postgres went away while something was being sent: the talk, or the whole community, was silent until a restart."""

import asyncio

import pytest

from models import OutboxItem, OutboxState
from tests.engine.processes import until
from tests.gateway.conftest import Out, out

__all__ = ["out"]


@pytest.mark.parametrize("vk_has_it", [True, False])
async def test_what_was_under_way_is_taken_up_by_the_next_run(out: Out, vk_has_it: bool) -> None:
    (person,) = await out.people(1)
    await out.fault("messages.send", drop="answer" if vk_has_it else "request")
    await out.say(person, "раз")
    await out.send()
    await OutboxItem.all().update(state=OutboxState.SENDING)  # nobody could write down what became of it
    await out.say(person, "два")
    await _run_until_heard(out, person, ["раз", "два"])


async def test_a_sending_that_was_decided_and_never_began_silences_nobody(out: Out) -> None:
    (person,) = await out.people(1)
    out.stations.by_community[out.first].sender.is_draining = True
    await out.say(person, "привет")
    await _run_until_heard(out, person, ["привет"])


async def _run_until_heard(out: Out, person: int, texts: list[str]) -> None:
    async def heard() -> bool:
        await out.sandbox.post("clock", forward_s=1)  # a second try may be due
        await out.read_clock()
        return await out.texts(person) == texts and not await out.left()

    work = asyncio.create_task(out.stations.run())
    try:
        await until(heard, "it is sent by the next run", within_s=15)
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
