"""`/активность`, `/активация`: counters, and who has come in."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button, command
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import activation, activity_views, adoption
from bot.services.activity_views import View
from bot.ui import activity as screens
from bot.ui import adoption as adoption_screens


@command("активность", alias="activity", act="activity.read")
async def show_activity(turn: Turn) -> Screen:
    """`/активность [период]`: a teacher's own counter, or the school's table for those who answer for it."""
    if await activity_views.which(turn.actor) is View.OWN:
        return screens.own(await activity_views.own(turn.actor, turn.rest, now=turn.now))
    return screens.school(await activity_views.school(turn.actor, turn.rest, now=turn.now))


@button("activity.page")
async def show_page(turn: Turn) -> Screen:
    """A further page of the school's table; the period comes along."""
    period = str(turn.pressed.args[0]) if turn.pressed and turn.pressed.args else ""
    offset = max(0, pressed_number(turn, 1, default=0))
    return screens.school(await activity_views.school(turn.actor, period, now=turn.now, offset=offset))


@command("активация", alias="activation", act="activation.read")
async def show_activation(turn: Turn) -> Screen:
    """How many of the roster have come in; names for a school's administrator only."""
    return screens.activation(await activation.read(turn.actor, now=turn.now))


@button("adoption.missing")
async def show_unregistered(turn: Turn) -> Screen:
    """Schools of the official register that are not in, by municipality."""
    offset = pressed_number(turn, default=0)
    return adoption_screens.unregistered(await adoption.unregistered(turn.actor, now=turn.now, offset=offset))


@button("adoption.months")
async def show_adoption(turn: Turn) -> Screen:
    """How schools came in, month by month."""
    offset = pressed_number(turn, default=0)
    return adoption_screens.adoption(await adoption.adoption(turn.actor, now=turn.now, offset=offset))
