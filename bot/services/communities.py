"""Communities of the installation. Tokens are ciphertext here; the gateway's vault opens them."""

from dataclasses import dataclass
from datetime import datetime

from bot.kit.ids import CommunityId
from models import Community, CommunityState


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
    *, group_id: int, name: str, screen_name: str, token: bytes, user_token: bytes | None, now: datetime
) -> CommunityFact:
    """Keep a community, or bring its name and tokens up to date."""
    row = await Community.get_or_none(group_id=group_id) or Community(group_id=group_id, created_at=now)
    row.name, row.screen_name, row.token, row.user_token = name, screen_name, token, user_token
    row.state = CommunityState.LIVE
    await row.save()
    return _fact(row)


async def live() -> list[CommunityFact]:
    """All communities whose tokens work, as far as we know."""
    return [_fact(row) for row in await Community.filter(state=CommunityState.LIVE).order_by("id")]


async def screen_name_of(community: CommunityId) -> str:
    """The community's short name, which its links are made of."""
    return (await Community.get(id=community)).screen_name


def _fact(row: Community) -> CommunityFact:
    return CommunityFact(
        CommunityId(row.id),
        row.group_id,
        row.name,
        row.screen_name,
        bytes(row.token),
        bytes(row.user_token) if row.user_token else None,
    )
