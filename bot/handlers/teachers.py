"""`/учитель`, `/учителя`, `/классный`, `/предмет`: who teaches what, and who leads a class."""

import re

from bot.handlers.numbers import page_number, pressed_number
from bot.handlers.registry import button, command
from bot.kit.ids import ClassId, EntryId, OrgId
from bot.kit.screen import Screen
from bot.kit.turn import Turn
from bot.scenarios import add_teacher, assign_subject, name_class_teacher
from bot.scenarios.add_teacher import AddTeacher, TeacherDraft
from bot.scenarios.assign_subject import AssignSubject, SubjectDraft
from bot.scenarios.engine import begin
from bot.scenarios.name_class_teacher import ClassTeacherDraft, NameClassTeacher
from bot.services import access, classes, lessons, teachers
from bot.services.class_titles import BadClassTitle, parse_class_title, split_class_titles
from bot.ui import teacher_refusals
from bot.ui import teachers as screens

__all__ = ["teacher_refusals"]

_AFTER_NAME = re.compile(r"[;,\n]")


@command("учитель", alias="teacher", act="teacher.add")
async def add(turn: Turn) -> Screen:
    """`/учитель Иванова Анна Петровна; 5А Алгебра`; without words, a dialog."""
    await access.access_org(turn.actor, "teacher.add")
    if not turn.rest:
        return await begin(turn, AddTeacher, TeacherDraft())
    name, *taught = _AFTER_NAME.split(turn.rest, maxsplit=1)
    return await add_teacher.from_words(turn, name, "".join(taught))


@command("учителя", alias="teachers", act="teacher.list")
async def show(turn: Turn) -> Screen:
    """Who is on the roster, who has come in; `/учителя 2` is the second page."""
    offset = (page_number(turn) - 1) * teachers.PAGE
    may_edit = access.may([s.role for s in await access.standings(turn.actor)], "teacher.add")
    return screens.page(await teachers.list_teachers(turn.actor, offset=offset), may_edit=may_edit)


@button("teacher.open")
async def open_card(turn: Turn) -> Screen:
    """One teacher."""
    return screens.card(await teachers.access_teacher(turn.actor, "teacher.add", EntryId(pressed_number(turn))))


@button("teacher.lesson")
async def add_lesson(turn: Turn) -> Screen:
    """The dialog of a subject, with the teacher known."""
    teacher = await teachers.access_teacher(turn.actor, "subject.assign", EntryId(pressed_number(turn)))
    return await begin(turn, AssignSubject, SubjectDraft(teacher=teacher.id))


@button("teacher.lessons")
async def choose_lesson(turn: Turn) -> Screen:
    """Which subject she does not teach any more."""
    teacher = await teachers.access_teacher(turn.actor, "subject.assign", EntryId(pressed_number(turn)))
    return screens.choose_lesson_to_end(teacher)


@button("lesson.end")
async def end_lesson(turn: Turn) -> Screen:
    """It ends now; her card again."""
    entry = await lessons.end_lesson(turn.actor, pressed_number(turn), now=turn.now)
    return screens.card(await teachers.access_teacher(turn.actor, "subject.assign", entry))


@command("классный", alias="class-teacher", act="class_teacher.name")
async def name_head(turn: Turn) -> Screen:
    """`/классный 5А Иванова`; without the name, the dialog of the teacher."""
    school = await access.access_org(turn.actor, "class_teacher.name")
    if not turn.rest:
        return await begin(turn, NameClassTeacher, ClassTeacherDraft())
    titles, who = split_class_titles(turn.rest)
    title = titles[0] if len(titles) == 1 else parse_class_title(turn.rest)
    found = await lessons.ensure_classes(OrgId(school.id), [title], now=turn.now)
    class_id = found[str(title)]
    if not who:
        return await begin(turn, NameClassTeacher, ClassTeacherDraft(class_id), step="teacher")
    teacher = await teachers.ensure_teacher(OrgId(school.id), who, again=f"/классный {title} {{it}}")
    return await name_class_teacher.name(turn, class_id, teacher.id)


@button("class.head")
async def name_head_of(turn: Turn) -> Screen:
    """The dialog of the teacher, with the class known."""
    school_class = await access.access_class(turn.actor, "class_teacher.name", ClassId(pressed_number(turn)))
    fact = await classes.get_class(ClassId(school_class.id), now=turn.now)
    return await begin(turn, NameClassTeacher, ClassTeacherDraft(fact.id), step="teacher")


@command("предмет", alias="subject", act="subject.assign")
async def assign(turn: Turn) -> Screen:
    """`/предмет 5А Алгебра Иванова`; what is missing is asked for."""
    school = OrgId((await access.access_org(turn.actor, "subject.assign")).id)
    if not turn.rest:
        return await begin(turn, AssignSubject, SubjectDraft())
    titles, words = split_class_titles(turn.rest)
    if not titles:
        raise BadClassTitle(said=turn.rest[:40])
    await lessons.ensure_classes(school, titles, now=turn.now)
    draft = SubjectDraft(titles=", ".join(map(str, titles)))
    if not words:
        return await begin(turn, AssignSubject, draft, step="subject")
    return await assign_subject.from_words(turn, school, draft, words)
