"""One title a school is the law of clubs and of chats of the whole; teachers' own subject chats may be called alike."""

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = """
drop index conversation_one_title;
create unique index conversation_one_title on conversation (org_id, kind, lower(title))
    where state in ('creating', 'live') and kind in ('club', 'school', 'staff', 'office');
"""

DOWN = """
drop index conversation_one_title;
create unique index conversation_one_title on conversation (org_id, kind, lower(title))
    where state in ('creating', 'live') and school_class_id is null;
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0013_mail")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
