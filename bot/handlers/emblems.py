"""`/эмблема`: the picture of the chats that the bot makes for a school."""

import asyncio
from datetime import datetime

from bot.handlers.contour import tell_trouble
from bot.handlers.registry import button, command
from bot.kit.errors import Refusal
from bot.kit.i18n import DEFAULT_LOCALE, in_locale
from bot.kit.ids import ConversationId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import begin
from bot.scenarios.set_emblem import EmblemDraft, SetEmblem, from_word
from bot.services import access, emblems, post
from bot.services.chat_troubles import Trouble
from bot.services.emblems import Refused
from bot.services.ports import Done, MadeFile, continuation, file_maker
from bot.ui import emblems as screens
from bot.ui import refusals


@command("эмблема", alias="emblem", act=emblems.ACT)
async def set_emblem(turn: Turn) -> Screen:
    """`/эмблема` with a picture attached, `/эмблема нарисовать | убрать | всем`; else a dialog."""
    await access.access_org(turn.actor, emblems.ACT)
    if chosen := await from_word(turn, turn.rest):
        return chosen
    if not turn.attachments:
        return await begin(turn, SetEmblem, EmblemDraft())
    await emblems.ask_for(turn.actor, turn.attachments, talk=turn.talk, now=turn.now)
    return screens.fetching()


@button("emblem.all")
async def send_to_all(turn: Turn) -> Screen:
    """Chats that the bot made before."""
    return screens.sent_to_all(await emblems.send_to_all(turn.actor, now=turn.now))


@continuation(emblems.FETCHED)
async def on_fetched(done: Done) -> None:
    """Keep the picture that was sent; or say why it is none."""
    actor, talk, locale = await emblems.asker(done)
    with in_locale(locale):
        try:
            screen = screens.kept(await emblems.keep(actor, emblems.fetched(done), now=done.now))
        except Refusal as refusal:
            screen = refusals.screen(refusal)
    await post.say(talk, screen, now=done.now)


@continuation("conversation.photo")
async def on_photo(done: Done) -> None:
    """A chat has its picture; or nobody's chat can have it, or the bot lacks a right in this one."""
    if done.error is None:
        return
    place, given = ConversationId(int(str(done.args["conversation"]))), str(done.args["given"])
    match await emblems.not_set(place, done.error.code, given=given, now=done.now):
        case Trouble() as trouble:
            await tell_trouble(trouble, done)
        case Refused() as fact:
            await post.tell_all(fact.tell, lambda: screens.refused(fact), now=done.now, priority=post.NOTICE)


@file_maker("chat_photo")
async def make_photo(args: tuple[str, ...], now: datetime) -> MadeFile:
    """`chat_photo CONVERSATION`: the school's emblem, else class and subject, in the language of titles."""
    content, fact = await emblems.picture_of(ConversationId(int(args[0])), now=now)
    if content is None:
        with in_locale(DEFAULT_LOCALE):
            content = await asyncio.to_thread(screens.drawn, fact)
    return MadeFile(f"emblem.{emblems.form_of(content)}", content, is_picture=True)
