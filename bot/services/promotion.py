"""The first of September: every cohort moves up a grade and keeps its letter, its people, chats and teachers."""

from datetime import datetime

from bot.kit.ids import OrgId
from bot.kit.unit_of_work import unit_of_work
from bot.services import audit
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
"""
_LEAVE = """
update school_class cohort set closed_at = $5::timestamptz
from class_title old join school_year was on was.id = old.year_id and was.region_id = $2
where old.school_class_id = cohort.id and cohort.closed_at is null
  and was.starts_on = ($3::date - interval '1 year')::date and old.grade >= $4
  and not exists (select 1 from class_title now where now.school_class_id = cohort.id and now.year_id = $1)
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
        moved, _ = await connection.execute_query(_MOVE_UP, span)
        left, _ = await connection.execute_query(_LEAVE, [*span, now])
    if moved or left:
        await audit.record(None, "year.open", org=region, now=now, moved=moved, left=left)
    return bool(moved or left)
