"""How fast many people are written to through one community's token, and whether each hears everything once.

    python -m benchmarks.fanout [--people 16819] [--rounds 3]

Two runs a round against the sandbox in a process of its own, with its real limit of 20 requests a second: a text of
their own to each (execute, 25 a request), then one text to all (peer_ids, 100 a request). The clock runs from the
commit of the outbox until the outbox is empty, a little after the last message is visible. The limit is what VK's 20
requests a second would allow: ceil(n / 25) / 20 s and ceil(n / 100) / 20 s.

Last line: `personal_vs_limit`, `broadcast_vs_limit` (share of the limit reached, median of the rounds), `error6`,
`doubles`, `missed` (sums over all runs; recipients are checked one by one).
"""

import argparse
import asyncio
import json
import math
import platform
import statistics
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from benchmarks.sandbox_process import SandboxProcess
from bot.demo.postgres import EmbeddedPostgres
from bot.gateway.stations import Stations
from bot.gateway.vault import Vault, new_key
from bot.kit.clock import SystemClock
from bot.kit.ids import CommunityId, PersonId, new_random_id
from bot.kit.screen import Screen
from bot.kit.unit_of_work import unit_of_work
from bot.services import communities, post
from bot.services.ports import Verb
from models import OutboxItem, Person, Reach, store

ROOT = Path(__file__).resolve().parents[1]
TEACHERS = 16_819  # of the region in question
LIMIT_PER_S = 20  # VK: requests a second of a community's token
EVERYBODY = "Уважаемые коллеги, отчёт за неделю готов. Откройте меню, чтобы увидеть свою активность."
AT_ONCE = 50  # requests to the sandbox's control face while it is set up and looked at


@dataclass
class Fanout:
    """One round's world: a sandbox, a database, people who allow messages."""

    sandbox: SandboxProcess
    stations: Stations
    connection: Any
    group: int
    community: CommunityId
    people: list[int] = field(default_factory=list)
    persons: list[PersonId] = field(default_factory=list)

    async def settle_in(self, count: int) -> None:
        """So many people who have allowed messages, as VK and as our database know them."""
        self.people = await _many(range(count), self._newcomer)
        now = SystemClock().now()
        await Person.bulk_create([Person(vk_id=vk_id, created_at=now) for vk_id in self.people])
        rows = await Person.filter(vk_id__in=self.people).values_list("id", flat=True)
        self.persons = [PersonId(int(str(row))) for row in rows]
        await Reach.bulk_create(
            [Reach(person_id=p, community_id=self.community, allowed=True, last_used_at=now) for p in self.persons]
        )

    async def _newcomer(self, number: int) -> int:
        made = await self.sandbox.post("people", first_name="Педагог", last_name=f"Номер{number}")
        await self.sandbox.post("permission", from_id=made["id"], group_id=self.group, allow=True)
        return int(made["id"])

    async def personal(self) -> float:
        """A text of their own to each; seconds until the last has it."""
        now = SystemClock().now()
        rows = [
            OutboxItem(
                community_id=self.community,
                lane=f"talk:{vk_id}",
                verb=Verb.SAY.value,
                args={"talk": vk_id, "screen": (screen := Screen(own_text(vk_id)).to_json())},
                random_id=new_random_id(),
                priority=post.BROADCAST,
                created_at=now,
                not_before=now,
                content=post.content_of(screen),
            )
            for vk_id in self.people
        ]
        async with unit_of_work():
            await OutboxItem.bulk_create(rows, batch_size=2000)
        return await self._seconds_until_empty()

    async def broadcast(self) -> float:
        """One text to all; seconds until the last has it."""
        async with unit_of_work():
            await post.tell_all(self.persons, lambda: Screen(EVERYBODY), now=SystemClock().now())
        return await self._seconds_until_empty()

    async def _seconds_until_empty(self) -> float:
        began = time.monotonic()
        self.stations.wake()
        while await self.connection.fetchval("select exists (select 1 from outbox)"):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        return time.monotonic() - began

    async def heard(self) -> Counter[str]:
        """Every recipient looked at: `doubles`, `missed`, and anything else that came."""
        found: Counter[str] = Counter()
        for vk_id, texts in await _many(self.people, self._texts_of):
            for text in (own_text(vk_id), EVERYBODY):
                found["missed"] += text not in texts
                found["doubles"] += max(0, texts.count(text) - 1)
            found["strange"] += sum(text not in (own_text(vk_id), EVERYBODY) for text in texts)
        return found

    async def _texts_of(self, vk_id: int) -> tuple[int, list[str]]:
        seen = await self.sandbox.get("messages", viewer_id=vk_id, peer_id=-self.group)
        return vk_id, [message["text"] for message in seen]

    async def requests(self) -> Counter[str]:
        """Requests by method, and those refused with error 6."""
        found: Counter[str] = Counter()
        for call in await self.sandbox.get("calls"):
            if call.get("via") != "execute":
                found[call["method"]] += 1
            error = call["answer"].get("error") if isinstance(call["answer"], dict) else None
            found["error6"] += bool(error and error["error_code"] == 6)
        return found


