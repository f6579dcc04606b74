"""Buttons of the weekly reminder."""

from bot.handlers.numbers import pressed_number
from bot.handlers.registry import button
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import activity_views, nudges, post
from bot.ui import nudges as screens


@button("nudge.show")
async def show_text(turn: Turn) -> Screen:
    """The first tap: the text as it will be posted."""
    return screens.preview(await nudges.preview(turn.actor, pressed_number(turn), now=turn.now))


@button("nudge.act")
async def post_text(turn: Turn) -> Screen:
    """The second tap: post it in her conversation and count it as hers."""
    greeting = await nudges.post_greeting(turn.actor, pressed_number(turn), now=turn.now)
    await post.say(greeting.talk, screens.posted(greeting), now=turn.now)
    return screens.done(*await activity_views.messages_now(turn.actor, now=turn.now))


@button("nudge.off")
async def switch_off(turn: Turn) -> Screen:
    """No reminders for this person."""
    return screens.switched_off(*await nudges.switch(turn.actor, on=False, now=turn.now))


@button("nudge.on")
async def switch_on(turn: Turn) -> Screen:
    """Reminders again."""
    return screens.switched_on(*await nudges.switch(turn.actor, on=True, now=turn.now))
