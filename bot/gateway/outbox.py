"""The outbox table, the way out: choose what leaves next and take it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.gateway import requests
from bot.gateway.client import EXECUTE_CALLS
from bot.gateway.leases import token_of
from bot.gateway.requests import CHAT_BASE, UPLOADED, Departure, Form, Request
from bot.kit.ids import CommunityId, new_random_id
from bot.kit.unit_of_work import same_transaction, unit_of_work
from models import OutboxBatch

# VK remembers a random_id for one hour and the last 100 messages of that dialog (docs/vk.md §2.4). After this long,
# and in a chat always, an unanswered send is looked up in the history before it is sent again.
SAFE_REPEAT = timedelta(minutes=55)
MERGED_PEERS = 100  # VK: at most 100 peer_ids in one send, docs/vk.md §2.1
WAITED_FOR = 2  # rows of this priority or a lower number answer a person who waits
LOOK_AHEAD = 100  # rows looked at for equal texts
LONG_VERBS = frozenset({"create_chat", "set_chat_photo", "start_call", "check_community", "fetch_file", "audit_chats"})

# What was never tried leaves at once unless it is held for its hour, and no second try waits longer than five hours
# (errors.RULES, outcomes.retry): a moment further ahead was written by a clock that has gone back since, and is not
# waited for; least of all where an answer was lost then: by the time it comes VK has forgotten the random_id.
IS_DUE = """(o.not_before <= $2 or (o.tries = 0 and o.not_before = o.created_at) or o.lost_at > $2
        or (o.tries > 0 and o.not_before > $2::timestamptz + interval '6 hours'))"""

# Heads of lanes only, so that one talk hears in the order that was written; only for the owner of the token.
HEADS = f"""
select o.id, o.verb, o.priority, o.content, o.batch_id,
    o.verb = 'say' and jsonb_exists_any(o.args -> 'screen', '{{qr,file}}') as has_picture,
    jsonb_exists(o.args, '{UPLOADED}') as is_uploaded,
    o.verb = 'say' and o.lost_at is not null
        and (o.lost_at < $5 or o.lost_at > $2 or o.expires_at < $2 or (o.args ->> 'talk')::bigint > $6) as unsure,
    o.lost_at is not null as lost
from outbox o
where o.community_id = $1 and o.state = 'ready' and {IS_DUE} and o.verb <> all($3::text[])
    and o.id = (select min(p.id) from outbox p where p.community_id = $1 and p.lane = o.lane
                and p.state in ('ready', 'sending'))
    and exists (select 1 from lease l where l.resource = $7 and l.holder = $8 and l.until > clock_timestamp())
order by o.priority, o.id limit $4 for update of o skip locked
"""
OF_BATCH = "select id from outbox where batch_id = $1 and state = 'ready' for update skip locked"
TAKE = """
with taken as (
    update outbox set state = 'sending', tries = tries + 1, first_tried_at = coalesce(first_tried_at, $2),
        batch_id = coalesce($3, batch_id)
    where id = any($1::bigint[]) returning *
)
select t.id, t.verb, coalesce(b.random_id, t.random_id) as random_id, t.tries, t.priority, t.created_at,
    t.expires_at, t.lost_at, t.batch_id, t.content, t."then", t.then_args,
    case when t.batch_id is null or t.id = min(t.id) over () then t.args
        else jsonb_build_object('talk', t.args -> 'talk') end as args  -- one of a batch says it for all
