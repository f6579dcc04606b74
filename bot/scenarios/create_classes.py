"""A school's administrator adds classes, all in one message if she likes."""

from dataclasses import dataclass

from bot.kit.screen import Screen
from bot.scenarios.engine import Finish, Outcome, Said, Scenario
from bot.services import classes
from bot.services.class_titles import parse_class_titles
from bot.ui import school as screens


@dataclass
class ClassesDraft:
    """Nothing to keep: one step."""


class CreateClasses(Scenario[ClassesDraft], name="create_classes", version=1, first="titles", draft=ClassesDraft):
    """The titles, and they are there."""

    def ask_titles(self) -> Screen:
        return screens.ask_classes()

    async def take_titles(self, said: Said) -> Outcome:
        titles = parse_class_titles(said.text)
        return Finish(screens.classes_made(await classes.create_classes(self.turn.actor, titles, now=self.turn.now)))
