"""The tree of organisations and the dated facts that hang on it."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class OrgKind(StrEnum):
    """Levels of the tree; `school` and `college` are leaves."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    SCHOOL = "school"
    COLLEGE = "college"


SCHOOL_KINDS = (OrgKind.SCHOOL, OrgKind.COLLEGE)


class Org(Model):
    """One node of the tree; `region` and `timezone` are copied down: every query starts in one subtree."""

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharEnumField(OrgKind, max_length=16)
    parent: fields.ForeignKeyNullableRelation["Org"] = fields.ForeignKeyField(
        "models.Org", related_name="children", null=True, on_delete=fields.RESTRICT
    )
    region: fields.ForeignKeyNullableRelation["Org"] = fields.ForeignKeyField(
        "models.Org", related_name="subtree", null=True, on_delete=fields.RESTRICT
    )
    title = fields.CharField(max_length=200)
    timezone = fields.CharField(max_length=40, default="Europe/Moscow")
    created_at = fields.DatetimeField()
    registered_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)

    parent_id: int | None
    region_id: int | None

    class Meta:
        table = "org"
        indexes = [Index(fields=("parent_id",)), Index(fields=("region_id", "kind"))]


class Setting(Model):
    """A dated setting of an org, inherited downwards; the newest `valid_from` not after the day wins."""

    id = fields.BigIntField(primary_key=True)
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="settings")
    key = fields.CharField(max_length=60)
    value = fields.JSONField[object]()
    valid_from = fields.DateField()
    basis = fields.CharField(max_length=200, default="")
    created_at = fields.DatetimeField()

    org_id: int

    class Meta:
        table = "setting"
        unique_together = (("org", "key", "valid_from"),)


class Target(Model):
    """A dated target of a metric with the document it rests on; `share` is a fraction from 0 to 1.

    In force from `valid_from` until a newer row of the same metric, or until `ended_on`, that day not included.
    """

    id = fields.BigIntField(primary_key=True)
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="targets")
    metric = fields.CharField(max_length=40)
    share = fields.DecimalField(max_digits=7, decimal_places=6)
    deadline = fields.DateField(null=True)
    basis = fields.CharField(max_length=200, default="")
    valid_from = fields.DateField()
    ended_on = fields.DateField(null=True)

    org_id: int

    class Meta:
        table = "target"
        unique_together = (("org", "metric", "valid_from"),)


class TotalKind(StrEnum):
    """What an official head-count counts."""

    SCHOOLS = "schools"
    TEACHERS = "teachers"
    STUDENTS = "students"
    MUNICIPALITIES = "municipalities"


class OfficialTotal(Model):
    """An official head-count, valid from a date until a newer one; never counted from our own rows."""

    id = fields.BigIntField(primary_key=True)
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="totals")
    kind = fields.CharEnumField(TotalKind, max_length=16)
    value = fields.IntField()
    valid_from = fields.DateField()
    source = fields.CharField(max_length=200, default="")
    created_at = fields.DatetimeField()

    org_id: int

    class Meta:
        table = "official_total"
        unique_together = (("org", "kind", "valid_from"),)


class CommunityState(StrEnum):
    """`dead`: VK refused the token (5, 27, 28)."""

    LIVE = "live"
    DEAD = "dead"


class Community(Model):
    """One VK group; every key that comes from VK is kept together with it. `trouble_code`: why it is silent, 0: is not.

    `callback_secret` is ciphertext like the tokens; `callback_code` is what VK wants to hear at the handshake.
    """

    id = fields.BigIntField(primary_key=True)
    org: fields.ForeignKeyNullableRelation[Org] = fields.ForeignKeyField(
        "models.Org", related_name="communities", null=True, on_delete=fields.RESTRICT
    )
    group_id = fields.BigIntField(unique=True)
    name = fields.CharField(max_length=200, default="")
    screen_name = fields.CharField(max_length=100, default="")
    token = fields.BinaryField()
    user_token = fields.BinaryField(null=True)
    state = fields.CharEnumField(CommunityState, max_length=8, default=CommunityState.LIVE)
    longpoll_ts = fields.CharField(max_length=40, default="")
    callback_secret = fields.BinaryField(null=True)
    callback_code = fields.CharField(max_length=64, default="")
    callback_server_id = fields.IntField(null=True)
    trouble_code = fields.IntField(default=0)
    trouble_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    org_id: int | None

    class Meta:
        table = "community"


class Emblem(Model):
    """The picture of chats that the bot makes for an org. `content` None: drawn from the class and the subject."""

    org: fields.OneToOneRelation[Org] = fields.OneToOneField("models.Org", related_name="emblem", primary_key=True)
    content = fields.BinaryField(null=True)
    given_at = fields.DatetimeField()

    org_id: int

    class Meta:
        table = "emblem"
