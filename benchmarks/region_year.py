"""Regions of the size of «Ставрополь», made from a seed: the tree, people, chats and a school year of counters.

33 municipalities, 626 schools, 16 819 teachers, 309 292 pupils; six pupils of ten are in, one of ten by a parent; a
counter for nearly each teacher and school day from 1 September to 29 May, about three million. The week that follows
has none: everybody is below the norm.
"""

from datetime import UTC, date, datetime
from typing import Any

MUNICIPALITIES, SCHOOLS, TEACHERS, STUDENTS = 33, 626, 16_819, 309_292
CLASSES = SCHOOLS * 20
WEEKS = 40
YEAR_START = date(2025, 9, 1)
SILENT_WEEK = datetime(2026, 6, 4, 12, 0, tzinfo=UTC)  # a Thursday, 15:00 in Moscow
STEP = 10_000_000  # between the ids of two regions

# The same for every run of a seed: no random() anywhere.
CHANCE = """
create or replace function chance(n bigint, salt bigint, among int) returns int language sql immutable parallel safe as
$$ select ((hashint8extended(n, salt) & 9223372036854775807) % among)::int $$
"""

# {b} what the ids of this region begin with, {s} the seed.
REGION = """
insert into org (id, kind, title, timezone, created_at, registered_at)
values ({b}, 'region', 'Ставрополь {b}', 'Europe/Moscow', '2025-08-20Z', '2025-08-20Z');
insert into org (id, kind, parent_id, region_id, title, timezone, created_at, registered_at)
select {b} + n, 'municipality', {b}, {b}, 'Округ ' || n, 'Europe/Moscow', '2025-08-20Z',
    case when chance({b} + n, {s}, 20) > 0 then '2025-08-21Z'::timestamptz end
from generate_series(1, {municipalities}) n;
insert into org (id, kind, parent_id, region_id, title, timezone, created_at, registered_at)
select {b} + 100 + n, 'school', {b} + 1 + n % {municipalities}, {b}, 'Школа № ' || n, 'Europe/Moscow', '2025-08-20Z',
    case when chance({b} + n, {s} + 1, 50) > 0 then '2025-08-21Z'::timestamptz end
from generate_series(1, {schools}) n;
insert into community (id, group_id, name, screen_name, token, state, longpoll_ts, created_at)
values ({b}, {b}, '', '', '', 'live', '', '2025-08-20Z');
insert into official_total (id, org_id, kind, value, valid_from, source, created_at)
select {b} + row_number() over (), t.org, t.kind, t.value, '2025-09-01', '', '2025-09-01Z' from (
    select {b} as org, k.kind, k.value from (values ('municipalities', {municipalities}), ('schools', {schools}),
        ('teachers', {teachers}), ('students', {students})) as k(kind, value)
    union all select {b} + 100 + n, 'teachers', {teachers} / {schools} from generate_series(1, {schools}) n
    union all select {b} + 100 + n, 'students', {students} / {schools} from generate_series(1, {schools}) n
) t;
insert into school_year (id, region_id, title, starts_on, ends_on)
values ({b}, {b}, '2025/26', '2025-09-01', '2026-08-31');
insert into reporting_period (id, region_id, starts_on, ends_on, window_from, window_to)
select {b} + n, {b}, d, d + 4, d, d + 7
from generate_series(0, {weeks} - 1) n cross join lateral (select date '2025-09-01' + n * 7 as d) t;
insert into school_class (id, org_id, created_at)
select {b} + n, {b} + 101 + n % {schools}, '2025-08-25Z' from generate_series(1, {classes}) n
where chance({b} + n % {schools}, {s} + 2, 30) > 0;
insert into class_title (id, school_class_id, org_id, year_id, grade, letter, title)
select c.id, c.id, c.org_id, {b}, 1 + n / {schools} % 10, case when n / {schools} >= 10 then 'Б' else 'А' end,
    (1 + n / {schools} % 10) || case when n / {schools} >= 10 then 'Б' else 'А' end
from (select id, org_id, (id - {b} - 1)::int as n from school_class where id > {b} and id <= {b} + {classes}) c;
"""

