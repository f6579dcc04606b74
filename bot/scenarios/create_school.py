"""A school is opened: its name, its municipality; where a school of that name stands elsewhere, which one it is."""

from dataclasses import dataclass

from bot.kit.errors import NotFound
from bot.kit.ids import OrgId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario, begin
from bot.services import orgs
from bot.services.org_titles import OrgFact, fitting, parse_org_title
from bot.ui import region as screens
from bot.ui.pickers import PICK, TURN

OTHER = {"другая", "другая школа", "other", "another school"}
MOVED = {"переезд", "переехала", "перевод", "move", "it moved"}


@dataclass
class SchoolDraft:
    """`search` narrows the list of municipalities, `offset` is where its page begins."""

    title: str = ""
    municipality: int = 0
    search: str = ""
    offset: int = 0


class CreateSchool(Scenario[SchoolDraft], name="create_school", version=1, first="title", draft=SchoolDraft):
    """Name → municipality (her own, where there is one only) → made, or moved."""

    def ask_title(self) -> Screen:
        return screens.ask_school_title()

    async def take_title(self, said: Said) -> Outcome:
        self.draft.title = parse_org_title(said.text)
        return await self.go_on()

    async def ask_municipality(self) -> Screen:
        found = await self._municipalities()
        options = [(int(org.id), org.title) for org in found]
        return screens.ask_municipality(self.draft.title, options, offset=self.draft.offset)

    async def take_municipality(self, said: Said) -> Outcome:
        if (offset := said.number(TURN)) is not None:
            self.draft.offset = max(offset, 0)
            return Again()
        self.draft.search, self.draft.offset = said.text, 0
        self.draft.municipality = said.number(PICK) or 0
        return await self.go_on()

    async def ask_twin(self) -> Screen:
        twin = await orgs.find_twin(self.turn.actor, self.draft.title)
        return screens.ask_twin(self.draft.title, twin.parent_title if twin else "")

    async def take_twin(self, said: Said) -> Outcome:
        word = said.button or said.text.strip().lower()
        if word in MOVED:
            return Finish(await self._move())
        if word in OTHER:
            return Finish(await self._make(namesake=True))
        return Again()

    async def go_on(self) -> Outcome:
        """On to what is still unknown; made when nothing is."""
        if not self.draft.municipality:
            found = await self._municipalities()
            if len(found) != 1:
                return Goto("municipality")
            self.draft.municipality = found[0].id
        twin = await orgs.find_twin(self.turn.actor, self.draft.title)
        if twin and twin.parent != self.draft.municipality:
            return Goto("twin")
        return Finish(await self._make())

    async def _municipalities(self) -> list[OrgFact]:
        own = await orgs.municipalities(self.turn.actor)
        return fitting(own, self.draft.search) if self.draft.search else own

    async def _make(self, *, namesake: bool = False) -> Screen:
        where = OrgId(self.draft.municipality)
        made = await orgs.create_school(
            self.turn.actor, self.draft.title, municipality=where, now=self.turn.now, namesake=namesake
        )
        return screens.school_made(made)

    async def _move(self) -> Screen:
        twin = await orgs.find_twin(self.turn.actor, self.draft.title)
        if twin is None:
            raise NotFound("school", self.draft.title)
        where = OrgId(self.draft.municipality)
        return screens.school_moved(
            await orgs.move_school(self.turn.actor, twin.id, municipality=where, now=self.turn.now)
        )


async def from_words(turn: Turn, title: str, place: str, which: str) -> Screen:
    """A typed line: made at once when it says everything, else the dialog from what is missing.

    Raises:
        BadOrgTitle: the title cannot be one.
        NotFound: no municipality of the actor's is called so.
    """
    dialog = CreateSchool(turn, SchoolDraft(title=parse_org_title(title), search=place))
    if place and not fitting(await orgs.municipalities(turn.actor), place):
        raise NotFound("municipality", place[:60])
    outcome = await dialog.go_on()
    if outcome == Goto("twin") and which:
        outcome = await dialog.take_twin(Said(which))
    if isinstance(outcome, Finish):
        return outcome.screen or Screen()
    return await begin(turn, CreateSchool, dialog.draft, step=outcome.step if isinstance(outcome, Goto) else "twin")
