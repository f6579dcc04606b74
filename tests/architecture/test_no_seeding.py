"""No test and no demo writes rows of the domain behind the services' backs.

A row that a test made up may be one that the product can never make: the test is green and the story does not work.
So people come in by tests/world/story.py (they say, press and open), and tests of services call services
(tests/services/schoolhouse.py). Free are the tables of the machinery, which stand for what happened in between (an
event that arrived twice, a message half sent), and what is named in `EXCUSED`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tortoise.models import Model

import models

ROOT = Path(__file__).parents[2]
WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "save", "update", "delete"}
TABLES = {
    name: kind._meta.db_table
    for name, kind in vars(models).items()
    if isinstance(kind, type) and issubclass(kind, Model) and kind.__module__ != "models.machinery"
}
STATEMENT = re.compile(r"\b(?:insert\s+into|update|delete\s+from)\s+\"?(\w+)", re.IGNORECASE)
EXCUSED = {
    "tests/architecture/test_no_seeding.py": "it tries its own rule",
    "tests/world/world.py": "a position of the long poll that got lost",
    "tests/intake/conftest.py": "the callback secret, which registering at VK writes",
    "tests/intake/test_door.py": "the same secret: none, and another one",
    "tests/faults/model/stage.py": "the same secret",
    "tests/gateway/test_codes.py": "a dead token's community, as if its key had been given anew",
    "tests/engine/conftest.py": "a profile that VK has told already",
    "tests/architecture/test_statements.py": "the same profile",
    "tests/intake/test_memory.py": "rows of an older schema, which it migrates",
}
FILES = [path for folder in ("tests", "bot/demo") for path in sorted((ROOT / folder).rglob("*.py"))]


def seeded(source: str) -> Iterator[str]:
    """Every place where a source writes a table of the domain."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (f"{node.lineno}: {name}" for name in STATEMENT.findall(node.value) if name in TABLES.values())
        elif isinstance(node, ast.Call) and _writes(node):
            yield f"{node.lineno}: {ast.unparse(node.func)}"


def _writes(call: ast.Call) -> bool:
    """`Org.create(…)`, `Org.filter(…).update(…)`, and `row.save()` whatever the row is called."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    return _root(call.func) in TABLES or (call.func.attr == "save" and not call.args)


def _root(node: ast.AST) -> str:
    """`Org` of `Org.filter(…).order_by(…).update`."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_writes_no_rows_of_the_domain(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    found = list(seeded(path.read_text(encoding="utf-8")))
    assert not found or name in EXCUSED, f"{name} seeds: {found}; call a service, or tell it as a story"


@pytest.mark.parametrize(
    "line",
    [
        "await Person.create(vk_id=1)",
        "await Binding.filter(person_id=1).order_by('id').update(valid_to=None)",
        "row.save()",
        "row.save(update_fields=['title'])",
        "await connection.execute('insert into roster_entry (id) values (1)')",
        "f'update org set title = {1}'",
    ],
)
def test_the_rule_sees_what_it_forbids(line: str) -> None:
    assert list(seeded(line.replace("await ", "")))


@pytest.mark.parametrize("line", ["OutboxItem.all().delete()", "conversations.create(1)", "settings.update({})"])
def test_the_rule_leaves_the_rest_alone(line: str) -> None:
    assert not list(seeded(line))