from taken t left join outbox_batch b on b.id = t.batch_id order by t.priority, t.id
"""
GIVE_BACK = """
update outbox set state = 'ready', lost_at = coalesce(lost_at, first_tried_at)
where community_id = any($1::bigint[]) and state = 'sending'
"""
# A batch is made in one commit with its recipients: one without any has none left, wherever they went.
FORGET_BATCHES = "delete from outbox_batch b where not exists (select 1 from outbox o where o.batch_id = b.id)"
DUE = f"""
select c.id from unnest($1::bigint[]) as c(id)
where exists (select 1 from outbox o where o.community_id = c.id and o.state = 'ready' and {IS_DUE})
"""


async def claim(
    community: CommunityId, holder: str, now: datetime, *, held: Collection[str] = (), alone: Collection[int] = ()
) -> Departure | None:
    """Take what leaves next: the most urgent head of a lane, and what may travel with it.

    Args:
        community: whose token sends.
        holder: takes nothing unless the token's lease is his.
        now: aware UTC.
        held: verbs that wait for the end of a pause.
        alone: rows that VK refused together with others.
    """
    async with unit_of_work() as connection:
        heads = await _heads(connection, community, holder, now, held, EXECUTE_CALLS)
        if not heads:
            return None
        form, ids, batch = await _choose(connection, heads, alone)
        if form is Form.MERGED and batch is None:
            more = await _heads(connection, community, holder, now, held, LOOK_AHEAD)
            form, ids = _alike(more, alone)
            if form is Form.MERGED:
                random_id = new_random_id()
                batch = (await OutboxBatch.create(community_id=community, random_id=random_id, created_at=now)).id
        rows = await connection.execute_query_dict(TAKE, [ids, now, batch])
    is_all = len(heads) < EXECUTE_CALLS and {head["id"] for head in heads} <= set(ids)
    return Departure(form, [requests.read(row) for row in rows], now, is_all)


async def _heads(
    connection: BaseDBAsyncClient,
    community: CommunityId,
    holder: str,
    now: datetime,
    held: Collection[str],
    limit: int,
) -> list[dict[str, Any]]:
    values = [community, now, list(held), limit, now - SAFE_REPEAT, CHAT_BASE, token_of(community), holder]
    return await connection.execute_query_dict(HEADS, values)


async def _choose(
    connection: BaseDBAsyncClient, heads: list[dict[str, Any]], alone: Collection[int]
) -> tuple[Form, list[int], int | None]:
    first = heads[0]
    if first["unsure"]:
        return Form.LOOK_UP, [head["id"] for head in heads if head["unsure"]], None
    if first["batch_id"]:
        frozen = await connection.execute_query_dict(OF_BATCH, [first["batch_id"]])
        return Form.MERGED, [row["id"] for row in frozen], first["batch_id"]
    if _is_long(first):
        return Form.UPLOAD if first["has_picture"] else Form.LONG, [first["id"]], None
    if first["id"] in alone:
        return Form.CALLS, [first["id"]], None
    if first["content"] and not first["lost"] and any(h["content"] == first["content"] for h in heads[1:]):
        return Form.MERGED, [], None
    return Form.CALLS, _together(heads, alone), None


def _alike(heads: list[dict[str, Any]], alone: Collection[int]) -> tuple[Form, list[int]]:
    """Equal texts as one send, when that takes more of them along than an `execute` would."""
    first = heads[0]
    alike = [
        h["id"]
        for h in heads
        if h["content"] == first["content"]
        and h["priority"] == first["priority"]
        and not (h["lost"] or h["batch_id"] or h["has_picture"] or h["id"] in alone)
    ]
    together = _together(heads[:EXECUTE_CALLS], alone)
    if len(alike) > 1 and len(alike) >= len(together):
        return Form.MERGED, alike[:MERGED_PEERS]
    return Form.CALLS, together


def _together(heads: list[dict[str, Any]], alone: Collection[int]) -> list[int]:
    """What fits into one `execute`; answers that people wait for do not wait for a broadcast's."""
    waited_for = heads[0]["priority"] <= WAITED_FOR
    return [
        h["id"]
        for h in heads
        if not (h["batch_id"] or h["unsure"] or _is_long(h) or h["id"] in alone)
        and (h["priority"] <= WAITED_FOR) == waited_for
    ]


def _is_long(head: dict[str, Any]) -> bool:
    return head["verb"] in LONG_VERBS or (head["has_picture"] and not head["is_uploaded"])


async def give_back(communities: Collection[CommunityId]) -> None:
    """After a crash: what was on its way is tried again (same random_id, so VK drops the second)."""
    await same_transaction().execute_query(GIVE_BACK, [list(communities)])


async def forget_empty_batches() -> None:
    """Merged sends whose recipients all have their answers, or go their own ways."""
    async with unit_of_work() as connection:
        await connection.execute_query(FORGET_BATCHES)


async def due(communities: Collection[CommunityId], now: datetime) -> list[CommunityId]:
    """Those of the communities that have something to send now: one statement for all."""
    rows = await same_transaction().execute_query_dict(DUE, [list(communities), now])
    return [CommunityId(row["id"]) for row in rows]


def is_expired(request: Request, now: datetime) -> bool:
    """Too late to be of use: an answer to a press older than VK remembers, words that had their hour.

    A message that may have been delivered already is not: the history knows (see `HEADS`).
    """
    if request.verb == "say" and request.lost_at:
        return False
    return request.expires_at is not None and request.expires_at < now
