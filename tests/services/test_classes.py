"""Classes: several at once, duplicates refused, the first of September."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.kit.errors import NotAllowed, NotFound
from bot.kit.unit_of_work import unit_of_work
from bot.services import classes, overview, promotion
from bot.services.class_titles import parse_class_titles
from bot.services.classes import ClassesExist, TooManyClasses
from bot.services.years import NoSchoolYear, current_year, ensure_year
from models import ClassTitle, Role, SchoolClass
from tests.services.tree import NOW, Tree, come_in, holder

SEPTEMBER = datetime(2027, 8, 31, 21, 30, tzinfo=UTC)  # half past midnight of 1 September in Moscow


@pytest.fixture
async def tree(database: str) -> Tree:
    return await Tree.grow()


async def titles(tree: Tree, *, now: datetime = NOW) -> list[str]:
    return [fact.title for fact in await classes.list_classes(tree.school_admin, now=now)]


async def test_several_at_once_in_any_spelling_stand_in_order(tree: Tree) -> None:
    made = await tree.add_classes('10 "б", 5A-5В, 5-а')
    assert made.made == ("10Б", "5А", "5Б", "5В")
    assert await titles(tree) == ["5А", "5Б", "5В", "10Б"]


async def test_duplicates_are_refused_and_the_new_ones_among_them_made(tree: Tree) -> None:
    await tree.add_classes("5А")
    with pytest.raises(ClassesExist) as refusal:
        await tree.add_classes('5 "а"')
    assert refusal.value.said == "5А"
    made = await tree.add_classes("5А, 5Б")
    assert (made.made, made.existed) == (("5Б",), ("5А",))
    assert await SchoolClass.all().count() == 2


async def test_two_administrators_at_once_make_one_class(tree: Tree) -> None:
    async def make() -> object:
        async with unit_of_work():
            return await tree.add_classes("5А, 5Б")

    results = await asyncio.gather(make(), make(), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["ClassesExist", "ClassesMade"]
    assert await SchoolClass.all().count() == 2


async def test_a_message_holds_a_large_school_and_no_more(tree: Tree) -> None:
    await tree.add_classes("1А-1Е, 2А-2Е, 3А-3Е, 4А-4Е, 5А-5Е, 6А-6Е, 7А-7Е, 8А-8Е, 9А-9Е, 10А-10Е")
    with pytest.raises(TooManyClasses):
        await tree.add_classes("1А-1Я, 2А-2Я, 3А-3Я")


async def test_only_the_schools_own_administrator_adds_classes(tree: Tree) -> None:
    for actor in (tree.region_admin, tree.municipal_admin, await holder(tree.school.id, Role.TEACHER)):
        with pytest.raises(NotAllowed):
            await classes.create_classes(actor, parse_class_titles("5А"), now=NOW)


async def test_a_class_is_found_in_the_own_school_only(tree: Tree) -> None:
    other = await Tree.grow("Краснодарский край")
    await tree.add_classes("5А")
    assert (await tree.class_of("5 «а»")).title == "5А"
    assert await classes.find_class(other.school.id, "5А", now=NOW) is None
    found = await classes.access_titled(tree.school_admin, "class.list", "5-а", now=NOW)
    assert await classes.class_title(found.id) == "5А"
    with pytest.raises(NotFound):
        await classes.access_titled(other.school_admin, "class.list", "5А", now=NOW)
    with pytest.raises(NotAllowed):
        await classes.access_titled(await holder(tree.school.id, Role.STUDENT), "class.list", "5А", now=NOW)


async def test_a_teacher_sees_her_own_classes(tree: Tree) -> None:
    await tree.add_classes("5А-5В")
    anna = await come_in((await tree.add_teacher("Иванова Анна", "5Б Алгебра")).id)
    assert [fact.title for fact in await classes.list_classes(anna, now=NOW)] == ["5Б"]
    assert [c.title for s in await overview.own_schools(anna, now=NOW) for c in s.classes] == ["5Б"]
    with pytest.raises(NotAllowed):
        await classes.access_titled(anna, "class.list", "5А", now=NOW)


async def test_on_the_first_of_september_classes_move_up_and_the_eleventh_leaves(tree: Tree) -> None:
    await tree.add_classes("5А, 5Б, 11А")
    fifth = await tree.class_of("5А")
    assert await titles(tree, now=SEPTEMBER - timedelta(hours=1)) == ["5А", "5Б", "11А"]
    assert await promotion.open_year(tree.region.id, now=SEPTEMBER)
    assert await titles(tree, now=SEPTEMBER) == ["6А", "6Б"]
    assert (await tree.class_of("6А", now=SEPTEMBER)).id == fifth.id
    assert await classes.class_title(fifth.id) == "6А"
    assert not await promotion.open_year(tree.region.id, now=SEPTEMBER + timedelta(days=1))
    assert await ClassTitle.all().count() == 5


async def test_a_year_is_made_once_and_asked_for_clearly(tree: Tree) -> None:
    with pytest.raises(NoSchoolYear):
        await current_year(tree.region.id, date(2027, 9, 1))
    first, second = [await ensure_year(tree.region.id, date(2028, month, 1)) for month in (1, 8)]
    assert first == second
    assert (first.title, first.starts_on) == ("2027/28", date(2027, 9, 1))
    assert (await ensure_year(tree.region.id, date(2099, 9, 1))).title == "2099/00"


async def test_the_school_card_counts_and_names_what_is_to_do(tree: Tree) -> None:
    await tree.add_classes("5А, 5Б")
    await come_in((await tree.add_teacher("Иванова Анна")).id)
    await tree.add_teacher("Петрова Ольга")
    card = await overview.school_card(tree.municipal_admin, school=tree.school.id, now=NOW)
    assert (card.classes, card.headless, card.teachers, card.teachers_in) == (2, ("5А", "5Б"), 2, 1)
    assert (card.own, card.may_move, card.admin_in) == (False, False, True)
