"""`report` and `import`: the region's figures out and in."""

import argparse
import asyncio
import csv
import sys
from pathlib import Path

from bot.config import Settings


async def report(settings: Settings, args: argparse.Namespace) -> int:
    """Print the weekly report: of one period, or of all that are over."""
    from bot import app as composition
    from bot.services import report as reports
    from bot.services.access import OrgKind
    from bot.ui import report_tsv

    async with composition.opened(settings, community=False) as (clock, _community):
        rows = await reports.read_table(args.region, args.period, OrgKind(args.level), now=clock.now())
    if not rows:
        print("report: no period of this region is over yet", file=sys.stderr)
        return 1
    text = report_tsv.table(rows)
    if args.out:
        await asyncio.to_thread(Path(args.out).write_text, text, encoding="utf-8")
        print(f"report: {len(rows)} lines in {args.out}")
    else:
        sys.stdout.write(text)
    return 0


async def bring_in(settings: Settings, args: argparse.Namespace) -> int:
    """Import a calendar, official totals, or the weekly table of source 003 (both at once) from a TSV file."""
    from bot import app as composition
    from bot.services import orgs, periods, totals

    text = await asyncio.to_thread(Path(args.file).read_text, encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t"))
    async with composition.opened(settings, community=False) as (clock, _community):
        region = await orgs.find_region(args.region)
        if region is None:
            print(f"import: there is no region «{args.region}»; found it: python -m bot init", file=sys.stderr)
            return 2
        match args.what:
            case "calendar":
                count = len(await periods.import_calendar(rows, region.id, now=clock.now()))
            case "totals":
                count = await totals.import_totals(rows, region.id, now=clock.now())
            case _:
                count = len(await totals.load_table_003(rows, region.id, now=clock.now()))
    print(f"import: {count} rows of {args.what}")
    return 0
