"""How long a person waits for an answer, and how many turns a second a worker takes.

    python -m benchmarks turn [--rounds 3] [--seconds 20] [--per-s 100] [--events 4000]

*Waiting*: the whole bot in one process, the sandbox in another; private commands of teachers come to the callback door
as an open loop with Poisson arrivals, over 20 communities. The time runs from the beginning of the POST until the
reply is at the sandbox (its journal says when). Every command must be answered exactly once.

*Throughput*: the inbox is filled beforehand with events of 40 communities and 1 000 talks; workers take turns up to the
row in the outbox, nobody sends. One process, then two at once, round after round. Each talk must have as many answers
as it had events, in their order. `one_worker_cores` are the cores that one worker and Postgres keep busy together: on
two cores two workers can be at most 2 / `one_worker_cores` times as fast.

Waiting is measured first: what the filled inbox leaves behind (vacuum, a checkpoint) would be waited for too.

Postgres is the embedded one with its own settings, fsync on. Last line: `p50_ms`, `p99_ms`, `turns_per_s`,
`two_workers_vs_one`, medians over the rounds with their spread.
"""

import argparse
import asyncio
import json
import random
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import uvloop

from benchmarks.processes import used_by_postgres_s, used_s
from benchmarks.report import finish, middle, spread
from benchmarks.sandbox_process import SandboxProcess
from bot.demo.postgres import EmbeddedPostgres, free_port
from bot.gateway.vault import Vault, new_key
from bot.kit.clock import SystemClock
from bot.services import communities
from models import Community, store

ROOT = Path(__file__).resolve().parents[1]
COMMUNITIES, PEOPLE = 20, 150  # of the first measurement; people of each community
QUEUED_COMMUNITIES, QUEUED_PEOPLE = 40, 25  # of the second
FIRST_VK_ID = 500_000_000
COMMANDS = ("/помощь", "/меню", "/язык ru")

REGION = """
insert into org (id, kind, title, timezone, created_at) values (1, 'region', 'Край', 'Europe/Moscow', now());
insert into org (id, kind, parent_id, region_id, title, timezone, created_at)
select 1 + n, 'school', 1, 1, 'Школа № ' || n, 'Europe/Moscow', now() from generate_series(1, 40) n;
"""
# $1 person's number, $2 VK's id, $3 community
TEACHER = """
with who as (
    insert into person (id, vk_id, first_name, last_name, locale, role_in_use, nudges_off, created_at, profile_seen_at)
    values ($1, $2, 'Анна', 'Иванова', 'ru', '', false, now(), now())
), entry as (
    insert into roster_entry (id, org_id, role, last_name, first_name, middle_name, is_main, valid_from)
    values ($1, 2 + $1 % 40, 'teacher', 'Иванова', 'Анна', '', true, now() - interval '30 days')
), tie as (
    insert into binding (entry_id, person_id, valid_from) values ($1, $1, now() - interval '30 days')
)
insert into reach (person_id, community_id, allowed, last_used_at) values ($1, $3, true, now())
"""
QUEUE = """
insert into inbox (community_id, event_id, peer_id, payload, received_at, not_before, tries)
select r.community_id, 'b:' || p.vk_id || ':' || n, p.vk_id,
    jsonb_build_object('type', 'message_new', 'sender', p.vk_id, 'text', 'слово ' || n, 'payload', null),
    now(), now(), 0
from generate_series(1, $1::int) n, person p join reach r on r.person_id = p.id order by n, p.id
"""


