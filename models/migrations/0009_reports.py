"""Files of frozen reports, kept as they were first made."""

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = """
create table report_file (
    id bigserial primary key,
    period_id bigint not null references reporting_period (id) on delete cascade,
    org_id bigint not null references org (id) on delete cascade,
    form varchar(10) not null,
    content bytea not null,
    created_at timestamptz not null,
    constraint report_file_form_known check (form in ('xlsx', 'png', 'csv')),
    unique (period_id, org_id, form)
);
-- compressed already: Postgres need not try
alter table report_file alter column content set storage external;
"""

DOWN = """
drop table report_file;
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0008_counters")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
