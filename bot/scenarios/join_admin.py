"""An administrator comes in by her one-time link: at once, after consent and her name."""

from dataclasses import dataclass

from bot.kit.ids import InviteId
from bot.kit.screen import Screen
from bot.scenarios.engine import Again, Finish, Outcome, Said, Scenario
from bot.scenarios.entrance import Door, Entrance
from bot.services import admission, conversations, self_care
from bot.services.names import parse_full_name
from bot.ui import joining


@dataclass
class AdminDoor(Door):
    """Nothing more is asked than the name."""


class JoinAdmin(
    Entrance[AdminDoor], Scenario[AdminDoor], name="join_admin", version=1, first="profile", draft=AdminDoor
):
    """Profile → consent → name → in."""

    way = ("profile", "consent", "name")

    def ask_name(self) -> Screen:
        return joining.ask_own_name()

    async def take_name(self, said: Said) -> Outcome:
        if not said.text.strip():
            return Again(joining.write_text())
        name = parse_full_name(said.text)
        invite = InviteId(self.draft.invite)
        done = await admission.enter_as_admin(self.turn.actor, invite, name=name, now=self.turn.now)
        links = await conversations.links_for(self.turn.actor, now=self.turn.now)
        roles = await self_care.roles_of(self.turn.actor)
        return Finish(joining.entered(done, roles, noted=False, links=links))
