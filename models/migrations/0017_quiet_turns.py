"""A turn rings after its commit, not in it; the queues do not lock the row of their community.

`NOTIFY` inside a transaction takes one lock of the whole database and keeps it until the commit is on the disk: all
turns of all workers would commit one after another. The check of a foreign key locks the community's row in every turn.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = """
create or replace function ring_outbox() returns trigger language plpgsql as $$
begin
    if current_setting('bot.rings', true) like 'later%' then
        perform set_config('bot.rings', current_setting('bot.rings') || ' '
            || (select string_agg(distinct community_id::text, ' ') from fresh), true);
    else
        perform pg_notify('bot_outbox', community_id::text)
            from (select distinct community_id from fresh) as of_communities;
    end if;
    return null;
end $$;
alter table inbox drop constraint inbox_community_id_fkey;
alter table outbox drop constraint outbox_community_id_fkey;
"""

DOWN = """
alter table outbox add constraint outbox_community_id_fkey
    foreign key (community_id) references community (id) on delete cascade;
alter table inbox add constraint inbox_community_id_fkey
    foreign key (community_id) references community (id) on delete cascade;
create or replace function ring_outbox() returns trigger language plpgsql as $$
begin
    perform pg_notify('bot_outbox', community_id::text) from (select distinct community_id from fresh) as of_communities;
    return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0016_wide_plans")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
