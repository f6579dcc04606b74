"""The weekly report, its files and its reminders at the size of a whole region, and of four in one database.

    python -m benchmarks region [--seed 7] [--runs 5] [--regions 4]

Builds region «Ставрополь» from the seed (benchmarks/region_year.py): 626 schools, 16 819 teachers, 309 292 pupils, 2.9
million counters; over the embedded Postgres with fsync on. What is measured is also looked at: every org's numbers are
those of the statement written by hand (benchmarks/report_by_hand.sql), a level's sums are the next level's numbers, and
of the reminders' recipients each is counted.

Last line: `report_s` the report of all levels; `report_vs_sql` its share of the hand-written statement's time, run in
turns; `growth_2_vs_1`, `growth_4_vs_1` the time of a region's report with so many in the database; `nudges_s`,
`nudges_mb` reminders for every teacher, written by one process; `xlsx_s` the workbook with all schools, read and
written; `chart_s` the picture, warm. Medians, with the least and the greatest as `…_spread`. The databases of one, two
and four regions are copies of one that grew, and are measured in turns, so that the machine's mood is the same for all.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from benchmarks import region_year
from benchmarks.region_year import region_of
from benchmarks.report import finish, middle, spread
from bot.demo.databases import DatabaseServer
from bot.demo.postgres import EmbeddedPostgres
from bot.kit.i18n import in_locale
from bot.kit.ids import OrgId
from bot.services import periods, report, report_book
from bot.services.access import OrgKind
from bot.services.periods import Period
from bot.services.report import Report
from bot.services.report_facts import Counts
from bot.ui import report_picture, report_xlsx
from models import store

ROOT = Path(__file__).resolve().parents[1]
BY_HAND = (ROOT / "benchmarks" / "report_by_hand.sql").read_text("utf-8")
DAY = date(2026, 1, 14)  # in the middle of the year
SIZES = (1, 2, 4)  # regions in one database
FROZEN_WEEKS = 8  # before it: the way that the picture shows


@dataclass
class Region:
    """The measurements. Every value is a list of seconds (or megabytes)."""

    dsn: str
    connection: Any
    runs: int
    found: dict[str, list[float]]

    @classmethod
    @asynccontextmanager
    async def opened(cls, dsn: str, runs: int, found: dict[str, list[float]]) -> AsyncIterator["Region"]:
        """With the store on this database."""
        connection = await asyncpg.connect(dsn)
        await store.open_store(dsn, maxsize=4)
        try:
            yield cls(dsn, connection, runs, found)
        finally:
            await store.close_store()
            await connection.close()

    async def timed(self, name: str, work: Callable[[], Awaitable[Any]]) -> Any:
        """Do it and keep how long it took."""
        began = time.perf_counter()
        done = await work()
        self.found.setdefault(name, []).append(time.perf_counter() - began)
        return done

    async def reports(self, name: str, number: int, *, by_hand: str = "") -> None:
        """The report of one region, in turns with the statement written by hand; both say the same."""
        period = await period_of(number, DAY)
        parameters = [region_of(number), period.until, period.since, region_year.YEAR_START]
        await report.build(period)  # warm, as it is on a server that counts all day
        for _ in range(self.runs):
            slices = await self.timed(name, lambda: report.build(period))
            check_sums(slices)
            if by_hand:
                rows = await self.timed(by_hand, lambda: self.connection.fetch(BY_HAND, *parameters))
                assert {r.org: asdict(r.counts) for r in slices} == {row["org"]: _numbers(row) for row in rows}

    async def files(self) -> None:
        """The workbook and the picture of a frozen week."""
        region, period = OrgId(region_of(1)), await period_of(1, DAY)
        for week in await periods.closed(region, now=region_year.SILENT_WEEK):
            if period.id - FROZEN_WEEKS <= week.id <= period.id:
                await report.freeze(week, now=region_year.SILENT_WEEK)

        async def workbook() -> tuple[report_book.Book, bytes]:
            book = await report_book.gather(region, period, now=region_year.SILENT_WEEK)
            return book, report_xlsx.book(book)

        async def picture() -> bytes:
            return report_picture.book(book)

        with in_locale("ru"):
            for _ in range(self.runs):
                book, made = await self.timed("xlsx_s", workbook)
                assert made.startswith(b"PK") and len(book.schools) == region_year.SCHOOLS
            assert len(book.weeks) == FROZEN_WEEKS + 1
            assert (await picture()).startswith(b"\x89PNG")  # the first one loads the fonts
            for _ in range(self.runs):
                assert await self.timed("chart_s", picture)

    async def nudges(self) -> None:
        """Reminders for everybody; each teacher has exactly one."""
        wanted = {region_of(1) + 1_000_000 + n: 1 for n in range(1, region_year.TEACHERS + 1)}
        for _ in range(self.runs):
            await self.connection.execute("truncate nudge, outbox cascade")
            said = await self._worker()
            rows = await self.connection.fetch("select (args ->> 'talk')::bigint as who from outbox")
            assert Counter(row["who"] for row in rows) == wanted
            left = "select count(*) from nudge n join outbox o on o.id = n.outbox_id"
            assert await self.connection.fetchval(left) == region_year.TEACHERS
            self.found.setdefault("nudges_s", []).append(said["s"])
            self.found.setdefault("nudges_mb", []).append(said["mb"])

    async def _worker(self) -> dict[str, float]:
        command = [sys.executable, "-m", "benchmarks.region_nudges", self.dsn]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
        out, _ = await process.communicate()
        assert process.returncode == 0
        said: dict[str, float] = json.loads(out.splitlines()[-1])
        return said


async def period_of(number: int, day: date) -> Period:
    """The reporting period of a region that holds a day."""
    found = await periods.find_by_day(OrgId(region_of(number)), day)
    assert found is not None
    return found


def check_sums(slices: list[Report]) -> None:
    """What the schools have together is what their municipality has, and theirs is the region's."""
    region, *parts = slices
    by_level = {level: [r for r in parts if r.level is level] for level in (OrgKind.MUNICIPALITY, OrgKind.SCHOOL)}
    for name in (f.name for f in fields(Counts)):
        whole = [sum(getattr(r.counts, name) for r in of) for of in by_level.values()]
        own = getattr(region.counts, name)
        assert own == whole[0], name
        assert own == whole[1] or name.startswith("municipalities"), name
    for town in by_level[OrgKind.MUNICIPALITY]:
        inside = [r.counts.teachers_3 for r in by_level[OrgKind.SCHOOL] if r.parent == town.org]
        assert town.counts.teachers_3 == sum(inside)
    assert 0 < region.counts.teachers_3 < region.counts.teachers_in


