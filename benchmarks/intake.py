"""How many counted chat messages a second come through the callback door, against a handler that does nothing.

    python -m benchmarks intake [--requests 30000] [--rounds 5]

Each round: a server that only parses and answers (`bare`), then the door, on the same loop and machine, 64
connections; 150 000 chats and 16 819 teachers are joined by the counting statement; 5 % of the events come twice. The
sums are checked after each run: every distinct message is counted once. Then the same with three million rows in the
memory of events. At last the plain way: one transaction of the ORM an event; and `judging`: the door with moderation
on in every chat, nearly every message the first of its chat, so that its rules are read.

Last line: `vs_bare`, `vs_bare_full`, `p99_vs_bare_full`, `vs_orm` (medians over the rounds) with their spread, and
`cpu_us`: what a request costs the server, Postgres and the generator in processor time, which neighbours disturb least.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from benchmarks.load import Load, as_request, run_load
from benchmarks.processes import Used
from benchmarks.region_rows import CHAT_BASE, CHATS, FILL_MEMORY, FIRST_VK_ID, TEACHERS, fill
from benchmarks.report import finish, middle, spread
from bot.demo.postgres import EmbeddedPostgres
from bot.gateway.vault import Vault, new_key
from bot.kit.clock import SystemClock
from bot.services import event_memory
from models import store

ROOT = Path(__file__).resolve().parents[1]
GROUP_ID, SECRET = 225_075_265, "of the benchmark"
DOUBLES = 0.05
FULL = 3_000_000
WARM_UP = 3_000
WORDS = "Домашнее задание на завтра: упражнение сто двадцать, устно; контрольная будет в четверг. "


class Messages:
    """Requests with messages that never were before, some of them twice."""

    def __init__(self) -> None:
        self._random, self._last = random.Random(20261122), 0

    def make(self, count: int) -> tuple[list[bytes], int]:
        """So many requests, and how many distinct messages they carry."""
        distinct = count - int(count * DOUBLES)
        requests = [self._one() for _ in range(distinct)]
        for _ in range(count - distinct):
            place = self._random.randrange(len(requests))
            again = min(len(requests), place + self._random.randrange(1, 500))
            requests.insert(again, requests[place])
        return requests, distinct

    def _one(self) -> bytes:
        self._last += 1
        message = {
            "date": int(time.time()),
            "from_id": FIRST_VK_ID + 1 + self._random.randrange(TEACHERS),
            "id": 0,
            "version": 10_127_240,
            "out": 0,
            "fwd_messages": [],
            "important": False,
            "is_hidden": False,
            "attachments": [],
            "conversation_message_id": self._last,
            "text": WORDS,
            "peer_id": CHAT_BASE + 1 + self._random.randrange(CHATS),
            "random_id": 0,
        }
        client = {"button_actions": ["text", "callback"], "keyboard": True, "inline_keyboard": True, "lang_id": 0}
        event = {
            "group_id": GROUP_ID,
            "type": "message_new",
            "event_id": f"{self._random.getrandbits(160):040x}",
            "v": "5.199",
            "object": {"message": message, "client_info": client},
            "secret": SECRET,
        }
        return as_request(json.dumps(event, ensure_ascii=False).encode(), f"/callback/{GROUP_ID}")


@dataclass
class Run:
    """One load on one server, and what a request cost in processor time: microseconds by process."""

    load: Load
    cpu_us: dict[str, float]


class Bench:
    """Servers as processes, one database, one generator."""

    def __init__(self, dsn: str, key: str, connection: Any, cluster: Path) -> None:
        self.dsn, self.key, self.connection, self.messages = dsn, key, connection, Messages()
        self.cluster = cluster

    async def run(self, mode: str, count: int) -> Run:
        """A server of its own process, warmed up; the sums are right or this fails."""
        command = [sys.executable, "-m", "benchmarks.intake_server", mode, "--dsn", self.dsn, f"--key={self.key}"]
        server = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
        assert server.stdout is not None
        try:
            port = int(await server.stdout.readline())
            warm, _ = self.messages.make(min(WARM_UP, count))
            await run_load(port, warm)
            requests, distinct = self.messages.make(count)
            before, used = await self._counted(), Used.so_far(server.pid, self.cluster)
            load = await run_load(port, requests)
            cpu_us = Used.so_far(server.pid, self.cluster).since(used, count)
            after = await self._counted()
        finally:
            server.terminate()
            await server.wait()
        assert load.statuses == {200: count}, load.statuses
        assert load.bodies == {b"ok": count}
        assert mode == "bare" or after - before == distinct, (after - before, distinct)
        p50, p99 = load.percentile_ms(0.5), load.percentile_ms(0.99)
        cost = ", ".join(f"{name} {us:.0f}" for name, us in cpu_us.items())
        print(
            f"{mode:7} {load.per_s:8.0f}/s  p50 {p50:6.1f} p99 {p99:6.1f} ms  us of CPU a request: {cost}", flush=True
        )
        return Run(load, cpu_us)

    async def _counted(self) -> int:
        return int(await self.connection.fetchval("select coalesce(sum(messages), 0) from activity_day"))

    async def pairs(self, count: int, rounds: int, *, empty: bool) -> list[tuple[Run, Run]]:
        """Bare and door, one after the other, so many times."""
        made = []
        for _ in range(rounds):
            if empty:
                await self.connection.execute("truncate seen_event")
            made.append((await self.run("bare", count), await self.run("door", count)))
        return made


def _cost(runs: Iterable[Run]) -> dict[str, int]:
    """Medians of microseconds of processor time a request, by process."""
    by_name = [run.cpu_us for run in runs]
    return {name: round(middle([cost[name] for cost in by_name])) for name in by_name[0]}


async def main(count: int, rounds: int) -> None:
    """All of it."""
    server, key = EmbeddedPostgres(ROOT / "build" / "bench-postgres"), new_key()
    server.start()
    name = f"intake_{int(time.time())}"
    dsn = server.create_database(name)
    await store.migrate(dsn)
    await store.open_store(dsn, maxsize=2)
    await event_memory.keep_partitions(SystemClock().now())
    connection = await asyncpg.connect(dsn)
    try:
        settings = {n: await connection.fetchval(f"show {n}") for n in ("fsync", "synchronous_commit")}
        assert set(settings.values()) == {"on"}
        await fill(connection, GROUP_ID, Vault(key).lock(SECRET))
        bench = Bench(dsn, key, connection, server.home / "cluster")
        empty = await bench.pairs(count, rounds, empty=True)
        orm = [await bench.run("orm", count // 20) for _ in range(3)]
        judging = await bench.run("judging", count)
        print(f"filling the memory with {FULL} rows")
        await connection.execute("truncate seen_event")
        await connection.execute(FILL_MEMORY, FULL, timeout=600)
        await connection.execute("vacuum analyze seen_event")
        rows = await connection.fetchval("select count(*) from seen_event")
        assert rows == FULL, rows
        full = await bench.pairs(count, rounds, empty=False)
    finally:
        await connection.close()
        await store.close_store()
        server.drop_database(name)
        server.stop()
    vs_bare = [door.load.per_s / bare.load.per_s for bare, door in empty]
    vs_full = [door.load.per_s / bare.load.per_s for bare, door in full]
    p99_full = [door.load.percentile_ms(0.99) / bare.load.percentile_ms(0.99) for bare, door in full]
    orm_per_s = middle([run.load.per_s for run in orm])
    vs_orm = [door.load.per_s / orm_per_s for _, door in empty]
    finish(
        "intake",
        vs_bare=middle(vs_bare),
        vs_bare_full=middle(vs_full),
        p99_vs_bare_full=middle(p99_full),
        vs_orm=middle(vs_orm),
        door_per_s=round(middle([door.load.per_s for _, door in empty])),
        bare_per_s=round(middle([bare.load.per_s for bare, _ in empty])),
        door_full_per_s=round(middle([door.load.per_s for _, door in full])),
        orm_per_s=round(orm_per_s),
        judging_per_s=round(judging.load.per_s),
        door_p99_ms=middle([door.load.percentile_ms(0.99) for _, door in empty]),
        door_full_p99_ms=middle([door.load.percentile_ms(0.99) for _, door in full]),
        cpu_us={
            "bare": _cost(bare for bare, _ in [*empty, *full]),
            "door": _cost(door for _, door in empty),
            "door_full": _cost(door for _, door in full),
            "judging": _cost([judging]),
        },
        requests=count,
        rounds=rounds,
        connections=64,
        chats=CHATS,
        teachers=TEACHERS,
        memory_rows=FULL,
        spread={
            "vs_bare": spread(vs_bare),
            "vs_bare_full": spread(vs_full),
            "p99_vs_bare_full": spread(p99_full),
            "vs_orm": spread(vs_orm),
        },
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    uvloop.run(main(given.requests, given.rounds))
