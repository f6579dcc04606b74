"""Rules of chats, warnings, and what teachers decide about messages; a message is its number, never its text."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.people import Person
from models.talks import Conversation


class ChatRule(Model):
    """What a chat has of its own; what is missing in `own` is the school's. `silent_until`: only teachers write."""

    id = fields.BigIntField(primary_key=True)
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", related_name="rules"
    )
    own = fields.JSONField[dict[str, object]](default=dict)
    silent_until = fields.DatetimeField(null=True)
    changed_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="rules_changed", null=True, on_delete=fields.SET_NULL
    )
    changed_at = fields.DatetimeField()

    conversation_id: int
    changed_by_id: int | None

    class Meta:
        table = "chat_rule"
        unique_together = (("conversation",),)


class Silence(Model):
    """One person does not write in one chat for a while."""

    id = fields.BigIntField(primary_key=True)
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", related_name="silences"
    )
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="silences")
    until = fields.DatetimeField()

    conversation_id: int
    person_id: int

    class Meta:
        table = "silence"
        unique_together = (("conversation", "person"),)


class Strike(Model):
    """A warning; it fades by itself and can be taken back. `given_by` null: by the rules. `message`: 0 for none."""

    id = fields.BigIntField(primary_key=True)
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", related_name="strikes"
    )
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="strikes")
    message = fields.BigIntField()
    reason = fields.CharField(max_length=20)
    given_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="strikes_given", null=True, on_delete=fields.SET_NULL
    )
    given_at = fields.DatetimeField()
    taken_back_at = fields.DatetimeField(null=True)

    conversation_id: int
    person_id: int
    given_by_id: int | None

    class Meta:
        table = "strike"
        unique_together = (("conversation", "message", "person"),)
        indexes = [Index(fields=("person_id",))]


class CaseKind(StrEnum):
    """Where a case came from: the rules, a complaint, the third warning."""

    JUDGED = "judged"
    COMPLAINT = "complaint"
    THIRD = "third"


class CaseState(StrEnum):
    """What became of it."""

    OPEN = "open"
    DELETED = "deleted"
    WARNED = "warned"
    LEFT = "left"
    REMOVED = "removed"


class ModerationCase(Model):
    """One message to be decided about, once, by whoever is first. `asked_by`: who complained."""

    id = fields.BigIntField(primary_key=True)
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", related_name="cases"
    )
    message = fields.BigIntField()
    kind = fields.CharEnumField(CaseKind, max_length=10)
    reason = fields.CharField(max_length=20, default="")
    about: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="cases")
    asked_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="complaints", null=True, on_delete=fields.SET_NULL
    )
    state = fields.CharEnumField(CaseState, max_length=8, default=CaseState.OPEN)
    made_at = fields.DatetimeField()
    decided_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="cases_decided", null=True, on_delete=fields.SET_NULL
    )
    decided_at = fields.DatetimeField(null=True)

    conversation_id: int
    about_id: int
    asked_by_id: int | None
    decided_by_id: int | None

    class Meta:
        table = "moderation_case"
        unique_together = (("conversation", "message", "kind"),)
        indexes = [Index(fields=("about_id",)), Index(fields=("asked_by_id",))]
