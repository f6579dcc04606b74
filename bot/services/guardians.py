"""Parents and their children: the tie between two roster entries, never of one person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError

from bot.kit.errors import Conflict
from bot.kit.ids import PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access
from bot.services.access import Role
from bot.services.chat_plans import class_titles
from models import Binding, Guardian, Org, RosterEntry

OWN_PARENT = "guardian_never_one_person"  # the trigger's name in the database


@dataclass(frozen=True)
class OwnParent(Conflict):
    """One profile would be a child and its own parent."""

    what: str = "guardian"


@dataclass(frozen=True, slots=True)
class ChildFact:
    """A child of the reader. `is_in`: with a profile of its own; else it is reached through the reader."""

    name: str
    class_title: str
    org_title: str
    is_in: bool


async def ensure_not_self(person: PersonId, child: RosterEntry | None) -> None:
    """The child's own profile does not become its parent.

    Raises:
        OwnParent: it is the same person.
    """
    if child and await Binding.exists(entry_id=child.id, person_id=person, valid_to__isnull=True):
        raise OwnParent()


async def tie(parent: RosterEntry, child: RosterEntry, *, now: datetime) -> None:
    """Make the one the representative of the other; a tie that is there already stays.

    Raises:
        OwnParent: one person would be both.
    """
    if await Guardian.exists(parent_id=parent.id, child_id=child.id, valid_to__isnull=True):
        return
    try:
        async with unit_of_work():
            await Guardian.create(parent_id=parent.id, child_id=child.id, valid_from=now)
    except IntegrityError as clash:
        raise OwnParent() from clash


async def is_parent_of(person: PersonId, child: RosterEntry) -> bool:
    """Is the person the child's live representative already?"""
    return await Guardian.exists(
        child_id=child.id,
        valid_to__isnull=True,
        parent__bindings__person_id=person,
        parent__bindings__valid_to__isnull=True,
    )


async def counts(children: Sequence[int]) -> Counter[int]:
    """How many representatives with a profile each of these children has."""
    rows = await Guardian.filter(
        child_id__in=list(children),
        valid_to__isnull=True,
        parent__bindings__valid_to__isnull=True,
        parent__bindings__id__isnull=False,
    ).values_list("child_id", flat=True)
    return Counter(int(str(row)) for row in rows)


async def children_of(actor: PersonId, *, now: datetime) -> list[ChildFact]:
    """The actor's own children everywhere, by name.

    Raises:
        NotAllowed: the actor is nobody's representative.
    """
    await access.access_standing(actor, "children.list")
    parents = [s.entry for s in await access.standings(actor) if s.role is Role.PARENT]
    ties = await Guardian.filter(
        parent_id__in=parents, valid_to__isnull=True, child__valid_to__isnull=True
    ).select_related("child")
    children = {t.child.id: t.child for t in ties}
    titles = await class_titles({c.school_class_id for c in children.values() if c.school_class_id}, now=now)
    orgs = {o.id: o.title for o in await Org.filter(id__in={c.org_id for c in children.values()})}
    inside = await Binding.filter(entry_id__in=list(children), valid_to__isnull=True).values_list("entry_id", flat=True)
    return sorted(
        (
            ChildFact(c.full_name, titles.get(c.school_class_id or 0, ""), orgs[c.org_id], c.id in inside)
            for c in children.values()
        ),
        key=lambda child: child.name,
    )
