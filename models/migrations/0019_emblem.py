"""The emblem of a school, which chats made by the bot take as their picture."""

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = """
create table emblem (
    org_id bigint primary key references org (id) on delete cascade,
    content bytea,
    given_at timestamptz not null
);
alter table conversation add column photo_at timestamptz;
"""

DOWN = """
alter table conversation drop column photo_at;
drop table emblem;
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0018_ready_answers")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
