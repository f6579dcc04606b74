"""A request as others see it, its refusals, and the one way in which it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import BadInput, Conflict
from bot.kit.ids import ClassId, OrgId, PersonId, RequestId
from bot.services import audit, consent, guardians, profiles
from bot.services.access import Role
from bot.services.chat_plans import class_titles
from bot.services.names import FullName
from models import Binding, JoinRequest, Org, RequestState, RosterEntry


@dataclass(frozen=True)
class AlreadyWaiting(Conflict):
    """The same person has asked the same already; `said` is where."""

    what: str = "request"


@dataclass(frozen=True)
class TooManyRequests(Conflict):
    """More than `MAX_REQUESTS` a day at one school."""

    what: str = "request"


@dataclass(frozen=True)
class Namesakes(BadInput):
    """Several of the class are called so: the patronymic tells them apart."""

    expects: str = "patronymic"


@dataclass(frozen=True, slots=True)
class RequestFact:
    """A request as whoever decides sees it.

    Attributes:
        name: who the joiner says to be; `profile` is what the VK profile says, "" if unknown.
        child: the pupil's name, for parents.
        on_list: the name stands on the roster (for parents: the child's does).
        is_taken: somebody else is behind that entry already.
        parents: how many representatives with a profile the child has.
        under_14: the pupil said that the parents have to agree.
    """

    id: RequestId
    person: PersonId
    role: Role
    org: OrgId
    place: str
    school_class: ClassId | None
    name: str
    profile: str
    child: str = ""
    on_list: bool = False
    is_taken: bool = False
    parents: int = 0
    under_14: bool = False


@dataclass(frozen=True)
class AlreadyDecided(Conflict):
    """Somebody has decided this request, or the joiner took it back. Nobody is named."""

    what: str = "request"


async def close(row: JoinRequest, state: RequestState, actor: PersonId, *, now: datetime) -> None:
    """Write who decided, what and when.

    Raises:
        AlreadyDecided: it does not wait any more.
    """
    if row.state is not RequestState.WAITING:
        raise AlreadyDecided()
    row.state, row.decided_at, row.decided_by_id = state, now, actor
    await row.save(update_fields=["state", "decided_at", "decided_by_id"])
    await audit.record(actor, f"request.{state.value}", org=OrgId(row.org_id), now=now, request=row.id)


def name_of(row: RosterEntry) -> FullName:
    """An entry's name in its parts."""
    return FullName(row.last_name, row.first_name, row.middle_name)


async def facts(rows: Sequence[JoinRequest], *, now: datetime) -> list[RequestFact]:
    """Rows as whoever decides sees them; a fixed number of statements, however many rows."""
    people = [PersonId(r.person_id) for r in rows]
    titles = await class_titles({r.school_class_id for r in rows if r.school_class_id}, now=now)
    orgs = {o.id: o.title for o in await Org.filter(id__in={r.org_id for r in rows})}
    names = await profiles.names_of(people)
    young = await consent.under_14(people)
    parents = await guardians.counts([r.child_id for r in rows if r.child_id])
    behind = await _behind([r.entry_id for r in rows if r.entry_id])
    return [
        RequestFact(
            id=RequestId(row.id),
            person=PersonId(row.person_id),
            role=row.role,
            org=OrgId(row.org_id),
            place=titles.get(row.school_class_id or 0) or orgs[row.org_id],
            school_class=ClassId(row.school_class_id) if row.school_class_id else None,
            name=str(FullName(row.last_name, row.first_name, row.middle_name)),
            profile=names.get(PersonId(row.person_id), ""),
            child=f"{row.child_last_name} {row.child_first_name}".strip(),
            on_list=bool(row.child_id if row.role is Role.PARENT else row.entry_id),
            is_taken=behind.get(row.entry_id or 0, row.person_id) != row.person_id,
            parents=parents.get(row.child_id or 0, 0),
            under_14=row.role is Role.STUDENT and row.person_id in young,
        )
        for row in rows
    ]


async def _behind(entries: Sequence[int]) -> dict[int, int]:
    return {b.entry_id: b.person_id for b in await Binding.filter(entry_id__in=entries, valid_to__isnull=True)}
