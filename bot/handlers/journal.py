"""`/журнал`: who did what in the administrator's own subtree."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import journal
from bot.ui import journal as screens


@command("журнал", alias="audit", act="audit.read")
async def show(turn: Turn) -> Screen:
    """The newest acts."""
    return screens.page(await journal.page(turn.actor))


@button("journal.older")
async def show_older(turn: Turn) -> Screen:
    """The acts before these."""
    return screens.page(await journal.page(turn.actor, before=pressed_number(turn)))
