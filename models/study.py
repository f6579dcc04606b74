"""School years, classes as cohorts, subjects."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.orgs import Org


class SchoolYear(Model):
    """A school year of a region; `starts_on` is also where «создал чат» begins to be counted."""

    id = fields.BigIntField(primary_key=True)
    region: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="years")
    title = fields.CharField(max_length=20)
    starts_on = fields.DateField()
    ends_on = fields.DateField()

    region_id: int

    class Meta:
        table = "school_year"
        unique_together = (("region", "starts_on"),)


class SchoolClass(Model):
    """A cohort: the same people, moving up a grade a year. Conversations and counters hang here."""

    id = fields.BigIntField(primary_key=True)
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="classes")
    created_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)

    org_id: int

    class Meta:
        table = "school_class"
        indexes = [Index(fields=("org_id",))]


class ClassTitle(Model):
    """What a cohort is called in one school year: «5А»."""

    id = fields.BigIntField(primary_key=True)
    school_class: fields.ForeignKeyRelation[SchoolClass] = fields.ForeignKeyField(
        "models.SchoolClass", related_name="titles"
    )
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="class_titles")
    year: fields.ForeignKeyRelation[SchoolYear] = fields.ForeignKeyField(
        "models.SchoolYear", related_name="class_titles"
    )
    grade = fields.SmallIntField()
    letter = fields.CharField(max_length=3)
    title = fields.CharField(max_length=6)

    school_class_id: int
    org_id: int
    year_id: int

    class Meta:
        table = "class_title"
        unique_together = (("org", "year", "title"), ("school_class", "year"))


class Subject(Model):
    """A school subject, one row a title for the whole installation."""

    id = fields.BigIntField(primary_key=True)
    title = fields.CharField(max_length=60)
    key = fields.CharField(max_length=60, unique=True)

    class Meta:
        table = "subject"