# Entries and people: teachers from 1 000 001 on, pupils from 2 000 001, parents from 3 000 001, administrators last.
PEOPLE = """
insert into person (id, vk_id, first_name, last_name, locale, role_in_use, nudges_off, created_at)
select {b} + n, {b} + n, '', '', 'ru', '', false, '2025-08-25Z' from (
    select 1000000 + n as n from generate_series(1, {teachers}) n
    union all select 2000000 + n from generate_series(1, {students}) n where chance({b} + n, {s} + 3, 10) < 6
    union all select 3000000 + n from generate_series(1, {students}) n where chance({b} + n, {s} + 3, 10) = 6
    union all select 4000000 + n from generate_series(1, {schools} + 100) n
) t;
insert into roster_entry (id, org_id, role, school_class_id, last_name, first_name, middle_name, is_main, valid_from)
select {b} + 1000000 + n, {b} + 101 + (n - 1) * {schools} / {teachers}, 'teacher', null::bigint, 'Учитель' || n,
    'Анна', 'Петровна', true, '2025-08-25Z'::timestamptz from generate_series(1, {teachers}) n
union all
select {b} + 2000000 + n, {b} + 101 + (n - 1)::bigint * {schools} / {students}, 'student', null,
    'Ученик' || n, 'Пётр', '', true, '2025-08-25Z' from generate_series(1, {students}) n
union all
select {b} + 3000000 + n, {b} + 101 + (n - 1)::bigint * {schools} / {students}, 'parent', null,
    'Родитель' || n, 'Мария', '', true, '2025-08-25Z'
from generate_series(1, {students}) n where chance({b} + n, {s} + 3, 10) = 6
union all
select {b} + 4000000 + n, {b} + n, case when n > 100 then 'school_admin' else 'municipal_admin' end, null, 'Админ' || n,
    'Ольга', '', true, '2025-08-25Z'
from generate_series(1, {schools} + 100) n
where (n <= {municipalities} or n > 100) and chance({b} + n, {s} + 4, 25) > 0;
insert into guardian (id, parent_id, child_id, valid_from)
select {b} + n, {b} + 3000000 + n, {b} + 2000000 + n, '2025-08-26Z' from generate_series(1, {students}) n
where chance({b} + n, {s} + 3, 10) = 6;
insert into binding (id, entry_id, person_id, valid_from)
select e.id, e.id, e.id, timestamptz '2025-08-26Z'
    + chance(e.id, {s} + 5, case when e.role = 'teacher' then 25 else 150 end) * interval '1 day'
from roster_entry e join person p on p.id = e.id where e.id > {b} and e.id < {b} + {step};
insert into reach (person_id, community_id, allowed, last_used_at)
select {b} + n, {b}, true, '2025-09-20Z' from (
    select 1000000 + n as n from generate_series(1, {teachers}) n
    union all select 4000000 + n from generate_series(1, {schools} + 100) n
) t;
insert into subject (id, title, key) values (1, 'Алгебра', 'алгебра') on conflict do nothing;
insert into conversation (id, community_id, peer_id, org_id, kind, subject_id, teacher_id, title, temp_title, link,
    counts, state, made_by_bot, created_at, registered_at, last_message_at)
select {b} + n, {b}, 2000000000 + n, {b} + 101 + (t - 1) * {schools} / {teachers}, 'subject', 1,
    {b} + 1000000 + t, 'Алгебра ' || n, '', '', true, 'live', true, '2025-09-02Z',
    timestamptz '2025-09-02Z' + chance({b} + n, {s} + 6, 200) * interval '1 day',
    case when n % 3 > 0 then '2026-05-20Z'::timestamptz end
from generate_series(1, 30000) n cross join lateral (select 1 + chance({b} + n, {s} + 7, {teachers}) as t) x;
"""

