"""The one statement of the way in: it de-duplicates, queues, counts and moves positions on, in one commit.

One round trip and one commit a batch, for many communities at once. Every table is written in the order of its keys,
and tables in one order, so that processes with overlapping batches wait for, but never kill, each other.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.intake.decode import Kind
from bot.intake.taken import Taken
from bot.services.activity import COUNTING

DAY_S = 86_400

# came: every key of every event. An event without a date has two: the day of its arrival and the one before. It is
# new only if both are, so midnight lies between no two deliveries of it.
# author 0: not a message to count. event: its place in the batch.
_REMEMBER = """
with came as (
    select * from unnest($1::int[], $2::bigint[], $3::bigint[], $4::int[], $5::bigint[], $6::bigint[], $7::int[])
        as t(community, talk, number, day, author, second, event)
), remembered as (
    insert into seen_event (happened_on, seen_on, community_id, talk, number)
    select date '1970-01-01' + day, ($8::timestamptz at time zone 'utc')::date, community, talk, number from came
    order by 1, 3, 4, 5
    on conflict do nothing
    returning happened_on - date '1970-01-01' as day, community_id as community, talk, number
)"""

_COUNT = f"""said as (
    select c.event as message, c.community, c.talk as chat, c.author,
        to_timestamp(c.second) as at, to_timestamp(c.second + 1) as until
    from came c join remembered r using (community, talk, number, day)
    where c.author > 0
), {COUNTING}"""

# Each message raises its author's level in the chat by one, time lowers it by `most` a minute; what goes beyond `most`
# is flood. A batch may hold an hour of talk (the bot was away): within it the level rises and falls by the dates of its
# messages, and what it reaches at the end comes on top of what is left of the level before. `back`: how much lower it
# was at this message than at the last one.
_PACE = """, paced as (
    select s.*, p.conversation, p.most, row_number() over (w order by s.at, message) as place,
        extract(epoch from s.at - min(s.at) over w)::float8 * p.most / 60 as fallen
    from said s
    join unnest($16::int[], $17::bigint[], $18::smallint[]) as p(message, conversation, most) using (message)
    window w as (partition by p.conversation, s.author)
), risen as (
    select paced.*, place - fallen - min(place - 1 - fallen) over (partition by conversation, author order by place)
        as level
    from paced
), pace as (
    insert into chat_pace as c (conversation_id, author, level, most, at)
    select distinct on (conversation, author) conversation, author, level, most, at from risen
    order by conversation, author, place desc
    on conflict (conversation_id, author) do update set most = excluded.most, at = greatest(c.at, excluded.at),
        level = excluded.level
            + greatest(0, c.level - greatest(0, extract(epoch from excluded.at - c.at)) * excluded.most / 60)
    returning conversation_id, author, level, most
), flood as (
    select o.* from (
        select risen.*, level - first_value(level) over (partition by conversation, author order by place desc) as back
        from risen
    ) o join pace on pace.conversation_id = o.conversation and pace.author = o.author
    where pace.level + o.back > pace.most + 0.01
)"""

_REPEATED = """repeated as (
    select event from came
    where (community, talk, number, day) not in (select community, talk, number, day from remembered)
)"""

_FRESH = """select q.event, q.community, q.key, q.peer, q.kept::jsonb as kept
    from unnest($9::int[], $10::int[], $11::text[], $12::bigint[], $13::text[]) as q(event, community, key, peer, kept)
    where q.event not in (select event from repeated)"""

_FLOODED = """
    union all
    select f.message, f.community, 'm:' || f.chat || ':' || c.number, f.chat, jsonb_build_object(
        'type', 'message_new', 'sender', f.author, 'number', c.number,
        'action', jsonb_build_object('type', 'judged', 'member', f.author, 'said', 'delete flood'))
    from flood f join came c on c.event = f.message where f.message <> all($9)"""

_QUEUE = """queued as (
    insert into inbox (community_id, event_id, peer_id, payload, received_at, not_before, tries)
    select community, key, peer, kept, $8, $8, 0 from fresh order by event
    returning 1
), moved as (
    update community c set longpoll_ts = p.ts
    from unnest($14::int[], $15::text[]) as p(community, ts) where c.id = p.community
)"""

# What a statement names it pays for in every batch, used or not; most batches are talk and nothing else.
TALK_ONLY = f"{_REMEMBER}, {_COUNT} select 0 as queued"
_TAKEN = "select count(*) as queued from queued"
TAKE_IN = f"{_REMEMBER}, {_REPEATED}, fresh as ({_FRESH}), {_QUEUE}, {_COUNT} {_TAKEN}"
TAKE_IN_PACED = f"{_REMEMBER}, {_COUNT}{_PACE}, {_REPEATED}, fresh as ({_FRESH}{_FLOODED}), {_QUEUE} {_TAKEN}"


Key = tuple[int, int, int, int]  # community, talk, number, day


def statement_for(taken: Iterable[Taken], now: datetime) -> tuple[str, list[object]]:
    """The statement and its arguments; an event that came twice in one batch is there once."""
    today = int(now.timestamp()) // DAY_S
    keys: dict[Key, tuple[int, int, int]] = {}
    queued: list[tuple[int, int, str, int, str]] = []
    positions: dict[int, str] = {}
    paced: list[tuple[int, int, int]] = []
    place = 0
    for one in taken:
        community = one.community
        if one.ts:
            positions[community] = one.ts
        for event, kept in one.events:
            place += 1
            talk, number = event.key
            day = event.second // DAY_S if event.second else today
            key = (community, talk, number, day)
            if key in keys:
                continue
            if event.kind is Kind.TALK:
                keys[key] = (event.sender, event.second, place)
                if event.pace:
                    paced.append((place, event.conversation, event.pace))
                if kept:  # a verdict
                    queued.append((place, community, event.event, event.peer, kept.decode()))
                continue
            queued.append((place, community, event.event, event.peer, kept.decode()))
            keys[key] = (0, 0, place)
            if not event.second:
                keys[(community, talk, number, day - 1)] = (0, 0, place)
    came = [*_columns([(*key, *value) for key, value in keys.items()], 7), now]
    if not queued and not positions and not paced:
        return TALK_ONLY, came
    all_of_it = [*came, *_columns(queued, 5), list(positions), list(positions.values())]
    return (TAKE_IN_PACED, [*all_of_it, *_columns(paced, 3)]) if paced else (TAKE_IN, all_of_it)


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
