"""A club that has lost its teacher gets another one."""

from dataclasses import dataclass
from datetime import datetime

from bot.kit.ids import ConversationId, EntryId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Again, Finish, Outcome, Said, Scenario
from bot.services import club_owners, conversations, post, teachers
from bot.services.club_owners import Settled
from bot.services.teachers import TeacherFact
from bot.ui import club_owners as screens
from bot.ui import teachers as teacher_screens
from bot.ui.pickers import PICK, TURN


@dataclass
class HandOverDraft:
    """Which club; `search` narrows the list of teachers, `offset` is where a page begins."""

    conversation: int = 0
    search: str = ""
    offset: int = 0


class HandOverClub(Scenario[HandOverDraft], name="hand_over_club", version=1, first="teacher", draft=HandOverDraft):
    """Teacher → handed over; whoever was faster has decided."""

    async def ask_teacher(self) -> Screen:
        known = await self._club()
        found = await self._teachers(known)
        return teacher_screens.ask_teacher(found, what=known.conversation.title, offset=self.draft.offset)

    async def take_teacher(self, said: Said) -> Outcome:
        if (offset := said.number(TURN)) is not None:
            self.draft.offset = offset
            return Again()
        self.draft.search, self.draft.offset = said.text, 0
        found = await self._teachers(await self._club())
        chosen = said.number(PICK) or (found[0].id if said.text and len(found) == 1 else None)
        if chosen is None:
            return Again()
        return Finish(await hand_over(self.turn, ConversationId(self.draft.conversation), EntryId(chosen)))

    async def _club(self) -> Settled:
        place = ConversationId(self.draft.conversation)
        return await club_owners.access_club(self.turn.actor, place, now=self.turn.now)

    async def _teachers(self, known: Settled) -> list[TeacherFact]:
        """Those who have come in: the others can lead nothing yet."""
        found = await teachers.find_teachers(known.conversation.org, self.draft.search)
        return [teacher for teacher in found if teacher.person]


async def hand_over(turn: Turn, club: ConversationId, teacher: EntryId) -> Screen:
    """Do it, tell the new teacher, show what is left."""
    done = await club_owners.hand_over(turn.actor, club, teacher, now=turn.now)
    if done.is_new:
        await _tell(done, turn.now)
    return screens.settled(done, await club_owners.own(turn.actor, now=turn.now))


async def _tell(done: Settled, now: datetime) -> None:
    assert done.person
    links = await conversations.links_for(done.person, now=now)
    fact = next((fact for fact in links if fact.id == done.conversation.id), done.conversation)
    await post.tell(done.person, lambda: screens.you_lead(fact), now=now)
