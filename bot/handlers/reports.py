"""`/отчёт`: the weekly report."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import report
from bot.ui import reports as screens

FILE_KINDS = ("xlsx", "png")


@command("отчёт", alias="report", act="report.read")
async def show_report(turn: Turn) -> Screen:
    """`/отчёт [период]`: the actor's own slice; without words, of the last closed period."""
    said = turn.rest
    as_file = said.lower().endswith(FILE_KINDS)
    if as_file:
        said = said.rpartition(" ")[0]
    return screens.report(await report.read_own(turn.actor, said, now=turn.now), as_file=as_file)


@button("report.idle")
async def show_idle(turn: Turn) -> Screen:
    """Names behind the number of the not active."""
    return screens.idle(await report.read_idle(turn.actor, pressed_number(turn)))
