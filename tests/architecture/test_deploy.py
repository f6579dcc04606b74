"""deploy/ names nothing that is not there: commands, roles, settings, files; and systemd understands the units."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import roles
from bot.__main__ import parser

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
PYTHON = "/srv/school-bot/.venv/bin/python"
SETTINGS = set(re.findall(r'values\.get\("([A-Z_]+)"', (ROOT / "bot" / "config.py").read_text(encoding="utf-8")))
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def service(unit: Path) -> configparser.SectionProxy:
    """The section [Service], its names as they are written."""
    found = configparser.ConfigParser(interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string(unit.read_text(encoding="utf-8"))
    return found["Service"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_role_with_settings_that_exist(unit: Path) -> None:
    told = service(unit)
    python, *words = shlex.split(told["ExecStart"])
    assert (python, words[:2]) == (PYTHON, ["-m", "bot"])
    given = parser().parse_args(words[2:])
    assert given.command == "run" and given.role == (unit.stem.removeprefix("school-bot").strip("-@") or "all")
    assert told["Environment"].partition("=")[0] in SETTINGS
    assert told["WorkingDirectory"] == "/srv/school-bot" and told["EnvironmentFile"] == "/srv/school-bot/.env"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_is_born_again_and_has_time_to_stop(unit: Path) -> None:
    told = service(unit)
    assert told["Restart"] == "always"
    assert (told["KillSignal"], float(told["TimeoutStopSec"]) > roles.GRACE_S) == ("SIGTERM", True)
    # "true" makes the home unreadable, and the driver of Postgres, which looks there for certificates, gives up
    assert (told["ProtectSystem"], told["ProtectHome"]) == ("strict", "tmpfs")


def test_units_that_run_side_by_side_listen_apart() -> None:
    ports = {unit.stem: service(unit)["Environment"].replace("%i", "1") for unit in UNITS}
    whole = ports.pop("school-bot")
    assert len(set(ports.values())) == len(ports)
    assert whole == ports["school-bot-intake"], "the web server in front finds the door at one place"
    for unit in UNITS:
        assert ("Conflicts=school-bot.service" in unit.read_text(encoding="utf-8")) == (unit.stem != "school-bot")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        told = unit.read_text(encoding="utf-8").replace(PYTHON, sys.executable)  # it looks whether that is a program
        (tmp_path / unit.name).write_text(told, encoding="utf-8")
    paths = [str(tmp_path / unit.name) for unit in UNITS]
    said = subprocess.run(["systemd-analyze", "verify", *paths], capture_output=True, text=True, check=False)
    ours = [line for line in said.stderr.splitlines() if "school-bot" in line]
    assert (said.returncode, ours) == (0, [])


def test_containers_run_commands_that_exist_with_settings_that_exist() -> None:
    commands = [
        re.findall(r'"([^"]+)"', line) for line in re.findall(r"^    command: \[(.+)\]$", COMPOSE, re.MULTILINE)
    ]
    for words in commands:
        parser().parse_args(words)
    assert {parser().parse_args(words).command for words in commands} == {"migrate", "run"}
    assert {words[-1] for words in commands if words[0] == "run"} == {"intake", "worker", "clock"}
    names = re.findall(r"^    ([A-Z_]+):", COMPOSE, re.MULTILINE)
    assert names and set(names) <= SETTINGS
    assert {"DATABASE_URL", "TOKEN_KEY", "VK_TOKEN", "VK_GROUP_ID"} <= set(names)


def test_the_image_is_built_of_files_that_are_there() -> None:
    copied = [word for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE) for word in line.split()[:-1]]
    assert copied and all((ROOT / word).exists() for word in copied)
    let_through = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert sorted(copied) == sorted(line[1:] for line in let_through if line.startswith("!"))
    [told] = re.findall(r"^ENV (.+)$", DOCKERFILE, re.MULTILINE)
    assert {word.partition("=")[0] for word in told.split()} - {"PYTHONUNBUFFERED"} <= SETTINGS
