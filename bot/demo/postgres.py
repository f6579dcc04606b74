"""An embedded Postgres for the demo and the tests: no system packages, data kept between runs.

Made over the *programs* of the wheel, not over its ``get_server``, which trusts every local user and believes a
pid file of another life. Here: passwords (scram) on 127.0.0.1 only, a server is believed to run only when its own
process says so, and several processes may use one server: the last to leave stops it.
"""

import contextlib
import fcntl
import json
import os
import secrets
import shlex
import shutil
import socket
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from bot.demo.binaries import PostgresFailed, Tools, choose_home, find_tools
from bot.demo.databases import DatabaseServer, run_sql

HOST = "127.0.0.1"
APP = "app"
SUPERUSER = "postgres"
START_TRIES = 4
START_TIMEOUT_S = 60
SETTINGS = {
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "max_connections": "100",
    "random_page_cost": "1.1",
    "effective_cache_size": "4GB",
    "log_min_duration_statement": "1s",
    "timezone": "UTC",
}
SMALL = {**SETTINGS, "shared_buffers": "64MB", "max_wal_size": "512MB", "effective_cache_size": "512MB"}


class EmbeddedPostgres(DatabaseServer):
    """One server with its data under one directory.

    The directory holds ``cluster`` (Postgres's own), ``keys.json`` (0600, the passwords), ``port`` (the last one),
    ``lock`` (held while starting or stopping) and ``users`` (a shared lock of everybody who uses the server).
    """

    def __init__(self, data: Path, port: int | None = None, *, settings: Mapping[str, str] = SETTINGS) -> None:
        """Name the server; nothing is touched before ``start``.

        Args:
            data: its directory; as root it may be moved to where ``nobody`` can come, see ``home``.
            port: the TCP port; None: the one of the last run, or else a free one.
            settings: what postgresql.conf would say. fsync stays on in all of ours.
        """
        self.home = choose_home(data.resolve())
        self._wanted_port = port
        self._settings = settings
        self._cluster = self.home / "cluster"
        self._using: IO[str] | None = None

    def start(self) -> str:
        """Start the server, or join the one that runs on these data.

        Returns:
            The DSN of the application's database; its role may create databases.

        Raises:
            PostgresFailed: with the reason in words.
        """
        self._prepare_home()
        with self._alone():
            tools = find_tools(self.home)
            if not self._cluster.exists():
                self._make_cluster(tools)
            port = self._running_port() or self._launch(tools)
            self._using = self._using or _locked(self.home / "users", fcntl.LOCK_SH)
            if not (self.home / "made").exists():
                self._make_application(port)
        return self.dsn()

    def stop(self) -> None:
        """Leave the server; the last one to leave stops it, within seconds."""
        if self._using is None:
            return
        with self._alone():
            self._using.close()
            self._using = None
            if self._running_port() is None or self._has_users():
                return
            ended = find_tools(self.home).run("pg_ctl", "-D", str(self._cluster), "-w", "-m", "fast", "stop")
            if ended.returncode:
                raise PostgresFailed(f"Postgres did not stop: {ended.stderr.strip()}")

    def dsn(self, database: str | None = None) -> str:
        """Return the application's DSN of one database of the running server; None: of its own."""
        port = self._running_port()
        if port is None:
            raise PostgresFailed(f"No Postgres runs on {self.home}.")
        return f"postgres://{APP}:{self._keys()[APP]}@{HOST}:{port}/{database or APP}"

    def is_running(self) -> bool:
        """Tell whether the server on these data lives and answers."""
        return self._running_port() is not None

    def log_tail(self, lines: int = 15) -> str:
        """Return the end of the server's own log."""
        log = self._cluster / "server.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""

    def _prepare_home(self) -> None:
        if not self.home.exists():
            self.home.mkdir(parents=True)
            self.home.chmod(0o755)
        if not os.access(self.home, os.W_OK):
            raise PostgresFailed(f"{self.home} belongs to another user: set DATA_DIR to a directory of your own.")

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one process at a time start or stop; the kernel opens the lock again if it dies."""
        with _locked(self.home / "lock", fcntl.LOCK_EX):
            yield

    def _has_users(self) -> bool:
        try:
            _locked(self.home / "users", fcntl.LOCK_EX | fcntl.LOCK_NB).close()
        except BlockingIOError:
            return True
        return False

    def _keys(self) -> dict[str, str]:
        keys: dict[str, str] = json.loads((self.home / "keys.json").read_text())
        return keys

    def _make_cluster(self, tools: Tools) -> None:
        """Run initdb beside its place and move the whole there: killed half-way, it is simply made anew."""
        keys = {SUPERUSER: secrets.token_urlsafe(24), APP: secrets.token_urlsafe(24)}
        write_private(self.home / "keys.json", json.dumps(keys))
        (self.home / "made").unlink(missing_ok=True)
        half = self.home / "cluster.half"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        word = self.home / "password.half"
        write_private(word, keys[SUPERUSER])
        if tools.account:
            os.chown(half, tools.account.uid, tools.account.gid)
            os.chown(word, tools.account.uid, tools.account.gid)
        # builtin locale (Postgres 17+): case mapping of Cyrillic does not depend on the machine's locale
        words = ["-D", str(half), "-U", SUPERUSER, "-A", "scram-sha-256", "--pwfile", str(word), "-E", "UTF8"]
        made = tools.run("initdb", *words, "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        word.unlink()
        if made.returncode:
            raise PostgresFailed(f"initdb failed in {self.home}:\n{made.stderr.strip()}")
        half.rename(self._cluster)

    def _make_application(self, port: int) -> None:
        """Make the application's role and database; each step may have been done by a run killed half-way."""
        keys = self._keys()
        above = f"postgres://{SUPERUSER}:{keys[SUPERUSER]}@{HOST}:{port}/postgres"
        if not run_sql(above, f"select 1 from pg_roles where rolname = '{APP}'"):
            run_sql(above, f"create role {APP} login createdb password '{keys[APP]}'")
        if not run_sql(above, f"select 1 from pg_database where datname = '{APP}'"):
            run_sql(above, f"create database {APP} owner {APP}")
        (self.home / "made").touch()

    def _launch(self, tools: Tools) -> int:
        """Start the server; try again for what passes: a port lost in a race, children of a killed server."""
        for attempt in range(START_TRIES):
            self._drop_stale_pid()
            port = self._choose_port(fresh=attempt > 1)
            started = self._pg_ctl_start(tools, port)
            if started and (running := self._running_port()):
                (self.home / "port").write_text(str(running))
                return running
            time.sleep(0.5)
        raise PostgresFailed(f"Postgres does not start in {self.home}; its log ends with:\n{self.log_tail()}")

    def _pg_ctl_start(self, tools: Tools, port: int) -> bool:
        options = {
            **self._settings,
            "listen_addresses": HOST,
            "port": str(port),
            "unix_socket_directories": "",
        }
        line = shlex.join(part for name, value in options.items() for part in ("-c", f"{name}={value}"))
        log = str(self._cluster / "server.log")
        place = ("-D", str(self._cluster), "-l", log)
        done = tools.run("pg_ctl", *place, "-w", "-t", str(START_TIMEOUT_S), "-o", line, "start", quiet=True)
        return done.returncode == 0

    def _choose_port(self, *, fresh: bool) -> int:
        if self._wanted_port:
            if not is_free(self._wanted_port):
                raise PostgresFailed(
                    f"The address {HOST}:{self._wanted_port} is already used: set another POSTGRES_PORT."
                )
            return self._wanted_port
        kept = self.home / "port"
        last = int(kept.read_text() or 0) if kept.exists() else 0
        return last if last and not fresh and is_free(last) else free_port()

    def _running_port(self) -> int | None:
        """The port of our living, ready server, or None. A pid file alone proves nothing after a reboot."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while (lines := self._pid_file()) and self._is_ours(lines[0]):
            if len(lines) >= 8 and lines[7].strip() == "ready":
                return int(lines[3])
            if time.monotonic() > deadline:
                raise PostgresFailed(f"Postgres in {self.home} neither starts nor ends:\n{self.log_tail()}")
            time.sleep(0.05)
        return None

    def _pid_file(self) -> list[str]:
        """Lines of postmaster.pid: pid, data, start, port, socket, address, shared memory, state."""
        try:
            return (self._cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _is_ours(self, pid: str) -> bool:
        """Ask the process itself: a stranger with the same number, or a zombie, does not name our data."""
        try:
            said = Path("/proc", pid.strip(), "cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError, NotADirectoryError):
            return False
        return str(self._cluster).encode() in said

    def _drop_stale_pid(self) -> None:
        """With a pid taken by a stranger Postgres refuses to start, and pg_ctl would signal the stranger."""
        lines = self._pid_file()
        if not (lines and self._is_ours(lines[0])):
            (self._cluster / "postmaster.pid").unlink(missing_ok=True)


def is_free(port: int) -> bool:
    """Tell whether we could listen on this port of the loopback."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port of the loopback free at this moment."""
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        port: int = trial.getsockname()[1]
    return port


def write_private(path: Path, text: str) -> None:
    """Write a secret so that no moment shows it to others."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _locked(path: Path, how: int) -> IO[str]:
    """Open a file under a kernel lock, which ends with the file or with the process."""
    file = path.open("a")
    try:
        fcntl.flock(file, how)
    except BaseException:
        file.close()
        raise
    return file
