"""A file that a person sent for the calendar or the head-counts has come."""

import asyncio

from bot.handlers.registry import button
from bot.kit.i18n import in_locale
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import begin
from bot.scenarios.table_file import CONFIRM, FileDraft, TableFile
from bot.services import access, post, table_files
from bot.services.ports import Done, continuation
from bot.services.table_files import ACTS, FETCHED, Contents
from bot.services.tables import BadTable
from bot.ui import refusals


@button("table_file.begin")
async def choose_file(turn: Turn) -> Screen:
    """The dialog of a file, by a button."""
    said = str(turn.pressed.args[0]) if turn.pressed and turn.pressed.args else ""
    contents = Contents.TOTALS if said == Contents.TOTALS.value else Contents.CALENDAR
    await access.access_org(turn.actor, ACTS[contents])
    return await begin(turn, TableFile, FileDraft(contents.value))


@continuation(FETCHED)
async def on_fetched(done: Done) -> None:
    """Show what would come of it, and ask; or say why it cannot be read."""
    actor, talk, locale = await table_files.asker(done)
    turn = Turn(actor, talk, done.now, locale)
    with in_locale(locale):
        try:
            contents, rows = await asyncio.to_thread(table_files.fetched, done)
            draft = FileDraft(contents.value, str(done.args["name"]), rows)
            screen = await begin(turn, TableFile, draft, step=CONFIRM)
        except BadTable as refusal:
            screen = refusals.screen(refusal)
    await post.say(talk, screen, now=done.now)
