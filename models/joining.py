"""Invites, who used them, and requests that wait for a yes."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.orgs import Org
from models.people import Person, Role, RosterEntry
from models.study import SchoolClass


class Invite(Model):
    """A bot link and its code. `entry` set: personal, admits at once; else the joiner waits for a yes."""

    id = fields.BigIntField(primary_key=True)
    code = fields.CharField(max_length=16, unique=True)
    role = fields.CharEnumField(Role, max_length=20)
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="invites")
    school_class: fields.ForeignKeyNullableRelation[SchoolClass] = fields.ForeignKeyField(
        "models.SchoolClass", related_name="invites", null=True
    )
    entry: fields.ForeignKeyNullableRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="invites", null=True
    )
    issued_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="invites_issued", null=True, on_delete=fields.SET_NULL
    )
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    max_uses = fields.IntField()
    uses = fields.IntField(default=0)
    revoked_at = fields.DatetimeField(null=True)

    org_id: int
    school_class_id: int | None
    entry_id: int | None
    issued_by_id: int | None

    class Meta:
        table = "invite"
        indexes = [Index(fields=("org_id", "role")), Index(fields=("school_class_id",))]


class InviteUse(Model):
    """One person opened one invite; `used_at` is set when it admitted or made a request."""

    id = fields.BigIntField(primary_key=True)
    invite: fields.ForeignKeyRelation[Invite] = fields.ForeignKeyField("models.Invite", related_name="people")
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="invite_uses")
    opened_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    invite_id: int
    person_id: int

    class Meta:
        table = "invite_use"
        unique_together = (("invite", "person"),)


class RequestState(StrEnum):
    """`waiting` until somebody with the right decides, or the joiner withdraws."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class JoinRequest(Model):
    """«Впустите меня»: who, by which link, as whom; and who decided, when.

    `entry` is the roster entry the joiner picked (teacher from the list, pupil if already on the roster);
    otherwise the names say who it is and the approval makes the entry. For a parent `child` is the pupil.
    """

    id = fields.BigIntField(primary_key=True)
    invite: fields.ForeignKeyRelation[Invite] = fields.ForeignKeyField("models.Invite", related_name="requests")
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="requests")
    org: fields.ForeignKeyRelation[Org] = fields.ForeignKeyField("models.Org", related_name="requests")
    role = fields.CharEnumField(Role, max_length=20)
    school_class: fields.ForeignKeyNullableRelation[SchoolClass] = fields.ForeignKeyField(
        "models.SchoolClass", related_name="requests", null=True
    )
    entry: fields.ForeignKeyNullableRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="requests", null=True
    )
    child: fields.ForeignKeyNullableRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="parent_requests", null=True
    )
    last_name = fields.CharField(max_length=60, default="")
    first_name = fields.CharField(max_length=60, default="")
    middle_name = fields.CharField(max_length=60, default="")
    child_last_name = fields.CharField(max_length=60, default="")
    child_first_name = fields.CharField(max_length=60, default="")
    state = fields.CharEnumField(RequestState, max_length=10, default=RequestState.WAITING)
    created_at = fields.DatetimeField()
    decided_at = fields.DatetimeField(null=True)
    decided_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="requests_decided", null=True, on_delete=fields.SET_NULL
    )

    invite_id: int
    person_id: int
    org_id: int
    school_class_id: int | None
    entry_id: int | None
    child_id: int | None
    decided_by_id: int | None

    class Meta:
        table = "join_request"
        indexes = [Index(fields=("org_id", "state")), Index(fields=("school_class_id", "state"))]