class Bot:
    """A process of the bot."""

    def __init__(self, process: Process, port: int) -> None:
        self.process, self.port = process, port

    @classmethod
    async def start(cls, role: str, **settings: str) -> "Bot":
        """Started and ready."""
        port = free_port()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--role", role),
            env={"PATH": "/usr/bin:/bin", "HTTP_PORT": str(port), "LOG_LEVEL": "WARNING", **settings},
            stdout=PIPE,
            cwd=ROOT,
        )
        assert process.stdout
        async for line in process.stdout:
            if line.startswith(b"bot ready"):
                return cls(process, port)
            print(line.decode(), end="", file=sys.stderr)
        raise AssertionError("the bot did not start")

    async def metric(self, name: str) -> float:
        """A number of its own."""
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{self.port}/metrics") as answer:
            page = await answer.text()
        return float(next(line.split()[1] for line in page.splitlines() if line.startswith(f"{name} ")))

    async def stop(self) -> None:
        """End it."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        await self.process.wait()


class Waiting:
    """The first measurement."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server, self._key = server, new_key()
        self.doors: list[tuple[int, str, list[int]]] = []  # group, secret, people

    async def open(self) -> None:
        """A sandbox with twenty communities and their people; a bot that hears them by callback."""
        dsn = _fresh(self._server, "bench_waiting")
        await store.migrate(dsn)
        await store.open_store(dsn)
        self.connection: Any = await asyncpg.connect(dsn)
        await self.connection.execute(REGION)
        self.sandbox = SandboxProcess.start(SystemClock().now())
        vault, number = Vault(self._key), 0
        for _community in range(COMMUNITIES):
            made = await self.sandbox.post("communities", name="Школьная связь")
            fact = await communities.enrol(
                group_id=int(made["group_id"]),
                name="Школьная связь",
                screen_name=made["screen_name"],
                token=vault.lock(made["token"]),
                user_token=None,
                now=SystemClock().now(),
            )
            people = []
            for _person in range(PEOPLE):
                number += 1
                person = await self.sandbox.post("people", first_name="Анна", last_name="Иванова")
                await self.sandbox.post("permission", from_id=person["id"], group_id=made["group_id"], allow=True)
                await self.connection.execute(TEACHER, number, int(person["id"]), fact.id)
                people.append(int(person["id"]))
            self.doors.append((int(made["group_id"]), "", people))
        await self.connection.execute("vacuum analyze")
        port = free_port()
        self.bot = await Bot.start(
            "all",
            DATABASE_URL=dsn,
            VK_API_URL=f"{self.sandbox.url}/method/",
            TOKEN_KEY=self._key,
            VK_EVENTS="callback",
            VK_CALLBACK_URL=f"http://127.0.0.1:{port}",
            HTTP_PORT=str(port),
        )
        self.bot.port = port
        secrets = {row.group_id: vault.open(bytes(row.callback_secret or b"")) for row in await Community.all()}
        self.doors = [(group, secrets[group], people) for group, _nothing, people in self.doors]

    async def round(self, seconds: float, per_s: float) -> list[float]:
        """Waits in seconds, one an event."""
        await self._warm_up()
        before, ahead = await self._last_call(), await self.sandbox.ahead_s()
        sent: dict[int, float] = {}
        statuses: Counter[int] = Counter()
        connector = aiohttp.TCPConnector(limit=0)
        people = [(group, secret, vk_id) for group, secret, all_ in self.doors for vk_id in all_]
        random.shuffle(people)
        async with aiohttp.ClientSession(connector=connector) as http, asyncio.TaskGroup() as group:
            at = time.perf_counter()
            for place in people[: int(seconds * per_s)]:
                at += random.expovariate(per_s)
                await asyncio.sleep(max(0.0, at - time.perf_counter()))
                group.create_task(self._post(http, place, sent, statuses))
        assert set(statuses) == {200}, statuses
        return [seconds - ahead for seconds in await self._answered(sent, before)]

    async def _warm_up(self) -> None:
        async with aiohttp.ClientSession() as http:
            for group, secret, people in self.doors:
                for vk_id in people[:3]:
                    await self._post(http, (group, secret, vk_id), {}, Counter())
        await self._quiet()

    async def _post(
        self, http: aiohttp.ClientSession, place: tuple[int, str, int], sent: dict[int, float], statuses: Counter[int]
    ) -> None:
        group, secret, vk_id = place
        body = _message(group, secret, vk_id, random.choice(COMMANDS))
        sent[vk_id] = time.time()
        async with http.post(f"http://127.0.0.1:{self.bot.port}/callback/{group}", data=body) as answer:
            await answer.read()
            statuses[answer.status] += 1

    async def _answered(self, sent: dict[int, float], before: int) -> list[float]:
        await self._quiet()
        heard: dict[int, list[float]] = {vk_id: [] for vk_id in sent}
        for call in await self.sandbox.get("calls", after=before):
            if call["method"] == "messages.send":
                for peer in str(call["params"].get("peer_ids") or call["params"].get("peer_id")).split(","):
                    heard[int(peer)].append(float(call["at"]))
        assert all(len(times) == 1 for times in heard.values()), Counter(len(times) for times in heard.values())
        return [heard[vk_id][0] - at for vk_id, at in sent.items()]

    async def _quiet(self) -> None:
        while await self.connection.fetchval(  # noqa: ASYNC110
            "select exists (select 1 from inbox) or exists (select 1 from outbox)"
        ):
            await asyncio.sleep(0.05)

    async def _last_call(self) -> int:
        calls = await self.sandbox.get("calls")
        return int(calls[-1]["n"]) if calls else 0

    async def close(self) -> None:
        """End all."""
        await self.bot.stop()
        await self.sandbox.stop()
        await self.connection.close()
        await store.close_store()


