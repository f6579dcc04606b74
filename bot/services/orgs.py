"""The tree of organisations: who founds, renames and moves its nodes, and how they are found by their titles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tortoise.exceptions import IntegrityError

from bot.kit.errors import Conflict, NotAllowed, NotFound
from bot.kit.ids import OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, audit, settings
from bot.services.org_titles import OrgFact, fitting, in_order, org_key, parse_org_title, pick, school_kind
from bot.services.years import ensure_year, local_day
from models import SCHOOL_KINDS, Binding, Org, OrgKind, Role

ADMIN_OF = {
    OrgKind.REGION: Role.REGION_ADMIN,
    OrgKind.MUNICIPALITY: Role.MUNICIPAL_ADMIN,
    OrgKind.SCHOOL: Role.SCHOOL_ADMIN,
    OrgKind.COLLEGE: Role.SCHOOL_ADMIN,
}


@dataclass(frozen=True)
class OrgExists(Conflict):
    """There is one of this title already under the same roof; `said` is its title."""

    what: str = "org"


@dataclass(frozen=True)
class SchoolElsewhere(Conflict):
    """A school of this title (`said`) stands in another municipality (`place`): a namesake, or did it move?"""

    what: str = "school"
    place: str = ""


@dataclass(frozen=True)
class AlreadyThere(Conflict):
    """The school already belongs to that municipality."""

    what: str = "school"


async def fact(org: Org) -> OrgFact:
    """A row as others may see it."""
    parent = await Org.get(id=org.parent_id) if org.parent_id else None
    return _fact(org, parent.title if parent else "")


async def get_org(org: OrgId) -> OrgFact:
    """The org of an id that is known to exist. No rights are asked: the caller has asked."""
    return await fact(await Org.get(id=org))


async def find_region(title: str) -> OrgFact | None:
    """A region by its title, in any spelling."""
    rows = await Org.filter(kind=OrgKind.REGION, closed_at__isnull=True)
    same = next((row for row in rows if org_key(row.title) == org_key(title)), None)
    return _fact(same, "") if same else None


async def found_region(title: str, timezone: str, *, now: datetime) -> OrgFact:
    """A region with the school year of `now`, and with the settings and targets of the sources; once a title.

    Args:
        title: its full name; a region of this name is returned as it is.
        timezone: IANA name, handed down to what is made below.
        now: aware UTC moment.

    Raises:
        BadOrgTitle: it cannot be a title.
    """
    title = parse_org_title(title)
    if known := await find_region(title):
        return known
    row = await Org.create(kind=OrgKind.REGION, title=title, timezone=str(ZoneInfo(timezone)), created_at=now)
    region = OrgId(row.id)
    await settings.lay_down(region, now=now)
    await ensure_year(region, local_day(timezone, now))
    await audit.record(None, "region.found", org=region, now=now)
    return _fact(row, "")


async def has_admin(org: OrgId) -> bool:
    """Did an administrator of exactly this org ever come in and is still there?"""
    row = await Org.get(id=org)
    return await Binding.filter(
        entry__org_id=org, entry__role=ADMIN_OF[row.kind], entry__valid_to__isnull=True, valid_to__isnull=True
    ).exists()


async def rename_region(actor: PersonId, title: str, *, now: datetime) -> OrgFact:
    """Give the actor's own region another name.

    Raises:
        NotAllowed: the actor administers no region.
        BadOrgTitle: it cannot be a title.
        OrgExists: another region is called so.
    """
    row = await access.access_org(actor, "region.edit")
    title = parse_org_title(title)
    if (other := await find_region(title)) and other.id != row.id:
        raise OrgExists(said=title)
    row.title = title
    await row.save(update_fields=["title"])
    await audit.record(actor, "region.edit", org=OrgId(row.id), now=now)
    return _fact(row, "")


async def create_municipality(actor: PersonId, title: str, *, now: datetime) -> OrgFact:
    """Open a municipality in the actor's region.

    Raises:
        NotAllowed: the actor administers no region.
        BadOrgTitle: it cannot be a title.
        OrgExists: the region has one of this title.
    """
    region = await access.access_org(actor, "municipality.create")
    row = await _create(region, OrgKind.MUNICIPALITY, parse_org_title(title), now=now)
    await audit.record(actor, "municipality.create", org=OrgId(row.id), now=now)
    return _fact(row, region.title)


async def create_school(
    actor: PersonId, title: str, *, municipality: OrgId, now: datetime, namesake: bool = False
) -> OrgFact:
    """Open a school (or a college, if its title says so) in a municipality.

    Args:
        actor: administers the municipality or its region.
        title: as people call it.
        municipality: where.
        now: aware UTC moment.
        namesake: the actor has said that a school of this title elsewhere is another one.

    Raises:
        NotAllowed: not the actor's municipality.
        NotFound: it is no municipality.
        BadOrgTitle: it cannot be a title.
        OrgExists: the municipality has one of this title.
        SchoolElsewhere: another municipality that the actor administers has one of this title.
    """
    roof = await access.access_org(actor, "school.create", municipality)
    if roof.kind is not OrgKind.MUNICIPALITY:
        raise NotFound("municipality")
    title = parse_org_title(title)
    await _ensure_free(roof, title)
    if not namesake and (twin := await find_twin(actor, title)):
        raise SchoolElsewhere(said=title, place=twin.parent_title)
    row = await _create(roof, school_kind(title), title, now=now)
    await audit.record(actor, "school.create", org=OrgId(row.id), now=now, kind=row.kind.value)
    return _fact(row, roof.title)


async def move_school(actor: PersonId, school: OrgId, *, municipality: OrgId, now: datetime) -> OrgFact:
    """Put a school under another municipality; the next report follows, frozen ones do not.

    Raises:
        NotAllowed: the actor does not administer both the school and the municipality.
        NotFound: one of them is of another kind.
        AlreadyThere: it stands there already.
        OrgExists: the municipality has a school of this title.
    """
    row = await access.access_org(actor, "school.create", school)
    roof = await access.access_org(actor, "school.create", municipality)
    if row.kind not in SCHOOL_KINDS or roof.kind is not OrgKind.MUNICIPALITY:
        raise NotFound("school")
    if row.parent_id == roof.id:
        raise AlreadyThere(said=row.title)
    await _ensure_free(roof, row.title)
    before, row.parent_id = row.parent_id, roof.id
    await row.save(update_fields=["parent_id"])
    await audit.record(actor, "school.move", org=school, now=now, was=before, became=roof.id)
    return _fact(row, roof.title)


async def mark_registered(org: OrgId, *, now: datetime) -> None:
    """An org is registered from the moment its administrator is first named; later calls change nothing."""
    await Org.filter(id=org, registered_at__isnull=True).update(registered_at=now)


async def access_below(actor: PersonId, act: str, said: str, *, kinds: Sequence[OrgKind], again: str) -> OrgFact:
    """The org strictly below the actor's own that the words mean.

    Raises:
        NotAllowed: the actor has no such right anywhere, or the words mean an org of the region that is not below her.
        NotFound: nothing below the actor is called so.
        Ambiguous: several fit equally well.
    """
    roots = [s.org for s in await access.standings(actor) if access.RIGHTS[act].get(s.role) is access.Scope.ORG]
    if not roots:
        raise NotAllowed(act)
    below = [org for root in roots for org in await subtree(root, kinds=kinds) if org.id != root]
    found = pick(list(dict.fromkeys(below)), said, again=again)
    if found is None and await _stands_elsewhere(roots[0], said, kinds):
        raise NotAllowed(act, said[:60])
    if found is None:
        raise NotFound("org", said[:60])
    return found


async def _stands_elsewhere(root: OrgId, said: str, kinds: Sequence[OrgKind]) -> bool:
    """Did they ask for a neighbour's? They read the same words as for nothing at all, but it goes to the journal."""
    own = await Org.get(id=root)
    return bool(fitting(await subtree(OrgId(own.region_id or own.id), kinds=kinds), said))


