"""The inbox table: which talks have something to do now, and the head of one of them with all that its turn needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from bot.kit.ids import CommunityId, PersonId
from bot.kit.unit_of_work import same_transaction

SHARDS = 64  # as the column `inbox.shard` has them (migration 0005)

TalkKey = tuple[int, int]  # community, peer: the place whose events are worked on in order
FIRST: TalkKey = (0, -(2**63))

# No event waits longer than some seconds (people.PROFILE_PATIENCE, a second try): a moment further ahead was written by
# a clock that has gone back since then, and is not waited for.
LONGEST_WAIT = "interval '10 seconds'"


def _is_due(row: str, now: str) -> str:
    return f"({row}.not_before <= {now} or {row}.not_before > {now}::timestamptz + {LONGEST_WAIT})"


# Jumps from talk to talk along the index inbox_heads: what it costs depends on the talks found, not on the events
# that wait behind them.
DUE = f"""
select s.shard, h.community_id, h.peer_id
from unnest($1::smallint[], $2::bigint[], $3::bigint[]) as s (shard, community, peer)
cross join lateral (
    with recursive head as (
        (select i.community_id, i.peer_id, i.not_before from inbox i
         where i.shard = s.shard and (i.community_id, i.peer_id) > (s.community, s.peer)
         order by i.community_id, i.peer_id, i.id limit 1)
        union all
        select n.community_id, n.peer_id, n.not_before
        from head cross join lateral (
            select i.community_id, i.peer_id, i.not_before from inbox i
            where i.shard = s.shard and (i.community_id, i.peer_id) > (head.community_id, head.peer_id)
            order by i.community_id, i.peer_id, i.id limit 1) n
    )
    select head.community_id, head.peer_id from head where {_is_due("head", "$4")} limit $5
) h
"""

OLDEST = f"""
select i.community_id, i.peer_id from inbox i
where {_is_due("i", "$1")} and not exists (
    select 1 from inbox p where p.community_id = i.community_id and p.peer_id = i.peer_id and p.id < i.id)
order by i.id limit 1
"""

# The head of one talk, its community, its person and whether we may write to her, in one statement. Locked until the
# turn's commit; nobody else may take a later event of the talk, because only the head is ever asked for. What this
# transaction puts into the outbox is not rung for, but noted (migration 0017).
CLAIM = f"""
select set_config('bot.rings', 'later', true), i.id, i.event_id, i.payload, i.tries, i.received_at, c.group_id,
    p.id as person, p.first_name, p.last_name, p.locale, p.profile_seen_at is not null as profile_asked,
    coalesce(r.allowed and r.last_used_at > $3::timestamptz - interval '1 hour' and not exists (
        select 1 from reach o where o.person_id = r.person_id and o.id <> r.id and o.last_used_at >= r.last_used_at
    ), false) as reach_known
from inbox i
join community c on c.id = i.community_id
left join person p on p.vk_id = (i.payload ->> 'sender')::bigint
left join reach r on r.person_id = p.id and r.community_id = i.community_id
where i.id = (select h.id from inbox h where h.community_id = $1 and h.peer_id = $2 order by h.id limit 1)
  and {_is_due("i", "$3")}
for update of i skip locked
"""

FINISH = """
with gone as (delete from inbox where id = $1 returning community_id, peer_id)
select exists (
    select 1 from inbox n join gone g on n.community_id = g.community_id and n.peer_id = g.peer_id where n.id > $1
) as more, current_setting('bot.rings') as rings
"""
TO_RING = "select current_setting('bot.rings') as rings"


@dataclass(frozen=True, slots=True)
class Head:
    """The oldest event of a talk, and who sent it; `person` is None at the first contact."""

    id: int
    key: str
    community: CommunityId
    peer: int
    payload: Mapping[str, Any]
    tries: int
    received_at: datetime
    group_id: int
    person: PersonId | None
    name: str
    locale: str
    profile_asked: bool
    reach_known: bool

    @property
    def type(self) -> str:
        """VK's type of event."""
        return str(self.payload.get("type"))

    @property
    def sender(self) -> int:
        """VK's id of who acted; negative: a community."""
        return int(self.payload["sender"])


async def find_due(places: Mapping[int, TalkKey], now: datetime, *, limit: int) -> list[tuple[int, TalkKey]]:
    """(shard, talk) of up to `limit` talks a shard whose head may be worked on, beyond the talk given for the shard."""
    rows = await same_transaction().execute_query_dict(
        DUE, [list(places), [t[0] for t in places.values()], [t[1] for t in places.values()], now, limit]
    )
    return [(row["shard"], (row["community_id"], row["peer_id"])) for row in rows]


async def find_oldest(now: datetime) -> TalkKey | None:
    """The talk of the oldest event that may be worked on, of all shards. Slow on a deep inbox: for tests."""
    rows = await same_transaction().execute_query_dict(OLDEST, [now])
    return (rows[0]["community_id"], rows[0]["peer_id"]) if rows else None


async def claim(talk: TalkKey, now: datetime) -> Head | None:
    """Lock the head of a talk until this transaction ends; None when it is not its time, or somebody else's."""
    rows = await same_transaction().execute_query_dict(CLAIM, [*talk, now])
    if not rows:
        return None
    row = rows[0]
    return Head(
        id=row["id"],
        key=row["event_id"],
        community=CommunityId(talk[0]),
        peer=talk[1],
        payload=orjson.loads(row["payload"]),
        tries=row["tries"],
        received_at=row["received_at"],
        group_id=row["group_id"],
        person=PersonId(row["person"]) if row["person"] else None,
        name=f"{row['first_name'] or ''} {row['last_name'] or ''}".strip(),
        locale=row["locale"] or "ru",
        profile_asked=row["profile_asked"],
        reach_known=row["reach_known"],
    )


@dataclass(frozen=True, slots=True)
class Finished:
    """`more`: the talk has another event; `rings`: communities for whom the turn has left something in the outbox."""

    more: bool
    rings: tuple[CommunityId, ...] = ()


async def finish(head: Head) -> Finished:
    """The event has had its turn: the row goes, text and all."""
    rows = await same_transaction().execute_query_dict(FINISH, [head.id])
    return Finished(bool(rows[0]["more"]), _communities(rows[0]["rings"]))


async def put_off() -> Finished:
    """The event stays for a later turn of its own."""
    rows = await same_transaction().execute_query_dict(TO_RING)
    return Finished(more=False, rings=_communities(rows[0]["rings"]))


def _communities(rings: str) -> tuple[CommunityId, ...]:
    return tuple(dict.fromkeys(CommunityId(int(ring)) for ring in rings.split()[1:]))


def shard_of(talk: TalkKey) -> int:
    """As the database computes it (migration 0005)."""
    return (talk[0] + talk[1]) & (SHARDS - 1)
