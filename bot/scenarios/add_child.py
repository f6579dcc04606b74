"""A parent who is in names another child, maybe of another class; that class's teacher decides."""

from dataclasses import dataclass

from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Again, Finish, Outcome, Said, Scenario
from bot.scenarios.entrance import announce
from bot.services import join_requests
from bot.services.class_titles import split_class_titles
from bot.services.names import parse_full_name
from bot.ui import joining


@dataclass
class ChildDraft:
    """One line says it all."""


class AddChild(Scenario[ChildDraft], name="add_child", version=1, first="child", draft=ChildDraft):
    """«5Б Иванова Мария» → waiting."""

    def ask_child(self) -> Screen:
        return joining.ask_child_with_class()

    async def take_child(self, said: Said) -> Outcome:
        if not said.text.strip():
            return Again(joining.write_text())
        return Finish(await ask_for_child(self.turn, said.text))


async def ask_for_child(turn: Turn, line: str) -> Screen:
    """The request of one typed line, and the card for the class teacher."""
    titles, name = split_class_titles(line)
    class_said = str(titles[0]) if len(titles) == 1 else line.strip()
    fact = await join_requests.ask_for_child(turn.actor, class_said, child=parse_full_name(name), now=turn.now)
    await announce(fact, now=turn.now)
    return joining.waiting(fact)
