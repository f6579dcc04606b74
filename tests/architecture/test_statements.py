"""A turn asks Postgres little, and no more for a big class than for a small one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from tortoise.connection import get_connections

from bot.kit.ids import PersonId
from models import Person, Role
from tests.services.schoolhouse import Schoolhouse
from tests.world.people import Actor
from tests.world.world import World

# begin, claim, dialog, roles, the outbox row, the end of the event, commit
SHORTEST = 7
COMMANDS = (
    "/классы",
    "/класс 5А",
    "/список 5А",
    "/учителя",
    "/заявки",
    "/активация",
    "/активность",
    "/беседы",
    "/журнал",
)


@dataclass
class Statements:
    """What went to Postgres while somebody looked."""

    texts: list[str] = field(default_factory=list)

    def note(self, query: Any) -> None:
        """One statement."""
        self.texts.append(" ".join(query.query.split()))


@contextmanager
def counted() -> Iterator[Statements]:
    """Every statement of the pool's connections."""
    found = Statements()
    pool: Any = get_connections().get("default")._pool
    connections = [holder._con for holder in pool._holders if holder._con]
    for connection in connections:
        connection.add_query_logger(found.note)
    try:
        yield found
    finally:
        for connection in connections:
            connection.remove_query_logger(found.note)


async def turn_of(world: World, actor: Actor, text: str) -> Statements:
    """The statements of one turn, from claim to commit."""
    await world.sandbox.post("say", from_id=actor.id, text=text, peer_id=world.bot_peer, group_id=world.group_id)
    for poll in world.app.reception.polls.values():
        await poll.poll_once(wait_s=0)
    talk = await _oldest(world)
    with counted() as found:
        assert (await world.app.inbox.take(talk)).worked
    await world.settle()
    return found


async def _oldest(world: World) -> tuple[int, int]:
    from bot.intake import heads

    talk = await heads.find_oldest(world.clock.now())
    assert talk is not None
    return talk


@pytest.fixture
async def school(world: World) -> tuple[World, Schoolhouse, Actor]:
    """An administrator who is a class teacher too."""
    from bot.kit.ids import CommunityId
    from models import Community

    row = await Community.get(group_id=world.group_id)
    house = await Schoolhouse.build(community=CommunityId(row.id))
    actor = await world.stranger("Анна", "Иванова")
    await house.person(Role.SCHOOL_ADMIN, vk_id=actor.id)
    await house.teacher("5А Алгебра", class_teacher_of="5А", vk_id=actor.id)
    await Person.filter(vk_id=actor.id).update(profile_seen_at=world.clock.now())
    await actor.says("/меню")
    return world, house, actor


async def _fill(house: Schoolhouse, count: int) -> list[PersonId]:
    return [await house.person(Role.STUDENT, "5А") for _number in range(count)] + [
        await house.teacher("5А Физика") for _number in range(count // 4)
    ]


async def test_the_shortest_turn_is_seven_statements(school: tuple[World, Schoolhouse, Actor]) -> None:
    world, _house, actor = school
    found = await turn_of(world, actor, "слово")
    assert len(found.texts) == SHORTEST, found.texts


async def test_statements_of_a_turn_do_not_grow_with_the_class(school: tuple[World, Schoolhouse, Actor]) -> None:
    world, house, actor = school
    await _fill(house, 4)
    small = {text: await turn_of(world, actor, text) for text in COMMANDS}
    await _fill(house, 36)
    for text, before in small.items():
        after = await turn_of(world, actor, text)
        assert len(after.texts) <= len(before.texts), (text, sorted(set(after.texts) - set(before.texts)))
        assert len(after.texts) < 40, (text, len(after.texts), after.texts)
