"""What an operator reads: a line of the log, a line when something is missing."""

import json
import logging
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.command_line.log_lines import LogLine
from bot.config import read_settings
from bot.gateway.vault import new_key


def test_a_line_of_the_log_carries_its_ids() -> None:
    record = logging.LogRecord("bot.sender", logging.WARNING, "sender.py", 1, "request refused", (), None)
    record.verb, record.code = "say", 901
    assert LogLine().format(record).endswith("WARNING bot.sender request refused verb=say code=901")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> pytest.MonkeyPatch:
    """A machine where nothing is set."""
    monkeypatch.chdir(str(tmp_path))
    for name in ("DATABASE_URL", "VK_TOKEN", "VK_GROUP_ID", "TOKEN_KEY", "VK_API_URL", "CLOCK_URL"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_without_a_database_the_embedded_one_is_used(
    bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    assert main(["queue"]) == 0
    assert "events waiting" in capsys.readouterr().out


def test_a_demo_that_has_ended_is_one_line(bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    capsys.readouterr()
    lines = ["VK_API_URL=http://127.0.0.1:1/method/", "CLOCK_URL=http://127.0.0.1:1/sandbox/clock"]
    Path("data").mkdir(exist_ok=True)
    Path("data/demo.env").write_text("\n".join(lines), encoding="utf-8")
    assert main(["report"]) == 2
    said = capsys.readouterr().err
    assert "is the demo running?" in said
    assert len(said.splitlines()) == 1


def test_a_database_that_does_not_answer_is_one_line(
    bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare.setenv("DATABASE_URL", "postgres://bot:secret@127.0.0.1:1/school")
    assert main(["migrate"]) == 2
    said = capsys.readouterr().err
    assert "Postgres does not answer at DATABASE_URL" in said
    assert "secret" not in said


def test_a_port_that_is_taken_is_one_line(dsn: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings = {"DATABASE_URL": dsn, "TOKEN_KEY": new_key(), "HTTP_PORT": str(other.getsockname()[1])}
        command = [sys.executable, "-m", "bot", "run", "--role", "clock"]
        ended = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr == "run: another program listens at HTTP_HOST:HTTP_PORT: Address already in use\n"


def test_a_file_of_settings_that_is_closed_to_the_service_leaves_it_those_of_systemd(
    bare: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def closed(self: Path, **_how: str) -> str:
        raise PermissionError(13, "Permission denied", str(self))

    Path(".env").write_text("VK_GROUP_ID=5", encoding="utf-8")
    bare.setattr(Path, "read_text", closed)  # tests may run as root, whom no file is closed to
    bare.setenv("VK_GROUP_ID", "7")
    assert read_settings().vk_group_id == 7
    assert "may not be read" in caplog.text


def test_the_sandboxs_clock_is_refused_with_the_real_vk(
    bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare.setenv("CLOCK_URL", "http://127.0.0.1:1/sandbox/clock")
    assert main(["run"]) == 2
    assert "loopback VK_API_URL" in capsys.readouterr().err


def test_pushes_need_an_address(bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    bare.setenv("VK_EVENTS", "callback")
    bare.delenv("VK_CALLBACK_URL", raising=False)
    assert main(["run"]) == 2
    assert "needs VK_CALLBACK_URL" in capsys.readouterr().err


def test_a_file_is_judged_line_by_line_without_a_database(
    bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("said.txt").write_text("что задали?\nскинь код из смс\n\nты дебил\n", encoding="utf-8")
    assert main(["moderation", "said.txt", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [set(line) for line in lines] == [{"text_no", "verdict", "reason"}] * 4
    assert [(line["text_no"], line["verdict"], line["reason"]) for line in lines] == [
        (1, "none", ""),
        (2, "delete", "phishing"),
        (3, "none", ""),
        (4, "warn", "insult"),
    ]
    assert main(["moderation", "said.txt"]) == 0
    assert "2 of 4 lines touched" in capsys.readouterr().out
    assert main(["moderation", "nothing.txt"]) == 2
