"""Which row of the outbox a reminder left by: so that one that still waits can be taken back."""

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = """
alter table nudge add column outbox_id bigint;
create index nudge_of_period on nudge (period_id);
"""

DOWN = """
drop index nudge_of_period;
alter table nudge drop column outbox_id;
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0006_targets")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
