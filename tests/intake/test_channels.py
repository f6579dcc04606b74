"""Long poll and callback of one sandbox: each alone, both at once, with the same ids and with others; restarts."""

import asyncio
from typing import Any

import pytest

from bot.intake.gatherer import Later
from bot.kit.clock import WorldClock
from models import ActivityDay, Community, InboxEvent, OutboxItem, Person, Role
from tests.intake.conftest import counted, queued, until
from tests.services.schoolhouse import Schoolhouse
from tests.world.world import World


async def registered_chat(world: World, *authors: int) -> int:
    """A chat made by people, registered as a school's; the first author is a confirmed teacher. Its peer."""
    chat = await world.sandbox.post(
        "chats", owner_id=authors[0], title="5А", members=list(authors[1:]), group_id=world.group_id
    )
    at = {"peer_id": chat["peer_id"], "group_id": world.group_id}
    await world.sandbox.post("add", from_id=authors[0], member_id=-world.group_id, **at)
    await world.sandbox.post("rights", member_id=-world.group_id, admin=True, full_access=True, **at)
    row = await Community.get(group_id=world.group_id)
    house = await Schoolhouse.build(community=row.id)
    teacher = await house.person(Role.TEACHER, vk_id=authors[0])
    await house.chat(teacher, int(chat["peer_id"]), now=world.clock.now())
    return int(chat["peer_id"])


async def say(world: World, author: int, peer: int, text: str, **more: Any) -> None:
    await world.sandbox.post("say", from_id=author, peer_id=peer, group_id=world.group_id, text=text, **more)


async def heard(world: World, count: int) -> None:
    """Until the callback channel has brought so many counted messages, and everything else has been worked on."""

    async def enough() -> bool:
        return await counted() >= count

    await until(enough)
    await world.settle()


async def test_pushes_alone_carry_a_conversation(world_with_callback: World) -> None:
    world = world_with_callback
    assert not world.app.reception.polls
    anna = await world.stranger("Анна", "Иванова")
    await say(world, anna.id, world.bot_peer, "Начать")
    await until(lambda: InboxEvent.all().count())
    await world.settle()
    assert [m for m in await anna.reads() if m.from_id == -world.group_id]
    row = await Community.get(group_id=world.group_id)
    assert row.callback_server_id
    [server] = await world.api_calls("groups.setCallbackSettings")
    for switch in ("message_new", "message_event", "message_allow", "message_deny"):
        assert int(server["params"][switch]) == 1


async def test_a_restart_finds_its_server_again(world_with_callback: World) -> None:
    world = world_with_callback
    before = (await Community.get(group_id=world.group_id)).callback_server_id
    await world.restart()
    assert (await Community.get(group_id=world.group_id)).callback_server_id == before
    assert len(await world.api_calls("groups.addCallbackServer")) == 1


@pytest.mark.parametrize("distinct", [False, True], ids=["same ids", "other ids"])
async def test_both_channels_at_once_have_one_effect(world_with_both: World, distinct: bool) -> None:
    world = world_with_both
    await world.sandbox.post("switches", distinct_event_ids=distinct)
    teacher = await world.stranger("Анна", "Иванова")
    peer = await registered_chat(world, teacher.id)
    for number in range(30):
        await say(world, teacher.id, peer, f"Слово {number}")
    await say(world, teacher.id, world.bot_peer, "/помощь")
    await asyncio.gather(world.settle(), heard(world, 30))

    async def pushed() -> bool:
        await world.settle()
        return not await queued()

    await until(pushed)
    await world.settle()
    assert await counted() == 30
    answers = [m for m in await teacher.reads() if m.from_id == -world.group_id]
    assert len(answers) == 1


async def test_after_a_crash_before_the_position_was_kept_nothing_is_counted_twice(world: World) -> None:
    teacher = await world.stranger("Анна", "Иванова")
    peer = await registered_chat(world, teacher.id)
    for number in range(10):
        await say(world, teacher.id, peer, f"Слово {number}")
    await world.settle()
    position = (await Community.get(group_id=world.group_id)).longpoll_ts
    assert await counted() == 10
    await world.rewind()
    await world.settle()
    assert await counted() == 10
    assert (await Community.get(group_id=world.group_id)).longpoll_ts == position


