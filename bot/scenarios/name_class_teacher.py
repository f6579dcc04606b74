"""A class gets its class teacher: which class, who; both people who are concerned hear of it."""

from dataclasses import dataclass

from bot.kit.ids import ClassId, EntryId, OrgId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario
from bot.services import access, classes, conversations, lessons, post, teachers
from bot.services.class_titles import parse_class_title
from bot.ui import teachers as screens
from bot.ui.pickers import PICK, TURN

ACT = "class_teacher.name"


@dataclass
class ClassTeacherDraft:
    """Which class; `search` narrows the list of teachers, `offset` is where a page begins."""

    class_id: int = 0
    search: str = ""
    offset: int = 0


class NameClassTeacher(
    Scenario[ClassTeacherDraft], name="name_class_teacher", version=1, first="school_class", draft=ClassTeacherDraft
):
    """Class → teacher → named."""

    async def ask_school_class(self) -> Screen:
        listed = await classes.list_classes(self.turn.actor, now=self.turn.now, org=await self._school())
        return screens.ask_class(listed, offset=self.draft.offset)

    async def take_school_class(self, said: Said) -> Outcome:
        if (offset := said.number(TURN)) is not None:
            self.draft.offset = max(offset, 0)
            return Again()
        chosen = said.number(PICK)
        if chosen is None:
            title = str(parse_class_title(said.text))
            chosen = (await classes.access_titled(self.turn.actor, ACT, title, now=self.turn.now)).id
        self.draft = ClassTeacherDraft(chosen)
        return Goto("teacher")

    async def ask_teacher(self) -> Screen:
        title = (await self._class()).title
        found = await teachers.find_teachers(await self._school(), self.draft.search)
        return screens.ask_teacher(found, what=title, offset=self.draft.offset)

    async def take_teacher(self, said: Said) -> Outcome:
        if (offset := said.number(TURN)) is not None:
            self.draft.offset = max(offset, 0)
            return Again()
        self.draft.search, self.draft.offset = said.text, 0
        found = await teachers.find_teachers(await self._school(), self.draft.search)
        chosen = said.number(PICK) or (found[0].id if said.text and len(found) == 1 else None)
        if chosen is None:
            return Again()
        return Finish(await name(self.turn, ClassId(self.draft.class_id), EntryId(chosen)))

    async def _class(self) -> classes.ClassFact:
        await access.access_class(self.turn.actor, ACT, ClassId(self.draft.class_id))
        return await classes.get_class(ClassId(self.draft.class_id), now=self.turn.now)

    async def _school(self) -> OrgId:
        return OrgId((await access.access_org(self.turn.actor, ACT)).id)


async def name(turn: Turn, school_class: ClassId, teacher: EntryId) -> Screen:
    """Do it; the new class teacher and the one before hear of it, if they have come in."""
    before = await conversations.known_to(teacher, now=turn.now)
    named = await lessons.name_class_teacher(turn.actor, school_class, teacher, now=turn.now)
    if named.new.person:
        links = await conversations.links_for(named.new.person, now=turn.now)
        hers = [fact for fact in links if fact.class_title == named.class_title or fact.id not in before]
        await post.tell(named.new.person, lambda: screens.you_lead(named, hers), now=turn.now)
    if named.old and named.old.person:
        await post.tell(named.old.person, lambda: screens.you_lead_no_more(named), now=turn.now)
    return screens.named(named)
