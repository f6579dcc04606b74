"""Does any process grow? A million events through the real processes: talk in chats, turns, errors, doubles.

    python -m benchmarks soak [--events 1000000] [--base 100000]

Intake, worker and clock are processes of their own, as on a big installation; the sandbox is VK. Events come to the
callback door over 64 connections, in portions: when too many turns wait, the next portion waits for them. Of a hundred
events 97 are talk in registered chats, 2 are private commands (one in four of them is refused: the right is missing),
1 is of a type nobody asked for; 5 % come twice. Strangers knock in between: broken bodies, wrong secrets. VK answers
some sends with errors 1, 6 and 10, some with an HTML 502, and loses some answers after the work was done. RSS is read
every `--base` events, when nothing waits.

At the end each teacher's counters must be the number of her distinct messages, and each person must have as many
answers as she gave commands. Last line: `growth_mb`, the largest growth of a process from `--base` events to the end.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from benchmarks.load import as_request, run_load
from benchmarks.processes import rss_mb
from benchmarks.report import finish
from benchmarks.sandbox_process import SandboxProcess
from benchmarks.turn import REGION, TEACHER, Bot
from bot.demo.postgres import EmbeddedPostgres, free_port
from bot.gateway.vault import Vault, new_key
from bot.kit.clock import SystemClock
from bot.services import communities
from models import Community, store

ROOT = Path(__file__).resolve().parents[1]
ROLES = ("intake", "worker", "clock")
COMMUNITIES, PEOPLE, CHATS = 8, 40, 200  # people and chats of each community
PORTION = 5_000  # events brought at once
WAITING = 1_500  # turns that may wait before the next portion
DOUBLES, COMMANDS, IGNORED, STRANGERS = 0.05, 0.02, 0.01, 0.002
SAID = ("/помощь", "/меню", "/язык ru", "/муниципалитет Динской район")  # the last is refused
WORDS = "Домашнее задание на завтра: упражнение сто двадцать, устно; контрольная будет в четверг. "
CHAT_BASE = 2_000_000_000
FAULTS: tuple[dict[str, Any], ...] = (
    *({"method": "messages.send", "error_code": code, "share": 0.01} for code in (1, 6, 10)),
    {"method": "execute", "http_status": 502, "share": 0.01},
    {"method": "execute", "drop": "answer", "share": 0.01},
)
CHAT = """
insert into conversation (community_id, peer_id, org_id, kind, title, temp_title, link, counts, state, made_by_bot,
    created_at, registered_at)
select $1, $2::bigint + n, 2, 'subject', 'Алгебра', '', '', true, 'live', true,
    now() - interval '30 days', now() - interval '30 days'
