"""Who may write to whom: one table, and the people whom somebody's words mean within it (mission D11)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import BadInput, NotAllowed, NotFound
from bot.kit.ids import ClassId, EntryId, OrgId, PersonId
from bot.kit.unit_of_work import same_transaction
from bot.services import access, classes
from bot.services.access import Role, Scope, Standing
from bot.services.addressee_words import Wanted, parse_wanted
from bot.services.names import fits_name, name_key
from bot.services.org_titles import parse_reference
from models import Assignment

ACT = "message.send"
_ORG, _CLASS, _LESSONS = Scope.ORG, Scope.OWN_CLASS, Scope.OWN_LESSONS

# Writer → reader → how far. Pupils and parents write answers and questions only: they are not in it.
WRITES_TO: Mapping[Role, Mapping[Role, Scope]] = {
    Role.REGION_ADMIN: {Role.MUNICIPAL_ADMIN: _ORG, Role.SCHOOL_ADMIN: _ORG},
    Role.MUNICIPAL_ADMIN: {Role.SCHOOL_ADMIN: _ORG},
    Role.SCHOOL_ADMIN: {Role.DIRECTOR: _ORG, Role.TEACHER: _ORG, Role.STUDENT: _ORG, Role.PARENT: _ORG},
    Role.TEACHER: {Role.STUDENT: _LESSONS, Role.PARENT: _LESSONS, Role.TEACHER: _CLASS},
}
NAMED_BY = (Role.SCHOOL_ADMIN, Role.TEACHER)  # above the school only numbers
BOTH = (Role.STUDENT, Role.PARENT)  # of a class of which nothing more was said

# $1 role, $2 orgs (with all below; empty: any), $3 classes (empty: any), $4 the writer.
FIND = """
select e.id, e.role, e.org_id, e.school_class_id, concat_ws(' ', e.last_name, nullif(e.first_name, ''),
    nullif(e.middle_name, '')) as name, b.person_id
from roster_entry e left join binding b on b.entry_id = e.id and b.valid_to is null
where e.valid_to is null and e.role = $1 and (b.id is not null or e.declined_at is null)
    and b.person_id is distinct from $4
    and (cardinality($2::bigint[]) = 0 or exists (select 1 from org o where o.id = e.org_id
        and (o.id = any($2::bigint[]) or o.parent_id = any($2::bigint[]) or o.region_id = any($2::bigint[]))))
    and (cardinality($3::bigint[]) = 0 or case e.role
        when 'teacher' then exists (select 1 from assignment a where a.teacher_id = e.id and a.valid_to is null
            and a.school_class_id = any($3::bigint[]))
        when 'parent' then exists (select 1 from guardian g join roster_entry c on c.id = g.child_id
            where g.parent_id = e.id and g.valid_to is null and c.valid_to is null
            and c.school_class_id = any($3::bigint[]))
        else e.school_class_id = any($3::bigint[]) end)
order by e.last_name, e.first_name, e.id
"""
PARENTS_OF = "select parent_id from guardian where child_id = any($1::bigint[]) and valid_to is null"


@dataclass(frozen=True)
class NoSuchAddressee(NotFound):
    """Nobody whom the writer may write to is called so."""

    what: str = "person"


@dataclass(frozen=True)
class SeveralFit(BadInput):
    """A name fits several people; `expects` lists them with their numbers."""

    expects: str = ""


@dataclass(frozen=True)
class NobodyIn(NotFound):
    """They are on the lists, but none of them has come in: `said` is what was asked for."""

    what: str = "person"


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person, through one entry of hers."""

    person: PersonId
    entry: EntryId
    org: OrgId
    role: Role
    name: str


@dataclass(frozen=True, slots=True)
class Addressees:
    """Everybody meant who is in, each person once.

    Attributes:
        absent: on the lists, not in: it does not reach them.
        place: the classes that were named, «5А, 5Б».
        names: of people who were named one by one.
        may_name: the writer may see who was not reached.
    """

    people: tuple[Addressee, ...]
    absent: int
    place: str
    names: tuple[str, ...]
    standing: Standing
    may_name: bool

    @property
    def counts(self) -> dict[Role, int]:
        """How many of each role."""
        return dict(Counter(one.role for one in self.people))


async def find(actor: PersonId, said: str, *, now: datetime) -> Addressees:
    """The people that the words mean, among those the actor may write to.

    Raises:
        NotAllowed: no role of the actor may write to people.
        NobodyMeant, BadClassTitle: the words cannot be read.
        NotFound: no such class among the actor's own.
        NoSuchAddressee: nobody of that name or role.
        SeveralFit: a name fits several.
        NobodyIn: none of them has come in.
    """
    wanted = parse_wanted(said)
    standings = [s for s in await access.standings(actor) if s.role in access.RIGHTS[ACT]]
    if not standings:
        raise NotAllowed(ACT)
    for standing in standings:
        rows = await _of_standing(actor, standing, wanted, now=now)
        if rows:
            return _gather(rows, standing, wanted, said)
    if wanted.titles and not wanted.names and not await _has_classes(standings, wanted, now=now):
        raise NotFound("class", ", ".join(map(str, wanted.titles)))
    raise NoSuchAddressee(said=said.strip()[:60])


