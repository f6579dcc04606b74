"""The one door: a batch of updates becomes one transaction that de-duplicates, counts and queues.

Either the whole batch is in (and VK may forget it) or none of it is.
"""

import logging
from datetime import datetime
from typing import Any

from bot.intake import people, traffic
from bot.intake.decode import Incoming, Kind, decode
from bot.kit.ids import CommunityId, PersonId
from bot.kit.unit_of_work import unit_of_work
from models import Community, InboxEvent

log = logging.getLogger("bot.door")

# Sorted, so that two processes with overlapping batches cannot deadlock.
REMEMBER = """
insert into seen_event (community_id, key, happened_at)
select $1, key, at from unnest($2::text[], $3::timestamptz[]) as t(key, at) order by key
on conflict (community_id, key) do nothing returning key
"""


async def take_in(community: Community, updates: list[dict[str, Any]], *, now: datetime, ts: str | None = None) -> int:
    """Take in a batch; returns how many events go on to a turn.

    Args:
        community: where the updates come from; an update of another group is ignored.
        updates: VK's JSON as it came.
        now: aware UTC.
        ts: the long poll's position after this batch, saved in the same commit.
    """
    ours = [u for u in updates if u.get("group_id") == community.group_id]
    events = [decode(update, community.group_id) for update in ours]
    for event in events:
        if event.kind is Kind.IGNORED:
            log.info("event ignored", extra={"type": event.type, "key": event.key[:80]})
    async with unit_of_work() as connection:
        fresh = await _fresh(connection, community.id, events, now)
        await traffic.count(CommunityId(community.id), [e for e in fresh if e.kind is Kind.TALK])
        queued = await _queue(community.id, [e for e in fresh if e.kind is Kind.ADDRESSED], now)
        for event in fresh:
            if event.kind is Kind.PERMISSION:
                await _note_permission(CommunityId(community.id), event, now)
        if ts is not None:
            await Community.filter(id=community.id).update(longpoll_ts=ts)
    return queued


async def _fresh(connection: Any, community: int, events: list[Incoming], now: datetime) -> list[Incoming]:
    wanted = {e.key[:80]: e for e in events if e.kind is not Kind.IGNORED}
    if not wanted:
        return []
    dates = [e.happened_at or now for e in wanted.values()]
    rows = await connection.execute_query_dict(REMEMBER, [community, list(wanted), dates])
    new = {row["key"] for row in rows}
    return [event for key, event in wanted.items() if key in new]


async def _queue(community: int, events: list[Incoming], now: datetime) -> int:
    await InboxEvent.bulk_create(
        [
            InboxEvent(
                community_id=community,
                event_id=e.key[:80],
                peer_id=e.peer,
                payload={"type": e.type, "sender": e.sender, **e.kept},
                received_at=now,
                not_before=now,
            )
            for e in events
        ]
    )
    return len(events)


async def _note_permission(community: CommunityId, event: Incoming, now: datetime) -> None:
    person = await people.meet(event.sender, now=now)
    await people.note_reach(PersonId(person.id), community, allowed=event.allowed, now=now)
