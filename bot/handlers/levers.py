"""`/рычаги`: where the way stops, and whom to call first."""

from bot.handlers.registry import button, command
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import levers
from bot.ui import levers as screens


@command("рычаги", alias="levers", act="report.read")
async def show_levers(turn: Turn) -> Screen:
    """`/рычаги [цель]`: the funnel, and the shortest list of calls for a target that is not met."""
    return screens.lever_map(await levers.read(turn.actor, turn.rest, now=turn.now))


@button("levers.show")
async def show_for(turn: Turn) -> Screen:
    """The same for another target."""
    metric = str(turn.pressed.args[0]) if turn.pressed and turn.pressed.args else ""
    return screens.lever_map(await levers.read(turn.actor, metric, now=turn.now))
