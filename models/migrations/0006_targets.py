"""A target can end: since that day nobody is measured by it any more; what was asked before stays readable."""

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = """
alter table target add column ended_on date;
alter table target add constraint target_ends_after_it_began check (ended_on is null or ended_on >= valid_from);
"""

DOWN = """
delete from target where ended_on is not null;
alter table target drop constraint target_ends_after_it_began, drop column ended_on;
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0005_queues")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
