"""The command line: init, run, demo, migrate, import, report, queue, key, moderation."""

import argparse
import asyncio
import contextlib
import errno
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from typing import Any

import uvloop

from bot.command_line import figures, founding, judging, log_lines, running
from bot.config import BadSettings, Settings, read_settings
from bot.gateway.vault import WrongKey
from bot.kit.errors import SchoolBotError

DEFAULT_REGION = "Ставропольский край"
Do = Callable[[Settings, argparse.Namespace], Coroutine[Any, Any, int]]


def parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    top = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    _run(commands.add_parser("run", help="run the bot, or one of its parts"))
    commands.add_parser("migrate", help="bring the database up to date").set_defaults(do=running.migrate)
    _key(commands.add_parser("key", help="make a TOKEN_KEY; --rotate: from OLD_TOKEN_KEY to TOKEN_KEY"))
    _queue(commands.add_parser("queue", help="what waits, failed or lies in quarantine"))
    commands.add_parser("demo", help="Postgres, the sandbox and the bot on this machine")
    _init(commands.add_parser("init", help="found a region; prints the link of its first administrator"))
    _report(commands.add_parser("report", help="print the weekly report"))
    _import(commands.add_parser("import", help="a calendar or official totals from a TSV file"))
    _moderation(commands.add_parser("moderation", help="judge the lines of a file, each as one message of a chat"))
    return top


def _moderation(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", help="UTF-8, a message a line")
    command.add_argument("--json", action="store_true", help="one object a line: text_no, verdict, reason")
    command.set_defaults(do=judging.moderation)


def _run(command: argparse.ArgumentParser) -> None:
    command.add_argument("--role", default="all", choices=["all", "intake", "worker", "clock"], help="see bot/roles.py")
    command.set_defaults(do=running.run)


def _key(command: argparse.ArgumentParser) -> None:
    command.add_argument("--rotate", action="store_true", help="lock every stored token with TOKEN_KEY")
    command.set_defaults(do=running.key)


def _queue(command: argparse.ArgumentParser) -> None:
    command.add_argument("do_what", nargs="?", default="", choices=["", "resend", "drop"], help="nothing: look")
    command.add_argument("which", nargs="?", default="", help="a number of the list, or (resend) all")
    command.add_argument("--again", action="store_true", help="give jobs that failed to the last try their tries anew")
    command.set_defaults(do=running.queue)


def _init(command: argparse.ArgumentParser) -> None:
    command.add_argument("--region", default=DEFAULT_REGION, help="its title")
    command.add_argument("--timezone", default="Europe/Moscow", help="IANA name, e.g. Asia/Novosibirsk")
    command.add_argument("--again", action="store_true", help="a new link though an administrator is already there")
    command.set_defaults(do=founding.init)


def _report(command: argparse.ArgumentParser) -> None:
    command.add_argument("--region", default=DEFAULT_REGION, help="its title")
    command.add_argument(
        "--period", default="", help="ДД.ММ-ДД.ММ.ГГГГ, 2023-W10, «1 четверть», «год»; nothing: all weeks that are over"
    )
    command.add_argument("--level", default="region", choices=["region", "municipality", "school"])
    command.add_argument("--format", default="tsv", choices=["tsv", "csv", "xlsx", "png"])
    command.add_argument("--out", default="", help="a file; nothing: the screen")
    command.set_defaults(do=figures.report)


def _import(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "what", choices=["calendar", "totals", "table"], help="table: periods and totals of source 003"
    )
    command.add_argument("file", help="tab-separated, UTF-8, with a header")
    command.add_argument("--region", default=DEFAULT_REGION, help="its title")
    command.set_defaults(do=figures.bring_in)


def main(argv: list[str] | None = None) -> int:
    """Run one command; a refusal or a wrong setting is one line on stderr and exit code 2."""
    log_lines.begin()
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["demo"]:
        from bot.demo import supervisor

        return supervisor.main(arguments[1:])
    args = parser().parse_args(arguments)
    do: Do = args.do
    try:
        with (
            _settings(needs_database=_needs_database(args)) as settings,
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            return runner.run(do(settings, args))
    except FileNotFoundError as error:
        print(f"{args.command}: there is no file {error.filename}", file=sys.stderr)
    except (BadSettings, WrongKey, SchoolBotError) as error:
        print(f"{args.command}: {_said(error)}", file=sys.stderr)
    except Exception as error:
        said = _of_the_machine(error)
        if not said:
            raise
        print(f"{args.command}: {said}", file=sys.stderr)
    return 2


def _needs_database(args: argparse.Namespace) -> bool:
    return bool(args.command != "moderation" and (args.command != "key" or args.rotate))


@contextlib.contextmanager
def _settings(*, needs_database: bool) -> Iterator[Settings]:
    """The settings; without DATABASE_URL an embedded Postgres in DATA_DIR, used together with a running demo."""
    settings = read_settings()
    if settings.database_url or not needs_database:
        yield settings
        return
    from bot.demo.postgres import EmbeddedPostgres

    server = EmbeddedPostgres(settings.data_dir.resolve() / "postgres")
    url = server.start()
    try:
        yield replace(settings, database_url=url)
    finally:
        server.stop()


def _of_the_machine(error: Exception) -> str:
    """Words for what is no mistake of the program; "" for anything else."""
    from tortoise.exceptions import DBConnectionError  # half a second: only when something failed

    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"another program listens at HTTP_HOST:HTTP_PORT: {os.strerror(error.errno)}"
    if isinstance(error, (ConnectionError, DBConnectionError)):
        return f"Postgres does not answer at DATABASE_URL: {error}"
    return ""


def _said(error: Exception) -> str:
    """The words of an error; a refusal of the domain has them in bot.ui."""
    from bot.kit.errors import Refusal
    from bot.ui import refusals

    return refusals.words(error) if isinstance(error, Refusal) and not str(error) else str(error)


if __name__ == "__main__":
    sys.exit(main())
