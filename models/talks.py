"""Registered conversations, calls in them, and a teacher's counters."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.orgs import Community, Org
from models.people import Person, RosterEntry
from models.study import SchoolClass, Subject


class ConversationKind(StrEnum):
    """What a conversation is for; the rule of membership follows from it."""

    SUBJECT = "subject"
    CLASS_STUDENTS = "class_students"
    CLASS_PARENTS = "class_parents"
    CLUB = "club"
    SCHOOL = "school"
    STAFF = "staff"
    OFFICE = "office"


class ConversationState(StrEnum):
    """`creating`: VK was asked and has not answered yet. `lost`: the bot has no access any more."""

    CREATING = "creating"
    LIVE = "live"
    LOST = "lost"
    ARCHIVED = "archived"


class Conversation(Model):
    """A registered chat. `counts`: teachers' messages here are activity (never in parents-only chats, L6).

    `audience`: the rule of a chat that is of no one class (`bot.services.audiences`). `trouble_code`: the messenger's
    last word about the chat that somebody has to mend, 0 if all is well. `presence`: what the last audit saw, numbers.
    `photo_at`: when the org's emblem was last sent to the chat.
    `ownerless_at`: when the administrators were told that nobody leads this club any more.
    """

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "models.Community", related_name="conversations"
    )
    peer_id = fields.BigIntField(null=True)
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="conversations")
    kind = fields.CharEnumField(ConversationKind, max_length=20)
    school_class: fields.ForeignKeyNullableRelation[SchoolClass] = fields.ForeignKeyField(
        "models.SchoolClass", related_name="conversations", null=True
    )
    subject: fields.ForeignKeyNullableRelation[Subject] = fields.ForeignKeyField(
        "models.Subject", related_name="conversations", null=True
    )
    teacher: fields.ForeignKeyNullableRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="conversations", null=True, on_delete=fields.RESTRICT
    )
    title = fields.CharField(max_length=120)
    temp_title = fields.CharField(max_length=60, default="")
    link = fields.CharField(max_length=200, default="")
    link_made_at = fields.DatetimeField(null=True)
    counts = fields.BooleanField(default=True)
    state = fields.CharEnumField(ConversationState, max_length=10, default=ConversationState.CREATING)
    made_by_bot = fields.BooleanField(default=True)
    created_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="conversations_made", null=True, on_delete=fields.SET_NULL
    )
    created_at = fields.DatetimeField()
    registered_at = fields.DatetimeField(null=True)
    last_message_at = fields.DatetimeField(null=True)
    audience = fields.JSONField[list[dict[str, object]]](default=list)
    trouble_code = fields.IntField(default=0)
    trouble_at = fields.DatetimeField(null=True)
    checked_at = fields.DatetimeField(null=True)
    presence = fields.JSONField[dict[str, object]](default=dict)
    photo_at = fields.DatetimeField(null=True)
    ownerless_at = fields.DatetimeField(null=True)

    community_id: int
    org_id: int
    school_class_id: int | None
    subject_id: int | None
    teacher_id: int | None
    created_by_id: int | None

    class Meta:
        table = "conversation"
        unique_together = (("community", "peer_id"),)
        indexes = [
            Index(fields=("school_class_id",)),
            Index(fields=("teacher_id",)),
            Index(fields=("org_id",)),
        ]


class StrangerState(StrEnum):
    """`open`: nobody has decided. `let_in`: may stay. `removed`: put out. `gone`: left, or was let into the class."""

    OPEN = "open"
    LET_IN = "let_in"
    REMOVED = "removed"
    GONE = "gone"


class StrangerKind(StrEnum):
    """What is wrong: not on the lists; another bot; an administrator of the chat who is neither staff nor owner."""

    PERSON = "person"
    BOT = "bot"
    ADMIN = "admin"


class Stranger(Model):
    """A member of a chat whom its rules do not know. `member`: the messenger's key, negative for a community."""

    id = fields.BigIntField(primary_key=True)
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", related_name="strangers"
    )
    member = fields.BigIntField()
    what = fields.CharEnumField(StrangerKind, max_length=10)
    how = fields.CharField(max_length=10)
    state = fields.CharEnumField(StrangerState, max_length=10, default=StrangerState.OPEN)
    found_at = fields.DatetimeField()
    told_at = fields.DatetimeField(null=True)
    decided_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="strangers_decided", null=True, on_delete=fields.SET_NULL
    )
    decided_at = fields.DatetimeField(null=True)

    conversation_id: int
    decided_by_id: int | None

    class Meta:
        table = "stranger"
        unique_together = (("conversation", "member", "what"),)


