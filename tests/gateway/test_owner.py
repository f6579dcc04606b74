"""One owner a token, answers that were lost, chats without a second one, many communities."""

import asyncio
import time
from collections.abc import Callable

import pytest

from bot.gateway.client import VkClient, script
from bot.gateway.leases import Leases, token_of
from bot.gateway.pacer import Pacer
from bot.gateway.stations import Stations
from bot.kit.errors import Bug
from bot.services import post
from bot.services.ports import Done, Verb, continuation
from models import Community, Lease, OutboxItem, OutboxState
from tests.gateway.conftest import LONG_AGO, Out


async def test_a_second_process_sends_nothing_while_the_first_lives(out: Out) -> None:
    (person,) = await out.people(1)
    second = out.another()
    await second.open()
    await out.say(person, "привет")
    assert not await second.settle()
    assert await out.texts(person) == []
    await out.send()
    assert await out.texts(person) == ["привет"]
    await second.close()


async def test_after_silence_the_second_takes_over_what_the_first_left_half_done(out: Out) -> None:
    (person,) = await out.people(1)
    await out.say(person, "привет")
    await OutboxItem.all().update(state=OutboxState.SENDING, tries=1, first_tried_at=out.clock.now())
    await Lease.all().update(until=LONG_AGO)  # ten seconds of silence
    second = out.another()
    await second.open()
    assert await second.settle()
    assert await out.texts(person) == ["привет"]
    await second.close()


async def test_an_owner_who_wakes_up_late_sends_nothing(out: Out) -> None:
    (person,) = await out.people(1)
    await Lease.all().update(until=LONG_AGO)
    second = out.another()
    await second.open()
    await out.say(person, "привет")
    station = out.stations.by_community[out.first]
    assert not await station.sender.drain()  # believes to be the owner still; the row of the lease says otherwise
    assert await out.texts(person) == []
    await second.settle()
    assert await out.texts(person) == ["привет"]
    await second.close()


async def test_a_request_that_waited_in_line_stays_when_the_token_was_lost_meanwhile(out: Out) -> None:
    (person,) = await out.people(1)
    await out.say(person, "привет")
    station = out.stations.by_community[out.first]
    claims = iter([True])  # claimed while it was the owner; not any more when its moment came
    station.sender.holds = lambda: next(claims, False)
    await station.sender.drain()
    assert await out.calls("messages.send") == []
    assert [row["state"] for row in await out.left()] == [OutboxState.SENDING]  # the next owner takes it back


async def test_leases_are_renewed_and_given_up(database: str) -> None:
    first, second = Leases(), Leases()
    assert await first.take(["a", "b"]) == {"a", "b"}
    assert await first.take(["a", "b"]) == set()
    assert await second.take(["a"]) == set()
    assert not second.holds("a")
    await first.give_up()
    assert not first.holds("a")
    assert await second.take(["a"]) == {"a"}


async def test_a_lease_ends_for_its_owner_before_it_ends_for_others(database: str) -> None:
    leases = Leases(silence_s=0.2)
    await leases.take(["a"])
    assert leases.holds("a")
    await asyncio.sleep(0.19)
    assert not leases.holds("a")


@pytest.mark.parametrize("later", [{"minutes": 5}, {"minutes": 56}, {"hours": 3}])
async def test_a_lost_answer_is_not_doubled_however_late(out: Out, later: dict[str, float]) -> None:
    (person,) = await out.people(1)
    await out.fault("messages.send", drop="answer")
    await out.say(person, "привет", priority=post.ANSWER)
    await out.send()
    await out.forward(**later)
    assert await out.texts(person) == ["привет"]
    assert await out.left() == []
    assert bool(await out.calls("messages.getHistory")) == (later != {"minutes": 5})


@pytest.mark.parametrize("code", [1, 10])
async def test_an_error_of_vks_own_after_the_work_doubles_nothing_however_late(out: Out, code: int) -> None:
    (person,) = await out.people(1)
    await out.fault("messages.send", error_code=code, when="after")
    await out.say(person, "привет", priority=post.ANSWER)
    await out.send()
    await out.forward(hours=2)
    assert await out.texts(person) == ["привет"]
    assert await out.left() == []


