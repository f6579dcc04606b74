-- The weekly report of a whole region in one statement, written by hand: what report_facts is measured against.
-- $1 region, $2 first day after the counting window, $3 its first day, $4 first day of the school year.
-- One row an org: the region, its municipalities, its schools.
with school as materialized (
    select o.id, o.parent_id, coalesce(o.registered_at < t.at, false) as is_in, t.at, t.year_at
    from org o
    cross join lateral (select $2::date::timestamp at time zone o.timezone as at,
        $4::date::timestamp at time zone o.timezone as year_at) t
    where o.region_id = $1 and o.kind in ('school', 'college') and o.created_at < t.at
        and (o.closed_at is null or o.closed_at >= t.at)
), structure as (
    select s.*, s.is_in and not (
        exists (select 1 from roster_entry e join binding b on b.entry_id = e.id
            where e.org_id = s.id and e.role = 'school_admin' and b.valid_from < s.at)
        and exists (select 1 from school_class c where c.org_id = s.id and c.created_at < s.at)) as is_idle
    from school s
), teacher as materialized (
    select distinct on (e.id) e.id, e.org_id, e.is_main, s.at, s.year_at, coalesce(b.person_id, -e.id) as who,
        b.id is not null and (b.valid_to is null or b.valid_to >= s.at)
            and (e.valid_to is null or e.valid_to >= s.at) as live
    from school s
    join roster_entry e on e.org_id = s.id and e.role = 'teacher' and e.valid_from < s.at
    left join binding b on b.entry_id = e.id and b.valid_from < s.at
    order by e.id, b.valid_from desc nulls last, b.id desc
), counter as (
    select t.who, sum(a.messages) as messages, sum(a.calls) as calls
    from teacher t join activity_day a on a.teacher_id = t.id and a.day >= $3 and a.day < $2 group by t.who
), chat as (
    select distinct t.who from teacher t
    join conversation c on c.teacher_id = t.id and c.counts and c.registered_at >= t.year_at and c.registered_at < t.at
), teachers as (
    select h.org_id, count(*) filter (where h.live) as teachers_in, count(m.who) as teachers_chat,
        count(*) filter (where k.messages >= 3) as teachers_3, count(*) filter (where k.messages >= 10) as teachers_10,
        count(*) filter (where k.calls >= 1) as teachers_call
    from (select distinct on (who) who, org_id, live from teacher order by who, live desc, is_main desc, id) h
    left join counter k on k.who = h.who left join chat m on m.who = h.who
    group by h.org_id
), pupil as materialized (
    select s.id as org_id, s.at, e.ids, e.seconds from school s cross join lateral (
        select array_agg(e.id) as ids, coalesce(array_agg(e.id) filter (where not e.is_main), '{}') as seconds
        from roster_entry e where e.org_id = s.id and e.role = 'student' and e.valid_from < s.at
            and (e.valid_to is null or e.valid_to >= s.at)) e
), pupil_in as materialized (
    select p.org_id, b.entry_id as id, b.person_id, b.entry_id = any(p.seconds) as is_second
    from pupil p cross join lateral (
        select b.entry_id, b.person_id from binding b where b.entry_id = any(p.ids) and b.valid_from < p.at
            and (b.valid_to is null or b.valid_to >= p.at) and b.person_id is not null offset 0) b
), pupils as (
    select org_id, count(*) as students_in from (
        select distinct on (person_id) org_id from pupil_in order by person_id, is_second, id) h
    group by org_id
), kin as materialized (
    select p.org_id, p.at, g.child_id, g.parent_id from pupil p cross join lateral (
        select g.child_id, g.parent_id from guardian g where g.child_id = any(p.ids) and g.valid_from < p.at
            and (g.valid_to is null or g.valid_to >= p.at) offset 0) g
), by_proxy as (
    select k.org_id, count(distinct k.child_id) as students_by_proxy
    from kin k left join pupil_in i on i.id = k.child_id
    where i.id is null and exists (select 1 from binding b where b.entry_id = k.parent_id and b.valid_from < k.at
        and (b.valid_to is null or b.valid_to >= k.at))
    group by k.org_id
), town as (
    select o.id, coalesce(o.registered_at < t.at, false) as is_in,
        exists (select 1 from roster_entry e join binding b on b.entry_id = e.id
            where e.org_id = o.id and e.role = 'municipal_admin' and b.valid_from < t.at)
        and exists (select 1 from org x where x.parent_id = o.id and x.created_at < t.at
            and (x.closed_at is null or x.closed_at >= t.at)) as is_active
    from org o cross join lateral (select $2::date::timestamp at time zone o.timezone as at) t
    where o.region_id = $1 and o.kind = 'municipality' and o.created_at < t.at
        and (o.closed_at is null or o.closed_at >= t.at)
), line as (
    select s.id, s.parent_id, s.is_in::int as schools_in, s.is_idle::int as schools_idle, coalesce(t.teachers_in, 0)
        as teachers_in, coalesce(p.students_in, 0) as students_in, coalesce(x.students_by_proxy, 0)
        as students_by_proxy, 0 as municipalities_in, 0 as municipalities_idle, coalesce(t.teachers_chat, 0)
        as teachers_chat, coalesce(t.teachers_3, 0) as teachers_3, coalesce(t.teachers_10, 0) as teachers_10,
        coalesce(t.teachers_call, 0) as teachers_call
    from structure s left join teachers t on t.org_id = s.id left join pupils p on p.org_id = s.id
    left join by_proxy x on x.org_id = s.id
    union all
    select null, id, 0, 0, 0, 0, 0, is_in::int, (is_in and not is_active)::int, 0, 0, 0, 0 from town
)
select coalesce(id, parent_id, $1) as org, sum(schools_in)::int as schools_in, sum(schools_idle)::int as schools_idle,
    sum(teachers_in)::int as teachers_in, sum(students_in)::int as students_in,
    sum(students_by_proxy)::int as students_by_proxy, sum(municipalities_in)::int as municipalities_in,
    sum(municipalities_idle)::int as municipalities_idle, sum(teachers_chat)::int as teachers_chat,
    sum(teachers_3)::int as teachers_3, sum(teachers_10)::int as teachers_10, sum(teachers_call)::int as teachers_call
from line
group by grouping sets ((), (parent_id), (parent_id, id))
having not (grouping(id) = 0 and id is null)