class Departure(Model):
    """Somebody whose tie to an org (and class) has ended; written by triggers, worked off by `contour_exits`.

    `member` is the messenger's key: it is needed even after the person was forgotten.
    """

    id = fields.BigIntField(primary_key=True)
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="departures")
    school_class: fields.ForeignKeyNullableRelation[SchoolClass] = fields.ForeignKeyField(
        "models.SchoolClass", related_name="departures", null=True
    )
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="departures")
    member = fields.BigIntField()

    org_id: int
    school_class_id: int | None
    person_id: int

    class Meta:
        table = "departure"


class WaitingChat(Model):
    """A chat that somebody wants taken in while the bot lacks a right there: looked at again until it is given.

    `plan`, `typed`: what it is to become, as a key and as the command says it. `code`: the messenger's last word.
    """

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "models.Community", related_name="waiting_chats"
    )
    peer_id = fields.BigIntField()
    actor: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="waiting_chats")
    plan = fields.TextField()
    typed = fields.TextField()
    code = fields.IntField()
    asked_at = fields.DatetimeField()
    next_at = fields.DatetimeField()

    community_id: int
    actor_id: int

    class Meta:
        table = "waiting_chat"
        unique_together = (("community", "peer_id"),)
        indexes = [Index(fields=("next_at",))]


class CallSource(StrEnum):
    """How the platform learnt of a call."""

    STARTED = "started"
    PASTED = "pasted"
    SEEN = "seen"


class Call(Model):
    """A call of a teacher in a conversation; one per link per day counts (mission 0.1)."""

    id = fields.BigIntField(primary_key=True)
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", related_name="calls"
    )
    teacher: fields.ForeignKeyNullableRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="calls", null=True
    )
    source = fields.CharEnumField(CallSource, max_length=8)
    link = fields.CharField(max_length=200, default="")
    day = fields.DateField()
    started_at = fields.DatetimeField()

    conversation_id: int
    teacher_id: int | None

    class Meta:
        table = "call"
        unique_together = (("teacher", "link", "day"),)
        indexes = [Index(fields=("conversation_id",))]


class ActivityDay(Model):
    """A teacher's counters of one day in her school's time zone; `via_bot` is contained in `messages`."""

    id = fields.BigIntField(primary_key=True)
    teacher: fields.ForeignKeyRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="activity"
    )
    day = fields.DateField()
    messages = fields.IntField(default=0)
    via_bot = fields.IntField(default=0)
    calls = fields.IntField(default=0)

    teacher_id: int

    class Meta:
        table = "activity_day"
        unique_together = (("teacher", "day"),)


class ReportingPeriod(Model):
    """A row of the region's calendar. Counting window: [`window_from`, `window_to`) at 00:00 of each school."""

    id = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="periods")
    starts_on = fields.DateField()
    ends_on = fields.DateField()
    window_from = fields.DateField()
    window_to = fields.DateField()
    closed_at = fields.DatetimeField(null=True)

    region_id: int

    class Meta:
        table = "reporting_period"
        unique_together = (("region", "starts_on"), ("region", "ends_on"))


class ReportSnapshot(Model):
    """A frozen slice of a closed period: the facts as numbers, exactly as they were then."""

    id = fields.BigIntField(primary_key=True)
    period: fields.ForeignKeyRelation[ReportingPeriod] = fields.ForeignKeyField(
        "models.ReportingPeriod", related_name="snapshots"
    )
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="snapshots")
    facts = fields.JSONField[dict[str, object]]()
    created_at = fields.DatetimeField()

    period_id: int
    org_id: int

    class Meta:
        table = "report_snapshot"
        unique_together = (("period", "org"),)


class ReportFile(Model):
    """A file of a frozen report as it was first made; asked for again, it is these bytes. `form`: xlsx, png or csv."""

    id = fields.BigIntField(primary_key=True)
    period: fields.ForeignKeyRelation[ReportingPeriod] = fields.ForeignKeyField(
        "models.ReportingPeriod", related_name="files"
    )
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="report_files")
    form = fields.CharField(max_length=10)
    content = fields.BinaryField()
    created_at = fields.DatetimeField()

    period_id: int
    org_id: int

    class Meta:
        table = "report_file"
        unique_together = (("period", "org", "form"),)


class Nudge(Model):
    """One private reminder to one roster entry in one period; the unique key is what makes it one.

    `outbox_id` is the row by which it left: while that row is there, nobody has got it.
    """

    id = fields.BigIntField(primary_key=True)
    entry: fields.ForeignKeyRelation[RosterEntry] = fields.ForeignKeyField("models.RosterEntry", related_name="nudges")
    period: fields.ForeignKeyRelation[ReportingPeriod] = fields.ForeignKeyField(
        "models.ReportingPeriod", related_name="nudges"
    )
    act = fields.CharField(max_length=30)
    made_at = fields.DatetimeField()
    acted_at = fields.DatetimeField(null=True)
    outbox_id = fields.BigIntField(null=True)

    entry_id: int
    period_id: int

    class Meta:
        table = "nudge"
        unique_together = (("entry", "period"),)
        indexes = [Index(fields=("period_id",))]