async def subtree(root: OrgId, *, kinds: Sequence[OrgKind]) -> list[OrgFact]:
    """All orgs at and below `root`, by title; two queries, whatever the size."""
    top = await Org.get(id=root)
    rows = [top]
    if top.kind is OrgKind.REGION:
        rows += await Org.filter(region_id=root, closed_at__isnull=True)
    elif top.kind is OrgKind.MUNICIPALITY:
        rows += await Org.filter(parent_id=root, closed_at__isnull=True)
    titles = {row.id: row.title for row in rows}
    facts = [_fact(row, titles.get(row.parent_id or 0, "")) for row in rows if row.kind in kinds]
    return sorted(facts, key=lambda org: in_order(org.title))


def _fact(org: Org, parent_title: str) -> OrgFact:
    parent = OrgId(org.parent_id) if org.parent_id else None
    return OrgFact(OrgId(org.id), org.kind, org.title, parent, parent_title, org.registered_at is not None)


async def municipalities(actor: PersonId) -> list[OrgFact]:
    """Where the actor may open schools, by title.

    Raises:
        NotAllowed: nowhere.
    """
    top = await access.access_org(actor, "school.create")
    return await subtree(OrgId(top.id), kinds=(OrgKind.MUNICIPALITY,))


async def find_twin(actor: PersonId, title: str) -> OrgFact | None:
    """A school of the same title anywhere the actor may open schools: a municipality never learns of another's."""
    for standing in await access.standings(actor):
        if access.RIGHTS["school.create"].get(standing.role) is access.Scope.ORG:
            schools = await subtree(standing.org, kinds=SCHOOL_KINDS)
            if twin := next((s for s in schools if org_key(s.title) == org_key(title)), None):
                return twin
    return None


async def _ensure_free(roof: Org, title: str) -> None:
    """Two spellings of one title are one title."""
    taken = await Org.filter(parent_id=roof.id, closed_at__isnull=True).values_list("title", flat=True)
    if known := next((str(t) for t in taken if org_key(str(t)) == org_key(title)), None):
        raise OrgExists(said=known)


async def _create(roof: Org, kind: OrgKind, title: str, *, now: datetime) -> Org:
    await _ensure_free(roof, title)
    try:
        async with unit_of_work():
            return await Org.create(
                kind=kind,
                parent_id=roof.id,
                region_id=roof.region_id or roof.id,
                title=title,
                timezone=roof.timezone,
                created_at=now,
            )
    except IntegrityError as taken:
        raise OrgExists(said=title) from taken
