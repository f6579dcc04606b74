"""The first of September: every cohort moves up a grade and keeps its letter, its people, chats and teachers."""

from datetime import datetime

from bot.kit.ids import OrgId
from bot.kit.unit_of_work import unit_of_work
from bot.services import audit, emblems, post
from bot.services.class_titles import LAST_GRADE
from bot.services.years import ensure_year, local_day
from models import Org

# Cohorts with a title in the year before and none in the new one; a title already taken in the new year stays as it is.
_MOVE_UP = """
insert into class_title (school_class_id, org_id, year_id, grade, letter, title)
select old.school_class_id, old.org_id, $1, old.grade + 1, old.letter, (old.grade + 1) || old.letter
from class_title old
join school_year was on was.id = old.year_id and was.region_id = $2
join school_class cohort on cohort.id = old.school_class_id and cohort.closed_at is null
where was.starts_on = ($3::date - interval '1 year')::date and old.grade < $4
on conflict do nothing
returning school_class_id
"""
_LEAVE = """
update school_class cohort set closed_at = $5::timestamptz
from class_title old join school_year was on was.id = old.year_id and was.region_id = $2
where old.school_class_id = cohort.id and cohort.closed_at is null
  and was.starts_on = ($3::date - interval '1 year')::date and old.grade >= $4
  and not exists (select 1 from class_title now where now.school_class_id = cohort.id and now.year_id = $1)
"""
# «5А · Алгебра» is «6А · Алгебра» from now on; a title that people gave and that does not begin with the class stays.
# Chats that people made keep their own title in the messenger.
_RETITLE = """
with moved as (
    select c.id, left(now.title || substr(c.title, char_length(old.title) + 1), 120) as title
    from conversation c
    join class_title old on old.school_class_id = c.school_class_id
    join school_year was on was.id = old.year_id and was.region_id = $2
    join class_title now on now.school_class_id = c.school_class_id and now.year_id = $1
    where was.starts_on = ($3::date - interval '1 year')::date and c.title like old.title || ' %'
), said as (
    update conversation c set title = moved.title from moved where c.id = moved.id
    returning c.id, c.title, c.community_id, c.peer_id, c.state, c.made_by_bot
)
insert into outbox (community_id, lane, verb, random_id, priority, created_at, not_before, "then", content, args,
    then_args, state, tries, error)
select community_id, 'talk:' || peer_id, 'rename_chat', 1 + floor(random() * 2147483646)::int, $4, $5, $5,
    'conversation.changed', '', jsonb_build_object('chat', peer_id, 'title', title),
    jsonb_build_object('conversation', id), 'ready', 0, ''
from said where state = 'live' and made_by_bot and peer_id is not null
"""
# Who has left school has no class: its chats are closed with their messages.
_CLOSE = """
update conversation c set state = 'archived', link = '' from school_class cohort join org on org.id = cohort.org_id
where c.school_class_id = cohort.id and cohort.closed_at = $2::timestamptz and org.region_id = $1
    and c.state in ('creating', 'live', 'lost')
"""


async def open_year(region: OrgId, *, now: datetime) -> bool:
    """Open the school year of today, once: classes move up, the eleventh grade leaves. Safe to run every day.

    Args:
        region: whose schools.
        now: aware UTC moment; the region's own time zone says which day it is.

    Returns:
        True if classes moved now; False when this had been done before or there is no year behind.
    """
    row = await Org.get(id=region)
    year = await ensure_year(region, local_day(row.timezone, now))
    async with unit_of_work() as connection:
        span = [year.id, region, year.starts_on, LAST_GRADE]
        moved = len(await connection.execute_query_dict(_MOVE_UP, span))
        left, _ = await connection.execute_query(_LEAVE, [*span, now])
        if moved:
            await connection.execute_query(_RETITLE, [*span[:3], post.BROADCAST, now])
            await emblems.redraw(region, now=now)
        if left:
            await connection.execute_query(_CLOSE, [region, now])
    if moved or left:
        await audit.record(None, "year.open", org=region, now=now, moved=moved, left=left)
    return bool(moved or left)
