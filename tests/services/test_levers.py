"""The lever map: no shorter list reaches the gap; each missing person is in one action; few statements a region."""

from itertools import combinations
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kit.errors import NotAllowed
from bot.kit.ids import OrgId
from bot.services import levers, orgs, region_load, roster_load, target_rows, totals
from bot.services.access import Role
from bot.services.class_titles import ClassTitle
from bot.services.lever_choice import Action, SchoolState, Step, actions_of, shortest
from bot.services.levers import NoLever
from bot.services.region_load import LoadedSchool
from bot.services.roster_load import LoadedPerson
from bot.services.totals import TotalKind
from tests.services.schoolhouse import Schoolhouse, statements
from tests.services.tree import NOW, Tree

METRICS = ("teachers_in", "teachers_chat", "teachers_3", "teachers_10", "teachers_call")
GAINS = st.lists(st.integers(0, 12), max_size=9)


@given(GAINS, st.integers(0, 60))
def test_no_shorter_list_reaches_the_gap(gains: list[int], gap: int) -> None:
    actions = [Action(org, Step.WRITE, gain) for org, gain in enumerate(gains)]
    picked = shortest(actions, gap)
    sizes = [n for n in range(len(actions) + 1) for few in combinations(gains, n) if sum(few) >= gap]
    if sizes:
        assert len(picked) == min(sizes) and sum(a.gain for a in picked) >= gap
    else:
        assert sorted(a.gain for a in picked) == sorted(gain for gain in gains if gain)
    assert len({a.org for a in picked}) == len(picked)


CELLS = st.dictionaries(st.tuples(st.booleans(), st.integers(0, 2), st.booleans()), st.integers(0, 5))


@given(CELLS, st.integers(0, 80), st.tuples(st.booleans(), st.booleans(), st.booleans()), st.sampled_from(METRICS))
def test_each_missing_person_stands_before_one_step(
    cells: dict[tuple[bool, int, bool], int], size: int, doors: tuple[bool, bool, bool], metric: str
) -> None:
    """All that can be gained in a school is exactly its people who do not count for the target yet."""
    school = SchoolState(1, *doors, size=size, cells=cells)
    counts = {
        "teachers_in": lambda chat, level, call: True,
        "teachers_chat": lambda chat, level, call: chat,
        "teachers_3": lambda chat, level, call: level >= 1,
        "teachers_10": lambda chat, level, call: level == 2,
        "teachers_call": lambda chat, level, call: call,
    }[metric]
    met = sum(people for cell, people in cells.items() if counts(*cell))
    actions = actions_of(school, metric)
    assert sum(action.gain for action in actions) == max(size, school.people_in) - met
    assert len({action.step for action in actions}) == len(actions)
    if not all(doors):
        assert [action.step for action in actions] == [[Step.REGISTER, Step.ADMIN, Step.STRUCTURE][doors.index(False)]]


async def test_the_map_follows_people_along_the_way(database: str) -> None:
    house = await Schoolhouse.build()
    head = await house.person(Role.REGION_ADMIN, org=house.region)
    admin = await house.person(Role.SCHOOL_ADMIN)
    await house.school_class("5А")
    await orgs.mark_registered(OrgId(house.school.id), now=NOW)
    await target_rows.take_sources(head, now=NOW)
    await totals.record(head, {TotalKind.TEACHERS: 10}, valid_from=None, now=NOW)
    await house.on_list(Role.TEACHER, "Тихая Анна")
    silent, writer = await house.teacher(), await house.teacher()
    await house.wrote(writer, 4)
    seen = await levers.read(head, "3 сообщения", now=NOW)
    assert (seen.funnel.teachers, seen.funnel.teachers_in, seen.funnel.chat) == (3, 2, 1)
    assert (seen.funnel.three, seen.funnel.ten, seen.funnel.call) == (1, 0, 0)
    assert [(g.step, g.gain) for g in seen.groups] == [(Step.TEACHERS, 1), (Step.CHAT, 1)]
    assert seen.enough and house.school.title in seen.groups[0].names
    ten = await levers.read(head, "10", now=NOW)
    assert {g.step: g.gain for g in ten.groups} == {Step.TEACHERS: 1, Step.CHAT: 1, Step.MORE: 1}
    assert not ten.enough, "ten are asked for of ten, three are on the lists"
    own = await levers.read(admin, "10", now=NOW)
    assert own.funnel.teachers == 3 and own.funnel.schools == 1
    for refused, said in ((NoLever, "родители"), (NoLever, "стулья")):
        with pytest.raises(refused):
            await levers.read(head, said, now=NOW)
    with pytest.raises(NotAllowed):
        await levers.read(silent, "", now=NOW)


async def test_another_region_moves_nothing(database: str) -> None:
    near, far = await Tree.grow(), await Tree.grow("Кузбасс")
    await far.add_teacher("Чужая Анна Петровна")
    await target_rows.take_sources(near.region_admin, now=NOW)
    seen = await levers.read(near.region_admin, "", now=NOW)
    assert (seen.funnel.schools, seen.funnel.teachers) == (1, 0)
    assert "Чужая" not in repr(seen)


async def test_a_region_of_six_hundred_schools_in_a_constant_number_of_statements(database: str) -> None:
    tree = await Tree.grow()
    region, head = tree.region.id, tree.region_admin
    await target_rows.take_sources(head, now=NOW)
    await totals.record(head, {TotalKind.TEACHERS: 6_000, TotalKind.SCHOOLS: 626}, valid_from=None, now=NOW)
    with statements() as few:
        await levers.read(head, "3", now=NOW)
    rows = [LoadedSchool(f"Округ {n % 33}", f"Школа № {100 + n}", (ClassTitle(5, "А"),)) for n in range(625)]
    schools = list((await region_load.load_region(None, region, rows, now=NOW)).values())
    people = [LoadedPerson(OrgId(schools[n % 625]), Role.TEACHER, "Ф", account=50_000 + n) for n in range(6_000)]
    await roster_load.load(None, people, now=NOW)
    with statements() as many:
        began = perf_counter()
        seen = await levers.read(head, "3", now=NOW)
        took = perf_counter() - began
    assert len(many) <= len(few)
    assert seen.enough and seen.funnel.schools == 626
    assert took < 2, "0.14 s where it was written; here other tests run beside it"
