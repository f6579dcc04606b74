"""The tree and the school once more: over restarts, pressed twice, delivered twice, tried from another school."""

import pytest

from models import Assignment, Invite, Org, Role, RosterEntry, SchoolClass
from tests.world import World, story


async def test_the_tree_grows_over_restarts(world: World) -> None:
    region = await story.region_admin(world)
    await region.says("/муниципалитет")
    await world.restart()
    await region.says("Динской район")
    region.sees("Муниципалитет «Динской район» добавлен")
    await world.restart()
    await region.presses("Новая школа")
    await world.restart()
    await region.says("Школа № 5")
    region.sees("Школа «Школа № 5» добавлена")
    await region.says("/регион")
    await region.presses("Переименовать")
    await world.restart()
    await region.says("Кубань")
    region.sees("Регион теперь называется «Кубань»")
    assert sorted(await Org.all().values_list("title", flat=True)) == ["Динской район", "Кубань", "Школа № 5"]


async def test_what_founds_is_done_once_however_often_it_comes(world: World) -> None:
    region = await story.region_admin(world)
    for line in ("/муниципалитет Динской район", "/муниципалитет динской район"):
        await region.says(line)
    region.sees("уже есть")
    for line in ("/школа-новая Школа № 5; Динской район", "/школа-новая Школа № 5; Динской район"):
        await region.says(line)
    region.sees("уже есть")
    await world.delivers_again()
    assert await Org.filter(kind="municipality").count() == await Org.filter(kind="school").count() == 1


async def test_a_second_press_renames_nothing_again(world: World) -> None:
    region = await story.region_admin(world)
    await region.says("/регион")
    await region.presses("Переименовать")
    await region.says("Кубань")
    await region.says("/регион Ставрополье")
    await world.delivers_again()
    await region.says("/регион")
    region.sees("Ставрополье")


async def test_the_administrators_link_survives_a_restart(world: World) -> None:
    region = await story.region_admin(world)
    await region.says("/муниципалитет Динской район")
    await region.presses("Ссылка администратору")
    link = region.screen.link
    await world.restart()
    district = await world.stranger("Марина", "М")
    await district.opens(link)
    district.sees("для администратора муниципалитета: Динской район")


async def test_the_administrators_link_delivered_twice_is_one_and_admits_one(world: World) -> None:
    region, late = await story.region_admin(world), await world.stranger()
    await region.says("/муниципалитет Динской район")
    await region.presses("Ссылка администратору")
    link = region.screen.link
    await world.delivers_again()
    assert await Invite.filter(role="municipal_admin").count() == 1
    await story.administrator(world, "Марина Районова", link)
    await late.opens(link)
    late.sees("уже использована")


async def test_a_school_is_filled_over_restarts(world: World) -> None:
    admin = (await story.school(world, 5)).admin
    for said in ("/класс", "5А, 5Б", "/учитель", "Иванова Анна", "5А Алгебра, 5В Алгебра"):
        await admin.says(said)
        await world.restart()
    await admin.presses("Добавить")
    admin.sees("В списке: Иванова Анна", "5А Алгебра, 5В Алгебра")
    for said in ("/классный", "5А", "Иванова", "/предмет", "5Б", "Физика", "Иванова"):
        await admin.says(said)
        await world.restart()
    await admin.says("/учителя")
    await admin.presses("Иванова А.")
    admin.sees("5А Алгебра", "5Б Физика", "5А")
    await world.delivers_again()
    assert await SchoolClass.all().count() == 3
    assert await RosterEntry.filter(role="teacher").count() == 1
    assert await Assignment.all().count() == 4


@pytest.mark.parametrize(
    ("lines", "button"),
    [
        (("/учитель", "Иванова Анна", "5В Алгебра"), "Добавить"),
        (("/предмет", "5А", "Физика"), "Иванова В."),
        (("/классный", "5А"), "Иванова В."),
    ],
    ids=["teacher", "subject", "class-teacher"],
)
async def test_a_second_press_adds_nothing(world: World, lines: tuple[str, ...], button: str) -> None:
    admin = (await story.school(world, 5)).admin
    for said in ("/класс 5А, 5Б", "/учитель Иванова Вера; 5Б Химия", *lines):
        await admin.says(said)
    screen = admin.screen.cmid
    await admin.presses(button, cmid=screen)
    rows = await RosterEntry.all().count(), await Assignment.all().count()
    await admin.presses(button, cmid=screen)
    await world.delivers_again()
    assert (await RosterEntry.all().count(), await Assignment.all().count()) == rows


