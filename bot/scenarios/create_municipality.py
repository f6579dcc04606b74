"""A region's administrator opens a municipality."""

from dataclasses import dataclass

from bot.kit.screen import Screen
from bot.scenarios.engine import Finish, Outcome, Said, Scenario
from bot.services import orgs
from bot.ui import region as screens


@dataclass
class MunicipalityDraft:
    """Nothing to keep: one step."""


class CreateMunicipality(
    Scenario[MunicipalityDraft], name="create_municipality", version=1, first="title", draft=MunicipalityDraft
):
    """Its name, and it is there."""

    def ask_title(self) -> Screen:
        return screens.ask_municipality_title()

    async def take_title(self, said: Said) -> Outcome:
        made = await orgs.create_municipality(self.turn.actor, said.text, now=self.turn.now)
        return Finish(screens.municipality_made(made))
