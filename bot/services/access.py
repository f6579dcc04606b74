"""Who may do what, and on what: one table, and functions that fetch and authorise in one call.

Rights are computed from live bindings; there is no second table of members. A right holds inside the subtree of the
org where the actor has the role (`Scope.ORG`), or for the classes the actor is tied to (`Scope.OWN_CLASS`: class
teacher; `Scope.OWN_LESSONS`: class teacher or teaches there, and clubs of her own; `Scope.OWN_ROOMS`: conversations
of exactly her org that are of no class; `Scope.SELF`: about oneself only).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.kit.errors import NotAllowed
from bot.kit.ids import ClassId, EntryId, OrgId, PersonId
from bot.kit.unit_of_work import same_transaction
from models import Assignment, Binding, Org, SchoolClass
from models import OrgKind as OrgKind
from models import Role as Role


class Scope(StrEnum):
    """How far a right reaches."""

    ORG = "org"
    OWN_CLASS = "own_class"
    OWN_LESSONS = "own_lessons"
    OWN_ROOMS = "own_rooms"
    SELF = "self"


_R, _M, _A, _D, _T, _S, _P = (
    Role.REGION_ADMIN,
    Role.MUNICIPAL_ADMIN,
    Role.SCHOOL_ADMIN,
    Role.DIRECTOR,
    Role.TEACHER,
    Role.STUDENT,
    Role.PARENT,
)
_ORG, _CLASS, _LESSONS, _SELF = Scope.ORG, Scope.OWN_CLASS, Scope.OWN_LESSONS, Scope.SELF
_ROOMS = Scope.OWN_ROOMS

RIGHTS: dict[str, dict[Role, Scope]] = {
    "region.edit": {_R: _ORG},
    "structure.read": {_R: _ORG, _M: _ORG, _A: _ORG, _D: _ORG},
    "municipality.create": {_R: _ORG},
    "school.create": {_R: _ORG, _M: _ORG},
    "admin.invite": {_R: _ORG, _M: _ORG},
    "totals.write": {_R: _ORG},
    "calendar.read": {_R: _ORG, _M: _ORG, _A: _ORG, _D: _ORG},
    "calendar.write": {_R: _ORG},
    "calendar.own": {_R: _ORG, _M: _ORG, _A: _ORG},
    "targets.write": {_R: _ORG, _A: _ORG},
    "report.read": {_R: _ORG, _M: _ORG, _A: _ORG, _D: _ORG},
    "report.open": {_R: _ORG, _M: _ORG, _A: _ORG, _D: _ORG, _T: _CLASS},
    "report.columns": {_R: _ORG},
    "activation.read": {_R: _ORG, _M: _ORG, _A: _ORG, _D: _ORG, _T: _CLASS},
    "class.create": {_A: _ORG},
    "class.change": {_A: _ORG},
    "class.list": {_A: _ORG, _D: _ORG, _T: _LESSONS},
    "teacher.add": {_A: _ORG},
    "teacher.list": {_A: _ORG, _D: _ORG},
    "teacher.dismiss": {_A: _ORG},
    "class_teacher.name": {_A: _ORG},
    "subject.assign": {_A: _ORG},
    "invite.teachers": {_A: _ORG},
    "invite.class": {_T: _CLASS},
    "invite.issue": {_A: _ORG, _T: _CLASS},
    "requests.read": {_A: _ORG, _T: _CLASS},
    "requests.teachers": {_A: _ORG},
    "requests.class": {_T: _CLASS},
    "roster.read": {_A: _ORG, _T: _CLASS},
    "roster.import": {_A: _ORG},
    "movement.write": {_A: _ORG, _T: _CLASS},
    "movement.read": {_A: _ORG, _D: _ORG},
    "conversation.create": {_T: _LESSONS},
    "conversation.bind": {_T: _LESSONS, _R: _ROOMS, _M: _ROOMS, _A: _ROOMS},
    "conversation.archive": {_T: _LESSONS, _R: _ROOMS, _M: _ROOMS, _A: _ORG},
    "conversation.rename": {_T: _LESSONS, _R: _ROOMS, _M: _ROOMS, _A: _ORG},
    "conversation.emblem": {_A: _ORG},
    "conversation.hand_over": {_A: _ORG},
    "conversation.club": {_T: _SELF},
    "conversation.school": {_A: _ROOMS},
    "conversation.office": {_R: _ROOMS, _M: _ROOMS, _A: _ROOMS},
    "contour.decide": {_R: _ROOMS, _M: _ROOMS, _A: _ORG, _T: _LESSONS},
    "contour.read": {_R: _ROOMS, _M: _ROOMS, _A: _ORG, _T: _LESSONS},
    "contour.setting": {_A: _ORG},
    "material.keep": {_T: _LESSONS},
    "material.read": {_T: _SELF, _P: _SELF, _S: _SELF},
    "call.start": {_R: _ROOMS, _M: _ROOMS, _A: _ROOMS, _T: _LESSONS},
    "message.send": {_R: _ORG, _M: _ORG, _A: _ORG, _T: _LESSONS},
    "answers.write": {_R: _ORG, _M: _ORG, _A: _ORG},
    "help.write": {_R: _ORG, _M: _ORG, _A: _ORG},
    "question.ask": {_A: _ORG, _D: _ORG, _T: _SELF, _P: _SELF, _S: _SELF},
    "moderation.act": {_R: _ROOMS, _M: _ROOMS, _T: _LESSONS, _A: _ORG},
    "moderation.rules": {_R: _ROOMS, _M: _ROOMS, _T: _LESSONS, _A: _ORG},
    "teacher.check": dict.fromkeys((_R, _M, _A, _D, _T, _S, _P), _SELF),
    "activity.read": {_A: _ORG, _D: _ORG, _T: _SELF},
    "activity.own": {_T: _SELF},
    "activity.school": {_A: _ORG, _D: _ORG},
    "audit.read": {_A: _ORG, _M: _ORG, _R: _ORG},
    "check.read": {_A: _ORG},
    "connect.community": {_A: _ORG},
    "children.list": {_P: _SELF},
    "child.add": {_P: _SELF},
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A live role of a person: which entry, where, in which class (pupils)."""

    entry: EntryId
    role: Role
    org: OrgId
    school_class: ClassId | None


