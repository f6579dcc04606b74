"""Communities of the installation. Tokens are ciphertext here; the gateway's vault opens them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.kit.ids import CommunityId, OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access
from bot.services.access import OrgKind, Role
from models import Binding, Community, CommunityState, Org

ADMINISTRATOR = {
    OrgKind.REGION: Role.REGION_ADMIN,
    OrgKind.MUNICIPALITY: Role.MUNICIPAL_ADMIN,
    OrgKind.SCHOOL: Role.SCHOOL_ADMIN,
    OrgKind.COLLEGE: Role.SCHOOL_ADMIN,
}


@dataclass(frozen=True, slots=True)
class CommunityFact:
    """What the composition root needs to connect a community."""

    id: CommunityId
    group_id: int
    name: str
    screen_name: str
    token: bytes
    user_token: bytes | None


async def enrol(
    *,
    group_id: int,
    name: str,
    screen_name: str,
    token: bytes,
    user_token: bytes | None,
    now: datetime,
    org: OrgId | None = None,
) -> CommunityFact:
    """Keep a community, or bring its name and tokens up to date; what ailed it is forgotten. `org` None: as it was."""
    row = await Community.get_or_none(group_id=group_id) or Community(group_id=group_id, created_at=now)
    row.name, row.screen_name, row.token, row.user_token = name, screen_name, token, user_token
    row.state, row.trouble_code, row.trouble_at = CommunityState.LIVE, 0, None
    row.org_id = org or row.org_id
    await row.save()
    return _fact(row)


async def find(group_id: int) -> CommunityFact | None:
    """What we have of a community, whether its token works or not."""
    row = await Community.get_or_none(group_id=group_id)
    return _fact(row) if row else None


async def live() -> list[CommunityFact]:
    """All communities whose tokens work, as far as we know."""
    return [_fact(row) for row in await Community.filter(state=CommunityState.LIVE).order_by("id")]


async def keepers(community: CommunityId) -> list[PersonId]:
    """Who answers for a community: the administrators of its org or, where there are none, of the next one above.

    The community of the whole installation belongs to no org: the regions' administrators answer for it.
    """
    org = await Org.get_or_none(communities__id=community)
    while org is not None:
        found = await access.holders(OrgId(org.id), ADMINISTRATOR[org.kind])
        if found or org.parent_id is None:
            return found
        org = await Org.get(id=org.parent_id)
    bound = Binding.filter(valid_to__isnull=True, entry__role=Role.REGION_ADMIN, entry__valid_to__isnull=True)
    return [PersonId(int(str(row))) for row in dict.fromkeys(await bound.values_list("person_id", flat=True))]


async def lock_anew(lock_again: Callable[[bytes], bytes]) -> int:
    """Every secret of every community through `lock_again`, in one transaction; returns how many communities."""
    async with unit_of_work():
        rows = await Community.all().select_for_update().order_by("id")
        for row in rows:
            row.token = lock_again(bytes(row.token))
            row.user_token = lock_again(bytes(row.user_token)) if row.user_token else None
            row.callback_secret = lock_again(bytes(row.callback_secret)) if row.callback_secret else None
            await row.save(update_fields=["token", "user_token", "callback_secret"])
    return len(rows)


def _fact(row: Community) -> CommunityFact:
    return CommunityFact(
        CommunityId(row.id),
        row.group_id,
        row.name,
        row.screen_name,
        bytes(row.token),
        bytes(row.user_token) if row.user_token else None,
    )
