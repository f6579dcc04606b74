"""Answers to questions that come again and again."""

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = """
create table ready_answer (
    id bigserial primary key,
    org_id bigint not null references org (id) on delete cascade,
    question varchar(200) not null,
    answer varchar(2000) not null,
    helped int not null default 0,
    made_at timestamptz not null
);
create index ready_answer_of_org on ready_answer (org_id);
"""

DOWN = "drop table ready_answer;"


class Migration(migrations.Migration):
    dependencies = [("models", "0017_quiet_turns")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
