"""What a waiting chat is to become may be a rule of many lines."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0015_waiting_chats")]

    operations = [
        ops.RunSQL(
            "alter table waiting_chat alter column plan type text, alter column typed type text;",
            reverse_sql="delete from waiting_chat where char_length(plan) > 60 or char_length(typed) > 130;"
            " alter table waiting_chat alter column plan type varchar(60), alter column typed type varchar(130);",
        )
    ]
