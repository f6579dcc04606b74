"""People as VK knows them, people as schools name them, what ties the two, and who teaches whom."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.orgs import Community, Org
from models.study import SchoolClass, Subject


class Person(Model):
    """One VK user id, made at the first contact. The name is the VK profile's, for «Вы вошли как …» only."""

    id = fields.BigIntField(primary_key=True)
    vk_id = fields.BigIntField(unique=True)
    first_name = fields.CharField(max_length=100, default="")
    last_name = fields.CharField(max_length=100, default="")
    profile_seen_at = fields.DatetimeField(null=True)
    locale = fields.CharField(max_length=5, default="ru")
    role_in_use = fields.CharField(max_length=20, default="")
    nudges_off = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()

    class Meta:
        table = "person"


class Reach(Model):
    """May this community write to this person, and when did they last speak to each other."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="reaches")
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField("models.Community", related_name="reaches")
    allowed = fields.BooleanField(default=True)
    last_used_at = fields.DatetimeField()

    person_id: int
    community_id: int

    class Meta:
        table = "reach"
        unique_together = (("person", "community"),)


class Role(StrEnum):
    """What an org says a human is. The order is from the top of the tree downwards."""

    REGION_ADMIN = "region_admin"
    MUNICIPAL_ADMIN = "municipal_admin"
    SCHOOL_ADMIN = "school_admin"
    DIRECTOR = "director"
    TEACHER = "teacher"
    STUDENT = "student"
    PARENT = "parent"


class RosterEntry(Model):
    """What an org says of a human; exists without VK. `is_main`: the school where her counts belong.

    `declined_at`: she left by herself. Who does not want to take part is not counted as one who has not come yet.
    """

    id = fields.BigIntField(primary_key=True)
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="roster")
    role = fields.CharEnumField(Role, max_length=20)
    school_class: fields.ForeignKeyNullableRelation[SchoolClass] = fields.ForeignKeyField(
        "models.SchoolClass", related_name="roster", null=True, on_delete=fields.RESTRICT
    )
    last_name = fields.CharField(max_length=60)
    first_name = fields.CharField(max_length=60, default="")
    middle_name = fields.CharField(max_length=60, default="")
    is_main = fields.BooleanField(default=True)
    valid_from = fields.DatetimeField()
    valid_to = fields.DatetimeField(null=True)
    declined_at = fields.DatetimeField(null=True)
    created_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="entries_made", null=True, on_delete=fields.SET_NULL
    )

    org_id: int
    school_class_id: int | None
    created_by_id: int | None

    class Meta:
        table = "roster_entry"
        indexes = [Index(fields=("org_id", "role")), Index(fields=("school_class_id", "role"))]

    @property
    def full_name(self) -> str:
        """Фамилия Имя Отчество, as far as known."""
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)


class Binding(Model):
    """Entry ↔ person, confirmed. `person` becomes null when the person asks to be forgotten."""

    id = fields.BigIntField(primary_key=True)
    entry: fields.ForeignKeyRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="bindings"
    )
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="bindings")
    confirmed_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="bindings_confirmed", null=True, on_delete=fields.SET_NULL
    )
    valid_from = fields.DatetimeField()
    valid_to = fields.DatetimeField(null=True)

    entry_id: int
    person_id: int
    confirmed_by_id: int | None

    class Meta:
        table = "binding"
        indexes = [Index(fields=("person_id",)), Index(fields=("entry_id",))]


class Guardian(Model):
    """Parent entry ↔ child entry; never itself, never one person (a trigger looks at the live bindings)."""

    id = fields.BigIntField(primary_key=True)
    parent: fields.ForeignKeyRelation[RosterEntry] = fields.ForeignKeyField("models.RosterEntry", related_name="guards")
    child: fields.ForeignKeyRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="guarded_by"
    )
    valid_from = fields.DatetimeField()
    valid_to = fields.DatetimeField(null=True)

    parent_id: int
    child_id: int

    class Meta:
        table = "guardian"
        indexes = [Index(fields=("child_id",)), Index(fields=("parent_id",))]


class MovementKind(StrEnum):
    """Into the class, or out of it."""

    ARRIVED = "arrived"
    LEFT = "left"


class Movement(Model):
    """A pupil came to a class or left it: since when, by which order, from or to where."""

    id = fields.BigIntField(primary_key=True)
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="movements")
    school_class: fields.ForeignKeyRelation[SchoolClass] = fields.ForeignKeyField(
        "models.SchoolClass", related_name="movements"
    )
    entry: fields.ForeignKeyRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="movements"
    )
    kind = fields.CharEnumField(MovementKind, max_length=8)
    day = fields.DateField()
    order_no = fields.CharField(max_length=40, default="")
    place = fields.CharField(max_length=120, default="")
    recorded_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="movements_recorded", null=True, on_delete=fields.SET_NULL
    )
    recorded_at = fields.DatetimeField()

    org_id: int
    school_class_id: int
    entry_id: int
    recorded_by_id: int | None

    class Meta:
        table = "movement"
        indexes = [Index(fields=("org_id", "day"))]


class Assignment(Model):
    """A teacher teaches a subject in a class, or (subject null, `is_class_teacher`) is its class teacher."""

    id = fields.BigIntField(primary_key=True)
    teacher: fields.ForeignKeyRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="assignments"
    )
    school_class: fields.ForeignKeyRelation[SchoolClass] = fields.ForeignKeyField(
        "models.SchoolClass", related_name="assignments"
    )
    subject: fields.ForeignKeyNullableRelation[Subject] = fields.ForeignKeyField(
        "models.Subject", related_name="assignments", null=True, on_delete=fields.RESTRICT
    )
    is_class_teacher = fields.BooleanField(default=False)
    valid_from = fields.DatetimeField()
    valid_to = fields.DatetimeField(null=True)

    teacher_id: int
    school_class_id: int
    subject_id: int | None

    class Meta:
        table = "assignment"
        indexes = [Index(fields=("school_class_id",)), Index(fields=("teacher_id",))]


class ConsentText(Model):
    """A wording that people agreed to; never edited, only followed by a newer version."""

    version = fields.CharField(max_length=20, primary_key=True)
    locale = fields.CharField(max_length=5)
    text = fields.TextField()
    text_hash = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()

    class Meta:
        table = "consent_text"


class Consent(Model):
    """Who agreed to which wording, and when."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="consents")
    text: fields.ForeignKeyRelation[ConsentText] = fields.ForeignKeyField(
        "models.ConsentText", related_name="consents", on_delete=fields.RESTRICT
    )
    given_at = fields.DatetimeField()

    person_id: int
    text_id: str

    class Meta:
        table = "consent"
        unique_together = (("person", "text"),)
