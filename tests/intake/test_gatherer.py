"""Group commit under trouble: overlapping batches, poison, overload, Postgres away, a crash before the answer."""

import asyncio
import itertools
import random

import asyncpg
import pytest

from bot.gateway.vault import Vault, new_key
from bot.intake.decode import Incoming, Kind
from bot.intake.gatherer import Gatherer, Overloaded, Unavailable
from bot.kit.nursery import Nursery
from models import Community, Conversation, InboxEvent, QuarantinedEvent, store
from tests.intake.conftest import CHAT, TEACHER, Door, counted, open_door, queued

POISON = """
create function refuse() returns trigger language plpgsql as $$
begin raise exception 'no'; end $$;
create trigger refuse before insert on seen_event for each row when (new.number = 13) execute function refuse();
"""


def said(number: int, second: int, author: int = TEACHER) -> Incoming:
    return Incoming(Kind.TALK, f"m:{CHAT}:{number}", "message_new", CHAT, author, number, second)


def asked(number: int, second: int, text: str = "/классы") -> Incoming:
    kept: dict[str, object] = {"text": text, "number": number}
    return Incoming(Kind.ADDRESSED, f"m:{CHAT}:{number}", "message_new", CHAT, TEACHER, number, second, kept)


def second(door: Door) -> int:
    return int(door.clock.now().timestamp())


async def test_what_comes_together_is_committed_together(door: Door) -> None:
    at = second(door)
    await asyncio.gather(*(door.gatherer.put(door.community, [said(n, at)]) for n in range(1, 301)))
    assert await counted() == 300


async def test_two_gatherers_with_overlapping_batches_wait_for_each_other(door: Door, database: str) -> None:
    other, nursery = Gatherer(database, Vault(new_key()), door.clock), Nursery()
    nursery.start(other.run(), name="other gatherer")
    at, shuffled = second(door), random.Random(5)
    events = [said(n, at) if n % 5 else asked(n, at) for n in range(1, 401)]
    puts = []
    for gatherer in (door.gatherer, other) * 3:
        some = shuffled.sample(events, len(events))
        puts += [gatherer.put(door.community, some[n : n + 20]) for n in range(0, len(some), 20)]
    await asyncio.gather(*puts)
    assert await counted() == 320
    assert len(await queued()) == len(set(await queued())) == 80
    await nursery.close()


async def test_one_poisoned_event_does_not_fail_its_neighbours(own_dsn: str) -> None:
    connection = await asyncpg.connect(own_dsn)
    await connection.execute(POISON)
    await connection.close()
    await store.open_store(own_dsn)
    async with open_door(own_dsn) as door:
        at = second(door)
        answers = await asyncio.gather(*(door.push(door.said(n)) for n in range(1, 41)))
        assert {answer[:2] for answer in answers} == {(200, "ok")}
        assert await counted() == 39
        [row] = await QuarantinedEvent.all()
        assert (row.event_id, row.type, row.error) == (f"m:{CHAT}:13", "message_new", "RaiseError at the door")
        await door.gatherer.put(door.community, [said(50, at), said(13, at), asked(51, at)], "77")
        assert await counted() == 40
        assert await queued() == [f"m:{CHAT}:51"]
        assert (await Community.get(id=door.community)).longpoll_ts == "77"
    await store.close_store()


async def test_when_too_many_wait_people_at_the_door_come_later(database: str) -> None:
    async with open_door(database) as door:
        blocker = await asyncpg.connect(database)
        async with blocker.transaction():
            await blocker.execute("lock table activity_day")
            door.gatherer._limit = 20
            pushes = [asyncio.ensure_future(door.push(door.said(n))) for n in range(1, 101)]
            early = [await one for one in itertools.islice(asyncio.as_completed(pushes), 20)]
            assert {(status, body, headers["Retry-After"]) for status, body, headers in early} == {(503, "later", "5")}
            with pytest.raises(Overloaded):
                await door.gatherer.put(door.community, [said(500, second(door))])
        await blocker.close()
        answers = await asyncio.gather(*pushes)
        assert await counted() == sum(status == 200 for status, _, _ in answers)