async def test_a_lost_request_is_looked_up_and_sent_however_late(out: Out) -> None:
    (person,) = await out.people(1)
    await out.fault("messages.send", drop="request")
    await out.say(person, "привет", priority=post.ANSWER)
    await out.send()
    await out.forward(hours=2)
    assert await out.texts(person) == ["привет"]


async def test_where_the_history_is_closed_a_lost_answer_stays_unknown(
    out: Out, heard: Callable[[], list[Done]]
) -> None:
    (person,) = await out.people(1)
    await out.fault("messages.send", drop="answer")
    await out.say(person, "привет", then="test.heard")
    await out.send()
    await out.fault("messages.getHistory", error_code=15)
    await out.forward(hours=2)
    assert await out.texts(person) == ["привет"]
    assert [row["state"] for row in await out.left()] == [OutboxState.UNKNOWN]
    assert len(heard()) == 1


async def test_in_a_chat_a_lost_answer_is_always_looked_up(out: Out, heard: Callable[[], list[Done]]) -> None:
    now = out.clock.now()
    await post.ask(out.first, Verb.CREATE_CHAT, {"title": "Беседа"}, lane="chat", now=now, then="test.heard")
    await out.send()
    chat = int(str(heard()[0].answer["chat"]))
    await out.fault("messages.send", drop="answer")
    await out.say(chat, "всем привет")
    await out.send()
    await out.forward(seconds=5)
    assert len(await out.calls("messages.send")) == 1
    assert len(await out.calls("messages.getHistory")) == 1
    assert await out.left() == []


async def test_after_a_lost_answer_the_chat_that_was_made_is_found_again(
    out: Out, heard: Callable[[], list[Done]]
) -> None:
    await out.fault("messages.createChat", drop="answer")
    now = out.clock.now()
    await post.ask(out.first, Verb.CREATE_CHAT, {"title": "Беседа 17"}, lane="chat", now=now, then="test.heard")
    await out.send()
    await out.forward(seconds=5)
    chats = await out.sandbox.get("chats")
    assert [chat["title"] for chat in chats] == ["Беседа 17"]
    assert [done.answer for done in heard()] == [{"chat": chats[0]["peer_id"]}]


async def test_a_continuation_that_fails_stops_nobody_and_its_row_is_kept(out: Out) -> None:
    async def fails(done: Done) -> None:
        raise Bug("a mistake")

    continuation.by_name["test.fails"] = fails
    first, second = await out.people(2)
    await out.say(first, "раз", then="test.fails")
    await out.say(second, "два")
    await out.send()
    for _ in range(4):
        await out.forward(seconds=10)
    assert (await out.texts(first), await out.texts(second)) == (["раз"], ["два"])
    (row,) = await out.left()
    assert (row["state"], row["error"]) == (OutboxState.DEAD, "test.fails: Bug")


async def test_a_request_that_cannot_be_written_down_stops_nobody(out: Out) -> None:
    first, second = await out.people(2)
    now = out.clock.now()
    await post.ask(out.first, Verb.PIN, {"nonsense": 1}, lane="x", now=now, priority=post.NOTICE)
    for person in (first, second):
        await out.say(person, f"вам {person}")
    await out.send()
    assert (await out.texts(first), await out.texts(second)) == ([f"вам {first}"], [f"вам {second}"])
    assert [row["state"] for row in await out.left()] == [OutboxState.DEAD]


async def test_twenty_communities_in_one_process_each_by_its_own_token(out: Out) -> None:
    more = [await out.community(f"Школа {number}") for number in range(19)]
    people = {community: await out.people(3, community) for community in [out.first, *more]}
    for community, own in people.items():
        for person in own:
            await out.say(person, f"от {community}", community=community)
    await out.send()  # picks the nineteen up without a restart
    for community, own in people.items():
        assert [await out.texts(p, community) for p in own] == [[f"от {community}"]] * 3
    held = await Lease.all().values_list("resource", flat=True)
    assert set(held) == {token_of(community) for community in people}


