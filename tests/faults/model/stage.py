"""The real bot on the stage of the model: every step of it at the driver's word, a wire to Postgres that may break."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import asyncpg

from bot.gateway.vault import Vault
from bot.intake.gatherer import Later
from bot.kit.clock import WorldClock
from bot.kit.ids import CommunityId, PersonId
from bot.kit.screen import Screen
from bot.kit.turn import Talk
from bot.kit.unit_of_work import unit_of_work
from bot.services import post
from models import Community, Person, store
from tests.engine.processes import until
from tests.faults.model.reference import Kind, Move, Reference
from tests.faults.model.wire import Wire
from tests.services.schoolhouse import Schoolhouse
from tests.world.people import Actor
from tests.world.world import World, build

SECRET = "of the model"
OTHERS = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
SILENCE = "update lease set until = clock_timestamp()"  # the ten seconds after which another owner may follow
INBOX = "select id, event_id from inbox where event_id like 'm:%' order by id"


@dataclass(frozen=True, slots=True)
class Break:
    """The wire breaks at the bot's so-manieth question; `heard`: Postgres has done it. `dies`: the process too."""

    question: int
    heard: bool
    dies: bool


@dataclass
class Stage:
    """A sandbox, a database, one process of the bot after another; what VK may push lies in `events`."""

    world: World
    wire: Wire
    raw: Any
    group: int
    people: list[Actor]
    listeners: list[Actor]
    chat: int = 0
    model: Reference = field(default_factory=Reference)
    events: list[dict[str, Any]] = field(default_factory=list)
    accepted: set[int] = field(default_factory=set)
    numbers: int = 0
    broadcasts: int = 0
    _ts: str = "0"
    _keys: dict[int, str] = field(default_factory=dict)

    @classmethod
    async def open(cls, dsn: str) -> "Stage":
        """Two teachers whom the bot knows, a stranger, three teachers who only listen; a chat that counts."""
        wire = Wire(dsn)
        await wire.mend()
        world = await build(wire.dsn, events="both", is_pushed_to=False)
        people = [await world.stranger("Анна", "Иванова") for _ in range(6)]
        row = await Community.get(group_id=world.group_id)
        stage = cls(world, wire, await asyncpg.connect(dsn), world.group_id, people[:3], people[3:])
        house = await Schoolhouse.build(community=CommunityId(row.id))
        for teacher in (*people[:2], *people[3:]):
            await house.teacher(vk_id=teacher.id)
            await world.sandbox.post("permission", from_id=teacher.id, group_id=world.group_id, allow=True)
        await stage._open_chat(house)
        locked = Vault(world.settings.token_key).lock(SECRET)
        await Community.all().update(callback_secret=locked)
        await world.settle()
        await stage.hear_of_events()
        await until(stage._is_let_in, "the door knows the secret")  # just opened, it does not look again at once
        stage.accepted = set(range(len(stage.events)))
        return stage

    async def _open_chat(self, house: Schoolhouse) -> None:
        owner = self.people[0].id
        made = await self.world.sandbox.post("chats", owner_id=owner, title="5А", members=[], group_id=self.group)
        self.chat = int(made["peer_id"])
        at = {"peer_id": self.chat, "group_id": self.group, "member_id": -self.group}
        await self.world.sandbox.post("add", from_id=owner, **at)
        await self.world.sandbox.post("rights", admin=True, full_access=True, **at)
        teacher = PersonId((await Person.get(vk_id=owner)).id)
        await house.chat(teacher, self.chat, now=self.world.clock.now())

    async def close(self) -> None:
        """End all."""
        await self.world.app.close()
        await self.raw.close()
        await self.wire.cut()
        await self.world.sandbox.stop()

    async def _is_let_in(self) -> bool:
        return await self._bring(0) == (200, "ok")

    async def _bring(self, number: int) -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.world.app.server.port}/callback/{self.group}"
        async with self.world.sandbox.http.post(url, json={**self.events[number], "secret": SECRET}) as answer:
            return answer.status, await answer.text()

    async def says(self, who: int, kind: Kind) -> None:
        """A person writes to the bot."""
        self.numbers += 1
        move, person = Move(self.numbers, kind), self.people[who]
        at = {"from_id": person.id, "peer_id": self.world.bot_peer, "group_id": self.group}
        said = await self.world.sandbox.post("say", text=move.text, **at)
        self.model.said[f"m:{person.id}:{said['cmid']}"] = move
        await self.hear_of_events()

    async def talks(self) -> None:
        """A teacher writes in her chat, never so fast that it is flood."""
        await self.time_passes(5)
        self.numbers += 1
        at = {"from_id": self.people[0].id, "peer_id": self.chat, "group_id": self.group}
        await self.world.sandbox.post("say", text=f"Задача {self.numbers}", **at)
        self.model.talked[self.people[0].id] += 1
        await self.hear_of_events()

    async def hear_of_events(self) -> None:
        """What VK would push: the same as a reader of its own gets."""
        settings = self.world.settings
        said = {"access_token": settings.vk_token, "v": "5.199", "group_id": self.group}
        http = self.world.sandbox.http
        async with http.post(f"{settings.vk_api_url}groups.getLongPollServer", data=said) as answer:
            given = (await answer.json())["response"]
        asked = {"act": "a_check", "key": given["key"], "ts": self._ts, "wait": 0}
        async with http.get(given["server"], params=asked) as answer:
            brought = await answer.json()
        if "updates" in brought:
            self.events += brought["updates"]
            self._ts = brought["ts"]

    async def polls(self, breaks: Break | None) -> None:
        """The bot asks for events."""
        (poll,) = self.world.app.reception.polls.values()

        async def poll_once() -> None:
            with suppress(Later):
                await poll.poll_once(wait_s=0)

        await self._try(poll_once, breaks)
        await self._see_arrivals()

    async def pushes(self, which: Sequence[int], breaks: Break | None) -> None:
        """VK brings events, some of them again, in any order; what is not answered with `ok` it brings once more."""

        async def push() -> None:
            for number in which:
                await self._push(number % len(self.events))

        await self._try(push, breaks)

    async def _push(self, number: int) -> None:
        said = await self._bring(number)
        assert said in ((200, "ok"), (503, "later")), said
        if said == (200, "ok"):
            self.accepted.add(number)
        await self._see_arrivals()

    async def _see_arrivals(self) -> None:
        """In which order events lie in the inbox now is the order in which they must be answered; none comes twice."""
        for row in await self.raw.fetch(INBOX):
            key = row["event_id"]
            if key in self._keys:
                assert self._keys[key] == row["id"], f"{key} was taken in twice"
                continue
            self._keys[key] = row["id"]
            person = int(key.split(":")[1])
            self.model.arrived.setdefault(person, []).append(self.model.said[key])

    async def works(self, turns: int, breaks: Break | None) -> None:
        """So many turns."""

        async def work() -> None:
            for _ in range(turns):
                await self.world.app.inbox.work_one()

        await self._try(work, breaks)

    async def sends(self, breaks: Break | None) -> None:
        """All leaves that may."""

        async def send() -> None:
            await self.world.app.stations.settle()

        await self._try(send, breaks)

    async def broadcasts_to_all(self) -> None:
        """The same words for everybody who may be written to."""
        self.broadcasts += 1
        text = f"всем {self.broadcasts}"
        (row,) = await Community.all()
        async with unit_of_work():
            for person in (*self.people[:2], *self.listeners):
                talk = Talk(CommunityId(row.id), person.id, is_chat=False)
                await post.say(talk, Screen(text), now=self.world.clock.now(), priority=post.BROADCAST)
                self.model.told.setdefault(person.id, []).append(text)

    async def fails(self, fault: dict[str, Any]) -> None:
        """What VK will do wrong."""
        await self.world.sandbox.post("faults", **fault)

    async def time_passes(self, seconds: float) -> None:
        """For everybody."""
        await self.world.sandbox.post("clock", forward_s=seconds)
        await self.world.app.read_clock()

    async def clock_is_off(self, hours: float) -> None:
        """The bot's clock jumps; VK's does not."""
        await self.world.app.read_clock()
        clock = self.world.app.clock
        assert isinstance(clock, WorldClock)
        clock.set(clock.now() + timedelta(hours=hours), 1.0)

    async def restarts(self) -> None:
        """The process is asked to stop, another follows."""
        await self.world.restart()

    async def rewinds(self) -> None:
        """VK's long poll brings the last events again."""
        await self.world.rewind()

    async def _try(self, act: Callable[[], Awaitable[None]], breaks: Break | None) -> None:
        if breaks is None:
            await act()
            return
        self.wire.break_at(breaks.question, heard=breaks.heard)
        try:
            await act()
        except Exception as error:
            if self.wire.is_whole or not store.is_away(error):
                raise
        self.wire.break_at(0, heard=False)
        if not self.wire.is_whole:
            await self._go_on(dies=breaks.dies)

    async def _go_on(self, *, dies: bool) -> None:
        """After the wire broke: the same process goes on, or another follows one that died."""
        if dies:
            await self.world.app.close()  # nothing of this reaches Postgres
        await until(self._is_alone, "Postgres has noticed", within_s=20)
        await self.wire.mend()
        if dies:
            await self.raw.execute(SILENCE)
            await self.world.reopen()
        else:
            await self.world.app.stations.begin_anew()
        await self._see_arrivals()

    async def _is_alone(self) -> bool:
        return not await self.raw.fetchval(OTHERS)