# A teacher is silent in one week of twelve; else she writes on nearly every school day.
COUNTERS = """
insert into activity_day (teacher_id, day, messages, via_bot, calls)
select t.entry, t.day, 1 + chance(t.entry * 1000 + t.n, {s} + 8, 1 + chance(t.entry, {s} + 9, 5)), 0,
    (chance(t.entry * 1000 + t.n, {s} + 10, 30) = 0)::int
from (
    select b.entry_id as entry, n, date '2025-09-01' + n / 5 * 7 + n % 5 as day, b.valid_from
    from binding b cross join generate_series(0, ({weeks} - 1) * 5 - 1) n
    where b.entry_id > {b} + 1000000 and b.entry_id <= {b} + 1000000 + {teachers}
) t
where t.day > t.valid_from and chance(t.entry * 100 + t.n / 5, {s} + 11, 12) > 0
    and chance(t.entry + t.n, {s} + 12, 50) > 0
order by t.entry, t.day
"""
# Keys are checked and indexes made once at the end instead of three million times.
LAWS = """
select format('alter table activity_day drop constraint %I', conname) as off,
    format('alter table activity_day add constraint %I %s', conname, pg_get_constraintdef(oid)) as "on"
from pg_constraint where conrelid = 'activity_day'::regclass and contype = 'f'
union all
select format('drop index %I', indexname), indexdef from pg_indexes i
where tablename = 'activity_day' and not exists (select 1 from pg_constraint c where c.conname = i.indexname)
"""
IN_HASTE = "set synchronous_commit = off; set work_mem = '64MB'; set maintenance_work_mem = '128MB'"


def region_of(number: int) -> int:
    """The id of the n-th region, counted from 1."""
    return number * STEP


async def build(connection: Any, number: int, seed: int) -> None:
    """One more region in this database; the same rows for the same seed.

    Each table is looked at by the planner as soon as it is full: checks of keys against a table that was empty a
    moment ago take ten times as long.
    """
    sizes = {
        "municipalities": MUNICIPALITIES,
        "schools": SCHOOLS,
        "teachers": TEACHERS,
        "students": STUDENTS,
        "classes": CLASSES,
        "weeks": WEEKS,
        "step": STEP,
        "b": region_of(number),
        "s": seed,
    }
    await connection.execute(IN_HASTE + ";" + CHANCE)
    for statement in filter(str.strip, (REGION + PEOPLE).format(**sizes).split(";\n")):
        await connection.execute(statement)
        await connection.execute("analyze " + statement.split("insert into ", 1)[1].split(" ", 1)[0])
    laws = await connection.fetch(LAWS)
    async with connection.transaction():
        for law in laws:
            await connection.execute(law["off"])
        await connection.execute(COUNTERS.format(**sizes))
        for law in reversed(laws):
            await connection.execute(law["on"])
    await connection.execute("vacuum analyze")
    await connection.execute("reset all")


async def check(connection: Any, number: int) -> dict[str, int]:
    """What is there, counted; it is what was asked for.

    Returns:
        Counts of rows by kind.
    """
    region = region_of(number)
    row = await connection.fetchrow(
        """
        select (select count(*) from org where region_id = $1 and kind = 'municipality') as municipalities,
            (select count(*) from org where region_id = $1 and kind = 'school') as schools,
            (select count(*) from roster_entry e join org o on o.id = e.org_id
                where o.region_id = $1 and e.role = 'teacher') as teachers,
            (select count(*) from roster_entry e join org o on o.id = e.org_id
                where o.region_id = $1 and e.role = 'student') as students,
            (select count(*) from activity_day where teacher_id > $1 and teacher_id < $1 + $2) as counters
        """,
        region,
        STEP,
    )
    found = dict(row)
    wanted = {"municipalities": MUNICIPALITIES, "schools": SCHOOLS, "teachers": TEACHERS, "students": STUDENTS}
    assert {kind: found[kind] for kind in wanted} == wanted, found
    assert 2_700_000 < found["counters"] < 3_300_000, found["counters"]
    return found
