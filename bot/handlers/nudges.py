"""Buttons of the weekly reminder."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import begin
from bot.scenarios.post_by_bot import PostByBot, PostDraft
from bot.services import nudge_posts, nudges
from bot.ui import nudges as screens


@button("nudge.show")
async def show_text(turn: Turn) -> Screen:
    """The first tap: the text as it will be posted; the second one posts it."""
    period = pressed_number(turn)
    await nudge_posts.open_offer(turn.actor, period, now=turn.now)
    return await begin(turn, PostByBot, PostDraft(period))


@button("nudge.off")
async def switch_off(turn: Turn) -> Screen:
    """No reminders for this person."""
    return screens.switched_off(await nudges.switch(turn.actor, on=False, now=turn.now))


@button("nudge.on")
async def switch_on(turn: Turn) -> Screen:
    """Reminders again."""
    return screens.switched_on(await nudges.switch(turn.actor, on=True, now=turn.now))
