"""How soon a stranger is out of a chat, and what an audit of chats costs.

    python -m benchmarks contour [--rounds 3] [--seconds 20] [--per-s 100]

The whole bot in one process with its own settings, the sandbox in another with VK's 20 requests a second a community,
the embedded Postgres with fsync on. Ten communities with 1 000 chats of classes; a school of 500 pupils with 60 chats.

*Strangers*: people follow the links of the chats as an open loop with Poisson arrivals, every fifth is on no list. The
time runs from before the join until both the removal and the card to the class teacher are at VK (the sandbox's journal
says when). Afterwards exactly the strangers are out, each has exactly one card, and nothing failed.

*Audit*: the school's administrator types the command; `audit_requests` are all requests of the community until she has
the answer (its own and the first reply counted), `audit_s` runs from her message until then.

*Region*: all 1 000 chats are asked about at once, as the daily job does it; the time and the memory that they take, and
the requests of the school above (`audit_asks`), make what 150 000 chats in schools like it cost. A token allows 20
requests a second; the bot's own work runs beside that, so the time is whichever is longer. Memory: what the process
held before, and an answer for each request that may be under way: of one community IN_FLIGHT, of a community a school
one each, should all be answered at one moment.

Last line: `stranger_out_p99_s`, `audit_requests`, `audit_s`, `bad_caught`, `ordinary_touched`, `region_…`; medians over
the rounds with their spread.
"""

import argparse
import asyncio
import os
import random
import time
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from benchmarks import moderation_figures
from benchmarks.contour_journal import Comers, seen_of
from benchmarks.contour_world import AUDITED, CHATS, COMMUNITIES, SCHOOL, World
from benchmarks.report import finish, middle, spread
from benchmarks.sandbox_process import SandboxProcess
from benchmarks.turn import Bot
from bot.demo.postgres import EmbeddedPostgres, free_port
from bot.gateway.sender import IN_FLIGHT
from bot.gateway.vault import Vault, new_key
from bot.kit.clock import SystemClock
from bot.kit.ids import OrgId
from bot.kit.unit_of_work import unit_of_work
from bot.services import contour
from bot.services.contour import BATCH
from models import store

ROOT = Path(__file__).resolve().parents[1]
STRANGERS = 0.2  # share of those who come
REGION_CHATS, SCHOOL_CHATS = 150_000, 60
LIMIT_PER_S = 20  # VK: requests a second of a community's token, docs/vk.md §2.1