class Throughput:
    """The second measurement."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server, self._key = server, new_key()

    async def open(self) -> None:
        """Forty communities with their people in the database; nobody sends."""
        self._dsn = _fresh(self._server, "bench_turns")
        await store.migrate(self._dsn)
        self.connection: Any = await asyncpg.connect(self._dsn)
        await self.connection.execute(REGION)
        token = Vault(self._key).lock("none")
        for community in range(1, QUEUED_COMMUNITIES + 1):
            await self.connection.execute(
                "insert into community (id, group_id, name, screen_name, token, state, longpoll_ts, created_at)"
                " values ($1, $1, '', 'club', $2, 'live', '', now())",
                community,
                token,
            )
            await self.connection.execute(
                "insert into lease (resource, holder, until) values ($1, 'nobody', 'infinity')", f"token:{community}"
            )
            for number in range(QUEUED_PEOPLE):
                person = community * 1000 + number
                await self.connection.execute(TEACHER, person, FIRST_VK_ID + person, community)

    async def round(self, events: int, workers: int) -> tuple[float, float]:
        """Turns a second of so many workers at once, and the cores that they and Postgres kept busy."""
        each = events // (QUEUED_COMMUNITIES * QUEUED_PEOPLE)
        bots = [await self._worker() for _number in range(workers)]
        try:
            await self._shared(bots)
            await self._warm_up()
            await self.connection.execute(QUEUE, each)
            began, used = time.perf_counter(), self._used_s(bots)
            while await self.connection.fetchval("select exists (select 1 from inbox)"):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            seconds, used = time.perf_counter() - began, self._used_s(bots) - used
            await self._check(each)
        finally:
            for bot in bots:
                await bot.stop()
        return each * QUEUED_COMMUNITIES * QUEUED_PEOPLE / seconds, used / seconds

    def _used_s(self, bots: list[Bot]) -> float:
        postgres = used_by_postgres_s(self._server.home / "cluster")
        return postgres + sum(used_s(bot.process.pid) for bot in bots)

    async def _worker(self) -> Bot:
        return await Bot.start(
            "worker", DATABASE_URL=self._dsn, TOKEN_KEY=self._key, VK_API_URL="http://127.0.0.1:9/method/"
        )

    async def _shared(self, bots: list[Bot]) -> None:
        for bot in bots:
            while await bot.metric("bot_inbox_shards") != 64 // len(bots):  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    async def _warm_up(self) -> None:
        await self.connection.execute("truncate outbox cascade; truncate inbox")
        await self.connection.execute("vacuum analyze")
        await self.connection.execute(QUEUE, 1)
        while await self.connection.fetchval("select exists (select 1 from inbox)"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await self.connection.execute("truncate outbox cascade; truncate inbox")

    async def _check(self, each: int) -> None:
        assert not await self.connection.fetchval("select exists (select 1 from quarantine)")
        wanted = [str(n) for n in range(1, each + 1)]
        rows = await self.connection.fetch(
            "select community_id, lane, array_agg(substring(args #>> '{screen,text}' from 'слово (\\d+)') order by id)"
            " as said from outbox group by 1, 2"
        )
        assert len(rows) == QUEUED_COMMUNITIES * QUEUED_PEOPLE, len(rows)
        assert all(row["said"] == wanted for row in rows)

    async def close(self) -> None:
        """End all."""
        await self.connection.close()


def _fresh(server: EmbeddedPostgres, name: str) -> str:
    server.drop_database(name)
    return server.create_database(name)


_numbers = iter(range(1, 1_000_000_000))


def _message(group: int, secret: str, vk_id: int, text: str) -> bytes:
    number = next(_numbers)
    message = {"date": int(time.time()), "from_id": vk_id, "id": number, "peer_id": vk_id, "text": text}
    message |= {"conversation_message_id": number, "attachments": [], "fwd_messages": [], "out": 0, "version": 1}
    event = {"type": "message_new", "group_id": group, "event_id": f"{number:040x}", "v": "5.199", "secret": secret}
    return json.dumps({**event, "object": {"message": message, "client_info": {}}}).encode()


def _percentile_ms(times: list[float], share: float) -> float:
    return 1000 * sorted(times)[min(len(times) - 1, int(share * len(times)))]


async def main(rounds: int, seconds: float, per_s: float, events: int) -> None:
    """Both measurements."""
    server = EmbeddedPostgres(ROOT / "build" / "bench-postgres")
    server.start()
    try:
        found = await _measure(server, rounds, seconds, per_s, events)
    finally:
        server.stop()
    finish("turn", rounds=rounds, per_s=per_s, seconds=seconds, events=events, **found)


async def _measure(
    server: EmbeddedPostgres, rounds: int, seconds: float, per_s: float, events: int
) -> dict[str, object]:
    waiting = Waiting(server)
    await waiting.open()
    p50, p99 = [], []
    for number in range(rounds):
        times = await waiting.round(seconds, per_s)
        p50.append(_percentile_ms(times, 0.5))
        p99.append(_percentile_ms(times, 0.99))
        print(f"round {number + 1}: {len(times)} answers, p50 {p50[-1]:.1f} ms, p99 {p99[-1]:.1f} ms")
    await waiting.close()
    turns = Throughput(server)
    await turns.open()
    one, two, cores = [], [], []
    for number in range(rounds):
        speed, busy = await turns.round(events, 1)
        one.append(speed)
        cores.append(busy)
        two.append((await turns.round(events, 2))[0])
        print(f"round {number + 1}: one worker {one[-1]:.0f} turns/s on {busy:.2f} cores, two {two[-1]:.0f}")
    await turns.close()
    ratios = [b / a for a, b in zip(one, two, strict=True)]
    return {
        "p50_ms": middle(p50),
        "p99_ms": middle(p99),
        "turns_per_s": middle(one),
        "two_workers_vs_one": middle(ratios),
        "one_worker_cores": middle(cores),
        "spread": {"p50_ms": spread(p50), "p99_ms": spread(p99), "turns_per_s": spread(one), "two": spread(ratios)},
    }


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=20.0)
    arguments.add_argument("--per-s", type=float, default=100.0)
    arguments.add_argument("--events", type=int, default=4000)
    given = arguments.parse_args()
    uvloop.run(main(given.rounds, given.seconds, given.per_s, given.events))