async def test_a_token_that_is_being_examined_keeps_its_pace(out: Out, heard: Callable[[], list[Done]]) -> None:
    await out.stations.close()
    await out.sandbox.post("token", group_id=out.groups[out.first]["group_id"], rate_per_s=20)
    own = Stations(f"{out.sandbox.url}/method/", out.vault, out.clock, calls_per_s=19.2)
    await own.open()
    for number in range(5):
        wanted: dict[str, object] = {"community": out.first, "chats": []}
        lane = f"check:{number}"
        await post.ask(out.first, Verb.CHECK_COMMUNITY, wanted, lane=lane, now=out.clock.now(), then="test.heard")
    await own.settle()
    await own.close()
    assert [done.error for done in heard()] == [None] * 5
    assert not [call for call in await out.sandbox.get("calls") if "error" in call["answer"]]


async def test_a_dead_community_does_not_stop_the_others(out: Out) -> None:
    other = await out.community("Вторая")
    (first,), (second,) = await out.people(1), await out.people(1, other)
    await out.sandbox.post("token", group_id=out.groups[out.first]["group_id"], state="revoked")
    await out.say(first, "раз")
    await out.say(second, "два", community=other)
    await out.send()
    assert await out.texts(second, other) == ["два"]
    assert (await Community.get(id=out.first)).trouble_code == 5


async def test_a_silent_community_whose_token_died_is_found_by_trying(out: Out) -> None:
    await out.sandbox.post("token", group_id=out.groups[out.first]["group_id"], state="revoked")
    await out.stations.check_tokens()
    assert (await Community.get(id=out.first)).trouble_code == 5


async def test_a_slow_vk_does_not_limit_how_much_leaves(out: Out) -> None:
    people = await out.people(60)
    await out.fault("execute", delay_s=1.5, times=3)
    for person in people:
        await out.say(person, f"вам {person}", priority=post.ANSWER)
    began = time.monotonic()
    await out.send()
    assert time.monotonic() - began < 2 * 1.5  # three requests, one after another: 4.5 s
    assert len(await out.calls("execute")) == 3
    assert await out.texts(people[-1]) == [f"вам {people[-1]}"]


async def test_calls_leave_evenly_and_never_too_many_in_a_second() -> None:
    pacer = Pacer(200.0, limit=20)
    left = []
    for _ in range(60):
        await pacer.wait()
        left.append(time.monotonic())
    assert all(later - earlier >= 0.08 for earlier, later in zip(left, left[20:], strict=False))


async def test_who_may_have_arrived_late_keeps_the_window_open() -> None:
    pacer = Pacer(3.0, limit=3)
    for took_s in (0.0, 0.4):
        await pacer.wait()
        departure = pacer.leaves("messages.send")
        await asyncio.sleep(took_s)
        pacer.answered(departure)
    late_at = departure.at
    for _ in range(3):
        await pacer.wait()
    assert pacer.leaves("messages.send").at - late_at >= 1.3


async def test_a_method_that_always_takes_long_costs_no_pace() -> None:
    pacer = Pacer(30.0, limit=3)
    began = time.monotonic()

    async def fly() -> None:
        await pacer.wait()
        departure = pacer.leaves("execute")
        await asyncio.sleep(0.3)
        pacer.answered(departure)

    await asyncio.gather(*(fly() for _ in range(21)))
    assert time.monotonic() - began < 2.0  # at pace 1.0; each window longer by what the answers take: 2.4


async def test_a_pause_is_a_deadline_that_no_later_call_shortens() -> None:
    pacer = Pacer(1000.0)
    began = time.monotonic()
    pacer.pause(0.2)
    pacer.pause(0.05)
    await asyncio.gather(*(pacer.wait() for _ in range(5)))
    assert time.monotonic() - began >= 0.2


async def test_too_many_again_pauses_for_longer() -> None:
    pacer = Pacer(1000.0)
    began = time.monotonic()
    pacer.crowded()
    await pacer.wait()
    assert time.monotonic() - began >= 0.2
    pacer.crowded()
    again = time.monotonic()
    await pacer.wait()
    assert time.monotonic() - again >= 0.4


def test_a_script_is_cut_where_it_grows_too_long() -> None:
    calls = [("messages.send", {"message": "x" * 25_000})] * 5
    code, count = script(calls)
    assert count == 2
    assert code.count("API.messages.send") == 2


def test_nothing_in_a_text_can_leave_its_string() -> None:
    code, _ = script([("messages.send", {"message": '"}); API.groups.delete({"a": "'})])
    assert code.count("API.") == code.count("API.messages.send") + 1
    assert '\\"}); API.groups.delete({\\"a\\": \\"' in code
    assert VkClient.__doc__
