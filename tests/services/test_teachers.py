"""Teachers: the roster, names that fit several, subjects, exactly one class teacher with her history."""

import asyncio
from datetime import timedelta

import pytest

from bot.kit.errors import Ambiguous, NotAllowed, NotFound
from bot.kit.ids import EntryId
from bot.kit.unit_of_work import unit_of_work
from bot.services import lessons, teachers
from bot.services.class_titles import parse_class_titles
from bot.services.lessons import AlreadyClassTeacher, LessonGiven, NoSuchClasses
from bot.services.teachers import NoSuchTeacher, TeacherExists
from models import Assignment, Role, RosterEntry, Subject
from tests.services.tree import NOW, Tree, come_in, holder


@pytest.fixture
async def tree(database: str) -> Tree:
    grown = await Tree.grow()
    await grown.add_classes("5А-5Г, 6Б")
    return grown


async def test_a_teacher_comes_with_her_lessons(tree: Tree) -> None:
    anna = await tree.add_teacher("иванова анна петровна", "5А алгебра, 6Б Геометрия")
    assert anna.name == "Иванова Анна Петровна"
    assert [(lesson.class_title, lesson.subject) for lesson in anna.lessons] == [("5А", "Алгебра"), ("6Б", "Геометрия")]
    assert anna.person is None


async def test_missing_classes_are_named_and_nothing_is_written(tree: Tree) -> None:
    with pytest.raises(NoSuchClasses) as refusal:
        await tree.add_teacher("Иванова Анна", "5А Алгебра, 7А Алгебра, 7Б Алгебра")
    assert refusal.value.said == "7А, 7Б"
    assert await RosterEntry.filter(role=Role.TEACHER).count() == 0


async def test_the_same_name_twice_is_asked_about(tree: Tree) -> None:
    first = await tree.add_teacher("Королёва Анна")
    with pytest.raises(TeacherExists) as refusal:
        await tree.add_teacher("КОРОЛЕВА анна")
    assert refusal.value.entry == first.id
    second = await tree.add_teacher("Королева Анна", namesake=True)
    assert second.id != first.id


async def test_a_subject_is_one_row_whatever_its_spelling(tree: Tree) -> None:
    await tree.add_teacher("Иванова Анна", "5А русский язык, 5Б Русский  язык")
    assert [row.title for row in await Subject.all()] == ["Русский язык"]


async def test_words_find_a_teacher_or_offer_the_several(tree: Tree) -> None:
    anna = await tree.add_teacher("Иванова Анна Петровна", "5А Алгебра")
    olga = await tree.add_teacher("Иванова Ольга")
    await tree.add_teacher("Иванченко Яна")

    async def find(said: str) -> EntryId:
        return (await teachers.ensure_teacher(tree.school.id, said, again="/классный 5А {it}")).id

    assert await find("Иванова Анна") == anna.id
    assert await find("иванова о.") == olga.id
    with pytest.raises(Ambiguous) as which:
        await find("Иванова")
    assert [label for label, _ in which.value.choices] == [
        "Иванова Анна Петровна · 5А Алгебра",
        f"Иванова Ольга #{olga.id}",
    ]
    assert await find(which.value.choices[1][1].removeprefix("/классный 5А ")) == olga.id
    with pytest.raises(NoSuchTeacher):
        await find("Сидорова")


@pytest.mark.parametrize(
    ("words", "subject", "who"),
    [
        ("Алгебра Иванова", "Алгебра", "Иванова"),
        ("Русский язык Иванова Анна", "Русский язык", "Иванова Анна"),
        ("русский язык иванова", "русский язык", "иванова"),
        ("Русский язык Сидорова", "Русский язык", "Сидорова"),
        ("Русский язык", "Русский язык", ""),
        ("Алгебра, Иванова", "Алгебра", "Иванова"),
        ("ОБЖ", "ОБЖ", ""),
    ],
)
async def test_a_subject_is_told_from_the_name_after_it(tree: Tree, words: str, subject: str, who: str) -> None:
    await tree.add_teacher("Иванова Анна")
    assert await teachers.split_subject(tree.school.id, words) == (subject, who)