async def test_classes_are_added_once(world: World) -> None:
    admin = (await story.school(world, 5)).admin
    await admin.says("/класс")
    await admin.says("5А")
    await admin.says("/класс 5А")
    admin.sees("Уже есть: 5А")
    await world.delivers_again()
    assert await SchoolClass.all().count() == 1


async def test_a_neighbours_people_and_classes_do_not_exist(world: World) -> None:
    mine, other = await story.school(world), await story.school(world, 2)
    await story.teacher(other, "5А Алгебра", class_teacher_of="5А")
    entry, lesson = await RosterEntry.get(role=Role.TEACHER), await Assignment.get(is_class_teacher=False)
    there, their_class = await Org.get(title=other.title), await SchoolClass.get()
    admin = mine.admin
    await admin.says("/учителя")
    admin.sees("Учителей пока нет")
    await admin.says("/классы")
    admin.sees("Классов пока нет")
    await admin.says(f"/классный 5А {entry.last_name}")
    admin.sees("В этом году нет 5А")
    await admin.says(f"/предмет 5А Алгебра {entry.last_name}")
    admin.sees("В этом году нет 5А")
    for payload in (
        {"b": "teacher.open", "a": [entry.id]},
        {"b": "teacher.lesson", "a": [entry.id]},
        {"b": "teacher.lessons", "a": [entry.id]},
        {"b": "lesson.end", "a": [lesson.id]},
        {"b": "invite.teacher", "a": [entry.id]},
        {"b": "class.head", "a": [their_class.id]},
        {"b": "school.open", "a": [there.id]},
        {"b": "school.move", "a": [there.id]},
        {"b": "region.open", "a": [there.region_id]},
    ):
        await admin.says("нажато", payload=payload)
        admin.sees("Здесь такого нет")
    assert (await Assignment.get(id=lesson.id)).valid_to is None


async def test_two_schools_have_classes_and_teachers_of_the_same_name(world: World) -> None:
    mine, other = await story.school(world), await story.school(world, 2)
    one, two = mine.admin, other.admin
    for admin in (one, two):
        await admin.says("/класс 5А")
        admin.sees("Класс добавлен: 5А")
        await admin.says("/учитель Иванова Анна; 5А Алгебра")
        admin.sees("В списке: Иванова Анна")
        await admin.says("/учителя")
        admin.sees("1 учитель")


async def test_another_region_has_its_own_tree(world: World) -> None:
    region = await story.region_admin(world)
    await region.says("/муниципалитет Динской район")
    far = await story.administrator(world, "Кира Дальняя", await world.init_region("Кузбасс"))
    for line in ("/админ Динской район", "/школа-новая Школа № 5; Динской район"):
        await far.says(line)
        far.sees("Не нахожу «Динской район»")
    await far.says("/регион")
    far.sees("Кузбасс", "0 муниципалитетов")
    await far.says("/журнал")
    assert "Динской" not in far.screen.text
    await far.says("/регион Ставропольский край")
    far.sees("уже есть")


async def test_the_lists_are_the_same_after_a_restart_and_a_second_press(world: World) -> None:
    admin = (await story.school(world, 5)).admin
    await admin.says("/класс 5А")
    await admin.says("/учитель Иванова Анна; 5А Алгебра")
    for line in ("/классы", "/учителя", "/школа", "/журнал"):
        await admin.says(line)
        before = admin.screen.text
        await world.restart()
        await admin.says(line)
        assert admin.screen.text == before
    await admin.says("/школа")
    card = admin.screen.cmid
    for _ in range(2):
        await admin.presses("Классы", cmid=card)
        admin.sees("5А")
