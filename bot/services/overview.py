"""The tree as those see it who answer for it: what stands below, who has come in, what is still to do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import NotAllowed
from bot.kit.ids import OrgId, PersonId
from bot.services import access, classes, orgs
from bot.services.classes import ClassFact
from bot.services.org_titles import OrgFact
from models import SCHOOL_KINDS, Binding, OrgKind, Role, RosterEntry, SchoolClass

PAGE = 6  # orgs on a screen: two columns of buttons and the ways on fit VK's ten


@dataclass(frozen=True, slots=True)
class OrgLine:
    """One org in a list. `below`: schools of a municipality, classes of a school."""

    org: OrgFact
    admin_in: bool
    below: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A region's municipalities or a municipality's schools, a page of them. `own`: the reader's own level."""

    org: OrgFact
    lines: tuple[OrgLine, ...]
    total: int
    schools: int
    offset: int
    next_offset: int | None
    own: bool


@dataclass(frozen=True, slots=True)
class SchoolCard:
    """A school as its own administrator and those above see it; `headless` are classes without a class teacher."""

    org: OrgFact
    admin_in: bool
    classes: int
    headless: tuple[str, ...]
    teachers: int
    teachers_in: int
    students: int
    own: bool
    may_move: bool


@dataclass(frozen=True, slots=True)
class OwnSchool:
    """A school as its teachers, pupils and parents see it: with their own classes only."""

    org: OrgFact
    classes: tuple[ClassFact, ...]


async def overview(actor: PersonId, *, org: OrgId | None = None, offset: int = 0) -> Overview:
    """What stands directly below the actor's own org, or below one in her subtree.

    Raises:
        NotAllowed: not in the actor's subtree, or a school.
    """
    row = await access.access_org(actor, "structure.read", org)
    if row.kind in SCHOOL_KINDS:
        raise NotAllowed("structure.read")
    kinds = [OrgKind.MUNICIPALITY] if row.kind is OrgKind.REGION else SCHOOL_KINDS
    top = OrgId(row.id)
    below = await orgs.subtree(top, kinds=kinds)
    schools = await orgs.subtree(top, kinds=SCHOOL_KINDS)
    shown = below[max(offset, 0) : max(offset, 0) + PAGE]
    counts = Counter(school.parent for school in schools) if row.kind is OrgKind.REGION else await _classes_of(shown)
    came = await _with_admin([line.id for line in shown])
    own = any(standing.org == top for standing in await access.standings(actor))
    return Overview(
        await orgs.fact(row),
        tuple(OrgLine(org, org.id in came, counts[org.id]) for org in shown),
        len(below),
        len(schools),
        offset,
        offset + PAGE if offset + PAGE < len(below) else None,
        own,
    )


async def school_card(actor: PersonId, *, school: OrgId | None = None, now: datetime) -> SchoolCard:
    """A school in the actor's subtree; without `school` her own.

    Raises:
        NotAllowed: not in the actor's subtree, or not a school.
    """
    row = await access.access_org(actor, "structure.read", school)
    if row.kind not in SCHOOL_KINDS:
        raise NotAllowed("structure.read")
    org = OrgId(row.id)
    listed = await classes.list_classes_of(org, now=now)
    entries = RosterEntry.filter(org_id=org, role=Role.TEACHER, valid_to__isnull=True)
    mine = await access.standings(actor)
    return SchoolCard(
        await orgs.fact(row),
        org in await _with_admin([org]),
        len(listed),
        tuple(c.title for c in listed if not c.class_teacher),
        await entries.count(),
        await entries.filter(bindings__valid_to__isnull=True, bindings__id__isnull=False).count(),
        await RosterEntry.filter(org_id=org, role=Role.STUDENT, valid_to__isnull=True).count(),
        own=any(s.org == org and s.role is Role.SCHOOL_ADMIN for s in mine),
        may_move=any(s.role is Role.REGION_ADMIN for s in mine),
    )


async def own_schools(actor: PersonId, *, now: datetime) -> list[OwnSchool]:
    """The schools where the actor teaches, learns or has a child; each once, with the classes she belongs to."""
    found: dict[OrgId, dict[int, ClassFact]] = {}
    for standing in await access.standings(actor):
        row = await orgs.get_org(standing.org)
        if row.kind not in SCHOOL_KINDS:
            continue
        mine = found.setdefault(standing.org, {})
        tied = await classes.tied_to(standing.entry, standing.school_class)
        mine.update({c.id: c for c in await classes.list_classes_of(standing.org, now=now) if c.id in tied})
    return [OwnSchool(await orgs.get_org(org), tuple(mine.values())) for org, mine in found.items()]


async def without_admin(actor: PersonId, *, act: str = "admin.invite") -> list[OrgLine]:
    """All orgs strictly below the actor's, those without an administrator first; for choosing whom to invite.

    Raises:
        NotAllowed: the actor may not do `act`.
    """
    top = await access.access_org(actor, act)
    kinds = (OrgKind.MUNICIPALITY, *SCHOOL_KINDS) if top.kind is OrgKind.REGION else SCHOOL_KINDS
    below = [org for org in await orgs.subtree(OrgId(top.id), kinds=kinds) if org.id != top.id]
    came = await _with_admin([org.id for org in below])
    lines = [OrgLine(org, org.id in came, 0) for org in below]
    return sorted(lines, key=lambda line: (line.admin_in, line.org.kind is not OrgKind.MUNICIPALITY))


async def _with_admin(ids: Sequence[int]) -> set[int]:
    """Which of these orgs have an administrator who came in."""
    rows = await Binding.filter(
        entry__org_id__in=list(ids),
        entry__role__in=[Role.REGION_ADMIN, Role.MUNICIPAL_ADMIN, Role.SCHOOL_ADMIN],
        entry__valid_to__isnull=True,
        valid_to__isnull=True,
    ).values_list("entry__org_id", flat=True)
    return {int(str(row)) for row in rows}


async def _classes_of(shown: Sequence[OrgFact]) -> Counter[OrgId | None]:
    rows = await SchoolClass.filter(org_id__in=[org.id for org in shown], closed_at__isnull=True)
    return Counter(OrgId(row.org_id) for row in rows)
