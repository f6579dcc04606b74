"""The statements behind the report: each reads a whole region as of a period's end, whatever its size."""

# $1 region, $2 window end (local date), $3 window begin, $4 first day of the school year. A statement must name every
# parameter it is given, hence the last condition here: all four that begin so take the same ones.
_SCHOOLS = """
with schools as (
    select o.id, o.parent_id, o.title, o.registered_at, e.at, ($4::date::timestamp at time zone o.timezone) as year_at
    from org o cross join lateral (select $2::date::timestamp at time zone o.timezone as at) e
    where o.region_id = $1 and o.kind in ('school', 'college')
        and o.created_at < e.at and (o.closed_at is null or o.closed_at >= e.at) and $3::date is not null
)
"""

STRUCTURE = (
    _SCHOOLS
    + """
select s.id, s.parent_id, s.title, coalesce(s.registered_at < s.at, false) as is_in,
    exists (select 1 from roster_entry e join binding b on b.entry_id = e.id
        where e.org_id = s.id and e.role = 'school_admin' and b.valid_from < s.at) as has_admin,
    exists (select 1 from school_class c where c.org_id = s.id and c.created_at < s.at) as has_structure
from schools s order by s.id
"""
)

MUNICIPALITIES = """
select o.id, o.title, coalesce(o.registered_at < e.at, false) as is_in,
    exists (select 1 from roster_entry r join binding b on b.entry_id = r.id
        where r.org_id = o.id and r.role = 'municipal_admin' and b.valid_from < e.at) as has_admin,
    exists (select 1 from org s where s.parent_id = o.id and s.created_at < e.at
        and (s.closed_at is null or s.closed_at >= e.at)) as has_structure
from org o cross join lateral (select $2::date::timestamp at time zone o.timezone as at) e
where o.region_id = $1 and o.kind = 'municipality'
    and o.created_at < e.at and (o.closed_at is null or o.closed_at >= e.at)
order by o.id
"""


# `who` is a person; an entry whose person asked to be forgotten stands for itself.
_PEOPLE = (
    _SCHOOLS
    + """
, named as (
    select distinct on (e.id) e.id as entry, e.org_id, e.is_main, s.at, s.year_at,
        coalesce(b.person_id, -e.id) as who,
        b.id is not null and (b.valid_to is null or b.valid_to >= s.at)
            and (e.valid_to is null or e.valid_to >= s.at) as live
    from roster_entry e join schools s on s.id = e.org_id
    left join binding b on b.entry_id = e.id and b.valid_from < s.at
    where e.role = 'teacher' and e.valid_from < s.at
    order by e.id, b.valid_from desc nulls last, b.id desc
), homes as (
    select distinct on (who) who, org_id, live, entry from named order by who, live desc, is_main desc, entry
), spoken as (
    select n.who, sum(a.messages) as messages, sum(a.calls) as calls
    from activity_day a join named n on n.entry = a.teacher_id
    where a.day >= $3 and a.day < $2 group by n.who
), made as (
    select distinct n.who from conversation c join named n on n.entry = c.teacher_id
    where c.counts and c.registered_at >= n.year_at and c.registered_at < n.at
)
"""
)

TEACHERS = (
    _PEOPLE
    + """
select h.org_id as id, count(*) filter (where h.live) as teachers_in, count(m.who) as teachers_chat,
    count(*) filter (where s.messages >= 3) as teachers_3, count(*) filter (where s.messages >= 10) as teachers_10,
    count(*) filter (where s.calls >= 1) as teachers_call
from homes h left join spoken s on s.who = h.who left join made m on m.who = h.who
group by h.org_id
"""
)

# School by school (`offset 0` says so), with all its pupils in one array: an index is then read once a school, along
# its leaves, not once a pupil (measured: 4 thousand pages of bindings instead of 1.1 million). And it takes as long as
# it takes for this region, however many others lie in the same tables: the planner, left alone, reads those too.
_PUPILS = (
    _SCHOOLS
    + """
, lists as materialized (
    select s.id as org_id, s.at, e.entries, e.seconds from schools s cross join lateral (
        select array_agg(e.id) as entries, coalesce(array_agg(e.id) filter (where not e.is_main), '{}') as seconds
        from roster_entry e where e.org_id = s.id and e.role = 'student' and e.valid_from < s.at
            and (e.valid_to is null or e.valid_to >= s.at)
    ) e
), bound as materialized (
    select l.org_id, b.entry_id as entry, b.person_id, b.entry_id = any(l.seconds) as is_second
    from lists l cross join lateral (
        select b.entry_id, b.person_id from binding b
        where b.entry_id = any(l.entries) and b.valid_from < l.at and (b.valid_to is null or b.valid_to >= l.at)
            and b.person_id is not null offset 0
    ) b
), homes as (
    select distinct on (person_id) org_id, entry from bound order by person_id, is_second, entry
)
"""
)

# Pupils without a phone of their own, whose parent is in: shown apart, never added to the column.
_PROXIES = (
    _PUPILS
    + """
, kin as materialized (
    select l.org_id, l.at, g.child_id as entry, g.parent_id from lists l cross join lateral (
        select g.child_id, g.parent_id from guardian g
        where g.child_id = any(l.entries) and g.valid_from < l.at and (g.valid_to is null or g.valid_to >= l.at)
        offset 0
    ) g
), proxies as (
    select distinct k.org_id, k.entry from kin k left join bound i on i.entry = k.entry
    where i.entry is null and exists (select 1 from binding b where b.entry_id = k.parent_id
        and b.valid_from < k.at and (b.valid_to is null or b.valid_to >= k.at))
)
"""
)

