"""Bent payloads by the hundred thousand against the door: it may refuse or say «later», it may not break.

    python -m benchmarks fuzz [--requests 100000] [--seed N]

The door runs in a process of its own over the embedded Postgres; every answer must be one of its constants and no 5xx
(64 connections do not overload it, so no 503 either); the process does not grow, and afterwards a true message is still
counted.

Last line: `requests`, `statuses`, `errors_5xx`, `strange_bodies`, `tracebacks`, `quarantined`, `growth_mb` (resident
memory at the end minus that after the first 20 000).
"""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path

import asyncpg
import uvloop

from benchmarks.intake import GROUP_ID, ROOT, SECRET, Messages
from benchmarks.load import Load, as_request, run_load
from benchmarks.mutations import Mutations
from benchmarks.processes import rss_mb
from benchmarks.region_rows import fill
from benchmarks.report import finish
from bot.demo.postgres import EmbeddedPostgres
from bot.gateway.vault import Vault, new_key
from bot.kit.clock import SystemClock
from bot.services import event_memory
from models import store

CONSTANTS = {b"ok", b"refused", b"later", b"not understood", b"too large"}
EXAMPLES = ROOT / "tests" / "data" / "vk-event-examples.json"
ROUND = 20_000
GROWTH_MB = 20.0


async def main(count: int, seed: int) -> None:
    """All of it."""
    server, key = EmbeddedPostgres(ROOT / "build" / "bench-postgres"), new_key()
    server.start()
    name = f"fuzz_{int(time.time())}"
    dsn = server.create_database(name)
    await store.migrate(dsn)
    await store.open_store(dsn, maxsize=2)
    await event_memory.keep_partitions(SystemClock().now())
    connection = await asyncpg.connect(dsn)
    rss: list[float] = []
    total, log = Load(), ROOT / "build" / "fuzz.log"
    try:
        await fill(connection, GROUP_ID, Vault(key).lock(SECRET))
        with log.open("wb") as errors:
            command = [
                sys.executable,
                "-m",
                "benchmarks.intake_server",
                "door",
                "--patient",
                "--dsn",
                dsn,
                f"--key={key}",
            ]
            door = await asyncio.create_subprocess_exec(
                *command, stdout=asyncio.subprocess.PIPE, stderr=errors, cwd=ROOT
            )
            assert door.stdout is not None
            port = int(await door.stdout.readline())
            mutations = Mutations(json.loads(EXAMPLES.read_text("utf-8")), group_id=GROUP_ID, secret=SECRET, seed=seed)
            for begin in range(0, count, ROUND):
                size = min(ROUND, count - begin)
                load = await run_load(
                    port, [as_request(mutations.body(), f"/callback/{GROUP_ID}") for _ in range(size)]
                )
                assert len(load.times) == size, "the door does not answer any more"
                total.statuses += load.statuses
                total.bodies += load.bodies
                rss.append(rss_mb(door.pid))
                print(f"{begin + size:8} {dict(load.statuses)}, {rss[-1]} MB", flush=True)
            before = await connection.fetchval("select coalesce(sum(messages), 0) from activity_day")
            true, distinct = Messages().make(200)
            assert (await run_load(port, true)).statuses == {200: 200}
            after = await connection.fetchval("select sum(messages) from activity_day")
            assert after - before == distinct, "a true message was not counted after all that"
            door.terminate()
            await door.wait()
        quarantined = await connection.fetchval("select count(*) from quarantine")
    finally:
        await connection.close()
        await store.close_store()
        server.drop_database(name)
        server.stop()
    broken = {status: n for status, n in total.statuses.items() if status >= 500}
    strange = {body.decode("utf-8", "replace")[:80] for body in total.bodies if body not in CONSTANTS}
    tracebacks = _tracebacks(log)
    assert not broken, broken
    assert not strange, strange
    assert not tracebacks, f"look into {log}"
    assert rss[-1] - rss[0] <= GROWTH_MB, rss
    finish(
        "fuzz",
        requests=sum(total.statuses.values()),
        statuses={str(status): n for status, n in sorted(total.statuses.items())},
        errors_5xx=sum(broken.values()),
        strange_bodies=len(strange),
        tracebacks=tracebacks,
        quarantined=quarantined,
        growth_mb=round(rss[-1] - rss[0], 1),
        seed=seed,
    )


def _tracebacks(log: Path) -> int:
    return log.read_text("utf-8", "replace").count("Traceback")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(given.requests, given.seed))
