"""What the models cannot declare: partial unique keys, checks, and the trigger of one guardian, one person."""

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = """
-- one live binding an entry; one person cannot hold two entries of the same role in one org and class
create unique index binding_one_live_per_entry on binding (entry_id) where valid_to is null;

-- exactly one class teacher a class, one live assignment a (class, subject, teacher)
create unique index assignment_one_class_teacher on assignment (school_class_id)
    where is_class_teacher and valid_to is null;
create unique index assignment_one_live on assignment (school_class_id, subject_id, teacher_id)
    where not is_class_teacher and valid_to is null;
alter table assignment add constraint assignment_subject_or_class_teacher
    check (is_class_teacher = (subject_id is null));

-- an invite cannot be used more often than it allows
alter table invite add constraint invite_uses_within_limit check (uses >= 0 and uses <= max_uses and max_uses > 0);
alter table invite add constraint invite_expires_later check (expires_at > created_at);
create unique index join_request_one_waiting on join_request (person_id, org_id, role, coalesce(school_class_id, 0),
    coalesce(child_id, 0), child_last_name, child_first_name) where state = 'waiting';
alter table join_request add constraint join_request_decided check ((state = 'waiting') = (decided_at is null));

-- a child is not its own parent
alter table guardian add constraint guardian_not_itself check (parent_id <> child_id);
create unique index guardian_one_live on guardian (parent_id, child_id) where valid_to is null;

-- by index only: it runs for every binding of a region that moves in
create function guardian_never_one_person() returns trigger language plpgsql as $$
declare
    same boolean := false;
begin
    if new.valid_to is not null then
        return null;
    elsif tg_table_name = 'guardian' then
        same := exists (
            select 1 from binding p join binding c on c.person_id = p.person_id
            where p.entry_id = new.parent_id and p.valid_to is null and c.entry_id = new.child_id and c.valid_to is null);
    else
        same := exists (
            select 1 from guardian g join binding b on b.entry_id = g.parent_id and b.valid_to is null
            where g.child_id = new.entry_id and g.valid_to is null and b.person_id = new.person_id)
          or exists (
            select 1 from guardian g join binding b on b.entry_id = g.child_id and b.valid_to is null
            where g.parent_id = new.entry_id and g.valid_to is null and b.person_id = new.person_id);
    end if;
    if same then
        raise exception 'guardian_never_one_person' using errcode = 'check_violation',
            constraint = 'guardian_never_one_person';
    end if;
    return null;
end $$;
create constraint trigger guardian_never_one_person_g after insert or update on guardian
    deferrable initially immediate for each row execute function guardian_never_one_person();
create constraint trigger guardian_never_one_person_b after insert or update on binding
    deferrable initially immediate for each row execute function guardian_never_one_person();

-- every period ends after it starts; facts do not end before they begin
alter table reporting_period add constraint period_in_order
    check (starts_on <= ends_on and window_from <= starts_on and window_to > ends_on);
alter table binding add constraint binding_in_order check (valid_to is null or valid_to >= valid_from);
alter table roster_entry add constraint roster_entry_in_order check (valid_to is null or valid_to >= valid_from);
alter table official_total add constraint official_total_not_negative check (value >= 0);
alter table target add constraint target_is_share check (share >= 0 and share <= 1);

-- counters
alter table activity_day add constraint activity_day_sane
    check (messages >= 0 and calls >= 0 and via_bot >= 0 and via_bot <= messages);
create index activity_day_day_teacher on activity_day (day, teacher_id);

-- one org of a title under one parent; the tree has the shape it should
create unique index org_one_title on org (coalesce(parent_id, 0), lower(title)) where closed_at is null;
alter table org add constraint org_tree check (
    (kind = 'region' and parent_id is null and region_id is null)
    or (kind <> 'region' and parent_id is not null and region_id is not null));

-- one live conversation a (class, subject, teacher, kind)
create unique index conversation_one_live on conversation
    (school_class_id, kind, coalesce(subject_id, 0), coalesce(teacher_id, 0))
    where state in ('creating', 'live') and school_class_id is not null;
create index conversation_by_peer on conversation (community_id, peer_id) where counts and state = 'live';
create index binding_live_person on binding (person_id) where valid_to is null;

-- the queues
alter table outbox add constraint outbox_random_id_not_zero check (random_id <> 0);
create index outbox_waiting on outbox (community_id, lane, id) where state in ('ready', 'sending');
create index outbox_due on outbox (priority, id) where state = 'ready';
"""

DOWN = """
drop index outbox_due; drop index outbox_waiting;
alter table outbox drop constraint outbox_random_id_not_zero;
drop index binding_live_person; drop index conversation_by_peer; drop index conversation_one_live;
alter table org drop constraint org_tree; drop index org_one_title;
drop index activity_day_day_teacher; alter table activity_day drop constraint activity_day_sane;
alter table target drop constraint target_is_share;
alter table official_total drop constraint official_total_not_negative;
alter table roster_entry drop constraint roster_entry_in_order;
alter table binding drop constraint binding_in_order;
alter table reporting_period drop constraint period_in_order;
drop trigger guardian_never_one_person_b on binding;
drop trigger guardian_never_one_person_g on guardian;
drop function guardian_never_one_person();
drop index guardian_one_live; alter table guardian drop constraint guardian_not_itself;
alter table join_request drop constraint join_request_decided; drop index join_request_one_waiting;
alter table invite drop constraint invite_expires_later; alter table invite drop constraint invite_uses_within_limit;
alter table assignment drop constraint assignment_subject_or_class_teacher;
drop index assignment_one_live; drop index assignment_one_class_teacher; drop index binding_one_live_per_entry;
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0001_initial")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
