"""A region's administrator gives the region another name."""

from dataclasses import dataclass

from bot.kit.screen import Screen
from bot.scenarios.engine import Finish, Outcome, Said, Scenario
from bot.services import orgs
from bot.ui import region as screens


@dataclass
class RegionDraft:
    """Nothing to keep: one step."""


class RenameRegion(Scenario[RegionDraft], name="rename_region", version=1, first="title", draft=RegionDraft):
    """The new name, and it is done."""

    def ask_title(self) -> Screen:
        return screens.ask_region_title()

    async def take_title(self, said: Said) -> Outcome:
        return Finish(screens.renamed(await orgs.rename_region(self.turn.actor, said.text, now=self.turn.now)))
