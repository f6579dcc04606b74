"""A teacher is put on the roster: her name, what she teaches; classes that are missing are added on the way."""

from dataclasses import dataclass

from bot.kit.ids import OrgId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios.engine import Again, Finish, Goto, Outcome, Said, Scenario, begin
from bot.services import access, classes, teachers
from bot.services.class_titles import parse_class_titles
from bot.services.lesson_lists import Lesson, parse_lessons
from bot.services.names import parse_full_name
from bot.ui import teachers as screens

OTHER = {"other", "другой", "другой человек", "однофамилец", "однофамилица", "another person"}
SAME = {"same", "тот же", "та же", "тот же человек", "the same one"}
LATER = {"skip", "позже", "потом", "нет", "-", "later", "no"}
MAKE = {"make", "да", "добавить", "создать", "yes", "add"}
FIX = {"fix", "нет", "исправлю", "no", "i will correct it"}


@dataclass
class TeacherDraft:
    """Name and lessons as they were typed; both were understood before they came here."""

    name: str = ""
    lessons: str = ""
    knows_lessons: bool = False
    namesake: bool = False


class AddTeacher(Scenario[TeacherDraft], name="add_teacher", version=1, first="name", draft=TeacherDraft):
    """Name → (a namesake?) → lessons → (classes missing?) → added."""

    def ask_name(self) -> Screen:
        return screens.ask_name()

    async def take_name(self, said: Said) -> Outcome:
        self.draft.name, self.draft.namesake = str(parse_full_name(said.text)), False
        return await self.go_on()

    def ask_namesake(self) -> Screen:
        return screens.ask_namesake(self.draft.name)

    async def take_namesake(self, said: Said) -> Outcome:
        word = said.button or said.text.strip().lower()
        if word in SAME:
            twin = await teachers.find_twin(await self._school(), parse_full_name(self.draft.name))
            return Finish(screens.card(await teachers.fact_of(twin)) if twin else None)
        if word not in OTHER:
            return Again()
        self.draft.namesake = True
        return await self.go_on()

    def ask_lessons(self) -> Screen:
        return screens.ask_lessons(self.draft.name)

    async def take_lessons(self, said: Said) -> Outcome:
        later = said.button == "skip" or said.text.strip().lower() in LATER
        self.draft.lessons = "" if later else said.text
        self._lessons()  # not understood: asked again
        self.draft.knows_lessons = True
        return await self.go_on()

    async def ask_missing(self) -> Screen:
        return screens.ask_missing(", ".join(await self._missing()))

    async def take_missing(self, said: Said) -> Outcome:
        word = said.button or said.text.strip().lower()
        if word in FIX:
            return Goto("lessons")
        if word not in MAKE:
            return Again()
        titles = parse_class_titles(", ".join(await self._missing()))
        await classes.create_classes(self.turn.actor, titles, now=self.turn.now)
        return await self.go_on()

    async def go_on(self) -> Outcome:
        """On to what is still unknown; added when nothing is."""
        name = parse_full_name(self.draft.name)
        if not self.draft.namesake and await teachers.find_twin(await self._school(), name):
            return Goto("namesake")
        if not self.draft.knows_lessons:
            return Goto("lessons")
        if await self._missing():
            return Goto("missing")
        added = await teachers.add_teacher(
            self.turn.actor, name, self._lessons(), now=self.turn.now, namesake=self.draft.namesake
        )
        return Finish(screens.added(added))

    def _lessons(self) -> list[Lesson]:
        return parse_lessons(self.draft.lessons) if self.draft.lessons else []

    async def _missing(self) -> list[str]:
        wanted = [lesson.title for lesson in self._lessons()]
        there = await classes.find_classes(await self._school(), wanted, now=self.turn.now)
        return [str(title) for title in dict.fromkeys(wanted) if str(title) not in there]

    async def _school(self) -> OrgId:
        return OrgId((await access.access_org(self.turn.actor, "teacher.add")).id)


async def from_words(turn: Turn, name: str, lessons: str) -> Screen:
    """A typed line: added at once when nothing stands in the way, else the dialog from there.

    Raises:
        BadName: no full name.
        BadLesson, BadClassTitle, BadSubject: the lessons are not understood.
    """
    draft = TeacherDraft(name=str(parse_full_name(name)), lessons=lessons.strip(), knows_lessons=True)
    if draft.lessons:
        parse_lessons(draft.lessons)
    outcome = await AddTeacher(turn, draft).go_on()
    if isinstance(outcome, Finish):
        return outcome.screen or Screen()
    return await begin(turn, AddTeacher, draft, step=outcome.step if isinstance(outcome, Goto) else "name")