class Contour:
    """The world, the bot, and the looks at both."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server, self._key = server, new_key()
        self._number = 0
        self._chance = random.Random(20261128)

    async def open(self) -> None:
        """Build the world and start the bot in it."""
        self._server.drop_database("bench_contour")
        dsn = self._server.create_database("bench_contour")
        await store.migrate(dsn)
        await store.open_store(dsn)
        self.connection: Any = await asyncpg.connect(dsn)
        self.sandbox = SandboxProcess.start(SystemClock().now())
        self.world = World(self.sandbox, self.connection, Vault(self._key))
        await self.world.build()
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
        self._coming = [(chat, who) for chat in self.world.chats for who in chat.school_class.coming]
        self._chance.shuffle(self._coming)
        while not await self.connection.fetchval("select exists (select 1 from job_run)"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)  # what is due at this hour of the day, an audit of all chats perhaps
        await self.quiet()

    async def close(self) -> None:
        """End all."""
        await self.bot.stop()
        await self.sandbox.stop()
        await self.connection.close()
        await store.close_store()

    async def quiet(self) -> None:
        """Until nothing is under way anywhere."""
        busy = (
            "select exists (select 1 from inbox) or exists (select 1 from departure) or exists (select 1 from pgqueuer)"
            " or exists (select 1 from outbox where state in ('ready', 'sending'))"
        )
        while True:
            pending = (await self.sandbox.get("pending"))["undelivered"]
            if not pending and not await self.connection.fetchval(busy):
                return
            await asyncio.sleep(0.05)

    async def strangers(self, seconds: float, per_s: float) -> dict[str, float]:
        """One round of joins; what was seen of it."""
        comers = await self._invite(int(seconds * per_s))
        before, ahead = await self._last_call(), await self.sandbox.ahead_s()
        spent = self.processor_s()
        async with asyncio.TaskGroup() as group:
            at = time.perf_counter()
            for who in comers.chats:
                at += self._chance.expovariate(per_s)
                await asyncio.sleep(max(0.0, at - time.perf_counter()))
                group.create_task(self._join(comers, who))
        await self.quiet()
        calls = await self.sandbox.get("calls", after=before)
        spent = self.processor_s() - spent
        await self._check(comers)
        return {**seen_of(comers, calls, ahead), "processor_ms_a_join": 1000 * spent / len(comers.chats)}

    async def _invite(self, count: int) -> Comers:
        """Pupils who are not in their chat yet, and people whom nobody knows."""
        comers = Comers()
        for _ in range(count):
            if self._chance.random() >= STRANGERS:
                chat, who = self._coming.pop()
            else:
                self._number += 1
                chat, name = self._chance.choice(self.world.chats), f"Чужой{self._number}"
                who = await self.world.newcomer(name)
                comers.strangers[who] = name
            comers.chats[who] = chat
        return comers

    async def _join(self, comers: Comers, who: int) -> None:
        comers.at[who] = time.time()
        await self.sandbox.post("open", from_id=who, url=comers.chats[who].link)

    async def _check(self, comers: Comers) -> None:
        """Exactly the strangers are out; nothing failed and nothing is left lying."""
        for who, chat in comers.chats.items():
            if who not in comers.strangers:
                chat.members.add(who)
        await self.world.check()
        for table in ("quarantine", "inbox", "outbox", "outbox_batch"):
            assert not await self.connection.fetchval(f"select count(*) from {table}"), table
        states = await self.connection.fetch("select distinct state from stranger")
        assert {row["state"] for row in states} == {"removed"}, states

    async def audit(self) -> dict[str, float]:
        """The school's administrator asks, and has her answer."""
        group, _ours = self.world.groups[0]
        before, ahead = await self._last_call(), await self.sandbox.ahead_s()
        began = time.time()
        await self.sandbox.post("say", from_id=self.world.admin, peer_id=-group, text="/контур проверить")
        await self.quiet()
        calls = await self.sandbox.get("calls", after=before)
        answers = [call for call in calls if call["method"] == "messages.send"]
        assert len(answers) == 2 and f"{SCHOOL_CHATS} бесед" in answers[-1]["params"]["message"], answers
        looked = await self.connection.fetchval(
            "select count(*) from conversation where org_id = $1 and checked_at >= to_timestamp($2)", AUDITED, began
        )
        assert looked == SCHOOL_CHATS, looked
        return {
            "audit_requests": sum(call.get("via") != "execute" for call in calls),
            "audit_s": float(answers[-1]["at"]) - ahead - began,
            "audit_asks": sum("getConversationMembers" in call["params"].get("code", "") for call in calls),
            "audit_calls": sum(call["method"] == "messages.getConversationMembers" for call in calls),
        }

    async def region(self) -> dict[str, float]:
        """All the thousand chats at once: what one costs."""
        orgs, before = [OrgId(SCHOOL + n) for n in range(COMMUNITIES)], await self._last_call()
        rss, spent, began = self.rss_mb(), self.processor_s(), time.perf_counter()
        async with unit_of_work():
            await contour.ask_audit(orgs, now=SystemClock().now())
        peak = rss
        while await self.connection.fetchval("select exists (select 1 from outbox)"):
            peak = max(peak, self.rss_mb())
            await asyncio.sleep(0.01)
        seconds = time.perf_counter() - began
        calls = [c for c in await self.sandbox.get("calls", after=before) if c.get("via") != "execute"]
        members = await self.connection.fetchval(
            "select sum((presence -> 'roles' -> 'student' ->> 1)::int) from conversation where org_id < $1", AUDITED
        )
        chats = len(self.world.chats)
        assert len(calls) == COMMUNITIES * CHATS // BATCH, len(calls)
        assert members == sum(len(chat.members) - 1 for chat in self.world.chats), members
        return {
            "chats_per_s": chats / seconds,
            "processor_ms_a_chat": 1000 * (self.processor_s() - spent) / chats,
            "rss_mb": rss,
            "peak_mb": peak,
        }

    def rss_mb(self) -> float:
        """Resident memory of the bot's process (Linux)."""
        lines = Path(f"/proc/{self.bot.process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024

    def processor_s(self) -> float:
        """Processor time of the bot's process (Linux), without Postgres."""
        words = Path(f"/proc/{self.bot.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    async def _last_call(self) -> int:
        calls = await self.sandbox.get("calls")
        return int(calls[-1]["n"]) if calls else 0


async def main(rounds: int, seconds: float, per_s: float) -> None:
    """All three, round after round."""
    server = EmbeddedPostgres(ROOT / "build" / "bench-postgres")
    server.start()
    seen: dict[str, list[float]] = {}
    try:
        bench = Contour(server)
        try:
            await bench.open()
            for number in range(rounds):
                for found in (await bench.strangers(seconds, per_s), await bench.audit(), await bench.region()):
                    print(f"round {number + 1}:", {key: round(value, 3) for key, value in found.items()}, flush=True)
                    for key, value in found.items():
                        seen.setdefault(key, []).append(value)
        finally:
            await bench.close()
    finally:
        server.stop()
    figures = moderation_figures.count()
    finish(
        "contour",
        **{key: middle(values) for key, values in seen.items()},
        bad_caught=round(figures.bad_caught, 4),
        ordinary_touched=round(figures.ordinary_touched, 4),
        **_region(seen),
        spread={key: spread(values) for key, values in seen.items()},
        rounds=rounds,
        seconds=seconds,
        per_s=per_s,
        command=f"python -m benchmarks contour --rounds {rounds} --seconds {seconds:g} --per-s {per_s:g}",
    )


def _region(seen: dict[str, list[float]]) -> dict[str, float]:
    """What 150 000 chats cost, from the sample."""
    own_s = REGION_CHATS / middle(seen["chats_per_s"])
    schools = REGION_CHATS / SCHOOL_CHATS
    calls = schools * middle(seen["audit_asks"])
    batch_mb = (max(seen["peak_mb"]) - seen["rss_mb"][0]) / COMMUNITIES  # one of each community was under way at once
    return {
        "region_calls": round(calls),
        "region_s_one_community": round(max(calls / LIMIT_PER_S, own_s), 1),
        "region_s_per_school_communities": round(max(calls / schools / LIMIT_PER_S, own_s), 1),
        "region_mb": round(seen["rss_mb"][0] + IN_FLIGHT * batch_mb, 1),
        "region_mb_per_school_communities": round(seen["rss_mb"][0] + schools * batch_mb, 1),
    }


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=20.0)
    arguments.add_argument("--per-s", type=float, default=100.0)
    given = arguments.parse_args()
    uvloop.run(main(given.rounds, given.seconds, given.per_s))
