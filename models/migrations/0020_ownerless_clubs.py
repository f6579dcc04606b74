"""Clubs whose teacher has gone: the administrators are told once."""

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = """
alter table conversation add column ownerless_at timestamptz;
create index conversation_clubs on conversation (org_id) where kind = 'club' and state = 'live';
"""

DOWN = """
drop index conversation_clubs;
alter table conversation drop column ownerless_at;
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0019_emblem")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
