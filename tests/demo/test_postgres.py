"""The embedded Postgres lives through what happens to a developer's machine."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from bot.demo.binaries import PostgresFailed
from bot.demo.postgres import SMALL, EmbeddedPostgres, free_port

Start = Callable[..., EmbeddedPostgres]


@pytest.fixture
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Start servers on one directory (with a space in its name); all are stopped at the end."""
    # as root Postgres runs as nobody, who cannot enter pytest's private directories: then it moves the data itself
    data, started = tmp_path_factory.mktemp("post gres") / "data", []

    def start(port: int | None = None) -> EmbeddedPostgres:
        server = EmbeddedPostgres(data, port, settings=SMALL)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.stop()
    for home in {server.home for server in started}:
        shutil.rmtree(home)


def kill_postmaster(server: EmbeddedPostgres) -> None:
    """Kill the server as the kernel would when memory ends, and wait until it is gone."""
    pid = int((server.home / "cluster" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    while Path("/proc", str(pid), "exe").exists():
        time.sleep(0.01)


@pytest.fixture
def stranger() -> Iterator[int]:
    """A process that is not ours, by its number."""
    process = subprocess.Popen(["sleep", "60"])
    yield process.pid
    assert process.poll() is None, "somebody killed a stranger"
    process.kill()
    process.wait()


async def ask(server: EmbeddedPostgres, statement: str, **how: object) -> object:
    connection = await asyncpg.connect(server.dsn(), **how)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_data_and_port_are_kept_between_runs(start: Start) -> None:
    first = start()
    await ask(first, "create table note as select 'ПРИВЕТ' as text")
    dsn = first.dsn()
    first.stop()
    assert not first.is_running()

    again = start()
    assert again.dsn() == dsn
    assert await ask(again, "select lower(text) from note") == "привет"


async def test_writes_are_durable_and_only_a_password_opens_the_loopback(start: Start) -> None:
    server = start()
    assert await ask(server, "show fsync") == "on"
    assert await ask(server, "show listen_addresses") == "127.0.0.1"
    for user in ("app", "postgres"):
        with pytest.raises(asyncpg.InvalidPasswordError):
            await ask(server, "select 1", user=user, password="guessed")
    assert stat.S_IMODE((server.home / "keys.json").stat().st_mode) == 0o600


def test_the_last_user_stops_the_server(start: Start) -> None:
    first, second = start(), start()
    assert second.dsn() == first.dsn()
    first.stop()
    assert second.is_running()
    second.stop()
    assert not second.is_running()


async def test_a_pid_file_of_another_life_is_not_believed(start: Start, stranger: int) -> None:
    server = start()
    pid_file = server.home / "cluster" / "postmaster.pid"
    old = pid_file.read_text().splitlines()
    server.stop()
    pid_file.write_text("\n".join([str(stranger), *old[1:]]) + "\n")
    assert not server.is_running()
    assert await ask(start(), "select 1") == 1


async def test_a_killed_server_starts_again_with_what_was_committed(start: Start) -> None:
    server = start()
    await ask(server, "create table kept as select 7 as n")
    kill_postmaster(server)
    assert await ask(start(), "select n from kept") == 7


async def test_a_start_killed_half_way_is_made_anew(start: Start) -> None:
    server = start()
    server.stop()
    (server.home / "made").unlink()  # as if killed between initdb and the application's role
    (server.home / "cluster.half").mkdir()
    assert await ask(start(), "select current_user::text") == "app"


async def test_databases_are_copied_and_dropped_with_people_inside(start: Start) -> None:
    server = start()
    original = await asyncpg.connect(server.create_database("original"))
    await original.execute("create table seed as select 1 as n")
    await original.close()

    copy = await asyncpg.connect(server.create_database("copy_1", template="original"))
    assert await copy.fetchval("select n from seed") == 1
    server.drop_database("copy_1")
    server.drop_database("copy_1")
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await copy.fetchval("select 1")
    with pytest.raises(ValueError, match="not a name"):
        server.create_database('x"; drop database app; --')


def test_a_taken_port_is_said_in_words(start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PostgresFailed, match=f"127.0.0.1:{port} is already used"):
            start(port)


def test_a_wanted_port_is_taken(start: Start) -> None:
    port = free_port()
    assert f":{port}/" in start(port).dsn()


def test_starts_are_quick(start: Start) -> None:
    began = time.monotonic()
    server = start()
    cold, began = time.monotonic() - began, time.monotonic()
    server.stop()
    start()
    warm = time.monotonic() - began
    assert cold < 20
    assert warm < 5
