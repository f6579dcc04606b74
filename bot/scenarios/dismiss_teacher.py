"""A teacher is dismissed: who, what goes with her, and one yes."""

from dataclasses import dataclass

from bot.kit.ids import EntryId, OrgId
from bot.kit.screen import Screen
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario
from bot.services import access, departures, post, teachers
from bot.ui import departures as screens
from bot.ui import teachers as teacher_screens
from bot.ui.pickers import PICK, TURN

ACT = "teacher.dismiss"


@dataclass
class DismissDraft:
    """Who; `search` narrows the list, `offset` is where a page begins."""

    teacher: int = 0
    search: str = ""
    offset: int = 0


class DismissTeacher(Scenario[DismissDraft], name="dismiss_teacher", version=1, first="teacher", draft=DismissDraft):
    """Teacher → effects → dismissed."""

    async def ask_teacher(self) -> Screen:
        found = await teachers.find_teachers(await self._school(), self.draft.search)
        return teacher_screens.ask_teacher(found, what=screens.dismissal_of(), offset=self.draft.offset)

    async def take_teacher(self, said: Said) -> Outcome:
        if (offset := said.number(TURN)) is not None:
            self.draft.offset = offset
            return Again()
        self.draft.search, self.draft.offset = said.text, 0
        found = await teachers.find_teachers(await self._school(), self.draft.search)
        chosen = said.number(PICK) or (found[0].id if said.text and len(found) == 1 else None)
        if chosen is None:
            return Again()
        await departures.get_dismissal(self.turn.actor, EntryId(chosen))
        self.draft = DismissDraft(chosen)
        return Goto("confirm")

    async def ask_confirm(self) -> Screen:
        return screens.ask_dismiss(await departures.get_dismissal(self.turn.actor, EntryId(self.draft.teacher)))

    async def take_confirm(self, said: Said) -> Outcome:
        if said.button != "dismiss" and said.text.strip().lower() not in screens.dismiss_words():
            return Again()
        gone = await departures.dismiss(self.turn.actor, EntryId(self.draft.teacher), now=self.turn.now)
        if gone.person:
            await post.tell(gone.person, screens.you_are_dismissed, now=self.turn.now)
        return Finish(screens.dismissed(gone))

    async def _school(self) -> OrgId:
        return OrgId((await access.access_org(self.turn.actor, ACT)).id)