from generate_series(1, $3::int) n
"""
COUNTED = """
select p.vk_id, sum(a.messages)::int as messages
from activity_day a join binding b on b.entry_id = a.teacher_id join person p on p.id = b.person_id group by 1
"""


@dataclass
class Place:
    """One community: where its events go, who speaks there."""

    group: int
    secret: str
    people: list[int]


@dataclass
class Events:
    """Makes events that never were before, some of them twice, and keeps the account of what must come of them."""

    places: list[Place]
    chance: random.Random = field(default_factory=lambda: random.Random(20261122))
    talked: Counter[int] = field(default_factory=Counter)
    asked: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    last: int = 0

    def make(self, count: int) -> list[bytes]:
        """So many requests in all."""
        doubles = int(count * DOUBLES)
        requests = [self._one() for _ in range(count - doubles)]
        for _ in range(doubles):
            place = self.chance.randrange(len(requests))
            requests.insert(min(len(requests), place + self.chance.randrange(1, 500)), requests[place])
        self.kinds["doubles"] += doubles
        return requests

    def _one(self) -> bytes:
        if self.chance.random() < STRANGERS:
            return self._stranger()
        place, dice = self.chance.choice(self.places), self.chance.random()
        vk_id = self.chance.choice(place.people)
        if dice < IGNORED:
            self.kinds["ignored"] += 1
            return self._request(place, "group_join", {"user_id": vk_id, "join_type": "join"})
        if dice < IGNORED + COMMANDS:
            self.asked[vk_id] += 1
            text = self.chance.choice(SAID)
            self.kinds["refused" if text == SAID[-1] else "commands"] += 1
            return self._said(place, vk_id, vk_id, text)
        self.talked[vk_id] += 1
        self.kinds["talk"] += 1
        return self._said(place, CHAT_BASE + 1 + self.chance.randrange(CHATS), vk_id, WORDS)

    def _stranger(self) -> bytes:
        """Somebody who is not VK, each time from another address."""
        self.kinds["strangers"] += 1
        place, address = self.chance.choice(self.places), self.chance.getrandbits(24).to_bytes(3)
        body = self.chance.choice(
            (b"{", b"[]", b'{"type": "message_new", "group_id": %d, "secret": "?"}' % place.group)
        )
        head = b"X-Forwarded-For: 10.%d.%d.%d\r\nContent-Length" % tuple(address)
        return as_request(body, f"/callback/{place.group}").replace(b"Content-Length", head, 1)

    def _said(self, place: Place, peer: int, vk_id: int, text: str) -> bytes:
        message = {"date": int(time.time()), "from_id": vk_id, "id": 0, "peer_id": peer, "text": text, "version": 1}
        message |= {"conversation_message_id": self.last + 1, "attachments": [], "fwd_messages": [], "out": 0}
        client = {"button_actions": ["text", "callback"], "keyboard": True, "inline_keyboard": True, "lang_id": 0}
        return self._request(place, "message_new", {"message": message, "client_info": client})

    def _request(self, place: Place, kind: str, what: dict[str, Any]) -> bytes:
        self.last += 1
        event = {"type": kind, "group_id": place.group, "event_id": f"{self.last:040x}", "v": "5.199"}
        body = json.dumps({**event, "secret": place.secret, "object": what}, ensure_ascii=False)
        return as_request(body.encode(), f"/callback/{place.group}")


class Soak:
    """The whole installation, and the looks at it."""

    def __init__(self, dsn: str) -> None:
        self._dsn, self._key = dsn, new_key()
        self.bots: dict[str, Bot] = {}
        self.rss_mb: list[tuple[int, dict[str, float]]] = []
        self.brought, self._began = 0, time.perf_counter()

    async def open(self) -> None:
        """Communities with their people and chats; the processes, ready."""
        await store.migrate(self._dsn)
        await store.open_store(self._dsn)
        self.connection: Any = await asyncpg.connect(self._dsn)
        await self.connection.execute(REGION)
        self.sandbox = SandboxProcess.start(SystemClock().now())
        people = [await self._community(number) for number in range(COMMUNITIES)]
        await self.connection.execute("vacuum analyze")
        port = free_port()
        settings = {
            "DATABASE_URL": self._dsn,
            "VK_API_URL": f"{self.sandbox.url}/method/",
            "TOKEN_KEY": self._key,
            "VK_EVENTS": "callback",
            "VK_CALLBACK_URL": f"http://127.0.0.1:{port}",
        }
        for role in ROLES:
            own = {"HTTP_PORT": str(port)} if role == "intake" else {}
            self.bots[role] = await Bot.start(role, **{"LOG_LEVEL": "CRITICAL", **settings, **own})
        self.port, vault = port, Vault(self._key)
        secrets = {row.group_id: vault.open(bytes(row.callback_secret or b"")) for row in await Community.all()}
        self.events = Events([Place(group, secrets[group], ids) for group, ids in people])
        for fault in FAULTS:
            await self.sandbox.post("faults", **fault)

    async def _community(self, number: int) -> tuple[int, list[int]]:
        made = await self.sandbox.post("communities", name="Школьная связь")
        fact = await communities.enrol(
            group_id=int(made["group_id"]),
            name="Школьная связь",
            screen_name=made["screen_name"],
            token=Vault(self._key).lock(made["token"]),
            user_token=None,
            now=SystemClock().now(),
        )
        ids = []
        for place in range(PEOPLE):
            person = await self.sandbox.post("people", first_name="Анна", last_name="Иванова")
            await self.sandbox.post("permission", from_id=person["id"], group_id=made["group_id"], allow=True)
            await self.connection.execute(TEACHER, number * PEOPLE + place + 1, int(person["id"]), fact.id)
            ids.append(int(person["id"]))
        await self.connection.execute(CHAT, fact.id, CHAT_BASE, CHATS)
        return int(made["group_id"]), ids

    async def bring(self, count: int) -> None:
        """So many events through the door, every one answered with `ok`, and strangers refused."""
        left, refused, before = count, 0, self.events.kinds["strangers"]
        while left:
            requests = self.events.make(min(PORTION, left))
            load = await run_load(self.port, requests)
            assert set(load.statuses) <= {200, 400, 403}, load.statuses
            refused += load.statuses[400] + load.statuses[403]
            left -= len(requests)
            self.brought += len(requests)
            await self._until_few_wait(WAITING)
            print(f"{self.brought:>9} events after {time.perf_counter() - self._began:.0f} s", flush=True)
        assert refused >= self.events.kinds["strangers"] - before  # a stranger may come twice, too

    async def _until_few_wait(self, many: int) -> None:
        waiting = (
            "select (select count(*) from inbox) + (select count(*) from outbox) + (select count(*) from outbox_batch)"
        )
        while await self.connection.fetchval(waiting) > many:  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    async def look(self, events: int) -> None:
        """RSS of each process, when nothing is under way."""
        await self._until_few_wait(0)
        self.rss_mb.append((events, {role: rss_mb(bot.process.pid) for role, bot in self.bots.items()}))
        print(f"{events:>9} events: {self.rss_mb[-1][1]} MB", flush=True)

    async def check(self) -> None:
        """What came of it, on both sides."""
        rows = await self.connection.fetch(COUNTED)
        counted = Counter({row["vk_id"]: row["messages"] for row in rows})
        assert counted == self.events.talked, "the counters are not what was said"
        heard: Counter[int] = Counter()
        for place in self.events.places:
            for vk_id in place.people:
                seen = await self.sandbox.get("messages", viewer_id=vk_id, peer_id=-place.group)
                heard[vk_id] += sum(message["from_id"] < 0 for message in seen)
        assert +heard == +self.events.asked, "the answers are not one a command"
        for table in ("quarantine", "inbox", "outbox", "outbox_batch"):
            assert not await self.connection.fetchval(f"select count(*) from {table}"), table

    def growth_mb(self) -> float:
        """The largest of any process, from the first look to the last."""
        first, last = self.rss_mb[0][1], self.rss_mb[-1][1]
        return round(max(last[role] - first[role] for role in ROLES), 1)

    async def close(self) -> None:
        """End all."""
        for bot in self.bots.values():
            await bot.stop()
        await self.sandbox.stop()
        await self.connection.close()
        await store.close_store()


async def main(events: int, base: int) -> None:
    """Bring them all, look after every `base` of them, compare at the end."""
    server = EmbeddedPostgres(ROOT / "build" / "bench-postgres")
    server.start()
    server.drop_database("bench_soak")
    soak, began = Soak(server.create_database("bench_soak")), time.perf_counter()
    try:
        await soak.open()
        try:
            while soak.brought < events:
                await soak.bring(min(base, events - soak.brought))
                await soak.look(soak.brought)
            await soak.check()
        finally:
            await soak.close()
        server.drop_database("bench_soak")
    finally:
        server.stop()
    finish(
        "soak",
        growth_mb=soak.growth_mb(),
        events=events,
        kinds=dict(soak.events.kinds),
        rss_mb={str(number): found for number, found in soak.rss_mb},
        seconds=round(time.perf_counter() - began),
        command=f"python -m benchmarks soak --events {events} --base {base}",
    )


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--events", type=int, default=1_000_000)
    arguments.add_argument("--base", type=int, default=100_000)
    given = arguments.parse_args()
    if given.events <= given.base:
        sys.exit("soak: more events than the base, or nothing can be compared")
    uvloop.run(main(given.events, given.base))
