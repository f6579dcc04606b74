"""What was seen stays seen for three days, by the event's own date: across midnight, clean-ups and migrations."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from bot.intake.keys import HASHED_BELOW, hashed
from bot.services import event_memory
from models import store
from tests.intake.conftest import CHAT, TEACHER, Door, counted, queued

MIDNIGHT = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)


@pytest.fixture
async def raw(database: str) -> AsyncIterator[Any]:
    """A connection for looking into tables that have no model."""
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()


async def partitions(raw: Any) -> list[str]:
    rows = await raw.fetch(
        "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'seen_event'::regclass"
    )
    return sorted(row["name"] for row in rows)


async def test_a_message_delivered_on_both_sides_of_midnight_is_counted_once(door: Door) -> None:
    door.clock.set(MIDNIGHT - timedelta(seconds=5), 1.0)
    event = door.said(1)
    await door.push(event)
    door.clock.set(MIDNIGHT + timedelta(hours=1, minutes=43), 1.0)  # VK's fifth retry
    await event_memory.keep_partitions(door.clock.now())
    await door.push(event)
    assert await counted() == 1


async def test_a_late_first_delivery_is_remembered_on_the_day_it_happened(door: Door, raw: Any) -> None:
    event = door.said(1, date=int((MIDNIGHT - timedelta(minutes=1)).timestamp()))
    door.clock.set(MIDNIGHT + timedelta(hours=1), 1.0)
    await door.push(event)
    await door.push(event)
    assert await counted() == 1
    assert await raw.fetchval("select happened_on::text from seen_event") == "2026-11-24"


@pytest.mark.parametrize("kind", ["message_event", "message_allow"])
async def test_what_has_no_date_is_looked_for_today_and_yesterday(door: Door, kind: str) -> None:
    what = {"user_id": TEACHER, "peer_id": CHAT, "event_id": "feleyinek", "payload": {}}
    event = door.event(kind, what, event_id="a" * 40)
    for moment in (-timedelta(seconds=1), timedelta(seconds=1), timedelta(hours=15)):
        door.clock.set(MIDNIGHT + moment, 1.0)
        await event_memory.keep_partitions(door.clock.now())
        await door.push(event)
    assert len(await queued()) == 1


async def test_days_are_made_ahead_and_let_go_after_three(door: Door, raw: Any) -> None:
    later = MIDNIGHT + timedelta(days=3650)

    def days(first: int, last: int) -> list[str]:
        return [f"seen_event_{later + timedelta(days=n):%Y%m%d}" for n in range(first, last + 1)]

    await event_memory.keep_partitions(later)
    assert await partitions(raw) == [*days(-3, 3), "seen_event_other"]
    await event_memory.keep_partitions(later + timedelta(days=2))
    await event_memory.keep_partitions(later + timedelta(days=2))
    assert await partitions(raw) == [*days(-1, 5), "seen_event_other"]


async def test_three_days_later_it_is_still_known(door: Door) -> None:
    event = door.said(1)
    await door.push(event)
    door.clock.set(door.clock.now() + timedelta(days=3), 1.0)
    await event_memory.keep_partitions(door.clock.now())
    await door.push(event)
    assert await counted() == 1


async def test_a_day_nobody_has_made_yet_is_remembered_and_moves_into_its_own(door: Door, raw: Any) -> None:
    far = MIDNIGHT + timedelta(days=30)
    door.clock.set(far, 1.0)  # the keeper slept
    event = door.said(1)
    await door.push(event)
    assert await raw.fetchval("select count(*) from seen_event_other") == 1
    await event_memory.keep_partitions(far)
    assert await raw.fetchval("select count(*) from seen_event_other") == 0
    await door.push(event)
    assert await counted() == 1


async def test_an_event_older_than_the_memory_is_known_by_the_day_it_came(door: Door, raw: Any) -> None:
    now = door.clock.now()
    event = door.said(1, date=int((now - timedelta(days=5)).timestamp()), text="/классы")
    await door.push(event)
    await event_memory.keep_partitions(now)
    await door.push(event)
    assert len(await queued()) == 1
    await event_memory.keep_partitions(now + timedelta(days=4))
    assert await raw.fetchval("select count(*) from seen_event") == 0


async def test_ids_are_hashed_below_every_peer_and_alike_here_and_in_postgres(raw: Any) -> None:
    for key in ("e:" + "a" * 40, "p:feleyinek", "e:"):
        talk, number = hashed(key)
        assert talk <= HASHED_BELOW
        row = await raw.fetchrow(
            "select -(1::bigint << 62) - ('x' || substr(md5($1), 1, 15))::bit(60)::bigint,"
            " ('x' || substr(md5($1), 17, 16))::bit(64)::bigint",
            key,
        )
        assert (row[0], row[1]) == (talk, number)


async def test_the_migration_keeps_what_was_seen(own_dsn: str) -> None:
    await store.migrate(own_dsn, target="models.0002_constraints")
    old = await asyncpg.connect(own_dsn)
    await old.execute(
        "insert into community (id, group_id, name, screen_name, token, state, longpoll_ts, created_at)"
        " values (1, 5, '', '', '', 'live', '', now());"
        "insert into seen_event (community_id, key, happened_at) values"
        " (1, 'm:2000000017:5', '2026-11-24T12:00Z'), (1, 'p:feleyinek', '2026-11-24T12:00Z')"
    )
    await old.close()
    await store.migrate(own_dsn)  # closes what Tortoise had open
    new = await asyncpg.connect(own_dsn)
    rows = await new.fetch("select happened_on::text as on, talk, number from seen_event")
    talk, number = hashed("p:feleyinek")
    assert {tuple(row) for row in rows} == {
        ("2026-11-24", 2_000_000_017, 5),
        ("2026-11-24", talk, number),
        ("2026-11-23", talk, number),
    }
    await new.close()
    await store.migrate(own_dsn, target="models.0002_constraints")
    back = await asyncpg.connect(own_dsn)
    assert await back.fetchval("select string_agg(key, ' ') from seen_event") == "m:2000000017:5"
    await back.close()
