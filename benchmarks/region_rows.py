"""A region's size in rows: schools, teachers with live bindings, registered chats."""

from typing import Any

SCHOOLS, TEACHERS, CHATS = 700, 16_819, 150_000
FIRST_VK_ID, CHAT_BASE = 100_000, 2_000_000_000

FILL = f"""
insert into org (id, kind, title, timezone, created_at) values (1, 'region', 'Край', 'Europe/Moscow', now());
insert into org (id, kind, parent_id, region_id, title, timezone, created_at)
select 1 + n, 'school', 1, 1, 'Школа № ' || n, 'Europe/Moscow', now() from generate_series(1, {SCHOOLS}) n;
insert into person (id, vk_id, first_name, last_name, locale, role_in_use, nudges_off, created_at)
select n, {FIRST_VK_ID} + n, 'Анна', 'Иванова', 'ru', '', false, now() from generate_series(1, {TEACHERS}) n;
insert into roster_entry (id, org_id, role, last_name, first_name, middle_name, is_main, valid_from)
select n, 2 + n % {SCHOOLS}, 'teacher', 'Иванова', 'Анна', '', true, now() - interval '30 days'
from generate_series(1, {TEACHERS}) n;
insert into binding (entry_id, person_id, valid_from)
select n, n, now() - interval '30 days' from generate_series(1, {TEACHERS}) n;
insert into conversation (community_id, peer_id, org_id, kind, title, temp_title, link, counts, state, made_by_bot,
    created_at, registered_at)
select 1, {CHAT_BASE} + n, 2 + n % {SCHOOLS}, 'subject', 'Алгебра', '', '', true, 'live', true,
    now() - interval '30 days', now() - interval '30 days'
from generate_series(1, {CHATS}) n;
"""

# A memory of three full days, as after a busy week.
FILL_MEMORY = """
insert into seen_event (happened_on, seen_on, community_id, talk, number)
select current_date - n % 3, current_date, 1, 2000000000 + 1 + (n * 7919::bigint) % 150000, 1000000 + n
from generate_series(1, $1::int) n
"""


async def fill(connection: Any, group_id: int, secret: bytes) -> None:
    """One community and the region around it."""
    await connection.execute(
        "insert into community (id, group_id, name, screen_name, token, state, longpoll_ts, created_at,"
        " callback_secret) values (1, $1, '', '', '', 'live', '', now(), $2)",
        group_id,
        secret,
    )
    await connection.execute(FILL)
    await connection.execute("vacuum analyze")
