"""A first community with a dead token, or a VK that did not answer just then, kept the whole program from starting."""

from models import Community, CommunityState
from tests.engine.conftest import Town, town
from tests.engine.processes import until

__all__ = ["town"]


async def test_a_dead_first_token_stops_this_community_only(town: Town) -> None:
    await town.world.sandbox.post("token", group_id=town.world.group_id, state="revoked")
    await town.start()
    await until(_is_dead, "its administrators are told")


async def _is_dead() -> bool:
    return await Community.filter(state=CommunityState.DEAD).exists()


async def test_a_vk_that_does_not_answer_is_waited_for(town: Town) -> None:
    teacher = await town.teacher()
    await town.world.sandbox.post("faults", method="groups.getById", http_status=502, times=1)
    await town.start()
    await town.says(teacher, "/язык en")
    await until(lambda: town.heard(teacher, "I will speak English"), "the answer")
