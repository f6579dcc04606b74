"""The command line: init, run, demo, migrate, import, report, queue, key."""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable

from bot.config import BadSettings, Settings, read_settings
from bot.gateway.links import invite_url
from bot.gateway.vault import WrongKey, new_key
from bot.kit.errors import MessengerError, SchoolBotError


async def run(settings: Settings, args: argparse.Namespace) -> int:
    """Run the bot until SIGINT or SIGTERM."""
    from bot import app as composition  # three seconds of imports: only those who need the bot pay for them

    application = composition.App(settings)
    await application.open()
    if not application.stations:
        print("No community is connected: set VK_GROUP_ID and VK_TOKEN.", file=sys.stderr)
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


async def init(settings: Settings, args: argparse.Namespace) -> int:
    """Found a region and print the one-time link of its first administrator."""
    from bot import app as composition
    from bot.services import first_steps

    async with composition.opened(settings) as (clock, community):
        if community is None:
            print("No community is connected: set VK_GROUP_ID and VK_TOKEN.", file=sys.stderr)
            return 2
        code = await first_steps.found(args.region, timezone=args.timezone, again=args.again, now=clock.now())
        print(f"Ссылка первого администратора региона «{args.region}» (один человек, 7 дней):")
        print(invite_url(community.screen_name, code))
        print("Откройте её и нажмите «Начать» или напишите любое слово.")
        print(f"Код для ввода вручную: /код {code}")
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


def parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    top = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="run the bot").set_defaults(do=run)
    first = commands.add_parser("init", help="found a region; prints the link of its first administrator")
    first.add_argument("--region", default="Ставропольский край", help="its title")
    first.add_argument("--timezone", default="Europe/Moscow", help="IANA name, e.g. Asia/Novosibirsk")
    first.add_argument("--again", action="store_true", help="a new link though an administrator is already there")
    first.set_defaults(do=init)
    commands.add_parser("migrate", help="bring the database up to date").set_defaults(do=migrate)
    commands.add_parser("key", help="make a TOKEN_KEY").set_defaults(do=key)
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command; a refusal or a wrong setting is one line on stderr and exit code 2."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for chatty in ("apscheduler", "tortoise"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["demo"]:
        from bot.demo import supervisor

        return supervisor.main(arguments[1:])
    args = parser().parse_args(arguments)
    do: Callable[[Settings, argparse.Namespace], Awaitable[int]] = args.do
    try:
        return asyncio.run(_run(do, read_settings(), args))
    except (BadSettings, WrongKey, MessengerError, SchoolBotError) as error:
        print(f"{args.command}: {error}", file=sys.stderr)
        return 2


async def _run(
    do: Callable[[Settings, argparse.Namespace], Awaitable[int]], settings: Settings, args: argparse.Namespace
) -> int:
    return await do(settings, args)


if __name__ == "__main__":
    sys.exit(main())
