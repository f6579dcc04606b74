"""A calendar or official head-counts from a file: the file, what would come of it, the yes."""

from dataclasses import dataclass, field

from bot.kit.screen import Screen
from bot.scenarios.engine import Again, Finish, Outcome, Said, Scenario
from bot.services import table_files
from bot.services.table_files import Contents
from bot.ui import table_files as screens

CONFIRM = "confirm"  # where the dialog goes on when the file has come
YES = {"да", "записать", "yes", "keep"}


@dataclass
class FileDraft:
    """What the file is about, its name, and its rows once they have been read."""

    contents: str = ""
    name: str = ""
    rows: list[dict[str, str]] = field(default_factory=list)


class TableFile(Scenario[FileDraft], name="table_file", version=1, first="file", draft=FileDraft):
    """The file is fetched between the steps: the second one begins when it is there (`handlers.table_files`)."""

    def ask_file(self) -> Screen:
        return screens.ask_file(Contents(self.draft.contents))

    async def take_file(self, said: Said) -> Outcome:
        turn = self.turn
        contents = Contents(self.draft.contents)
        await table_files.ask_for(turn.actor, said.attachments, contents, talk=turn.talk, now=turn.now)
        return Finish(screens.fetching())

    async def ask_confirm(self) -> Screen:
        contents = Contents(self.draft.contents)
        trial = await table_files.attempt(self.turn.actor, contents, self.draft.rows, now=self.turn.now)
        return screens.trial(self.draft.name, trial)

    async def take_confirm(self, said: Said) -> Outcome:
        if said.button != "keep" and said.text.strip().lower() not in YES:
            return Again()
        contents = Contents(self.draft.contents)
        kept = await table_files.keep(self.turn.actor, contents, self.draft.rows, now=self.turn.now)
        return Finish(screens.kept(kept, contents))