def _numbers(row: Any) -> dict[str, int]:
    return {name: value for name, value in row.items() if name != "org"}


async def build(server: DatabaseServer, name: str, seed: int, regions: int) -> dict[int, str]:
    """A database that grows region by region; copies of it with 1, 2, … of them, by how many.

    Returns:
        The DSN of each.
    """
    made: dict[int, str] = {}
    for number in range(1, regions + 1):
        print(f"building region {number} …", file=sys.stderr, flush=True)
        connection = await asyncpg.connect(server.dsn(name))
        await region_year.build(connection, number, seed)
        await region_year.check(connection, number)
        await connection.close()
        if number in SIZES:
            made[number] = await asyncio.to_thread(server.create_database, f"{name}_{number}", name)
    return made


async def measure(databases: dict[int, str], runs: int) -> dict[str, Any]:
    """How it grows, in turns; then everything else, with one region."""
    found: dict[str, list[float]] = {}
    for _ in range(runs):
        for size, dsn in databases.items():
            async with Region.opened(dsn, 1, found) as region:
                for number in range(1, size + 1):
                    await region.reports(f"of_{size}_s", number)
    async with Region.opened(databases[1], runs, found) as region:
        await region.reports("report_s", 1, by_hand="by_hand_s")
        await region.nudges()
        await region.files()
        rows = await region_year.check(region.connection, 1)
    return {"rows": rows, **summary(found)}


def summary(found: dict[str, list[float]]) -> dict[str, Any]:
    """Medians, spreads, and what is compared with what."""
    said: dict[str, Any] = {}
    for name, values in found.items():
        said[name] = middle(values)
        said[f"{name}_spread"] = spread(values)
    said["report_vs_sql"] = round(said["report_s"] / said["by_hand_s"], 3)
    for size in SIZES[1:]:
        if f"of_{size}_s" in said:
            said[f"growth_{size}_vs_1"] = round(said[f"of_{size}_s"] / said["of_1_s"], 3)
    return said


def main(seed: int, runs: int, regions: int) -> None:
    """Measure over a server of its own and print."""
    server = EmbeddedPostgres(ROOT / "build" / "bench-postgres")
    server.start()
    name = f"region_{int(time.time())}"
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(store.migrate(server.create_database(name)))
            databases = runner.run(build(server, name, seed, regions))
            found = runner.run(measure(databases, runs))
    finally:
        for made in (name, *(f"{name}_{size}" for size in SIZES)):
            server.drop_database(made)
        server.stop()
    command = f"python -m benchmarks region --seed {seed} --runs {runs} --regions {regions}"
    finish("region", command=command, runs=runs, seed=seed, **found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="benchmarks region", description="A whole region.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--regions", type=int, default=4)
    given = parser.parse_args()
    main(given.seed, given.runs, given.regions)
