"""A school goes to another municipality of the region."""

from dataclasses import dataclass

from bot.kit.ids import OrgId
from bot.kit.screen import Screen
from bot.scenarios.engine import Again, Finish, Outcome, Said, Scenario
from bot.services import orgs
from bot.services.org_titles import OrgFact, fitting
from bot.ui import region as screens
from bot.ui.pickers import PICK, TURN


@dataclass
class MoveDraft:
    """Which school, and where the list of municipalities stands."""

    school: int = 0
    title: str = ""
    search: str = ""
    offset: int = 0


class MoveSchool(Scenario[MoveDraft], name="move_school", version=1, first="municipality", draft=MoveDraft):
    """The municipality, and it is moved."""

    async def ask_municipality(self) -> Screen:
        options = [(int(org.id), org.title) for org in await self._municipalities()]
        return screens.ask_municipality(self.draft.title, options, offset=self.draft.offset)

    async def take_municipality(self, said: Said) -> Outcome:
        if (offset := said.number(TURN)) is not None:
            self.draft.offset = max(offset, 0)
            return Again()
        self.draft.search, self.draft.offset = said.text, 0
        found = await self._municipalities()
        where = said.number(PICK) or (found[0].id if self.draft.search and len(found) == 1 else 0)
        if not where:
            return Again()
        school, municipality = OrgId(self.draft.school), OrgId(where)
        moved = await orgs.move_school(self.turn.actor, school, municipality=municipality, now=self.turn.now)
        return Finish(screens.school_moved(moved))

    async def _municipalities(self) -> list[OrgFact]:
        own = await orgs.municipalities(self.turn.actor)
        return fitting(own, self.draft.search) if self.draft.search else own