async def _has_classes(standings: Sequence[Standing], wanted: Wanted, *, now: datetime) -> bool:
    return any([await _classes(standing, wanted, now=now) for standing in standings])


async def _classes(standing: Standing, wanted: Wanted, *, now: datetime) -> list[ClassId]:
    found = await classes.find_classes(standing.org, wanted.titles, now=now)
    if standing.role is not Role.TEACHER:
        return list(found.values())
    own = await classes.tied_to(standing.entry, None)
    return [class_id for class_id in found.values() if class_id in own]


async def _of_standing(
    actor: PersonId, standing: Standing, wanted: Wanted, *, now: datetime
) -> list[dict[str, object]]:
    allowed = WRITES_TO[standing.role]
    asked = await _classes(standing, wanted, now=now) if wanted.titles else []
    if wanted.titles and not asked:
        return []
    if wanted.names:
        return await _named(actor, standing, wanted, asked)
    roles = wanted.roles or BOTH
    found: list[dict[str, object]] = []
    for role in roles:
        if role in allowed:
            found += await _rows(actor, standing, role, asked)
    return found


async def _rows(actor: PersonId, standing: Standing, role: Role, asked: Sequence[ClassId]) -> list[dict[str, object]]:
    """Everybody of a role whom this standing reaches, of these classes if there are any."""
    scope = WRITES_TO[standing.role][role]
    if scope is not _ORG:
        tied = Assignment.filter(teacher_id=standing.entry, valid_to__isnull=True)
        rows = await (tied.filter(is_class_teacher=True) if scope is _CLASS else tied)
        own = {row.school_class_id for row in rows}
        asked = [ClassId(c) for c in own if not asked or c in asked]
        if not asked:
            return []
    return await same_transaction().execute_query_dict(FIND, [role.value, [standing.org], list(asked), actor])


async def _named(
    actor: PersonId, standing: Standing, wanted: Wanted, asked: Sequence[ClassId]
) -> list[dict[str, object]]:
    """People by name; «родители» with a child's name are the parents of that child."""
    allowed = WRITES_TO[standing.role]
    roles = [role for role in wanted.roles or allowed if role in allowed]
    pool = [row for role in roles for row in await _rows(actor, standing, role, asked)]
    children = await _rows(actor, standing, Role.STUDENT, asked) if wanted.roles == (Role.PARENT,) else []
    found: list[dict[str, object]] = []
    for name in wanted.names:
        mine = _one(name, pool)
        if not mine and (child := _one(name, children)):
            rows = await same_transaction().execute_query_dict(PARENTS_OF, [[child[0]["id"]]])
            parents = {row["parent_id"] for row in rows}
            mine = [row for row in pool if row["id"] in parents]
        if not mine:
            raise NoSuchAddressee(said=name[:60])
        found += mine
    return found


def _one(name: str, pool: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    number = parse_reference(name)
    if number is not None:
        return [row for row in pool if row["id"] == number]
    found = [row for row in pool if fits_name(name, str(row["name"]))]
    same = [row for row in found if name_key(str(row["name"])) == name_key(name)]
    found = same or found
    people = {row["person_id"] or -int(str(row["id"])) for row in found}
    if len(people) > 1:
        raise SeveralFit("; ".join(f"{row['name']} #{row['id']}" for row in found[:6]), name[:60])
    return found


def _gather(rows: Sequence[dict[str, object]], standing: Standing, wanted: Wanted, said: str) -> Addressees:
    people: dict[int, Addressee] = {}
    absent = 0
    for row in rows:
        if row["person_id"] is None:
            absent += 1
            continue
        person = int(str(row["person_id"]))
        entry, org = EntryId(int(str(row["id"]))), OrgId(int(str(row["org_id"])))
        people.setdefault(person, Addressee(PersonId(person), entry, org, Role(str(row["role"])), str(row["name"])))
    if not people:
        raise NobodyIn(said=said.strip()[:60])
    names = tuple(one.name for one in people.values()) if wanted.names else ()
    place = ", ".join(map(str, wanted.titles))
    return Addressees(tuple(people.values()), absent, place, names, standing, standing.role in NAMED_BY)


async def suggestions(actor: PersonId, *, now: datetime) -> list[str]:
    """Words that the actor could write for whom a message is: her classes, or the roles below her.

    Raises:
        NotAllowed: no role of the actor may write to people.
    """
    standing = await access.access_standing(actor, ACT)
    if standing.role is Role.REGION_ADMIN:
        return ["муниципалитеты", "школы"]
    if standing.role is Role.MUNICIPAL_ADMIN:
        return ["школы"]
    if standing.role is Role.SCHOOL_ADMIN:
        return ["учителя", "родители", "ученики"]
    listed = await classes.list_classes_of(standing.org, now=now)
    own = await classes.tied_to(standing.entry, None)
    titles = [c.title for c in listed if c.id in own]
    return [f"{title} {word}" for title in titles for word in ("родители", "ученики")]
