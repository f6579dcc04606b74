"""A parent comes in by the class's link: own name, the child's name, and the class teacher's yes."""

from dataclasses import dataclass

from bot.kit.ids import InviteId
from bot.kit.screen import Screen
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario
from bot.scenarios.entrance import Door, Entrance, announce
from bot.services import join_requests
from bot.services.names import parse_full_name
from bot.ui import joining


@dataclass
class ParentDoor(Door):
    """`name`: how she calls herself; known already when she is in with another child or as a teacher."""

    name: str = ""


class JoinParent(
    Entrance[ParentDoor], Scenario[ParentDoor], name="join_parent", version=1, first="profile", draft=ParentDoor
):
    """Profile → consent → own name → child's name → waiting: four taps or lines."""

    way = ("profile", "consent", "name", "child")

    def onward(self, after: str) -> Outcome:
        """Nobody is asked for a name that is known."""
        step = super().onward(after)
        return Goto("child") if step == Goto("name") and self.draft.name else step

    def ask_name(self) -> Screen:
        return joining.ask_own_name()

    async def take_name(self, said: Said) -> Outcome:
        if not said.text.strip():
            return Again(joining.write_text())
        self.draft.name = str(parse_full_name(said.text))
        return Goto("child")

    def ask_child(self) -> Screen:
        return joining.ask_child_name(self.draft.class_title)

    async def take_child(self, said: Said) -> Outcome:
        if not said.text.strip():
            return Again(joining.write_text())
        turn = self.turn
        fact = await join_requests.ask_as_parent(
            turn.actor,
            InviteId(self.draft.invite),
            name=parse_full_name(self.draft.name),
            child=parse_full_name(said.text),
            now=turn.now,
        )
        await announce(fact, now=turn.now)
        return Finish(joining.waiting(fact))
