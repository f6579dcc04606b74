"""Tables of the engine: events in, words out, dialogs, the clock's slots, the audit log.

`seen_event`, the memory of events taken in, has no model: it is partitioned by day and only the intake's one
statement writes it (migration 0003).
"""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.orgs import Community, Org
from models.people import Person


class InboxEvent(Model):
    """An event waiting for its turn; deleted in the commit of the turn, text and all.

    Nothing checks the key of its community: that would lock the community's row in every turn (migration 0017).
    """

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "models.Community", related_name="inbox", db_constraint=False
    )
    event_id = fields.CharField(max_length=80)
    peer_id = fields.BigIntField()
    payload = fields.JSONField[dict[str, object]]()
    received_at = fields.DatetimeField()
    not_before = fields.DatetimeField()
    tries = fields.SmallIntField(default=0)

    community_id: int

    class Meta:
        table = "inbox"
        indexes = [Index(fields=("community_id", "peer_id", "id"))]


class QuarantinedEvent(Model):
    """An event that failed three times: its id and error, never its text."""

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "models.Community", related_name="quarantine"
    )
    event_id = fields.CharField(max_length=80)
    type = fields.CharField(max_length=60)
    error = fields.CharField(max_length=300)
    at = fields.DatetimeField()

    community_id: int

    class Meta:
        table = "quarantine"


class OutboxState(StrEnum):
    """`unknown`: VK's answer was lost and may not be asked for again safely."""

    READY = "ready"
    SENDING = "sending"
    DONE = "done"
    DEAD = "dead"
    UNKNOWN = "unknown"


class OutboxBatch(Model):
    """One send to many: its own `random_id`, its recipients frozen until each of them has an answer."""

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField("models.Community", related_name="batches")
    random_id = fields.IntField()
    created_at = fields.DatetimeField()

    community_id: int

    class Meta:
        table = "outbox_batch"


class OutboxItem(Model):
    """One thing to ask of the messenger, in the order of its lane.

    `verb` and `args` are the messenger-neutral request (`bot.services.ports`); `then` names the continuation
    that runs in its own transaction with the answer; `random_id` is stored before the first try. Rows with the same
    non-empty `content` say the same and may leave as one; `lost_at` is the first try whose answer was never heard.
    """

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "models.Community", related_name="outbox", db_constraint=False
    )
    lane = fields.CharField(max_length=60)
    verb = fields.CharField(max_length=30)
    args = fields.JSONField[dict[str, object]]()
    random_id = fields.IntField()
    priority = fields.SmallIntField(default=5)
    state = fields.CharEnumField(OutboxState, max_length=8, default=OutboxState.READY)
    created_at = fields.DatetimeField()
    not_before = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    first_tried_at = fields.DatetimeField(null=True)
    tries = fields.SmallIntField(default=0)
    error = fields.CharField(max_length=200, default="")
    then = fields.CharField(max_length=40, default="")
    then_args = fields.JSONField[dict[str, object]](default=dict)
    content = fields.CharField(max_length=32, default="")
    batch: fields.ForeignKeyNullableRelation[OutboxBatch] = fields.ForeignKeyField(
        "models.OutboxBatch", related_name="items", null=True, on_delete=fields.SET_NULL
    )
    lost_at = fields.DatetimeField(null=True)

    community_id: int
    batch_id: int | None

    class Meta:
        table = "outbox"


class Lease(Model):
    """Who alone may use a thing, and until when by the database's own clock (`token:<community>`)."""

    resource = fields.CharField(max_length=60, primary_key=True)
    holder = fields.CharField(max_length=100)
    until = fields.DatetimeField()

    class Meta:
        table = "lease"


class ScenarioState(Model):
    """Where a person stands in a dialog of several steps, per talk."""

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField("models.Community", related_name="dialogs")
    peer_id = fields.BigIntField()
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="dialogs")
    name = fields.CharField(max_length=40)
    version = fields.SmallIntField()
    step = fields.CharField(max_length=40)
    draft = fields.JSONField[dict[str, object]]()
    trail = fields.JSONField[list[str]](default=list)
    screen_no = fields.IntField(default=0)
    updated_at = fields.DatetimeField()

    community_id: int
    person_id: int

    class Meta:
        table = "scenario_state"
        unique_together = (("community", "peer_id", "person"),)


class JobRun(Model):
    """A slot of the timetable that somebody has taken: only one instance can insert it."""

    id = fields.BigIntField(primary_key=True)
    job = fields.CharField(max_length=40)
    slot = fields.CharField(max_length=60)
    taken_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "job_run"
        unique_together = (("job", "slot"),)


class AuditRow(Model):
    """Who did what to which org, or was refused; committed with the act. No names, no texts."""

    id = fields.BigIntField(primary_key=True)
    at = fields.DatetimeField()
    actor: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="acts", null=True, on_delete=fields.SET_NULL
    )
    org: fields.ForeignKeyNullableRelation[Org] = fields.ForeignKeyField(
        "models.Org", related_name="audit", null=True, on_delete=fields.SET_NULL
    )
    act = fields.CharField(max_length=40)
    outcome = fields.CharField(max_length=20, default="done")
    details = fields.JSONField[dict[str, object]](default=dict)

    actor_id: int | None
    org_id: int | None

    class Meta:
        table = "audit"
        indexes = [Index(fields=("org_id", "at")), Index(fields=("actor_id", "at"))]
