"""The libraries of classes and clubs: files of their chats by the messenger's own names."""

from tortoise import fields
from tortoise.models import Model

from models.people import Person
from models.study import SchoolClass
from models.talks import Conversation


class Material(Model):
    """A file or a link of a chat that a teacher kept. Nothing of the message around it is here.

    `school_class` None: of the conversation itself (a club). `item`: the messenger's name of a file, or a link;
    `access_key` opens what is another's. Once in a library: two partial unique keys stand in the migration.
    """

    id = fields.BigIntField(primary_key=True)
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", related_name="materials"
    )
    school_class: fields.ForeignKeyNullableRelation[SchoolClass] = fields.ForeignKeyField(
        "models.SchoolClass", related_name="materials", null=True
    )
    kind = fields.CharField(max_length=10)
    item = fields.CharField(max_length=600)
    access_key = fields.CharField(max_length=64, default="")
    title = fields.CharField(max_length=200, default="")
    saved_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="materials_saved", null=True, on_delete=fields.SET_NULL
    )
    saved_at = fields.DatetimeField()

    conversation_id: int
    school_class_id: int | None
    saved_by_id: int | None

    class Meta:
        table = "material"
