"""Arrivals and departures of pupils; who does not want to take part."""

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = """
alter table roster_entry add column declined_at timestamptz;

create table movement (
    id bigserial primary key,
    org_id bigint not null references org (id) on delete cascade,
    school_class_id bigint not null references school_class (id) on delete cascade,
    entry_id bigint not null references roster_entry (id) on delete cascade,
    kind varchar(8) not null,
    day date not null,
    order_no varchar(40) not null default '',
    place varchar(120) not null default '',
    recorded_by_id bigint references person (id) on delete set null,
    recorded_at timestamptz not null
);
create index movement_of_org on movement (org_id, day);
"""

DOWN = """
drop table movement;
alter table roster_entry drop column declined_at;
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0010_moderation")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
