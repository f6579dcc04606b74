"""`/контур`: the closed contour of a school's chats, looked at, checked, and what happens to strangers."""

from bot.handlers.registry import command
from bot.kit.ids import ConversationId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.services import (
    chat_troubles,
    contour,
    contour_exits,
    contour_settings,
    contour_status,
    conversation_access,
    post,
)
from bot.services.contour_status import OnStranger
from bot.services.ports import Done, continuation
from bot.ui import contour as screens
from bot.ui import contour_refusals

__all__ = ["contour_refusals"]

CHECK, LINKS = ("проверить", "check"), ("ссылки", "links")
CHOICES = {
    "сообщать": OnStranger.REPORT,
    "report": OnStranger.REPORT,
    "удалять": OnStranger.REMOVE,
    "remove": OnStranger.REMOVE,
}


@command("контур", alias="contour", act="contour.read", in_chat=True)
async def show_contour(turn: Turn) -> Screen:
    """`/контур [проверить | ссылки | сообщать | удалять]`; inside a chat, a check of this chat."""
    word = turn.rest.lower()
    if turn.talk.is_chat:
        return await _check_here(turn)
    if word in CHECK:
        return screens.audit_begun(await contour.ask_own(turn.actor, "contour.read", now=turn.now))
    if word in LINKS:
        return screens.links_renewed(await contour_exits.renew_old(turn.actor, now=turn.now))
    if word in CHOICES:
        return screens.mode_chosen(await contour_settings.choose(turn.actor, CHOICES[word], now=turn.now))
    return screens.state(await contour_status.own_state(turn.actor, now=turn.now), now=turn.now)


async def _check_here(turn: Turn) -> Screen:
    fact = await conversation_access.here(turn.talk, now=turn.now)
    await conversation_access.access_conversation(turn.actor, "contour.read", fact.id)
    await contour.ask_audit([fact.org], now=turn.now, asker=turn.actor, only=fact.id)
    return screens.looking_here()


@continuation("contour.audited")
async def on_audited(done: Done) -> None:
    """A batch of chats was looked at: cards, troubles, and the sum to who asked."""
    audited = await contour.take(done)
    for finding in audited.findings:
        for card in screens.cards_of(finding):
            await post.tell_all(finding.tell, card, now=done.now, priority=post.NOTICE)
    for trouble in audited.troubles:
        await tell_trouble(trouble, done)
    if summary := audited.summary:
        await post.tell(summary.asker, lambda: screens.audited(summary), now=done.now, priority=post.ANSWER)


async def tell_trouble(trouble: chat_troubles.Trouble, done: Done) -> None:
    """In words, to who answers for the chat."""
    await post.tell_all(trouble.tell, lambda: screens.trouble(trouble), now=done.now, priority=post.NOTICE)


@continuation("contour.departed")
async def on_departed(done: Done) -> None:
    """Somebody who left the class is out of its chat, or the bot could not put out."""
    place, code = ConversationId(int(str(done.args["conversation"]))), done.error.code if done.error else 0
    await contour_exits.departed(place, int(str(done.args["person"])), code=code, now=done.now)
    if code and (trouble := await chat_troubles.note(place, code, now=done.now)):
        await tell_trouble(trouble, done)


@continuation("contour.link_renewed")
async def on_link_renewed(done: Done) -> None:
    """The new link is kept; without it the old one stays in use, and who answers for the chat hears what is missing."""
    place = ConversationId(int(str(done.args["conversation"])))
    if done.error is None:
        await contour_exits.link_renewed(place, str(done.answer["link"]), now=done.now)
    elif trouble := await chat_troubles.note(place, done.error.code, now=done.now):
        await tell_trouble(trouble, done)
