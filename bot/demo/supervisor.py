"""``python -m bot demo``: Postgres, the sandbox and the bot as processes of their own, started and stopped together."""

import argparse
import fcntl
import json
import os
import re
import shutil
import signal
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import Any

from bot.config import DEMO_FILE
from bot.demo import postgres_part
from bot.demo.binaries import PostgresFailed
from bot.demo.choices import HELP, Choices, Unable, read_choices
from bot.demo.kept import recall
from bot.demo.parts import Part, PartDied
from bot.demo.postgres import APP, HOST, EmbeddedPostgres, free_port, write_private
from bot.demo.weeks import begins_at

COMMUNITY = "Школьная связь"
PROGRAMS = {
    "postgres": [sys.executable, "-m", "bot.demo.postgres_part"],
    "sandbox": [sys.executable, "-m", "sandbox"],
    "bot": [sys.executable, "-m", "bot"],
    "cast": [sys.executable, "-m", "bot.demo.cast"],
}
START_TIMEOUT_S = 120
STEP_TIMEOUT_S = 600  # the first filling of the cast talks with the bot as people do
PATIENCE_S = {"bot": 4.0, "sandbox": 2.0, "postgres": 3.0}  # together under the ten seconds promised after Ctrl-C
LINK = re.compile(r"\S*vk\.me/\S+")


class Asked(Exception):
    """The demo was asked to stop."""


class Demo:
    """Everything that was started, and the memory of the runs before."""

    def __init__(self, choices: Choices, programs: Mapping[str, list[str]]) -> None:
        """Remember the runs before; nothing is started yet."""
        self.choices = choices
        self.programs = programs
        self.parts: list[Part] = []
        self._file = choices.data / "demo.json"
        self.kept = recall(self._file)
        self._stop_asked = False

    def ask_to_stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Let the next look around end the demo; a signal may call this at any moment."""
        self._stop_asked = True

    def run(self) -> None:
        """Start all in order, say ``ready``, watch until asked to stop."""
        say(f"demo: starting (logs in {self.choices.data / 'logs'})")
        self._forget_sandbox_half_filled()
        sandbox = self.start("sandbox", *self._sandbox_arguments())
        migrated, environment = self._begin_database()
        base_url = self.wait_for_line(sandbox, "sandbox ready ").removeprefix("sandbox ready ")
        environment |= self._settings(base_url)
        self._leave_settings(environment)
        self.wait_for_end(migrated)
        bot = self.start("bot", "run", env=environment)
        self.wait_for_line(bot, "bot ready")
        self._people(base_url, environment)
        say(base_url)
        say("ready")
        self.watch(lambda: False)

    def start(self, name: str, *arguments: str, env: Mapping[str, str] = MappingProxyType({})) -> Part:
        """Start one program; it is watched from now on."""
        return self._begin(name, name, arguments, env, ends=False)

    def start_step(self, step: str, name: str, *arguments: str, env: Mapping[str, str]) -> Part:
        """Start a program that is to end by itself; its log bears the name of the step."""
        return self._begin(step, name, arguments, env, ends=True)

    def watch(self, done: Callable[[], object], timeout_s: float = float("inf")) -> None:
        """Wait until ``done``, and notice at once when a part dies or somebody asks to stop."""
        deadline = time.monotonic() + timeout_s
        while not done():
            if self._stop_asked:
                raise Asked
            for part in self.parts:
                if part.is_dead():
                    raise PartDied(part.obituary())
            if time.monotonic() > deadline:
                raise PartDied(f"{self.parts[-1].name} took longer than {timeout_s:.0f} s; see {self.parts[-1].log}")
            time.sleep(0.05)

    def wait_for_line(self, part: Part, beginning: str) -> str:
        """Return the line by which a part says that it is ready."""
        self.watch(lambda: part.heard(beginning), START_TIMEOUT_S)
        return part.heard(beginning) or ""

    def wait_for_end(self, part: Part) -> str:
        """Let a step finish and return what it said; a failed step is a death like any other."""
        self.watch(lambda: part.exit_code() == 0, STEP_TIMEOUT_S)
        self.parts.remove(part)
        return part.said()

    def stop(self) -> None:
        """Stop what was started, the last first."""
        for part in reversed(self.parts):
            part.stop(PATIENCE_S.get(part.name, 1.0))

    def _begin(self, called: str, name: str, arguments: Sequence[str], env: Mapping[str, str], *, ends: bool) -> Part:
        log = self.choices.data / "logs" / f"{called}.log"
        part = Part(called, [*self.programs[name], *arguments], log=log, env={**os.environ, **env}, ends=ends)
        self.parts.append(part)
        return part

    def _sandbox_arguments(self) -> list[str]:
        port = str(self.choices.sandbox_port)  # 0: the sandbox finds a free one
        begun = [] if self.choices.empty else ["--now", begins_at(datetime.now(UTC)).isoformat()]
        return ["--host", HOST, "--port", port, "--data", str(self.choices.data / "sandbox"), "--cast", *begun]

    def _begin_database(self) -> tuple[Part, dict[str, str]]:
        """Begin the migration and return it with the settings it runs under."""
        environment = {
            "DATABASE_URL": self.choices.database_url or self._start_postgres(),
            "VK_API_URL": "",
            "CLOCK_URL": "",
        }
        return self.start_step("migrate", "bot", "migrate", env=environment), environment

    def _start_postgres(self) -> str:
        data, port = self.choices.data / "postgres", self.choices.postgres_port
        given = ["--port", str(port)] if port else []
        self.wait_for_line(self.start("postgres", "--data", str(data), *given), postgres_part.READY)
        server = EmbeddedPostgres(data)
        if self._half_filled():
            server.drop_database(APP)
            server.create_database(APP)
            self._remember(filling=False, founded=False)
        return server.dsn()

    def _half_filled(self) -> bool:
        """Was the run before stopped while the cast was coming in? Then it begins anew, nobody's work is in there."""
        return self.kept.filling and not self.kept.filled and not self.choices.database_url

    def _forget_sandbox_half_filled(self) -> None:
        if self._half_filled():
            say("demo: the last start was interrupted while people came in; beginning anew")
            shutil.rmtree(self.choices.data / "sandbox", ignore_errors=True)

    def _settings(self, base_url: str) -> dict[str, str]:
        """The bot's settings, all that could come from somebody's .env set too: the demo never talks to the real VK."""
        community = self._community(base_url)
        return {
            "VK_API_URL": f"{base_url}/method/",
            "VK_GROUP_ID": str(community["group_id"]),
            "VK_TOKEN": community["token"],
            "VK_USER_TOKEN": community["user_token"],
            "VK_EVENTS": "longpoll",
            "VK_CALLBACK_URL": "",
            "TOKEN_KEY": self.kept.token_key,
            "CLOCK_URL": f"{base_url}/sandbox/clock",
            "HTTP_HOST": HOST,
            "HTTP_PORT": str(self.choices.http_port or free_port()),
            "DATA_DIR": str(self.choices.data),
        }

    def _leave_settings(self, environment: Mapping[str, str]) -> None:
        """So that `python -m bot report` beside a running demo speaks of this demo; it finds our Postgres itself."""
        kept = {k: v for k, v in environment.items() if k != "DATABASE_URL" or self.choices.database_url}
        write_private(self.choices.data / DEMO_FILE, "".join(f"{name}={value}\n" for name, value in kept.items()))

    def _community(self, base_url: str) -> dict[str, Any]:
        """The demo's community: made once, and made again if the sandbox has lost it."""
        there = {one["group_id"] for one in call(f"{base_url}/sandbox/communities")}
        if self.kept.community.get("group_id") not in there:
            self.kept.community = call(f"{base_url}/sandbox/communities", {"name": COMMUNITY})
        self.kept.save(self._file)
        return self.kept.community

    def _people(self, base_url: str, environment: Mapping[str, str]) -> None:
        """Bind the cast, once; or, for an empty start, print the link of ``init``."""
        if self.kept.filled:
            if self.choices.empty:
                say(f"demo: {self.choices.data} has its people already; an empty start needs another DATA_DIR")
        elif self.choices.empty:
            say(f"demo: the link for the first administrator: {self._first_link(environment)}")
        else:
            say("demo: filling in the cast, the first time only")
            group, link = str(self.kept.community["group_id"]), self._first_link(environment)
            self._remember(filling=True)
            whom = ["--url", base_url, "--group", group, "--init-link", link]
            self.wait_for_end(self.start_step("cast", "cast", *whom, env=environment))
            self._remember(filled=True)

    def _first_link(self, environment: Mapping[str, str]) -> str:
        """Found the region, or found already, ask for one more link of its administrator."""
        again = ["--again"] if self.kept.founded else []
        link = found_link(self.wait_for_end(self.start_step("init", "bot", "init", *again, env=environment)))
        self._remember(founded=True)
        return link

    def _remember(self, **what: bool) -> None:
        for name, value in what.items():
            setattr(self.kept, name, value)
        self.kept.save(self._file)


