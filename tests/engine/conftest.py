"""A town: a world whose bot runs in processes of their own, and a school with people in it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.kit.ids import CommunityId
from models import Community, InboxEvent, Lease, OutboxItem, Person, Role, store
from tests.engine import processes
from tests.engine.processes import Bot
from tests.services.schoolhouse import Schoolhouse
from tests.world.people import Actor
from tests.world.world import World, build


@dataclass
class Town:
    """A sandbox and a database; whatever bot there is runs outside, and leaves its log in `folder`."""

    world: World
    community: CommunityId
    house: Schoolhouse
    folder: Path = Path()
    bots: list[Bot] = field(default_factory=list)

    async def start(self, role: str = "all", **settings: str) -> Bot:
        """A process of the bot; it is killed when the test ends."""
        log = self.folder / f"{len(self.bots)}-{role}.log"
        bot = await processes.start({**self.world.environment(), **settings}, log, role)
        self.bots.append(bot)
        return bot

    async def teacher(self, first_name: str = "Анна", last_name: str = "Иванова") -> Actor:
        """Somebody whom the school and the sandbox know."""
        actor = await self.world.stranger(first_name, last_name)
        await self.house.teacher(vk_id=actor.id)
        await Person.filter(vk_id=actor.id).update(profile_seen_at=self.world.clock.now())
        return actor

    async def says(self, actor: Actor, text: str) -> None:
        """Typed, not waited for."""
        await self.world.sandbox.post(
            "say", from_id=actor.id, text=text, peer_id=self.world.bot_peer, group_id=self.world.group_id
        )

    async def heard(self, actor: Actor, part: str) -> int:
        """How many messages of the bot with this in it the person has got."""
        return sum(part in seen.text for seen in await actor.reads() if seen.from_id != actor.id)

    async def queue(self, peer: int, *texts: str) -> None:
        """Events that the door has taken in."""
        now = self.world.clock.now()
        await InboxEvent.bulk_create(
            InboxEvent(
                community_id=self.community,
                event_id=f"t:{peer}:{number}:{text}"[:80],
                peer_id=peer,
                payload={"type": "message_new", "sender": peer, "text": text, "payload": None},
                received_at=now,
                not_before=now,
            )
            for number, text in enumerate(texts)
        )

    async def nobody_sends(self) -> None:
        """The token has an owner who does nothing: what is to be sent stays in the outbox."""
        await Lease.all().delete()
        row = await Community.get(id=self.community)
        await Lease.create(resource=f"token:{row.id}", holder="nobody", until="2100-01-01T00:00:00+00:00")

    async def said_in_order(self, peer: int) -> list[str]:
        """What lies in the outbox for a talk, in its order."""
        rows = await OutboxItem.filter(lane=f"talk:{peer}").order_by("id")
        return [str(row.args["screen"]["text"]) for row in rows]  # type: ignore[index]


@pytest.fixture
async def town(dsn: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A town without a bot."""
    world = await build(dsn)
    await world.app.close()
    await store.open_store(dsn)
    row = await Community.get(group_id=world.group_id)
    made = Town(world, CommunityId(row.id), await Schoolhouse.build(community=CommunityId(row.id)), tmp_path)
    assert Role.TEACHER
    yield made
    for bot in made.bots:
        await bot.kill()
    await store.close_store()
    await world.sandbox.stop()
