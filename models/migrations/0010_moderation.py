"""Rules of chats, silence, warnings, cases; and how fast each person writes in a chat."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# chat_pace has no model: only the intake's one statement writes it. It is a level that each message raises by one and
# time lowers by `most` a minute. Unlogged: after a crash of Postgres it begins anew, and nobody is harmed.
UP = """
create table chat_rule (
    id bigserial primary key,
    conversation_id bigint not null unique references conversation (id) on delete cascade,
    own jsonb not null,
    silent_until timestamptz,
    changed_by_id bigint references person (id) on delete set null,
    changed_at timestamptz not null
);
create table silence (
    id bigserial primary key,
    conversation_id bigint not null references conversation (id) on delete cascade,
    person_id bigint not null references person (id) on delete cascade,
    until timestamptz not null,
    unique (conversation_id, person_id)
);
create table strike (
    id bigserial primary key,
    conversation_id bigint not null references conversation (id) on delete cascade,
    person_id bigint not null references person (id) on delete cascade,
    message bigint not null,
    reason varchar(20) not null,
    given_by_id bigint references person (id) on delete set null,
    given_at timestamptz not null,
    taken_back_at timestamptz,
    unique (conversation_id, message, person_id)
);
create index strike_of_person on strike (person_id);
create table moderation_case (
    id bigserial primary key,
    conversation_id bigint not null references conversation (id) on delete cascade,
    message bigint not null,
    kind varchar(10) not null,
    reason varchar(20) not null default '',
    about_id bigint not null references person (id) on delete cascade,
    asked_by_id bigint references person (id) on delete set null,
    state varchar(8) not null default 'open',
    made_at timestamptz not null,
    decided_by_id bigint references person (id) on delete set null,
    decided_at timestamptz,
    unique (conversation_id, message, kind)
);
create index moderation_case_about on moderation_case (about_id);
create index moderation_case_asked_by on moderation_case (asked_by_id);
create unlogged table chat_pace (
    conversation_id bigint not null,
    author bigint not null,
    level real not null,
    most smallint not null,
    at timestamptz not null,
    primary key (conversation_id, author)
) with (fillfactor = 50);
"""

DOWN = """
drop table chat_pace;
drop table moderation_case;
drop table strike;
drop table silence;
drop table chat_rule;
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0009_reports")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
