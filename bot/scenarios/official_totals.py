"""A region's administrator gives an official head-count: which, how many, since when."""

from dataclasses import dataclass

from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Finish, Goto, Outcome, Said, Scenario
from bot.services import totals
from bot.services.totals import TotalKind, TypedTotals
from bot.ui import totals as screens

TODAY = {"сегодня", "с сегодня", "today"}


@dataclass
class TotalsDraft:
    """What has been said so far."""

    kind: str = ""
    value: int = 0


class OfficialTotals(Scenario[TotalsDraft], name="official_totals", version=1, first="kind", draft=TotalsDraft):
    """One head-count in three answers; or all of them typed in one line at the first."""

    async def ask_kind(self) -> Screen:
        return screens.ask_kind(await totals.own(self.turn.actor, now=self.turn.now))

    async def take_kind(self, said: Said) -> Outcome:
        kind = totals.find_kind(said.button or said.text)
        if kind is None:
            return Finish(await save(self.turn, totals.parse_totals(said.text)))
        self.draft.kind = kind.value
        return Goto("value")

    def ask_value(self) -> Screen:
        return screens.ask_value(TotalKind(self.draft.kind))

    async def take_value(self, said: Said) -> Outcome:
        self.draft.value = totals.parse_count(said.text)
        return Goto("since")

    async def ask_since(self) -> Screen:
        today = await totals.today(self.turn.actor, now=self.turn.now)
        return screens.ask_since(TotalKind(self.draft.kind), self.draft.value, today)

    async def take_since(self, said: Said) -> Outcome:
        is_today = said.button == "today" or said.text.strip().lower() in TODAY
        values = {TotalKind(self.draft.kind): self.draft.value}
        return Finish(await save(self.turn, TypedTotals(values, None if is_today else totals.parse_day(said.text))))


async def save(turn: Turn, typed: TypedTotals) -> Screen:
    """Keep what was said and show what is in force then."""
    kept = await totals.record(turn.actor, typed.values, valid_from=typed.valid_from, now=turn.now)
    return screens.saved(kept, typed.values)
