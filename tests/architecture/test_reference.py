"""The pages about commands and dialogs say what the code says."""

from pathlib import Path

import pytest

from scripts import reference


def test_the_pages_are_fresh() -> None:
    assert reference.main(["--check"]) == 0, "run `python -m scripts.reference`"


def test_a_stale_page_is_named_and_written_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in ("commands.md", "scenarios.md"):
        (docs / name).write_text((reference.ROOT / "docs" / name).read_text())
    (docs / "commands.md").write_text("what was true once")
    assert reference.main(["--check"], tmp_path) == 1
    assert capsys.readouterr().out == "docs/commands.md: stale; run `python -m scripts.reference`\n"
    assert reference.main([], tmp_path) == 0
    assert reference.main(["--check"], tmp_path) == 0
