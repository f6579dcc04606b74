"""`report` and `import`: the region's figures out and in."""

import argparse
import asyncio
import csv
import sys
from datetime import datetime
from pathlib import Path

from bot.config import Settings


async def report(settings: Settings, args: argparse.Namespace) -> int:
    """Print the weekly report: as a table of one period, or of all that are over; as a file of one (the last)."""
    from bot import app as composition

    async with composition.opened(settings, community=False) as (clock, _community):
        made = await content(args.region, args.period, args.level, args.format, now=clock.now())
    if not made:
        print("report: nothing of this level in a period of this region that is over", file=sys.stderr)
        return 1
    if args.out:
        try:
            await asyncio.to_thread(Path(args.out).write_bytes, made)
        except OSError as error:
            print(f"report: cannot write {args.out}: {error.strerror}", file=sys.stderr)
            return 2
        print(f"report: {len(made)} bytes in {args.out}")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
    return 0


async def content(region: str, period: str, level: str, form: str, *, now: datetime) -> bytes:
    """The report in the form that was asked for; files are drawn of the newest period that the words mean.

    Returns:
        Nothing when there is nothing of this level, or no period is over.
    """
    from bot.handlers import report_files
    from bot.services import report_of_region as reports
    from bot.services.access import OrgKind
    from bot.services.report_files import Form
    from bot.ui import report_csv, report_tsv

    rows = await reports.read_table(region, period, OrgKind(level), now=now)
    if not rows:
        return b""
    if form == "tsv":
        return report_tsv.table(rows).encode()
    if form == "csv":
        return report_csv.table(rows)
    newest = max(rows, key=lambda row: row.since)
    return await report_files.of_level(newest, OrgKind(level), Form(form), now=now)


async def bring_in(settings: Settings, args: argparse.Namespace) -> int:
    """Import a calendar, official totals, or the weekly table of source 003 (both at once) from a TSV file."""
    from bot import app as composition
    from bot.services import calendar_load, orgs, totals

    text = await asyncio.to_thread(Path(args.file).read_text, encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t"))
    async with composition.opened(settings, community=False) as (clock, _community):
        region = await orgs.find_region(args.region)
        if region is None:
            print(f"import: there is no region «{args.region}»; found it: python -m bot init", file=sys.stderr)
            return 2
        match args.what:
            case "calendar":
                count = len(await calendar_load.import_calendar(rows, region.id, now=clock.now()))
            case "totals":
                count = await totals.import_totals(rows, region.id, now=clock.now())
            case _:
                count = len(await totals.load_table_003(rows, region.id, now=clock.now()))
    print(f"import: {count} rows of {args.what}")
    return 0