_ORDER = {role: place for place, role in enumerate(Role)}
# By hand: every turn asks this, some twice, and the ORM takes longer to write the statement than Postgres to run it.
STANDINGS = """
select e.id, e.role, e.org_id, e.school_class_id, p.role_in_use
from binding b join roster_entry e on e.id = b.entry_id and e.valid_to is null join person p on p.id = b.person_id
where b.person_id = $1 and b.valid_to is null
"""


async def standings(person: PersonId) -> list[Standing]:
    """All live roles of a person, from the top of the tree downwards; the role in use comes first."""
    rows = await same_transaction().execute_query_dict(STANDINGS, [person])
    found = [
        Standing(EntryId(row["id"]), Role(row["role"]), OrgId(row["org_id"]), row["school_class_id"]) for row in rows
    ]
    chosen = rows[0]["role_in_use"] if rows else ""
    return sorted(found, key=lambda s: (s.role != chosen, _ORDER[s.role], s.entry))


def may(roles: Iterable[Role], act: str) -> bool:
    """Does any of these roles have the right at all (somewhere)?"""
    return any(role in RIGHTS[act] for role in roles)


async def subtree_has(root: OrgId, org: OrgId) -> bool:
    """Is `org` the root itself or below it? At most three steps up."""
    node: int | None = org
    while node is not None:
        if node == root:
            return True
        node = await _parent_of(node)
    return False


async def _parent_of(org: int) -> int | None:
    row = await Org.get_or_none(id=org)
    return row.parent_id if row else None


async def access_standing(actor: PersonId, act: str) -> Standing:
    """The actor's role by which the act is allowed.

    Raises:
        NotAllowed: no live role of the actor has this right.
    """
    for standing in await standings(actor):
        if standing.role in RIGHTS[act]:
            return standing
    raise NotAllowed(act)


async def access_org(actor: PersonId, act: str, org: OrgId | None = None) -> Org:
    """Fetch an org in which the actor has the right; without `org`, the one of the actor's own role.

    Raises:
        NotAllowed: no role of the actor has this right there, or the org does not exist.
    """
    for standing in await standings(actor):
        if RIGHTS[act].get(standing.role) is not Scope.ORG:
            continue
        if org is None or await subtree_has(standing.org, org):
            return await Org.get(id=org or standing.org)
    raise NotAllowed(act)


async def access_class(actor: PersonId, act: str, school_class: ClassId) -> SchoolClass:
    """Fetch a class for which the actor has the right.

    Raises:
        NotAllowed: no role of the actor has this right for this class, or there is no such class.
    """
    row = await SchoolClass.get_or_none(id=school_class, closed_at__isnull=True)
    if row is None:
        raise NotAllowed(act)
    for standing in await standings(actor):
        scope = RIGHTS[act].get(standing.role)
        if scope is Scope.ORG and await subtree_has(standing.org, OrgId(row.org_id)):
            return row
        if scope in (Scope.OWN_CLASS, Scope.OWN_LESSONS) and await _is_tied(standing, row, scope):
            return row
    raise NotAllowed(act)


async def _is_tied(standing: Standing, school_class: SchoolClass, scope: Scope) -> bool:
    if standing.org != school_class.org_id:
        return False
    tied = Assignment.filter(teacher_id=standing.entry, school_class_id=school_class.id, valid_to__isnull=True)
    if scope is Scope.OWN_CLASS:
        tied = tied.filter(is_class_teacher=True)
    return await tied.exists()


async def holders(org: OrgId, role: Role) -> list[PersonId]:
    """People who hold a live role in exactly this org."""
    rows = await Binding.filter(
        valid_to__isnull=True, entry__org_id=org, entry__role=role, entry__valid_to__isnull=True
    ).values_list("person_id", flat=True)
    return [PersonId(int(str(r))) for r in dict.fromkeys(rows)]


async def administrators(org: OrgId) -> list[PersonId]:
    """Who administers exactly this org, whatever its level."""
    found = [await holders(org, role) for role in (Role.SCHOOL_ADMIN, Role.MUNICIPAL_ADMIN, Role.REGION_ADMIN)]
    return list(dict.fromkeys(person for people in found for person in people))


async def class_teachers(school_class: ClassId) -> list[PersonId]:
    """The class teacher's person, as a list of none or one."""
    rows = await Binding.filter(
        valid_to__isnull=True,
        entry__assignments__school_class_id=school_class,
        entry__assignments__is_class_teacher=True,
        entry__assignments__valid_to__isnull=True,
    ).values_list("person_id", flat=True)
    return [PersonId(int(str(r))) for r in dict.fromkeys(rows)]
