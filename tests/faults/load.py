"""People who talk while things go wrong: words to the bot, each of which it must answer, and talk in a chat."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.kit.ids import PersonId
from bot.services.roster_load import LoadedConversation, register_conversations
from models import Person
from tests.engine.conftest import Town
from tests.engine.processes import until
from tests.world.people import Actor


@dataclass
class Load:
    """A school's teachers: some write to the bot in private, some talk in registered chats.

    Attributes:
        people: who write to the bot; each word is new, the bot's answer quotes it.
        talkers: teachers, each in a chat of her own, where everything is counted and nothing answered.
        chats: whose chat has which peer.
        unasked: beginnings of what else a person hears from the bot, each exactly once.
    """

    town: Town
    people: list[Actor]
    talkers: list[Actor]
    chats: dict[int, int] = field(default_factory=dict)
    unasked: dict[int, list[str]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @classmethod
    async def gather(cls, town: Town, people: int = 6, talkers: int = 2) -> "Load":
        """Teachers, and their chats that count."""
        load = cls(town, [await town.teacher() for _ in range(people)], [await town.teacher() for _ in range(talkers)])
        for actor in (*load.people, *load.talkers):
            await town.world.sandbox.post("permission", from_id=actor.id, group_id=town.world.group_id, allow=True)
        for actor in load.talkers:
            await load._open_chat(actor)
        return load

    async def _open_chat(self, owner: Actor) -> None:
        world = self.town.world
        made = await world.sandbox.post("chats", owner_id=owner.id, title="5А", members=[], group_id=world.group_id)
        at = {"peer_id": made["peer_id"], "group_id": world.group_id}
        await world.sandbox.post("add", from_id=owner.id, member_id=-world.group_id, **at)
        await world.sandbox.post("rights", member_id=-world.group_id, admin=True, full_access=True, **at)
        self.chats[owner.id] = int(made["peer_id"])
        teacher = PersonId((await Person.get(vk_id=owner.id)).id)
        row = LoadedConversation(at["peer_id"], self.town.house.entry(teacher), f"Музыка {len(self.chats)}")
        await register_conversations(None, self.town.community, [row], now=world.clock.now())

    async def has_made(self, person: Actor, lesson: str) -> None:
        """The person asks for a chat of this lesson, which is hers."""
        row = await Person.get(vk_id=person.id)
        await self.town.house.assign(PersonId(row.id), lesson)
        await self.town.says(person, f"/беседа {lesson}")
        title = lesson.replace(" ", " · ", 1)
        self.will_hear(person, f"Создаю беседу «{title}»", f"Готово: беседа «{title}»")

    def will_be_reminded(self, when: str) -> None:
        """Everybody is far below the norm: one reminder each, of this week or of the last one."""
        for person in self.people:
            self.will_hear(person, f"Сообщения в ваших беседах на {when} неделе")

    def will_hear(self, person: Actor, *parts: str) -> None:
        """This is to come too, each once."""
        self.unasked.setdefault(person.id, []).extend(parts)

    async def word(self, person: Actor) -> None:
        """One word to the bot."""
        await self.town.says(person, f"слово {next(self.numbers)}")

    async def talk(self, teacher: Actor) -> None:
        """One message in her chat."""
        world = self.town.world
        await world.sandbox.post(
            "say",
            from_id=teacher.id,
            peer_id=self.chats[teacher.id],
            group_id=world.group_id,
            text=f"Задача {next(self.numbers)}",
        )

    async def words(self, each: int) -> None:
        """So many words of everybody, and as much talk."""
        for _ in range(each):
            await asyncio.gather(*(self.word(person) for person in self.people), *map(self.talk, self.talkers))

    @asynccontextmanager
    async def going_on(self, per_s: float, chance: random.Random) -> AsyncIterator[None]:
        """Words and talk at random moments, for as long as the block lasts."""

        async def go_on() -> None:
            while True:
                await asyncio.sleep(chance.expovariate(per_s))
                if self.talkers and chance.random() < 0.5:
                    await self.talk(chance.choice(self.talkers))
                else:
                    await self.word(chance.choice(self.people))

        task = asyncio.create_task(go_on())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled(), task.exception()

    async def answered(self) -> int:
        """How many messages of the bot have reached people by now."""
        return sum([sum(m.from_id != person.id for m in await person.reads()) for person in self.people])

    async def gets_answers(self, number: int = 10) -> None:
        """The bot is at work: so many more answers come."""
        before = await self.answered()

        async def more() -> bool:
            return await self.answered() >= before + number

        await until(more, f"{number} answers")
