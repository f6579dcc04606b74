"""A teacher is given a subject: in which classes, which subject, who."""

from dataclasses import dataclass

from bot.kit.ids import EntryId, OrgId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario, begin
from bot.services import access, classes, conversations, lessons, post, teachers
from bot.services.class_titles import parse_class_titles
from bot.services.subjects import parse_subject
from bot.services.teachers import NoSuchTeacher
from bot.ui import teachers as screens
from bot.ui.pickers import PICK, TURN

ACT = "subject.assign"


@dataclass
class SubjectDraft:
    """Titles as «5А, 5Б»; `teacher` is known beforehand when the dialog begins at her card."""

    titles: str = ""
    subject: str = ""
    teacher: int = 0
    search: str = ""
    offset: int = 0


class AssignSubject(Scenario[SubjectDraft], name="assign_subject", version=1, first="school_class", draft=SubjectDraft):
    """Classes → subject → teacher → given."""

    async def ask_school_class(self) -> Screen:
        listed = await classes.list_classes(self.turn.actor, now=self.turn.now, org=await self._school())
        return screens.ask_class(listed, offset=self.draft.offset, subject=True)

    async def take_school_class(self, said: Said) -> Outcome:
        if (offset := said.number(TURN)) is not None:
            self.draft.offset = max(offset, 0)
            return Again()
        listed = {c.id: c.title for c in await classes.list_classes(self.turn.actor, now=self.turn.now)}
        titles = parse_class_titles(next((t for i, t in listed.items() if i == said.number(PICK)), said.text))
        await lessons.ensure_classes(await self._school(), titles, now=self.turn.now)
        self.draft.titles, self.draft.offset = ", ".join(map(str, titles)), 0
        return Goto("subject")

    def ask_subject(self) -> Screen:
        return screens.ask_subject(self.draft.titles)

    async def take_subject(self, said: Said) -> Outcome:
        self.draft.subject = parse_subject(said.text)
        return await self._give(self.draft.teacher) if self.draft.teacher else Goto("teacher")

    async def ask_teacher(self) -> Screen:
        found = await teachers.find_teachers(await self._school(), self.draft.search)
        what = f"{self.draft.titles} {self.draft.subject}"
        return screens.ask_teacher(found, what=what, offset=self.draft.offset)

    async def take_teacher(self, said: Said) -> Outcome:
        if (offset := said.number(TURN)) is not None:
            self.draft.offset = max(offset, 0)
            return Again()
        self.draft.search, self.draft.offset = said.text, 0
        found = await teachers.find_teachers(await self._school(), self.draft.search)
        chosen = said.number(PICK) or (found[0].id if said.text and len(found) == 1 else None)
        return Again() if chosen is None else await self._give(chosen)

    async def _give(self, teacher: int) -> Outcome:
        return Finish(await give(self.turn, self.draft, EntryId(teacher)))

    async def _school(self) -> OrgId:
        return OrgId((await access.access_org(self.turn.actor, ACT)).id)


async def give(turn: Turn, draft: SubjectDraft, teacher: EntryId) -> Screen:
    """Do it; the teacher hears of it, if she has come in, with the links of all that is hers now."""
    before = await conversations.known_to(teacher, now=turn.now)
    titles = parse_class_titles(draft.titles)
    given = await lessons.assign_subject(turn.actor, titles, draft.subject, teacher, now=turn.now)
    if given.teacher.person:
        links = await conversations.links_for(given.teacher.person, now=turn.now)
        hers = [f for f in links if (f.class_title in given.classes and f.name == given.subject) or f.id not in before]
        await post.tell(given.teacher.person, lambda: screens.you_teach(given, hers), now=turn.now)
    return screens.given(given)


async def from_words(turn: Turn, school: OrgId, draft: SubjectDraft, words: str) -> Screen:
    """A typed line after its classes: «Алгебра Иванова»; without the name, or with two of that name, the dialog.

    Raises:
        BadSubject: the subject cannot be one.
        NoSuchTeacher: nobody fits the name.
    """
    subject, draft.search = await teachers.split_subject(school, words)
    draft.subject = parse_subject(subject)
    found = await teachers.find_teachers(school, draft.search)
    if draft.search and not found:
        raise NoSuchTeacher(said=draft.search[:60])
    if not draft.search or len(found) > 1:
        return await begin(turn, AssignSubject, draft, step="teacher")
    return await give(turn, draft, found[0].id)
