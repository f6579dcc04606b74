"""The memory of events that were taken in: one partition a day, taken from the event's own date, never from arrival.

VK tries an event again five times, and each try may be put off by up to three hours (docs/vk.md §1.2): three days
are more than enough. A day without a partition is not lost: it lies in `seen_event_other`.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.kit.unit_of_work import unit_of_work

KEPT = timedelta(days=3)
AHEAD = timedelta(days=3)
OTHER = "seen_event_other"
LOCK = 0x5EE4E4E7  # one process at a time changes the partitions

DAYS = """
select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = 'seen_event'::regclass
"""


PACE_KEPT = timedelta(days=1)  # how fast somebody wrote is known for longer than anybody asks


async def forget_pace(now: datetime) -> None:
    """Let go of levels of flood (`chat_pace`) that have long been nought."""
    async with unit_of_work() as connection:
        await connection.execute_query("delete from chat_pace where at < $1", [now - PACE_KEPT])


async def keep_partitions(now: datetime) -> None:
    """Make the days that come, let go of those that are over; may be run at any time, by several processes at once.

    Args:
        now: aware UTC.
    """
    today = now.astimezone(UTC).date()
    first, last = today - KEPT, today + AHEAD
    wanted = {first + timedelta(days=n) for n in range((last - first).days + 1)}
    async with unit_of_work() as connection:
        if await _days(connection) >= wanted and not await _is_over(connection, first):
            return
        await connection.execute_query("select pg_advisory_xact_lock($1)", [LOCK])
        there = await _days(connection)
        for day in sorted(wanted - there):
            await _make(connection, day)
        for day in sorted(day for day in there if day < first):
            await connection.execute_script(f"drop table {_name(day)}")
        # A day that was over before it was heard of is kept by the day of its arrival.
        await connection.execute_query(f"delete from {OTHER} where greatest(happened_on, seen_on) < $1", [first])


async def _days(connection: Any) -> set[date]:
    names = [row["relname"] for row in await connection.execute_query_dict(DAYS)]
    return {date.fromisoformat(name[-8:]) for name in names if name != OTHER}


async def _is_over(connection: Any, first: date) -> bool:
    """Is there anything to let go of?"""
    if any(day < first for day in await _days(connection)):
        return True
    old = f"select 1 from {OTHER} where greatest(happened_on, seen_on) < $1 limit 1"
    return bool(await connection.execute_query_dict(old, [first]))


async def _make(connection: Any, day: date) -> None:
    """A day of its own; what lay with the others moves there first, else Postgres would refuse it."""
    name, after = _name(day), day + timedelta(days=1)
    await connection.execute_script(
        f"lock table seen_event in share row exclusive mode;"
        f"create table {name} (like seen_event including defaults including indexes);"
        f"with moved as (delete from {OTHER} where happened_on = '{day}' returning *)"
        f" insert into {name} select * from moved;"
        f"alter table seen_event attach partition {name} for values from ('{day}') to ('{after}')"
    )


def _name(day: date) -> str:
    return f"seen_event_{day:%Y%m%d}"