async def test_a_flush_that_takes_too_long_is_answered_with_later(door: Door, database: str) -> None:
    door.gatherer._flush_s = 0.3
    event = door.said(1)
    blocker = await asyncpg.connect(database)
    async with blocker.transaction():
        await blocker.execute("lock table activity_day")
        status, body, headers = await door.push(event)
        assert (status, body, headers["Retry-After"]) == (503, "later", "5")
    await blocker.close()
    assert (await door.push(event))[0] == 200
    assert await counted() == 1


async def test_a_lost_connection_is_answered_with_later_and_comes_back(door: Door, database: str) -> None:
    await door.push(door.said(1))
    killer = await asyncpg.connect(database)
    await killer.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where application_name = 'bot intake' and datname = current_database()"
    )
    await killer.close()
    event = door.said(2)
    statuses = [(await door.push(event))[0] for _ in range(3)]
    assert statuses[-1] == 200
    assert set(statuses) <= {200, 503}
    assert await counted() == 2


async def test_postgres_away_is_later_and_ignored_types_are_still_ok(door: Door) -> None:
    await door.push(door.said(1))
    dsn, door.gatherer._dsn = door.gatherer._dsn, "postgres://nobody@127.0.0.1:1/none"
    await door.gatherer.close()
    for _ in range(2):
        status, body, headers = await door.push(door.said(2))
        assert (status, body, headers["Retry-After"]) == (503, "later", "5")
    assert (await door.push(door.event("group_join", {"user_id": 1})))[:2] == (200, "ok")
    door.gatherer._dsn = dsn
    assert (await door.push(door.said(2)))[0] == 200
    assert await counted() == 2


async def test_a_crash_between_commit_and_answer_is_made_good_by_the_retry(door: Door, database: str) -> None:
    event = door.said(1)
    gone, nursery = Gatherer(database, Vault(new_key()), door.clock), Nursery()
    nursery.start(gone.run(), name="gatherer that dies")
    await gone.put(door.community, [said(1, second(door))])  # committed; the process ends before VK hears of it
    await nursery.close()
    with pytest.raises(Unavailable):
        dead = asyncio.ensure_future(gone.run())
        waits = asyncio.ensure_future(gone.put(door.community, [said(2, second(door))]))
        await asyncio.sleep(0)
        dead.cancel()
        await waits
    assert (await door.push(event, **{"X-Retry-Counter": "1"}))[:2] == (200, "ok")
    assert await counted() == 1


async def test_when_a_chat_was_last_spoken_in_is_known_to_an_hour(door: Door) -> None:
    at = second(door)
    await door.gatherer.put(door.community, [said(1, at)])
    await door.gatherer.put(door.community, [said(2, at + 60)])
    first = (await Conversation.get()).last_message_at
    await door.gatherer.put(door.community, [said(3, at + 3700)])
    last = (await Conversation.get()).last_message_at
    assert (int(first.timestamp()), int(last.timestamp())) == (at, at + 3700)


async def test_two_processes_count_one_persons_flood_together(door: Door) -> None:
    """Eight messages of a minute where five are allowed, by two gatherers in batches: three are judged, each once."""
    at, conversation = second(door), int((await Conversation.get()).id)
    other, nursery = Gatherer(door.gatherer._dsn, door.vault, door.clock), Nursery()
    nursery.start(other.run(), name="other")

    def paced(number: int, kept: dict[str, object] | None = None) -> Incoming:
        key = f"m:{CHAT}:{number}"
        return Incoming(
            Kind.TALK, key, "message_new", CHAT, TEACHER, number, at, kept, conversation=conversation, pace=5
        )

    try:
        await door.gatherer.put(door.community, [paced(n) for n in range(1, 4)])
        await other.put(door.community, [paced(n) for n in range(1, 7)])
        await door.gatherer.put(door.community, [paced(n) for n in range(4, 9)])
    finally:
        await nursery.close()
    assert await queued() == [f"m:{CHAT}:{n}" for n in (6, 7, 8)]
    assert await counted() == 8
    judged = (await InboxEvent.all().order_by("id").first()).payload
    assert judged["action"] == {"type": "judged", "member": TEACHER, "said": "delete flood"}
    # with a verdict of its own a message is not judged twice
    own: dict[str, object] = {"action": {"type": "judged", "member": TEACHER, "said": "warn insult"}, "number": 9}
    await door.gatherer.put(door.community, [paced(9, own)])
    assert (await queued()).count(f"m:{CHAT}:9") == 1
