"""`/итоги`: official head-counts by date."""

from bot.handlers.registry import command
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import begin
from bot.scenarios.official_totals import OfficialTotals, TotalsDraft, save
from bot.scenarios.table_file import FileDraft, TableFile
from bot.services import access, totals
from bot.services.table_files import Contents

FILE = {"файл", "file"}


@command("итоги", alias="totals", act="totals.write")
async def official_totals(turn: Turn) -> Screen:
    """`/итоги школы 626; педагоги 16819; с 23.02.2023`; without words, a dialog."""
    await access.access_org(turn.actor, "totals.write")
    if not turn.rest:
        return await begin(turn, OfficialTotals, TotalsDraft())
    if turn.rest.lower() in FILE:
        return await begin(turn, TableFile, FileDraft(Contents.TOTALS.value))
    return await save(turn, totals.parse_totals(turn.rest))
