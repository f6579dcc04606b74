"""Choosing one of many by a button: a page of options in two columns, with ways to the other pages."""

from collections.abc import Sequence

from bot.kit.i18n import _
from bot.kit.screen import Button, Screen

PAGE = 6  # options; with two ways on, «Назад» and «Отмена» they make VK's ten buttons in five rows
LABEL = 40  # VK: characters of a label

PICK, TURN = "pick", "page"
Option = tuple[int, str]
Rows = tuple[tuple[Button, ...], ...]


def cut(label: str) -> str:
    """A label that fits a button."""
    return label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"


def columns(buttons: Sequence[Button]) -> Rows:
    """Buttons two in a row."""
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def picker(text: str, options: Sequence[Option], *, offset: int = 0) -> Screen:
    """A step of a dialog: its buttons are `pick` (number) and `page` (offset)."""
    shown = options[offset : offset + PAGE]
    rows = columns([Button(PICK, cut(label), (number,)) for number, label in shown])
    ways = turning(TURN, offset, len(options))
    return Screen(text, rows=(*rows, ways) if ways else rows)


def turning(button: str, offset: int, total: int, *args: int, page: int = PAGE) -> tuple[Button, ...]:
    """«Раньше» and «Дальше» where there is something; their last argument is the offset."""
    ways: list[Button] = []
    if offset > 0:
        ways.append(Button(button, _("Earlier"), (*args, max(offset - page, 0))))
    if offset + page < total:
        ways.append(Button(button, _("Further"), (*args, offset + page)))
    return tuple(ways)