def own_text(vk_id: int) -> str:
    """What one person alone is told."""
    return f"Ваш показатель за неделю: {vk_id % 17} сообщений. До нормы осталось {vk_id}."


async def _many(items: Any, work: Any) -> list[Any]:
    """Work on all items, so many at once."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(item: Any) -> Any:
        async with gate:
            return await work(item)

    return list(await asyncio.gather(*(one(item) for item in items)))


async def one_round(dsn: str, count: int) -> dict[str, Any]:
    """Both runs in a new world."""
    sandbox = SandboxProcess.start(SystemClock().now())
    made = await sandbox.post("communities", name="Школьная связь")
    vault, clock = Vault(new_key()), SystemClock()
    fact = await communities.enrol(
        group_id=int(made["group_id"]),
        name="Школьная связь",
        screen_name=str(made["screen_name"]),
        token=vault.lock(made["token"]),
        user_token=None,
        now=clock.now(),
    )
    stations = Stations(f"{sandbox.url}/method/", vault, clock, calls_per_s=19.0)
    connection = await asyncpg.connect(dsn)
    await stations.open()
    work = asyncio.create_task(stations.run())
    try:
        fanout = Fanout(sandbox, stations, connection, fact.group_id, fact.id)
        await fanout.settle_in(count)
        personal_s, broadcast_s = await fanout.personal(), await fanout.broadcast()
        heard, requests = await fanout.heard(), await fanout.requests()
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await stations.close()
        await connection.close()
        await sandbox.stop()
    return {
        "personal_s": round(personal_s, 2),
        "broadcast_s": round(broadcast_s, 2),
        "personal_vs_limit": round(math.ceil(count / 25) / LIMIT_PER_S / personal_s, 4),
        "broadcast_vs_limit": round(math.ceil(count / 100) / LIMIT_PER_S / broadcast_s, 4),
        **{key: heard[key] for key in ("doubles", "missed", "strange")},
        "requests": dict(requests),
        "error6": requests["error6"],
    }


async def measure(count: int, rounds: int) -> dict[str, Any]:
    """All rounds, each in a database of its own."""
    server = EmbeddedPostgres(ROOT / "build" / "bench-postgres")
    await asyncio.to_thread(server.start)
    done = []
    try:
        for number in range(rounds):
            name = f"fanout_{number}"
            await asyncio.to_thread(server.drop_database, name)
            dsn = await asyncio.to_thread(server.create_database, name)
            await store.migrate(dsn)
            await store.open_store(dsn)
            done.append(await one_round(dsn, count))
            print(json.dumps(done[-1], ensure_ascii=False), flush=True)
            await store.close_store()
            await asyncio.to_thread(server.drop_database, name)
    finally:
        await asyncio.to_thread(server.stop)
    return _summary(done, count)


def _summary(done: list[dict[str, Any]], count: int) -> dict[str, Any]:
    summary: dict[str, Any] = {"benchmark": "fanout", "people": count, "rounds": len(done)}
    for key in ("personal_vs_limit", "broadcast_vs_limit", "personal_s", "broadcast_s"):
        values = [round_[key] for round_ in done]
        summary[key] = statistics.median(values)
        summary[f"{key}_spread"] = [min(values), max(values)]
    for key in ("error6", "doubles", "missed", "strange"):
        summary[key] = sum(round_[key] for round_ in done)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    summary |= {
        "commit": commit.stdout.strip(),
        "python": platform.python_version(),
        "vkbottle": version("vkbottle"),
        "machine": f"{platform.machine()}, {_cores()} cores",
        "command": f"python -m benchmarks.fanout --people {count} --rounds {len(done)}",
    }
    return summary


def _commit() -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    return asked.stdout.strip()


def _cores() -> int:
    return len([line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("processor")])


def _run(count: int, rounds: int) -> dict[str, Any]:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as the bot runs
        return runner.run(measure(count, rounds))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.fanout", description="Many people through one token.")
    parser.add_argument("--people", type=int, default=TEACHERS)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print(json.dumps(_run(given.people, given.rounds), ensure_ascii=False))


if __name__ == "__main__":
    main()