async def test_a_class_has_one_class_teacher_and_a_history(tree: Tree) -> None:
    anna, olga = await tree.add_teacher("Иванова Анна"), await tree.add_teacher("Петрова Ольга")
    person = await come_in(anna.id)
    fifth = (await tree.class_of("5А")).id
    first = await lessons.name_class_teacher(tree.school_admin, fifth, anna.id, now=NOW)
    assert (first.new.person, first.old) == (person, None)
    with pytest.raises(AlreadyClassTeacher):
        await lessons.name_class_teacher(tree.school_admin, fifth, anna.id, now=NOW)
    later = NOW + timedelta(days=1)
    second = await lessons.name_class_teacher(tree.school_admin, fifth, olga.id, now=later)
    assert (second.new.name, second.old and second.old.person) == ("Петрова Ольга", person)
    spans = await Assignment.filter(is_class_teacher=True).order_by("id")
    assert [(row.teacher_id, row.valid_to) for row in spans] == [(anna.id, later), (olga.id, None)]
    assert (await tree.class_of("5А")).class_teacher == "Петрова Ольга"


async def test_two_at_once_leave_one_class_teacher(tree: Tree) -> None:
    both = [await tree.add_teacher("Иванова Анна"), await tree.add_teacher("Петрова Ольга")]
    fifth = (await tree.class_of("5А")).id

    async def name(entry: EntryId) -> None:
        async with unit_of_work():
            await lessons.name_class_teacher(tree.school_admin, fifth, entry, now=NOW)

    await asyncio.gather(*(name(teacher.id) for teacher in both))
    assert await Assignment.filter(is_class_teacher=True, valid_to__isnull=True).count() == 1
    assert await Assignment.filter(is_class_teacher=True).count() == 2


async def test_a_subject_is_given_once_and_taken_back(tree: Tree) -> None:
    anna = await tree.add_teacher("Иванова Анна", "5А Алгебра")
    given = await lessons.assign_subject(tree.school_admin, parse_class_titles("5А, 5Б"), "алгебра", anna.id, now=NOW)
    assert (given.classes, given.already) == (("5Б",), ("5А",))
    with pytest.raises(LessonGiven):
        await lessons.assign_subject(tree.school_admin, parse_class_titles("5А"), "Алгебра", anna.id, now=NOW)
    lesson = (await teachers.get_teacher(anna.id)).lessons[0]
    await lessons.end_lesson(tree.school_admin, lesson.id, now=NOW)
    assert [left.class_title for left in (await teachers.get_teacher(anna.id)).lessons] == ["5Б"]
    with pytest.raises(NotFound):
        await lessons.end_lesson(tree.school_admin, lesson.id, now=NOW)


async def test_nothing_of_a_foreign_school_can_be_touched(tree: Tree) -> None:
    other = await Tree.grow("Краснодарский край")
    anna = await tree.add_teacher("Иванова Анна", "5А Алгебра")
    fifth = (await tree.class_of("5А")).id
    with pytest.raises(NotAllowed):
        await lessons.name_class_teacher(other.school_admin, fifth, anna.id, now=NOW)
    with pytest.raises(NotAllowed):
        await lessons.end_lesson(other.school_admin, anna.lessons[0].id, now=NOW)
    with pytest.raises(NotAllowed):
        await teachers.access_teacher(other.school_admin, "teacher.add", anna.id)
    await other.add_classes("5А")
    theirs = await other.add_teacher("Петрова Ольга")
    with pytest.raises(NotFound):
        await lessons.name_class_teacher(tree.school_admin, fifth, theirs.id, now=NOW)
    with pytest.raises(NotFound):
        await lessons.assign_subject(tree.school_admin, parse_class_titles("5А"), "Алгебра", theirs.id, now=NOW)


async def test_the_list_is_by_surname_paged_and_says_who_is_here(tree: Tree) -> None:
    for letter in "ИЖЕДГВБА":
        await tree.add_teacher(f"{letter}ова Анна")
    ada = await tree.add_teacher("Аа Ада")
    await come_in(ada.id)
    page = await teachers.list_teachers(tree.school_admin)
    assert (page.total, page.came, page.next_offset) == (9, 1, 8)
    assert [row.name for row in page.rows][:3] == ["Аа Ада", "Аова Анна", "Бова Анна"]
    assert page.rows[0].person is not None
    assert [row.name for row in (await teachers.list_teachers(tree.school_admin, offset=8)).rows] == ["Иова Анна"]
    with pytest.raises(NotAllowed):
        await teachers.list_teachers(await holder(tree.school.id, Role.TEACHER))
