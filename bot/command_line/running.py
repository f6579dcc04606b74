"""`run`, `migrate`, `key`, `queue`: the program itself and its machine room."""

import argparse
import asyncio
import signal
import sys

from bot.config import Settings
from bot.gateway.vault import new_key


async def run(settings: Settings, args: argparse.Namespace) -> int:
    """Run the bot until SIGINT or SIGTERM."""
    from bot import app as composition  # three seconds of imports: only those who need the bot pay for them

    application = composition.App(settings)
    await application.open()
    if not application.stations:
        print("No community is connected: set VK_GROUP_ID and VK_TOKEN.", file=sys.stderr)
        await application.close()
        return 2
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    print("bot ready", flush=True)
    try:
        await application.run(stop)
    finally:
        await application.close()
    return 0


async def migrate(settings: Settings, args: argparse.Namespace) -> int:
    """Bring the schema to the newest version."""
    from models import store

    await store.migrate(settings.database_url)
    print("The schema is up to date.")
    return 0


async def key(settings: Settings, args: argparse.Namespace) -> int:
    """Print a fresh TOKEN_KEY."""
    print(new_key())
    return 0


async def queue(settings: Settings, args: argparse.Namespace) -> int:
    """Print what waits, what failed and what lies in quarantine."""
    from bot import app as composition
    from bot.services import backlog

    async with composition.opened(settings):
        waiting = await backlog.count()
    print(f"events waiting      {waiting.events}")
    print(f"requests waiting    {waiting.requests}")
    print(f"dead letters        {waiting.dead}")
    print(f"answer never known  {waiting.unknown}")
    print(f"quarantined events  {waiting.quarantined}")
    return 0
