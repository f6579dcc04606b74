"""`/итоги`: official head-counts by date."""

from bot.handlers.registry import command
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import begin
from bot.scenarios.official_totals import OfficialTotals, TotalsDraft, save
from bot.services import access, totals


@command("итоги", alias="totals", act="totals.write")
async def official_totals(turn: Turn) -> Screen:
    """`/итоги школы 626; педагоги 16819; с 23.02.2023`; without words, a dialog."""
    await access.access_org(turn.actor, "totals.write")
    if not turn.rest:
        return await begin(turn, OfficialTotals, TotalsDraft())
    return await save(turn, totals.parse_totals(turn.rest))
