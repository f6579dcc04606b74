"""The journal as an administrator reads it: the last acts in her own subtree, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tortoise.expressions import Q, Subquery

from bot.kit.ids import OrgId, PersonId
from bot.services import access, orgs
from models import SCHOOL_KINDS, AuditRow, Binding, OrgKind

PAGE = 10


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One act. `at` is the reader's org's own wall clock; `who` is "" for the platform itself and for strangers."""

    at: datetime
    who: str
    act: str
    outcome: str
    where: str
    count: int | None


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Ten acts; `older` is where the next page begins, None at the end."""

    org_title: str
    rows: tuple[JournalRow, ...]
    older: int | None


async def page(actor: PersonId, *, before: int | None = None) -> JournalPage:
    """The newest acts in the actor's subtree and what was refused to its people, or those before a row.

    Raises:
        NotAllowed: the actor administers nothing.
    """
    top = await access.access_org(actor, "audit.read")
    below = await orgs.subtree(OrgId(top.id), kinds=(OrgKind.REGION, OrgKind.MUNICIPALITY, *SCHOOL_KINDS))
    titles = {org.id: org.title for org in below}
    own_people = Binding.filter(valid_to__isnull=True, entry__org_id__in=list(titles)).values("person_id")
    refused = Q(org_id__isnull=True, outcome="refused", actor_id__in=Subquery(own_people))
    wanted = AuditRow.filter(Q(org_id__in=list(titles)) | refused)
    if before is not None:
        wanted = wanted.filter(id__lt=before)
    rows = await wanted.order_by("-id").limit(PAGE + 1)
    names = await _names({row.actor_id for row in rows if row.actor_id}, list(titles))
    zone = ZoneInfo(top.timezone)
    shown = tuple(
        JournalRow(
            row.at.astimezone(zone),
            names.get(row.actor_id or 0, ""),
            row.act,
            row.outcome,
            "" if row.org_id in (top.id, None) else titles[OrgId(row.org_id or 0)],
            _count(row.details),
        )
        for row in rows[:PAGE]
    )
    return JournalPage(top.title, shown, rows[PAGE - 1].id if len(rows) > PAGE else None)


async def _names(people: set[int], within: Sequence[int]) -> dict[int, str]:
    """Names by which the orgs of this subtree know these people, present or past."""
    bound = (
        await Binding.filter(person_id__in=list(people), entry__org_id__in=list(within))
        .order_by("id")
        .select_related("entry")
    )
    return {binding.person_id: binding.entry.full_name for binding in bound}


def _count(details: dict[str, object]) -> int | None:
    count = details.get("count")
    return count if isinstance(count, int) else None
