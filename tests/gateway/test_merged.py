"""One text to many: merged, taken apart again where VK refuses, and never twice."""

import random

import pytest

from bot.gateway.outbox import MERGED_PEERS
from bot.services import post
from models import OutboxBatch, OutboxItem, OutboxState, Reach
from tests.gateway.conftest import Out


async def _say_to_all(out: Out, people: list[int], text: str = "всем") -> None:
    for person in people:
        await out.say(person, text, priority=post.BROADCAST)


async def test_equal_texts_leave_as_one_request(out: Out) -> None:
    people = await out.people(30)
    await _say_to_all(out, people)
    await out.send()
    assert [await out.texts(p) for p in people] == [["всем"]] * 30
    (call,) = await out.calls("messages.send")
    assert len(call["params"]["peer_ids"].split(",")) == 30
    assert int(call["params"]["random_id"]) != 0
    assert await out.left() == []
    assert not await OutboxBatch.all().exists()


async def test_no_more_than_a_hundred_at_once(out: Out) -> None:
    people = await out.people(MERGED_PEERS + 3)
    await _say_to_all(out, people)
    await out.send()
    assert [len(c["params"]["peer_ids"].split(",")) for c in await out.calls("messages.send")] == [MERGED_PEERS, 3]


async def test_answers_that_people_wait_for_are_never_merged(out: Out) -> None:
    people = await out.people(3)
    for person in people:
        await out.say(person, "готово", priority=post.ANSWER)
    await out.send()
    assert await out.calls("messages.send") == []
    assert len(await out.calls("execute")) == 1
    assert [await out.texts(p) for p in people] == [["готово"]] * 3


async def test_who_waits_goes_before_a_broadcast_and_not_with_it(out: Out) -> None:
    people = await out.people(6)
    await _say_to_all(out, people[:4])
    await out.say(people[5], "ваш ответ", priority=post.ANSWER)
    await out.send()
    first, second = await out.calls("messages.send")
    assert first["params"]["message"] == "ваш ответ"
    assert len(second["params"]["peer_ids"].split(",")) == 4


async def test_a_lost_answer_is_asked_for_with_the_same_recipients_and_doubles_nothing(out: Out) -> None:
    people = await out.people(40)
    await out.fault("messages.send", drop="answer")
    await _say_to_all(out, people[:35])
    await out.send()
    assert {row["state"] for row in await out.left()} == {OutboxState.READY}
    await _say_to_all(out, people[35:])
    await out.forward(seconds=5)
    assert [await out.texts(p) for p in people] == [["всем"]] * 40
    lost, *later = await out.calls("messages.send")
    repeated = [c for c in later if c["params"]["random_id"] == lost["params"]["random_id"]]
    assert [c["params"]["peer_ids"] for c in repeated] == [lost["params"]["peer_ids"]]
    assert await out.left() == []


async def test_per_peer_errors_are_taken_apart(out: Out) -> None:
    people = await out.people(10)
    group = out.groups[out.first]["group_id"]
    for person in people[:3]:
        await out.sandbox.post("permission", from_id=person, group_id=group, allow=False)
    await _say_to_all(out, people)
    await out.send()
    assert [await out.texts(p) for p in people] == [[]] * 3 + [["всем"]] * 7
    assert [row["state"] for row in await out.left()] == [OutboxState.DEAD] * 3
    closed = await Reach.filter(allowed=False).values_list("person__vk_id", flat=True)
    assert sorted(closed) == sorted(people[:3])  # type: ignore[type-var]


async def test_what_vk_refuses_as_a_whole_goes_one_by_one(out: Out) -> None:
    people = await out.people(5)
    await out.fault("messages.send", error_code=100)
    await _say_to_all(out, people)
    await out.send()
    assert [await out.texts(p) for p in people] == [["всем"]] * 5
    assert await out.left() == []


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_everybody_hears_everything_once_and_in_order_whatever_is_lost(out: Out, seed: int) -> None:
    people = await out.people(60)
    for method in ("messages.send", "execute"):
        await out.fault(method, drop="answer", share=0.3, times=8)
        await out.fault(method, http_status=502, share=0.2, times=5)
        await out.fault(method, error_code=10, share=0.2, times=5)
    chance = random.Random(seed)
    said: dict[int, list[str]] = {person: [] for person in people}
    for number in range(4):
        text = f"всем {number}"
        for person in people:
            own = chance.random() < 0.4
            said[person].append(f"вам {number}" if own else text)
            await out.say(person, f"вам {number}" if own else text, priority=post.BROADCAST)
    for _ in range(40):
        await out.forward(minutes=1)
        if not await OutboxItem.all().exists():
            break
    assert {person: await out.texts(person) for person in people} == said
    assert await out.left() == []


async def test_a_batch_whose_recipients_went_other_ways_is_forgotten(out: Out) -> None:
    people = await out.people(5)
    await out.fault("messages.send", drop="request")
    await _say_to_all(out, people)
    await out.send()
    await out.forward(hours=1)  # VK may have forgotten: each of them is looked up
    assert [await out.texts(p) for p in people] == [["всем"]] * 5
    assert not await OutboxBatch.all().exists()
