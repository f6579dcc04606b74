"""docs/features.md names a test or a reason for every feature: works, refuses, keeps apart, survives, is done once."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from bot.app import load_handlers
from bot.handlers.registry import COMMANDS

load_handlers()
ROOT = Path(__file__).parents[2]
COLUMNS = ["Feature", "Success", "Refusal", "Another school", "Restart", "Double press"]
LINK = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
REASON = re.compile(r"— \w.{9,}")


def _rows() -> list[list[str]]:
    page = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("|") and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@cache
def _tests_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}


FEATURES = [row for row in _rows() if row != COLUMNS]


def test_every_table_has_the_same_columns() -> None:
    assert COLUMNS in _rows()
    assert {len(row) for row in _rows()} == {len(COLUMNS)}


@pytest.mark.parametrize("row", FEATURES, ids=lambda row: row[0][:60])
def test_every_cell_names_tests_that_exist_or_a_reason(row: list[str]) -> None:
    for column, cell in zip(COLUMNS[1:], row[1:], strict=True):
        links = LINK.findall(cell)
        assert links or REASON.fullmatch(cell), f"{column}: {cell!r} is neither a test nor a reason"
        for path, name in links:
            assert (ROOT / path).is_file(), path
            assert name in _tests_of(path), f"{path} has no {name}"


def test_every_command_belongs_to_a_feature() -> None:
    named = " ".join(row[0] for row in FEATURES)
    words = {command.word for command in COMMANDS.values()}
    assert {word for word in words if not re.search(rf"`/{word}[ `]", named)} == set()
