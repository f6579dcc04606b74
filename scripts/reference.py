"""``docs/commands.md`` and ``docs/scenarios.md``, written from the registries; ``--check`` says if they are fresh.

The commands are for the people who type them, so that page is in Russian; the scenarios are for contributors.
"""

import argparse
import ast
import importlib
import inspect
import pkgutil
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import bot.scenarios
from bot.app import load_handlers
from bot.handlers.registry import COMMANDS, Command
from bot.kit.i18n import in_locale
from bot.scenarios.engine import SCENARIOS, Scenario
from bot.services.access import RIGHTS, Role, Scope
from bot.ui import dialog_screens, help_screens

ROOT = Path(__file__).resolve().parent.parent
NOTE = "<!-- Written by `python -m scripts.reference`. Do not edit by hand: `make check` compares. -->\n"
MARKS = {
    Scope.ORG: ("орг", "своя организация и всё, что под ней"),
    Scope.OWN_CLASS: ("класс", "классы, где он классный руководитель"),
    Scope.OWN_ROOMS: ("служебные", "беседы своей организации, которые не одного класса"),
    Scope.OWN_LESSONS: ("уроки", "классы, где он ведёт уроки или классный руководитель"),
    Scope.SELF: ("себя", "только о себе"),
}
ENDS = {"Again": "the same step", "Finish": "the end"}


def main(argv: list[str], root: Path = ROOT) -> int:
    """Write the pages, or check them and name those that are stale."""
    parser = argparse.ArgumentParser(prog="reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a page is stale")
    only_check = parser.parse_args(argv).check
    stale = [path for path, text in pages(root).items() if _read(path) != text]
    for path in stale:
        if only_check:
            say(f"{path.relative_to(root)}: stale; run `python -m scripts.reference`")
        else:
            path.write_text(pages(root)[path], encoding="utf-8")
            say(f"reference: wrote {path.relative_to(root)}")
    return 1 if only_check and stale else 0


def pages(root: Path) -> dict[Path, str]:
    """What the two pages should say now."""
    load_handlers()
    for module in pkgutil.iter_modules(bot.scenarios.__path__):
        importlib.import_module(f"bot.scenarios.{module.name}")
    with in_locale("ru"):
        return {root / "docs" / "commands.md": commands_page(), root / "docs" / "scenarios.md": scenarios_page()}


def commands_page() -> str:
    """Every command once, in groups by who may type it; then the whole table of rights."""
    lines = [
        "# Команды",
        "",
        NOTE,
        "Любое действие можно сделать кнопкой или командой. В личной переписке с ботом косую черту можно не писать, "
        "регистр не важен. Значком ⌂ отмечены команды, которые работают и внутри беседы. Каждый видит в `/помощь` "
        "только то, что может; на чужую команду бот отвечает так, словно такой вещи нет, и пишет об этом в журнал.",
        "",
        "## Кто что может",
        "",
    ]
    for title, commands in _groups().items():
        lines += [f"### {title}", "", "| Команда | По-английски | Что делает |", "|---|---|---|"]
        lines += [_command_row(command) for command in commands]
        lines.append("")
    return "\n".join([*lines, *_rights()]) + "\n"


def _groups() -> dict[str, list[Command]]:
    """Commands by the set of roles that may use them, everybody first."""
    groups: dict[tuple[Role, ...], list[Command]] = {(): []}
    for command in dict.fromkeys(COMMANDS.values()):
        roles = tuple(role for role in Role if command.act and role in RIGHTS[command.act])
        groups.setdefault(roles, []).append(command)
    order = list(Role)
    ordered = sorted(groups.items(), key=lambda pair: [order.index(role) for role in pair[0]])
    return {_title(roles): sorted(found, key=lambda c: c.word) for roles, found in ordered}


def _title(roles: tuple[Role, ...]) -> str:
    names = [dialog_screens.role_name(role) for role in roles]
    text = ", ".join(names) if names else "все"
    return text[0].upper() + text[1:]


def _command_row(command: Command) -> str:
    mark = " ⌂" if command.in_chat else ""
    line = help_screens.summaries()[command.word].replace("|", "\\|")
    return f"| `/{command.word}`{mark} | `/{command.alias}` | {line} |"


def _rights() -> Iterator[str]:
    yield "## Таблица прав"
    yield ""
    yield "Право — роль — докуда оно достаёт. Другого места, где решается «можно или нельзя», в программе нет"
    yield "(`bot/services/access.py`)."
    yield ""
    for mark, reach in MARKS.values():
        yield f"- **{mark}** — {reach};"
    yield "- **·** — права нет."
    yield ""
    yield f"| Право | {' | '.join(dialog_screens.role_name(role) for role in Role)} |"
    yield "|---" * (len(Role) + 1) + "|"
    for act, given in RIGHTS.items():
        cells = (MARKS[given[role]][0] if role in given else "·" for role in Role)
        yield f"| `{act}` | {' | '.join(cells)} |"


def scenarios_page() -> str:
    """Every dialog with its steps in the order of its source, and where each may lead."""
    lines = [
        "# Dialogs",
        "",
        NOTE,
        "Every step can be left by «Отмена», gone back from by «Назад», answered by a button or by typing; a refusal",
        "is shown above the same step asked again. That is done once, in `bot/scenarios/engine.py`.",
        "",
    ]
    for name, scenario in sorted(SCENARIOS.items()):
        path = Path(inspect.getfile(scenario)).relative_to(ROOT)
        draft = ", ".join(f"`{field.name}`" for field in fields(scenario.draft_type)) or "nothing"
        lines += [f"## {name}", "", f"{_first_line(scenario)}", ""]
        lines += [f"`{path}`, version {scenario.version}. The draft keeps {draft}.", ""]
        lines += ["| Step | Leads to |", "|---|---|"]
        lines += [f"| `{step}` | {', '.join(_targets(scenario, step))} |" for step in _steps(scenario)]
        lines.append("")
    return "\n".join(lines)


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def _steps(scenario: type[Scenario[Any]]) -> list[str]:
    """The first step, then the others as they stand in the source."""

    def place(step: str) -> tuple[bool, int]:
        return step != scenario.first, getattr(scenario, f"ask_{step}").__code__.co_firstlineno

    return sorted(scenario.steps, key=place)


def _targets(scenario: type[Scenario[Any]], step: str) -> list[str]:
    """Outcomes written in `take_<step>` and in the scenario's own methods that it calls."""
    found: list[str] = []
    ahead, known = [f"take_{step}"], set[str]()
    while ahead:
        name = ahead.pop(0)
        if name in known:
            continue
        known.add(name)
        tree = ast.parse(textwrap.dedent(inspect.getsource(getattr(scenario, name))))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            found += _outcome(call)
            if _is_own_method(call, scenario):
                ahead.append(call.func.attr)  # type: ignore[attr-defined]
    return sorted(
        dict.fromkeys(found), key=lambda there: list(ENDS.values()).index(there) if there in ENDS.values() else -1
    )


def _outcome(call: ast.Call) -> list[str]:
    kind = getattr(call.func, "id", "")
    if kind == "Goto":
        there = call.args[0]
        return [f"`{there.value}`" if isinstance(there, ast.Constant) else "whichever step is needed next"]
    return [ENDS[kind]] if kind in ENDS else []


def _is_own_method(call: ast.Call, scenario: type[Scenario[Any]]) -> bool:
    named = isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "self"
    return named and inspect.isfunction(getattr(scenario, call.func.attr, None))  # type: ignore[attr-defined]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def say(line: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
