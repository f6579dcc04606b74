"""A teacher's counters: one number a day, never a text.

The statement that counts also decides whose message it is: it joins the registered chat, the live binding at the
moment of the message and the teacher's main school, with no cache in between. Whoever calls it has already dropped
what was seen before (the same transaction, key community + chat + number), so each message comes here once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.kit.ids import CommunityId, EntryId
from bot.kit.unit_of_work import unit_of_work

# VK dates messages in whole seconds, we date bindings finer: the first second of a binding belongs to it, so it holds
# when it began before the message's second was over (`until`).
# Rows are locked and written in the order of their keys, so that two processes wait for, not kill, each other.
# When a conversation was last spoken in is kept to an hour: rewriting its row for every message would cost more
# than counting does. `said` (message, community, chat, author, at, until) is what the statement around has made new.
COUNTING = """heard as (
    select s.message, c.id as conversation, co.region_id, s.author, s.at, s.until,
        c.last_message_at is null or c.last_message_at < s.at - interval '1 hour' as stale
    from said s
    join conversation c on c.community_id = s.community and c.peer_id = s.chat and c.counts and c.state = 'live'
        and c.registered_at < s.until
    join org co on co.id = c.org_id
), whose as (
    select distinct on (h.message) e.id as teacher, (h.at at time zone o.timezone)::date as day
    from heard h
    join person p on p.vk_id = h.author
    join binding b on b.person_id = p.id
        and b.valid_from < h.until and (b.valid_to is null or b.valid_to > h.at)
    join roster_entry e on e.id = b.entry_id and e.role = 'teacher'
        and e.valid_from < h.until and (e.valid_to is null or e.valid_to > h.at)
    join org o on o.id = e.org_id and o.region_id = h.region_id
    order by h.message, e.is_main desc, e.id
), spoken as materialized (
    select conversation, max(at) as at from heard where stale group by conversation order by conversation
), noted as (
    update conversation c set last_message_at = greatest(c.last_message_at, s.at)
    from spoken s where c.id = s.conversation
), counted as (
    insert into activity_day (teacher_id, day, messages, via_bot, calls)
    select teacher, day, count(*), 0, 0 from whose group by teacher, day order by teacher, day
    on conflict (teacher_id, day) do update set messages = activity_day.messages + excluded.messages
    returning 1
)"""

COUNT = f"""
with said as (
    select t.*, date_trunc('second', at) + interval '1 second' as until
    from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::timestamptz[])
        with ordinality as t(community, chat, author, at, message)
), {COUNTING}
select count(*) as touched from counted
"""

ADD = """
insert into activity_day (teacher_id, day, messages, via_bot, calls) values ($1, $2, $3, $4, $5)
on conflict (teacher_id, day) do update set messages = activity_day.messages + excluded.messages,
    via_bot = activity_day.via_bot + excluded.via_bot, calls = activity_day.calls + excluded.calls
"""


@dataclass(frozen=True, slots=True)
class CountedMessage:
    """One new message in a chat, without its words.

    Attributes:
        community: through which community it was seen.
        chat: the messenger's key of the chat; `author` its key of the person; `number` of the message in the chat.
        sent_at: the messenger's own date of it, aware.
    """

    community: CommunityId
    chat: int
    author: int
    number: int
    sent_at: datetime


async def count_messages(messages: Sequence[CountedMessage]) -> int:
    """Add messages to their authors' days and note when each conversation was last spoken in; one statement.

    What is not a confirmed teacher's, or not in a live registered chat that counts, is left out silently.

    Args:
        messages: new ones only: the caller has dropped repeats in this same transaction.

    Returns:
        How many (teacher, day) counters were touched.
    """
    if not messages:
        return 0
    columns = [
        [m.community for m in messages],
        [m.chat for m in messages],
        [m.author for m in messages],
        [m.sent_at for m in messages],
    ]
    async with unit_of_work() as connection:
        rows = await connection.execute_query_dict(COUNT, columns)
    return int(rows[0]["touched"])


async def count_call(teacher: EntryId, *, day: date) -> None:
    """One call more; the caller has made sure that a link counts once a day. `day` in the school's time zone."""
    await _add(teacher, day, calls=1)


async def count_via_bot(teacher: EntryId, *, day: date) -> None:
    """One message that the bot posted at one explicit tap of the teacher; kept apart inside her messages."""
    await _add(teacher, day, messages=1, via_bot=1)


async def _add(teacher: EntryId, day: date, *, messages: int = 0, via_bot: int = 0, calls: int = 0) -> None:
    async with unit_of_work() as connection:
        await connection.execute_query(ADD, [teacher, day, messages, via_bot, calls])
