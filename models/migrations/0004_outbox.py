"""Merged sends, lost answers, leases of tokens, and what is wrong with a community."""

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = """
create table outbox_batch (
    id bigserial primary key,
    community_id bigint not null references community (id) on delete cascade,
    random_id int not null,
    created_at timestamptz not null,
    constraint outbox_batch_random_id_not_zero check (random_id <> 0)
);

alter table outbox
    add column content varchar(32) not null default '',
    add column batch_id bigint references outbox_batch (id) on delete set null,
    add column lost_at timestamptz;
create index outbox_of_batch on outbox (batch_id) where batch_id is not null;

-- what is due in one community, the most urgent first; the sender reads its beginning only
drop index outbox_due;
create index outbox_due on outbox (community_id, priority, id) where state = 'ready';
create index outbox_given_up on outbox (id) where state in ('dead', 'unknown');

create table lease (
    resource varchar(60) primary key,
    holder varchar(100) not null,
    until timestamptz not null
);

alter table community
    add column trouble_code int not null default 0,
    add column trouble_at timestamptz;
"""

DOWN = """
alter table community drop column trouble_at, drop column trouble_code;
drop table lease;
drop index outbox_given_up;
drop index outbox_due;
create index outbox_due on outbox (priority, id) where state = 'ready';
drop index outbox_of_batch;
alter table outbox drop column lost_at, drop column batch_id, drop column content;
drop table outbox_batch;
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0002_constraints")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
