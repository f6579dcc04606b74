"""Messages from person to people, and questions that wait for an answer."""

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = """
create table question (
    id bigserial primary key,
    org_id bigint not null references org (id) on delete cascade,
    asker_id bigint not null references person (id) on delete cascade,
    asker_entry_id bigint not null references roster_entry (id) on delete cascade,
    school_class_id bigint references school_class (id) on delete cascade,
    subject_id bigint references subject (id) on delete set null,
    teacher_id bigint references roster_entry (id) on delete set null,
    text text not null,
    state varchar(10) not null default 'open',
    asked_at timestamptz not null,
    closed_at timestamptz,
    answered_by_id bigint references person (id) on delete set null,
    constraint question_text_ends check ((state = 'open') = (closed_at is null) and (state = 'open' or text = ''))
);
create index question_of_asker on question (asker_id);
create index question_open on question (org_id, asked_at) where state = 'open';
create index question_open_of_teacher on question (teacher_id) where state = 'open';

create table mailing (
    id bigserial primary key,
    org_id bigint not null references org (id) on delete cascade,
    sender_id bigint not null references person (id) on delete cascade,
    kind varchar(10) not null,
    question_id bigint references question (id) on delete cascade,
    may_name boolean not null default false,
    made_at timestamptz not null,
    told_at timestamptz
);
create index mailing_of_sender on mailing (sender_id, made_at);
create index mailing_by_age on mailing (made_at);

create table mailing_recipient (
    id bigserial primary key,
    mailing_id bigint not null references mailing (id) on delete cascade,
    person_id bigint not null references person (id) on delete cascade,
    name varchar(190) not null default '',
    state varchar(8) not null default 'waiting',
    community_id bigint,
    message bigint,
    constraint mailing_recipient_once unique (mailing_id, person_id)
);
create index mailing_recipient_waiting on mailing_recipient (mailing_id) where state = 'waiting';
create index mailing_recipient_message on mailing_recipient (person_id, message);
-- texts that wait for their way out, or could not go: looked through once a day
create index outbox_mail on outbox (created_at) where "then" = 'mailing.delivered';
"""

DOWN = """
drop index outbox_mail;
drop table mailing_recipient;
drop table mailing;
drop table question;
"""


class Migration(migrations.Migration):
    dependencies = [("models", "0012_contour")]

    operations = [ops.RunSQL(UP, reverse_sql=DOWN)]