STUDENTS = (
    _PROXIES
    + """
select s.id, coalesce(h.n, 0) as students_in, coalesce(x.n, 0) as students_by_proxy from schools s
left join (select org_id, count(*) as n from homes group by org_id) h on h.org_id = s.id
left join (select org_id, count(*) as n from proxies group by org_id) x on x.org_id = s.id
"""
)

TOTALS = """
select distinct on (t.org_id, t.kind) t.org_id as id, t.kind, t.value, t.valid_from
from official_total t join org o on o.id = t.org_id
where (o.id = $1 or o.region_id = $1) and t.valid_from < $2
order by t.org_id, t.kind, t.valid_from desc
"""


AIMS = """
select id, metric, share, deadline from (
    select distinct on (t.org_id, t.metric) t.org_id as id, t.metric, t.share, t.deadline, t.ended_on
    from target t join org o on o.id = t.org_id
    where (o.id = $1 or o.region_id = $1) and t.valid_from <= $2
    order by t.org_id, t.metric, t.valid_from desc, t.id desc
) newest where ended_on is null or ended_on > $2
"""

# Where to look when more teachers are in than there are in all.
DOUBTS = (
    _PEOPLE
    + """
select h.org_id as id,
    count(*) - count(distinct translate(lower(concat_ws(' ', e.last_name, e.first_name, e.middle_name)), 'ё', 'е'))
        as same_name,
    count(*) filter (where s.who is null and not exists (select 1 from assignment a where a.teacher_id = e.id
        and a.valid_from < n.at and (a.valid_to is null or a.valid_to >= n.at))) as no_lessons
from homes h join roster_entry e on e.id = h.entry join schools n on n.id = h.org_id left join spoken s on s.who = h.who
where h.live group by h.org_id
"""
)

# $1 region, $2 window end, $3 window begin
TALLY = """
select coalesce(sum(a.messages), 0) as messages, coalesce(sum(a.calls), 0) as calls
from activity_day a join roster_entry e on e.id = a.teacher_id join org o on o.id = e.org_id
where o.region_id = $1 and a.day >= $3 and a.day < $2
"""

# $1 region, $2 the first day of a window: what was frozen for the one before it.
BEFORE = """
select s.org_id as id, (s.facts -> 'counts')::text as counts
from report_snapshot s
where s.period_id = (select p.id from reporting_period p
    where p.region_id = $1 and p.window_to = $2::date and p.closed_at is not null)
"""

# The next three have one more parameter: $5 a school. Who is behind its numbers, by name.
_NAME = "concat_ws(' ', e.last_name, nullif(e.first_name, ''), nullif(e.middle_name, ''))"

TEACHER_NAMES = (
    _PEOPLE
    + f"""
select {_NAME} as name, h.live as teachers_in, m.who is not null as teachers_chat,
    coalesce(s.messages >= 3, false) as teachers_3, coalesce(s.messages >= 10, false) as teachers_10,
    coalesce(s.calls >= 1, false) as teachers_call
from homes h join roster_entry e on e.id = h.entry left join spoken s on s.who = h.who left join made m on m.who = h.who
where h.org_id = $5
"""
)

STUDENT_NAMES = (
    _PUPILS + f"select {_NAME} as name from homes h join roster_entry e on e.id = h.entry where h.org_id = $5"
)
PROXY_NAMES = (
    _PROXIES + f"select {_NAME} as name from proxies h join roster_entry e on e.id = h.entry where h.org_id = $5"
)

# $1 a class, $2 window end, $3 first day of the school year
OF_CLASS = """
with c as (
    select c.id, e.at, $3::date::timestamp at time zone o.timezone as year_at
    from school_class c join org o on o.id = c.org_id
    cross join lateral (select $2::date::timestamp at time zone o.timezone as at) e where c.id = $1
), pupils as (
    select e.id, exists (select 1 from binding b where b.entry_id = e.id
            and b.valid_from < c.at and (b.valid_to is null or b.valid_to >= c.at)) as is_in,
        exists (select 1 from guardian g join binding p on p.entry_id = g.parent_id where g.child_id = e.id
            and g.valid_from < c.at and (g.valid_to is null or g.valid_to >= c.at)
            and p.valid_from < c.at and (p.valid_to is null or p.valid_to >= c.at)) as family_in
    from c join roster_entry e on e.school_class_id = c.id and e.role = 'student'
        and e.valid_from < c.at and (e.valid_to is null or e.valid_to >= c.at)
), teachers as (
    select distinct e.id, exists (select 1 from binding b where b.entry_id = e.id
        and b.valid_from < c.at and (b.valid_to is null or b.valid_to >= c.at)) as is_in
    from c join assignment a on a.school_class_id = c.id
        and a.valid_from < c.at and (a.valid_to is null or a.valid_to >= c.at)
    join roster_entry e on e.id = a.teacher_id and (e.valid_to is null or e.valid_to >= c.at)
)
select (select count(*) from pupils) as students, (select count(*) from pupils where is_in) as students_in,
    (select count(*) from pupils where not is_in and family_in) as students_by_proxy,
    (select count(*) from pupils where family_in) as families_in,
    (select count(*) from teachers) as teachers, (select count(*) from teachers where is_in) as teachers_in,
    (select count(*) from c join conversation t on t.school_class_id = c.id and t.counts
        and t.registered_at >= c.year_at and t.registered_at < c.at) as chats
"""
