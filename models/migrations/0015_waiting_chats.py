"""Chats that are to be taken in and wait for a right that the bot lacks there."""

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = """
create table waiting_chat (
    id bigserial primary key,
    community_id bigint not null references community (id) on delete cascade,
    peer_id bigint not null,
    actor_id bigint not null references person (id) on delete cascade,
    plan varchar(60) not null,
    typed varchar(130) not null,
    code int not null,
    asked_at timestamptz not null,
    next_at timestamptz not null,
    constraint waiting_chat_once unique (community_id, peer_id)
);
create index waiting_chat_next on waiting_chat (next_at);
"""

DOWN = "drop table waiting_chat;"


class Migration(migrations.Migration):
    dependencies = [("models", "0014_titles")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
