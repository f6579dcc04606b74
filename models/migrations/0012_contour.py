"""The contour: who was found in a chat without being on its lists, who has left, what an audit saw; rules of chats."""

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = """
alter table conversation
    add column audience jsonb not null default '[]',
    add column trouble_code int not null default 0,
    add column trouble_at timestamptz,
    add column checked_at timestamptz,
    add column presence jsonb not null default '{}';
create unique index conversation_one_title on conversation (org_id, kind, lower(title))
    where state in ('creating', 'live') and school_class_id is null;

create table stranger (
    id bigserial primary key,
    conversation_id bigint not null references conversation (id) on delete cascade,
    member bigint not null,
    what varchar(10) not null,
    how varchar(10) not null,
    state varchar(10) not null,
    found_at timestamptz not null,
    told_at timestamptz,
    decided_by_id bigint references person (id) on delete set null,
    decided_at timestamptz,
    constraint stranger_once unique (conversation_id, member, what)
);
create index stranger_open on stranger (conversation_id) where state = 'open';

-- who may have to leave chats: written by Postgres itself, so that no way out of the rosters can be forgotten
create table departure (
    id bigserial primary key,
    org_id bigint not null references org (id) on delete cascade,
    school_class_id bigint references school_class (id) on delete cascade,
    person_id bigint not null references person (id) on delete cascade,
    member bigint not null
);

create function note_departures() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'binding' then
        insert into departure (org_id, school_class_id, person_id, member)
        with ended as (
            select o.entry_id, p.id as person_id, p.vk_id, e.org_id, e.school_class_id
            from after_it n join before_it o on o.id = n.id join roster_entry e on e.id = o.entry_id
            join person p on p.id = o.person_id
            where o.valid_to is null and (n.valid_to is not null or n.person_id <> o.person_id)
        )
        select org_id, school_class_id, person_id, vk_id from ended
        union  -- a teacher: the classes where she teaches
        select x.org_id, a.school_class_id, x.person_id, x.vk_id
        from ended x join assignment a on a.teacher_id = x.entry_id
        union  -- a parent: the classes of the children
        select child.org_id, child.school_class_id, x.person_id, x.vk_id
        from ended x join guardian t on t.parent_id = x.entry_id join roster_entry child on child.id = t.child_id;
    elsif tg_table_name = 'roster_entry' then
        insert into departure (org_id, school_class_id, person_id, member)
        with ended as (
            select o.* from after_it n join before_it o on o.id = n.id
            where o.valid_to is null and (n.valid_to is not null or n.role <> o.role or n.org_id <> o.org_id
                or n.school_class_id is distinct from o.school_class_id)
        )
        select x.org_id, x.school_class_id, p.id, p.vk_id
        from ended x join binding b on b.entry_id = x.id and b.valid_to is null join person p on p.id = b.person_id
        union
        select x.org_id, a.school_class_id, p.id, p.vk_id
        from ended x join binding b on b.entry_id = x.id and b.valid_to is null join person p on p.id = b.person_id
        join assignment a on a.teacher_id = x.id
        union  -- the parents of a child that left, or went to another class
        select x.org_id, x.school_class_id, p.id, p.vk_id
        from ended x join guardian t on t.child_id = x.id and t.valid_to is null
        join binding b on b.entry_id = t.parent_id and b.valid_to is null join person p on p.id = b.person_id;
    elsif tg_table_name = 'guardian' then
        insert into departure (org_id, school_class_id, person_id, member)
        select distinct child.org_id, child.school_class_id, p.id, p.vk_id
        from after_it n join before_it o on o.id = n.id join roster_entry child on child.id = o.child_id
        join binding b on b.entry_id = o.parent_id and b.valid_to is null join person p on p.id = b.person_id
        where n.valid_to is not null and o.valid_to is null;
    else
        insert into departure (org_id, school_class_id, person_id, member)
        select distinct e.org_id, o.school_class_id, p.id, p.vk_id
        from after_it n join before_it o on o.id = n.id join roster_entry e on e.id = o.teacher_id
        join binding b on b.entry_id = o.teacher_id and b.valid_to is null join person p on p.id = b.person_id
        where n.valid_to is not null and o.valid_to is null;
    end if;
    return null;
end $$;
create trigger binding_departs after update on binding referencing old table as before_it new table as after_it
    for each statement execute function note_departures();
create trigger roster_entry_departs after update on roster_entry referencing old table as before_it new table as after_it
    for each statement execute function note_departures();
create trigger guardian_departs after update on guardian referencing old table as before_it new table as after_it
    for each statement execute function note_departures();
create trigger assignment_departs after update on assignment referencing old table as before_it new table as after_it
    for each statement execute function note_departures();
"""

DOWN = """
drop trigger assignment_departs on assignment; drop trigger guardian_departs on guardian;
drop trigger roster_entry_departs on roster_entry; drop trigger binding_departs on binding;
drop function note_departures();
drop table departure; drop table stranger;
drop index conversation_one_title;
alter table conversation drop column presence, drop column checked_at, drop column trouble_at,
    drop column trouble_code, drop column audience;
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0011_movements")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
