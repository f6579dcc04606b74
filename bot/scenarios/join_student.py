"""A pupil comes in by the class's link: profile, consent, one line, and the class teacher's yes."""

from dataclasses import dataclass

from bot.kit.ids import InviteId
from bot.kit.screen import Screen
from bot.scenarios.engine import Again, Finish, Outcome, Said, Scenario
from bot.scenarios.entrance import Door, Entrance, announce
from bot.services import join_requests
from bot.services.names import parse_full_name
from bot.ui import joining


@dataclass
class StudentDoor(Door):
    """Nothing more is asked than the name."""


class JoinStudent(
    Entrance[StudentDoor], Scenario[StudentDoor], name="join_student", version=1, first="profile", draft=StudentDoor
):
    """Profile → consent (by age) → «Фамилия Имя» → waiting."""

    way = ("profile", "consent", "name")

    def ask_name(self) -> Screen:
        return joining.ask_pupil_name(self.draft.class_title)

    async def take_name(self, said: Said) -> Outcome:
        if not said.text.strip():
            return Again(joining.write_text())
        turn = self.turn
        fact = await join_requests.ask_as_pupil(
            turn.actor, InviteId(self.draft.invite), name=parse_full_name(said.text), now=turn.now
        )
        await announce(fact, now=turn.now)
        return Finish(joining.waiting(fact))
