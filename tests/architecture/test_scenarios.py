"""Every dialog can be drawn, continued and left: what can be known without running it."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path
from typing import Any

import pytest

import bot.scenarios
from bot.app import load_handlers
from bot.handlers.registry import BUTTONS, COMMANDS
from bot.scenarios.engine import SCENARIOS, Scenario

load_handlers()
for module in pkgutil.iter_modules(bot.scenarios.__path__):
    importlib.import_module(f"bot.scenarios.{module.name}")

ROOT = Path(bot.scenarios.__file__).parents[1]


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=lambda cls: cls.name)
def test_every_goto_has_its_target(scenario: type[Scenario[Any]]) -> None:
    tree = ast.parse(Path(inspect.getfile(scenario)).read_text(encoding="utf-8"))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "Goto"]
    targets = {a.value for call in calls for a in call.args if isinstance(a, ast.Constant)}
    everything = {step for cls in SCENARIOS.values() if cls.__module__ == scenario.__module__ for step in cls.steps}
    assert targets <= everything


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=lambda cls: cls.name)
def test_every_step_is_reached(scenario: type[Scenario[Any]]) -> None:
    source = Path(inspect.getfile(scenario)).read_text(encoding="utf-8")
    for step in scenario.steps:
        assert step == scenario.first or f'"{step}"' in source, f"nothing leads to {step}"


def test_a_scenario_is_at_most_a_few_steps_of_code() -> None:
    for path in (ROOT / "scenarios").glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path


def _button_ids() -> set[str]:
    """Ids of buttons that screens outside scenarios draw, as far as they are written out."""
    found: set[str] = set()
    for path in (ROOT / "ui").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Button" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def test_every_button_that_is_a_command_names_one() -> None:
    for name in _button_ids():
        if name.startswith("/"):
            word = name.split()[0].removeprefix("/")
            assert word in COMMANDS, f"button {name} runs no command"


def test_every_registered_button_is_drawn_somewhere() -> None:
    drawn = "\n".join(p.read_text(encoding="utf-8") for p in ROOT.rglob("*.py") if "handlers" not in p.parts)
    for name in BUTTONS:
        assert f'"{name}"' in drawn, f"nothing draws the button {name}"
