"""VK's codes, each provoked in the sandbox, and what becomes of the message (docs/vk.md §2.6)."""

from collections.abc import Callable

import pytest

from bot.gateway import outcomes
from bot.gateway.errors import RULES, Do
from bot.kit.errors import Busy
from bot.services import post
from bot.services.ports import Done, Verb
from models import Community, CommunityState, OutboxItem, OutboxState, Reach
from sandbox.errors import WORDS
from tests.gateway.conftest import Out, age

SLOW_S = 1.0  # that a busy machine takes until it looks: the world's time goes on
KNOWN = sorted(code for code in RULES if code in WORDS)


def _codes(do: Do) -> list[int]:
    return [code for code in KNOWN if RULES[code].do is do]


@pytest.mark.parametrize("code", _codes(Do.RETRY))
async def test_a_passing_error_is_tried_again_later_and_arrives_once(out: Out, code: int) -> None:
    (person,) = await out.people(1)
    await out.fault("messages.send", error_code=code)
    await out.say(person, "привет")
    await out.send()
    assert await out.texts(person) == []
    (row,) = await out.left()
    rule = RULES[code]
    assert 0.5 * rule.after_s - SLOW_S < age(row["not_before"], out.clock) <= 1.3 * rule.after_s
    await out.forward(seconds=2 * rule.after_s)
    assert await out.texts(person) == ["привет"]
    assert await out.left() == []


@pytest.mark.parametrize("code", _codes(Do.STOP))
async def test_a_dead_token_stops_everything_and_loses_nothing(out: Out, code: int) -> None:
    first, second = await out.people(2)
    await out.fault("messages.send", error_code=code)
    await out.say(first, "раз")
    await out.send()
    await out.say(second, "два")
    await out.forward(minutes=5)
    assert await out.texts(first) == await out.texts(second) == []
    assert len(await out.calls("messages.send")) == 1
    row = await Community.get(id=out.first)
    assert (row.state, row.trouble_code) == (CommunityState.DEAD, code)
    await Community.all().update(state=CommunityState.LIVE)
    await out.send()
    assert (await out.texts(first), await out.texts(second)) == (["раз"], ["два"])


@pytest.mark.parametrize("code", _codes(Do.CLOSE))
async def test_a_closed_peer_is_not_written_to_again(out: Out, code: int, heard: Callable[[], list[Done]]) -> None:
    (person,) = await out.people(1)
    await out.fault("messages.send", error_code=code)
    await out.say(person, "привет", then="test.heard")
    await out.send()
    assert [(done.error.code if done.error else 0) for done in heard()] == [code]
    assert not (await Reach.get()).allowed
    assert [row["state"] for row in await out.left()] == [OutboxState.DEAD]


@pytest.mark.parametrize("code", _codes(Do.GIVE_UP))
async def test_a_permanent_error_is_a_dead_letter_and_who_waits_is_told(
    out: Out, code: int, heard: Callable[[], list[Done]]
) -> None:
    (person,) = await out.people(1)
    await out.fault("messages.send", error_code=code)
    await out.say(person, "привет", then="test.heard")
    await out.say(person, "дальше")
    await out.send()
    assert [(done.error.code if done.error else 0) for done in heard()] == [code]
    assert await out.texts(person) == ["дальше"]
    assert (await Reach.get()).allowed


async def test_flood_control_holds_equal_texts_and_no_others(out: Out) -> None:
    people = await out.people(3)
    await out.fault("messages.send", error_code=9)
    await out.say(people[0], "всем")
    await out.send()
    await out.say(people[1], "всем")
    await OutboxItem.filter(state=OutboxState.READY, tries=0).update(not_before=out.clock.now())
    await out.fault("messages.send", error_code=9)
    await out.say(people[2], "вам одной")
    await out.forward(seconds=1)
    await out.forward(minutes=10)
    assert [await out.texts(p) for p in people] == [["всем"], ["всем"], ["вам одной"]]


async def test_a_captcha_pauses_all_sends_of_the_community_and_is_noted(out: Out) -> None:
    first, second = await out.people(2)
    await out.fault("messages.send", error_code=14)
    await out.say(first, "раз")
    await out.send()
    await out.say(second, "два")
    await out.forward(minutes=10)
    assert await out.texts(second) == []
    assert (await Community.get(id=out.first)).trouble_code == 14
    await out.forward(hours=2)
    assert (await out.texts(first), await out.texts(second)) == (["раз"], ["два"])


async def test_a_day_of_passing_errors_is_a_dead_letter(out: Out) -> None:
    (person,) = await out.people(1)
    await out.fault("messages.send", error_code=10, times=1000)
    await out.say(person, "привет")
    for _ in range(30):
        await out.forward(hours=1)
    assert [row["state"] for row in await out.left()] == [OutboxState.DEAD]


async def test_an_answer_to_a_press_is_dropped_after_fifty_seconds(out: Out) -> None:
    await out.fault("messages.sendMessageEventAnswer", error_code=10, times=20)
    args: dict[str, object] = {"press": "abc", "person": 1, "talk": 1, "toast": "да"}
    now = out.clock.now()
    await post.ask(
        out.first, Verb.ANSWER_PRESS, args, lane="press:abc", now=now, priority=0, expires_at=now + post.PRESS_LIFE
    )
    await out.send()
    assert len(await out.left()) == 1
    await out.forward(seconds=51)
    await out.forward(minutes=5)
    assert await out.left() == []


def test_pauses_grow_and_two_that_failed_together_do_not_come_again_together() -> None:
    first, fifth = ([outcomes._pause_s(Busy(10, ""), tries) for _ in range(50)] for tries in (1, 5))
    assert len(set(first)) == 50
    assert 0.75 <= min(first) < max(first) <= 1.25
    assert 0.75 * 16 <= min(fifth) < max(fifth) <= 1.25 * 16
