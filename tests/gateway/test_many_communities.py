"""All schools of a region, each with a community of its own, in one process."""

from bot.gateway.client import CALL_TIMEOUT_S
from bot.gateway.leases import token_of
from bot.gateway.stations import CHECK_EVERY_S, CHECKED_AT_ONCE
from models import Community, CommunityState, Lease
from tests.gateway.conftest import Out

SCHOOLS = 626
KNOWN_WITHIN_S = 15 * 60  # a dead token's administrators are told


async def test_every_community_sends_by_its_own_token_and_a_dead_one_is_found(out: Out) -> None:
    (person,) = await out.people(1)
    own = [out.first, *[await out.community(f"Школа {number}") for number in range(1, SCHOOLS)]]
    for community in own:
        group = out.groups[community]["group_id"]
        await out.sandbox.post("permission", from_id=person, group_id=group, allow=True)
        await out.say(person, f"от {community}", community=community)
    await out.send()
    assert [await out.texts(person, community) for community in own] == [[f"от {community}"] for community in own]
    assert set(await Lease.all().values_list("resource", flat=True)) == {token_of(community) for community in own}
    await out.sandbox.post("token", group_id=out.groups[own[-1]]["group_id"], state="revoked")
    await out.stations.check_tokens()
    assert len(await out.calls("groups.getById")) == SCHOOLS
    assert [row.id for row in await Community.filter(state=CommunityState.DEAD)] == [own[-1]]


def test_all_are_tried_in_time_even_if_vk_answers_none_of_them() -> None:
    assert CHECK_EVERY_S + SCHOOLS / CHECKED_AT_ONCE * CALL_TIMEOUT_S <= KNOWN_WITHIN_S
