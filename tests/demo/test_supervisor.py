"""``make demo``: whatever happens, it is said in words and nothing stays behind."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.demo.binaries import choose_home

FAKE = Path(__file__).parent / "fake_program.py"
DRIVER = f"""
import sys
from bot.demo import supervisor
fakes = {{name: [sys.executable, {str(FAKE)!r}, name] for name in ("sandbox", "bot", "cast")}}
sys.exit(supervisor.main([], {{**supervisor.PROGRAMS, **fakes}}))
"""
ELSEWHERE = "postgres://app@127.0.0.1:1/app"  # the fakes never open it


class Run:
    """A demo that runs, and what it prints."""

    def __init__(self, data: Path, **env: str) -> None:
        self.data = data
        self.marker = f"DEMO_TEST_MARK={data}"
        settings = {"DATABASE_URL": ELSEWHERE, "DATA_DIR": str(data), "DEMO_TEST_MARK": str(data), **env}
        self.process = subprocess.Popen(
            [sys.executable, "-c", DRIVER], env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True
        )
        self.lines: list[str] = []

    def until_ready(self) -> list[str]:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if self.lines[-1] == "ready":
                return self.lines
        raise AssertionError(f"never ready: {self.lines}")

    def end(self, number: int | None = None) -> tuple[int, str]:
        """Send a signal if one is given, wait, and return the exit code and the rest of what was printed."""
        if number:
            self.process.send_signal(number)
        rest = self.process.communicate(timeout=30)[0]
        return self.process.returncode, rest

    def living(self) -> list[int]:
        """Processes that came from this run: all inherit the mark, wherever they moved."""
        found = []
        for environ in Path("/proc").glob("[0-9]*/environ"):
            try:
                if self.marker.encode() in environ.read_bytes():
                    found.append(int(environ.parent.name))
            except (FileNotFoundError, PermissionError, ProcessLookupError):
                continue
        return found

    def nobody_lives(self, within_s: float) -> bool:
        deadline = time.monotonic() + within_s
        while self.living() and time.monotonic() < deadline:
            time.sleep(0.05)
        return not self.living()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def start(**env: str) -> Run:
        runs.append(Run(tmp_path / "data", **env))
        return runs[-1]

    yield start
    for run in runs:
        run.end(signal.SIGTERM if run.process.poll() is None else None)
        shutil.rmtree(choose_home(run.data / "postgres"), ignore_errors=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_it_stops_everything_it_started(demo: Callable[..., Run], number: int) -> None:
    run = demo()
    *_, address, ready = run.until_ready()
    assert address.startswith("http://127.0.0.1:")
    assert ready == "ready"
    assert len(run.living()) == 4  # itself, the sandbox, the bot, the bot's forgotten worker

    code, _said = run.end(number)
    assert code == 0
    assert run.nobody_lives(within_s=0.5)


def test_a_step_may_end_before_a_part_is_ready(demo: Callable[..., Run]) -> None:
    assert demo(FAKE="late sandbox").until_ready()


def test_killed_itself_its_parts_end_too(demo: Callable[..., Run]) -> None:
    run = demo(FAKE="")
    run.until_ready()
    workers = 1  # what a part starts by itself is the part's own care when nobody is left to sweep
    run.end(signal.SIGKILL)
    deadline = time.monotonic() + 5
    while len(run.living()) > workers and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in (left := run.living()):
        os.kill(pid, signal.SIGKILL)
    assert len(left) == workers


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("bot", "demo: bot ended with exit code 3"),
        ("migrate", "demo: migrate ended with exit code 1"),
        ("cast", "demo: cast ended with exit code 1"),
    ],
)
def test_a_death_is_said_with_the_last_words(demo: Callable[..., Run], wrong: str, said: str) -> None:
    run = demo(FAKE=wrong)
    code, printed = run.end()
    assert code == 1
    assert said in printed
    words = {"bot": "line 39", "migrate": "no such column", "cast": "nobody answered"}
    assert words[wrong] in printed
    assert "line 24" not in printed
    assert run.nobody_lives(within_s=0.5)


def test_a_part_killed_later_is_named(demo: Callable[..., Run]) -> None:
    run = demo()
    run.until_ready()
    for pid in run.living():
        if b"fake_program.py\0sandbox" in Path("/proc", str(pid), "cmdline").read_bytes():
            os.kill(pid, signal.SIGKILL)
    code, printed = run.end()
    assert (code, "demo: sandbox was killed by SIGKILL" in printed) == (1, True)
    assert run.nobody_lives(within_s=0.5)


def test_what_must_be_kept_is_kept_in_private(demo: Callable[..., Run]) -> None:
    first = demo()
    assert "demo: filling in the cast, the first time only" in first.until_ready()
    first.end(signal.SIGINT)
    file = first.data / "demo.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    key = json.loads(file.read_text())["token_key"]

    second = demo()
    assert "demo: filling in the cast, the first time only" not in second.until_ready()
    assert json.loads(file.read_text())["token_key"] == key


def test_an_empty_start_prints_the_first_link(demo: Callable[..., Run]) -> None:
    lines = demo(EMPTY="1").until_ready()
    assert "demo: the link for the first administrator: https://vk.me/club77?ref=abc" in lines


def test_a_second_demo_on_the_same_data_is_refused(demo: Callable[..., Run]) -> None:
    demo().until_ready()
    code, printed = demo().end()
    assert (code, "A demo already runs" in printed) == (2, True)


@pytest.mark.parametrize("name", ["SANDBOX_PORT", "HTTP_PORT"])
def test_a_taken_address_is_said_in_words(demo: Callable[..., Run], name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, printed = demo(**{name: str(port)}).end()
    assert code == 2
    assert f"The address 127.0.0.1:{port} is already used: set another {name}" in printed


@pytest.mark.slow
def test_the_embedded_postgres_comes_and_goes_with_it(demo: Callable[..., Run]) -> None:
    run = demo(DATABASE_URL="")
    run.until_ready()
    servers = [pid for pid in run.living() if b"postgres\0-D" in Path("/proc", str(pid), "cmdline").read_bytes()]
    assert len(servers) == 1
    assert run.end(signal.SIGINT)[0] == 0
    assert run.nobody_lives(within_s=0.5)
    assert demo(DATABASE_URL="").until_ready()


@pytest.mark.slow
def test_the_embedded_postgres_ends_even_when_the_demo_is_killed(demo: Callable[..., Run]) -> None:
    run = demo(DATABASE_URL="", FAKE="silent")
    while not list(run.data.glob("logs/bot.log")):
        time.sleep(0.05)
    run.end(signal.SIGKILL)
    assert run.nobody_lives(within_s=10)