def main(argv: list[str], programs: Mapping[str, list[str]] = PROGRAMS) -> int:
    """Run the demo until Ctrl-C; 0 when it was asked to stop, 1 when something died, 2 when it cannot start."""
    argparse.ArgumentParser(prog="python -m bot demo", description=HELP).parse_args(argv)
    try:
        choices = read_choices(os.environ)
        choices.data.mkdir(parents=True, exist_ok=True)
        with (choices.data / "demo.lock").open("a") as lock:
            take(lock.fileno(), choices.data)
            return supervise(Demo(choices, programs))
    except (Unable, PostgresFailed) as reason:
        say(f"demo: {reason}")
        return 2


def supervise(demo: Demo) -> int:
    """Run to the end, whatever end it is, and leave nothing behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
            signal.signal(number, demo.ask_to_stop)
    try:
        demo.run()
    except Asked:
        say("demo: stopping")
        return 0
    except PartDied as death:
        say(f"demo: {death}")
        return 1
    finally:
        demo.stop()
    return 0


def take(lock: int, data: Path) -> None:
    """Make sure that one demo at a time works on these data.

    Raises:
        Unable: another one does.
    """
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Unable(f"A demo already runs on {data}; stop it, or set another DATA_DIR.") from None


def found_link(said: str) -> str:
    """Pick the one-time link out of what ``init`` printed."""
    link = LINK.search(said)
    if link is None:
        raise PartDied(f"init printed no link:\n{said}")
    return link.group()


def call(url: str, body: Mapping[str, Any] | None = None) -> Any:
    """Ask the sandbox's control face; no proxy of the environment is ever used for the loopback."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
            return json.load(answer)
    except OSError as error:  # every URLError is one
        raise PartDied(f"the sandbox does not answer {url}: {error}") from error


def say(line: str) -> None:
    """Tell the person at the terminal."""
    print(line, flush=True)
