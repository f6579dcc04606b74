"""Messages from person to people, and questions that wait for an answer: who wrote to whom, rarely what."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.orgs import Org
from models.people import Person, RosterEntry
from models.study import SchoolClass, Subject


class QuestionState(StrEnum):
    """`expired`: nobody answered in time, the text is gone."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"


class Question(Model):
    """A question on its way to its answer. `teacher`: who is asked; null: the administrators of `org` are.

    `text` is emptied by the answer.
    """

    id = fields.BigIntField(primary_key=True)
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="questions")
    asker: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="questions")
    asker_entry: fields.ForeignKeyRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="questions_asked"
    )
    school_class: fields.ForeignKeyNullableRelation[SchoolClass] = fields.ForeignKeyField(
        "models.SchoolClass", related_name="questions", null=True
    )
    subject: fields.ForeignKeyNullableRelation[Subject] = fields.ForeignKeyField(
        "models.Subject", related_name="questions", null=True, on_delete=fields.SET_NULL
    )
    teacher: fields.ForeignKeyNullableRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="questions_to_answer", null=True, on_delete=fields.SET_NULL
    )
    text = fields.TextField()
    state = fields.CharEnumField(QuestionState, max_length=10, default=QuestionState.OPEN)
    asked_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)
    answered_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="questions_answered", null=True, on_delete=fields.SET_NULL
    )

    org_id: int
    asker_id: int
    asker_entry_id: int
    school_class_id: int | None
    subject_id: int | None
    teacher_id: int | None
    answered_by_id: int | None

    class Meta:
        table = "question"
        indexes = [Index(fields=("asker_id",))]


class MailingKind(StrEnum):
    """Why it was written."""

    MAILING = "mailing"
    REPLY = "reply"
    QUESTION = "question"
    ANSWER = "answer"


class Mailing(Model):
    """One text from one person to one or many; the text itself is nowhere here."""

    id = fields.BigIntField(primary_key=True)
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="mailings")
    sender: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="mailings")
    kind = fields.CharEnumField(MailingKind, max_length=10)
    question: fields.ForeignKeyNullableRelation[Question] = fields.ForeignKeyField(
        "models.Question", related_name="mailings", null=True
    )
    may_name = fields.BooleanField(default=False)
    made_at = fields.DatetimeField()
    told_at = fields.DatetimeField(null=True)

    org_id: int
    sender_id: int
    question_id: int | None

    class Meta:
        table = "mailing"
        indexes = [Index(fields=("sender_id", "made_at"))]


class RecipientState(StrEnum):
    """What became of it for one person."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class MailingRecipient(Model):
    """One of those it is for. `message`: its number in their talk, so that an answer to it is known as one."""

    id = fields.BigIntField(primary_key=True)
    mailing: fields.ForeignKeyRelation[Mailing] = fields.ForeignKeyField("models.Mailing", related_name="recipients")
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="mail")
    name = fields.CharField(max_length=190, default="")
    state = fields.CharEnumField(RecipientState, max_length=8, default=RecipientState.WAITING)
    community_id = fields.BigIntField(null=True)
    message = fields.BigIntField(null=True)

    mailing_id: int
    person_id: int

    class Meta:
        table = "mailing_recipient"
        unique_together = (("mailing", "person"),)
        indexes = [Index(fields=("person_id", "message"))]


class ReadyAnswer(Model):
    """What an org answers to a question that comes again and again; its own people and those below read it."""

    id = fields.BigIntField(primary_key=True)
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="ready_answers")
    question = fields.CharField(max_length=200)
    answer = fields.CharField(max_length=2000)
    helped = fields.IntField(default=0)
    made_at = fields.DatetimeField()

    org_id: int

    class Meta:
        table = "ready_answer"
        indexes = [Index(fields=("org_id",))]