@pytest.mark.parametrize("failed", [1, 2, 3])
async def test_every_failed_of_the_long_poll_is_got_over(world: World, failed: int) -> None:
    teacher = await world.stranger("Анна", "Иванова")
    peer = await registered_chat(world, teacher.id)
    await world.settle()
    await world.sandbox.post("faults", method="longpoll", failed=failed, times=1)
    [poll] = world.app.reception.polls.values()
    assert await poll.poll_once(wait_s=0) == 0
    await poll.poll_once(wait_s=0)
    await say(world, teacher.id, peer, "Слово")
    await world.settle()
    assert await counted() == 1


async def test_the_position_stands_while_postgres_does_not_take_the_events(world: World) -> None:
    teacher = await world.stranger("Анна", "Иванова")
    peer = await registered_chat(world, teacher.id)
    await world.settle()
    gatherer = world.app.reception.gatherer
    dsn, gatherer._dsn = gatherer._dsn, "postgres://nobody@127.0.0.1:1/none"
    await gatherer.close()
    await say(world, teacher.id, peer, "Слово")
    [poll] = world.app.reception.polls.values()
    for _ in range(2):
        with pytest.raises(Later):
            await poll.poll_once(wait_s=0)
    gatherer._dsn = dsn
    await world.settle()
    assert await counted() == 1


async def test_a_silent_session_is_renewed_and_its_switches_set_again(world: World) -> None:
    anna = await world.stranger("Анна", "Иванова")
    await world.sandbox.post("clock", forward_s=16 * 60)
    await world.app.read_clock()
    before = len(await world.api_calls("groups.getLongPollServer"))
    await world.settle()
    await world.settle()
    assert len(await world.api_calls("groups.getLongPollServer")) == before + 1
    await anna.says("Начать")
    assert anna.screen.text


async def test_a_key_that_expired_is_renewed(world: World) -> None:
    anna = await world.stranger("Анна", "Иванова")
    clock = world.app.clock
    assert isinstance(clock, WorldClock)
    await world.sandbox.post("clock", forward_s=2 * 3600)  # the sandbox's key dies; our clock stands still
    [poll] = world.app.reception.polls.values()
    await poll.poll_once(wait_s=0)
    await anna.says("Начать")
    assert anna.screen.text


async def test_a_typed_token_never_reaches_the_disk_and_its_message_is_to_be_deleted(world: World) -> None:
    anna = await world.stranger("Анна", "Иванова")
    token, old = "vk1.a." + "Qw-_9" * 40, "0123456789abcdef" * 5 + "01234"
    await say(world, anna.id, world.bot_peer, f"/подключить {token} и {old}")
    [poll] = world.app.reception.polls.values()
    await poll.poll_once(wait_s=0)
    row = await InboxEvent.get(peer_id=anna.id, event_id__startswith="m:")
    kept = str(row.payload)
    assert token not in kept
    assert old not in kept
    assert kept.count("[[secret:") == 2
    await world.settle()
    assert [c["params"]["peer_id"] for c in await world.api_calls("messages.delete")] == [str(anna.id)]
    assert not [item for item in await OutboxItem.all() if token in str(item.args) or old in str(item.args)]


async def test_a_call_seen_in_a_chat_is_counted(world: World) -> None:
    teacher = await world.stranger("Анна", "Иванова")
    peer = await registered_chat(world, teacher.id)
    await world.sandbox.post("call", from_id=teacher.id, peer_id=peer, group_id=world.group_id, state="reached")
    await world.settle()
    assert sum([row.calls for row in await ActivityDay.all()]) == 1
    assert await counted() == 0


async def test_permission_is_kept_in_order(world: World) -> None:
    anna = await world.stranger("Анна", "Иванова")
    await anna.says("Начать")
    for allow in (False, True, False):
        await world.sandbox.post("permission", from_id=anna.id, group_id=world.group_id, allow=allow)
    await world.settle()
    person = await Person.get(vk_id=anna.id).prefetch_related("reaches")
    assert [reach.allowed for reach in person.reaches] == [False]
