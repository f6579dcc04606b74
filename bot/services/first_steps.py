"""The very first steps of an installation: a region, and the link of its first administrator."""

from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import Conflict
from bot.kit.unit_of_work import unit_of_work
from bot.services import invites, orgs
from models import Invite, Role


@dataclass(frozen=True)
class RegionHasAdmin(Conflict):
    """Somebody administers this region already; `said` is its title."""

    what: str = "region"

    def __str__(self) -> str:
        return f"the region «{self.said}» has an administrator already; --again makes another link"


async def found(title: str, *, timezone: str, again: bool, now: datetime) -> str:
    """Found the region once, and make a one-time link for its first administrator; older unused ones go out.

    Args:
        title: the region's.
        timezone: IANA name.
        again: make a link although an administrator is there.
        now: aware UTC moment.

    Returns:
        The invite's code.

    Raises:
        BadOrgTitle: it cannot be a title.
        RegionHasAdmin: an administrator came, and `again` was not said.
    """
    async with unit_of_work():
        region = await orgs.found_region(title, timezone, now=now)
        if not again and await orgs.has_admin(region.id):
            raise RegionHasAdmin(said=region.title)
        await Invite.filter(
            org_id=region.id, role=Role.REGION_ADMIN, issued_by_id=None, revoked_at__isnull=True
        ).update(revoked_at=now)
        return (await invites.issue_first_admin(region.id, now=now)).code
