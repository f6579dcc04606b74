"""`run`, `migrate`, `key`, `queue`: the program itself and its machine room."""

import argparse
import asyncio
import gc
import resource
import signal
import sys
from importlib.metadata import version

from bot.config import BadSettings, Settings
from bot.gateway.vault import Vault, new_key


async def run(settings: Settings, args: argparse.Namespace) -> int:
    """Run the bot until SIGINT or SIGTERM."""
    from bot import app as composition  # three seconds of imports: only those who need the bot pay for them
    from bot.roles import Role
    from bot.telemetry import errors_out, logs

    logs.to_json(settings.log_level)
    errors_out.watch(settings.sentry_dsn, release=version("school-bot"))
    _allow_connections()
    application = composition.App(settings, Role(args.role))
    await application.open()
    if application.role is not Role.CLOCK and not application.stations:
        print("No community has a token that works: set VK_GROUP_ID and VK_TOKEN.", file=sys.stderr)
        await application.close()
        return 2
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    gc.collect()
    gc.freeze()  # a full collection over the imports stops the loop for 70 ms (docs/decisions/0003)
    print("bot ready", flush=True)
    try:
        await application.run(stop)
    finally:
        await application.close()
    return 0


def _allow_connections() -> None:
    """As many as the system grants: hundreds of long polls outgrow the usual soft limit of 1024 files."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def migrate(settings: Settings, args: argparse.Namespace) -> int:
    """Bring the schema to the newest version."""
    from models import store

    await store.migrate(settings.database_url)
    print("The schema is up to date.")
    return 0


async def key(settings: Settings, args: argparse.Namespace) -> int:
    """Print a fresh TOKEN_KEY; or lock everything that OLD_TOKEN_KEY opens with TOKEN_KEY."""
    if args.rotate:
        return await _rotate(settings)
    print(new_key())
    return 0


async def _rotate(settings: Settings) -> int:
    from bot import app as composition
    from bot.services import communities

    if not settings.old_token_key:
        raise BadSettings("Set OLD_TOKEN_KEY to the key in use until now, and TOKEN_KEY to the new one.")
    old, new = Vault(settings.old_token_key), Vault(settings.token_key)
    async with composition.opened(settings, community=False):
        count = await communities.lock_anew(lambda ciphertext: new.lock_anew(ciphertext, old))
    print(f"The tokens of {count} communities are locked with TOKEN_KEY now; OLD_TOKEN_KEY is not needed any more.")
    return 0


async def queue(settings: Settings, args: argparse.Namespace) -> int:
    """Print what waits, what failed and what lies in quarantine; `--again` gives held jobs their tries anew.

    `resend ID|all` and `drop ID` do that to dead letters and lost answers; `drop` also takes an event's id.
    """
    from bot import app as composition
    from bot.services import backlog

    if args.do_what:
        return await _with_given_up(settings, args.do_what, args.which)
    async with composition.opened(settings, community=False) as (clock, _community):
        again = await backlog.try_again() if args.again else 0
        waiting = await backlog.count(now=clock.now())
        quarantined, dead, held = await backlog.quarantine(), await backlog.dead_letters(), await backlog.held_jobs()
    print(f"events waiting      {waiting.events:<8} the oldest for {waiting.inbox_s:.0f} s")
    print(f"requests waiting    {waiting.requests:<8} the oldest for {waiting.outbox_s:.0f} s")
    print(f"jobs waiting        {waiting.jobs.get('queued', 0):<8} under way {waiting.jobs.get('picked', 0)}")
    print(f"jobs held           {waiting.jobs.get('failed', 0)}")
    print(f"dead letters        {waiting.dead}")
    print(f"answer never known  {waiting.unknown}")
    print(f"quarantined events  {waiting.quarantined}")
    for title, rows in (("quarantine", quarantined), ("dead letters", dead), ("jobs held", held)):
        for row in rows:
            print(f"{title}: {row.at:%Y-%m-%d %H:%M} {row.id} {row.kind}: {row.error}")
    if args.again:
        print(f"jobs tried again    {again}")
    return 0


async def _with_given_up(settings: Settings, do_what: str, which: str) -> int:
    from bot import app as composition
    from bot.services import stuck

    if not which:
        raise BadSettings(f"Say which: python -m bot queue {do_what} 17 (the numbers: python -m bot queue)")
    async with composition.opened(settings, community=False) as (clock, _community):
        resent = do_what == "resend"
        count = await stuck.resend(which, now=clock.now()) if resent else await stuck.drop(which)
    print(f"{'sent again' if resent else 'dropped'}: {count}")
    return 0 if count else 1
