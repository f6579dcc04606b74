"""The way in: the memory of events by the day they happened, and a community's callback server."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# The old memory, kept aside: what was seen before the change stays seen.
ASIDE = "create table seen_before as select * from seen_event;"

# talk, number: a message's own place (peer_id, cmid); of other events 124 bits of their id's md5, where `talk` is
# below any peer of VK. No foreign key: a check of it for every message would cost more than the message.
# The default partition takes days that have no partition of their own: very old, or ahead of the keeper.
UP = """
create table seen_event (
    happened_on date not null,
    seen_on date not null,
    community_id int not null,
    talk bigint not null,
    number bigint not null,
    primary key (happened_on, community_id, talk, number)
) partition by range (happened_on);
create table seen_event_other partition of seen_event default;

insert into seen_event (happened_on, seen_on, community_id, talk, number)
select (happened_at at time zone 'utc')::date, (happened_at at time zone 'utc')::date, community_id,
    split_part(key, ':', 2)::bigint, split_part(key, ':', 3)::bigint
from seen_before where key ~ '^m:-?[0-9]{1,18}:[0-9]{1,18}$';
insert into seen_event (happened_on, seen_on, community_id, talk, number)
select (happened_at at time zone 'utc')::date + back, (happened_at at time zone 'utc')::date, community_id,
    -(1::bigint << 62) - ('x' || substr(md5(key), 1, 15))::bit(60)::bigint,
    ('x' || substr(md5(key), 17, 16))::bit(64)::bigint
from seen_before, generate_series(-1, 0) as back where key !~ '^m:-?[0-9]{1,18}:[0-9]{1,18}$'
on conflict do nothing;
drop table seen_before;

-- rows that are updated again and again find room on their own page, and their indexes stay as they are
alter table activity_day set (fillfactor = 80);
alter table conversation set (fillfactor = 80);
alter table community
    add column callback_secret bytea,
    add column callback_code varchar(64) not null default '',
    add column callback_server_id int;
"""

DOWN = """
alter table activity_day reset (fillfactor);
alter table conversation reset (fillfactor);
alter table community drop column callback_server_id, drop column callback_code, drop column callback_secret;
create table seen_before as
select community_id, 'm:' || talk || ':' || number as key, min(happened_on)::timestamptz as happened_at
from seen_event where talk > -(1::bigint << 62) group by 1, 2;
drop table seen_event;
"""

BACK = """
insert into seen_event (community_id, key, happened_at)
select community_id, key, happened_at from seen_before
where community_id in (select id from community);
drop table seen_before;
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0002_constraints")]

    operations = [
        ops.RunSQL(ASIDE, reverse_sql=BACK),
        ops.DeleteModel(name="SeenEvent"),
        ops.RunSQL(UP, reverse_sql=DOWN),
    ]
