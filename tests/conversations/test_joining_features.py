"""The ways in once more: over restarts, pressed twice, delivered twice, tried from another school."""

from models import Binding, Guardian, Invite, JoinRequest, Org, Role, RosterEntry, SchoolClass
from tests.conversations.test_joining import School, school
from tests.world import Actor, World, story

__all__ = ["school"]  # the fixture


async def let_in(school: School, person: Actor) -> None:
    await school.teacher.hears("Впустить?")
    await school.teacher.presses("Впустить")
    await person.hears("Вы в классе 5А")


async def test_a_region_is_founded_once(world: World) -> None:
    first = await world.init_region()
    assert await world.init_region() != first
    admin, late = await world.stranger("Инна", "Р"), await world.stranger()
    await late.opens(first)
    assert "Да, это я" not in late.screen.buttons
    await admin.opens(await world.init_region())
    await admin.presses("Да, это я")
    await world.restart()
    await admin.presses("Согласен")
    await admin.says("Регионова Инна")
    await world.delivers_again()
    assert "has an administrator already" in await world.command_line(
        "init", "--region", "Ставропольский край", expect=2
    )
    assert await Org.all().count() == await RosterEntry.all().count() == 1


async def test_a_code_typed_twice_and_over_a_restart_opens_one_door(school: School, world: World) -> None:
    link, pupil = await school.link(), await world.stranger("Петя", "Иванов")
    code = link.partition("?ref=")[2]
    await pupil.says(f"/код {code}")
    await world.restart()
    await pupil.says(f"/код {code}")
    pupil.sees("для учеников 5А")
    await pupil.presses("Да, это я")
    await pupil.presses("Мне есть 14")
    await pupil.says("Иванов Пётр")
    await world.delivers_again()
    assert await JoinRequest.all().count() == 1
    await pupil.says("/начать")
    pupil.sees("Заявка ещё ждёт")


async def test_a_teacher_presses_twice_and_is_in_once(school: School, world: World) -> None:
    teacher = await world.stranger("Нина", "Новая")
    await school.admin.says("/учитель Новая Нина Ильинична; 5А Алгебра")
    await school.admin.presses("Личная ссылка")
    await story.come_in(teacher, school.admin.screen.link)
    await world.restart()
    card = teacher.screen.cmid
    await teacher.presses("Всё верно", cmid=card)
    teacher.sees("Добро пожаловать")
    await teacher.presses("Всё верно", cmid=card)
    teacher.sees("устарела")
    await world.delivers_again()
    assert await Binding.filter(person__vk_id=teacher.id).count() == 1


async def test_a_teacher_asks_twice_and_one_card_comes(school: School, world: World) -> None:
    await school.on_list("Новая Нина Ильинична")
    await school.admin.says("/ссылка учителя")
    teacher = await world.stranger("Нина", "Новая")
    await story.come_in(teacher, school.admin.screen.link)
    listed = teacher.screen.cmid
    await teacher.presses("Новая", cmid=listed)
    await world.restart()
    await teacher.presses("Новая", cmid=listed)
    await world.delivers_again()
    await school.admin.hears("Новая Нина Ильинична")
    await school.admin.hears_nothing()
    assert await JoinRequest.all().count() == 1


async def test_a_link_of_one_school_shows_no_teacher_of_another(school: School, world: World) -> None:
    far = await story.school(world, 2)
    await far.admin.says("/учитель Дальняя Дарья")
    await school.on_list("Новая Нина Ильинична")
    await school.admin.says("/ссылка учителя")
    teacher = await world.stranger("Дарья", "Дальняя")
    await story.come_in(teacher, school.admin.screen.link)
    teacher.sees("Новая Н. И.")
    await teacher.says("Даль")
    assert "Дальняя" not in teacher.screen.text


async def test_a_link_asked_for_twice_and_after_a_restart_is_one(school: School, world: World) -> None:
    first = await school.link()
    await world.restart()
    assert await school.link() == first
    await world.delivers_again()
    assert await Invite.filter(role=Role.STUDENT).count() == 1
    await school.teacher.says("/как-войти")
    school.teacher.sees(first)


async def test_a_neighbours_class_cannot_be_opened_listed_or_decided(school: School, world: World) -> None:
    pupil = await school.pupil()
    await let_in(school, pupil)
    waiting = await school.pupil("Петров Павел")
    far = await story.teacher(await story.school(world, 2), class_teacher_of="5А")
    await far.says("/заявки")
    far.sees("никто не ждёт")
    await far.says("/список 5А")
    far.sees("пуст")
    await far.says("/как-войти")
    assert "vk.me" not in far.screen.text
    school_class = await SchoolClass.get(titles__title="5А", org__title=school.at.title)
    request, entry = await JoinRequest.get(person__vk_id=waiting.id), await RosterEntry.get(last_name="Иванов")
    invite = await Invite.get(role=Role.STUDENT, org__title=school.at.title)
    for payload in (
        {"b": "requests.admit", "a": [request.id]},
        {"b": "requests.refuse", "a": [request.id]},
        {"b": "profile.unbind", "a": [entry.id]},
        {"b": "roster.wrong", "a": [school_class.id]},
        {"b": "invite.revoke", "a": [invite.id]},
    ):
        await far.says("нажато", payload=payload)
        far.sees("Здесь такого нет")
    assert (await JoinRequest.get(id=request.id)).decided_at is None


async def test_a_parent_comes_in_over_restarts(school: School, world: World) -> None:
    mother = await world.stranger("Анна", "Иванова")
    await mother.opens(await school.link("родители"))
    for answer in ("Да, это я", "Согласен", "Иванова Анна", "Иванов Пётр"):
        await world.restart()
        await mother.says(answer)
    mother.sees("Ждём ответа классного руководителя")
    await school.teacher.hears("Впустить?")
    await school.teacher.presses("Впустить")
    await world.restart()
    await mother.hears("как родитель (Иванов Пётр)")
    await world.delivers_again()
    assert await Guardian.all().count() == await RosterEntry.filter(role=Role.STUDENT).count() == 1


async def test_a_second_child_is_asked_for_once(school: School, world: World) -> None:
    mother = await school.parent()
    await school.teacher.hears("Впустить?")
    await school.teacher.presses("Впустить")
    await mother.hears("как родитель")
    await mother.says("/ребёнок")
    await world.restart()
    await mother.says("5А Иванова Мария")
    mother.sees("Ждём ответа")
    await mother.says("/ребёнок 5А Иванова Мария")
    mother.sees("уже ждёт")
    await world.delivers_again()
    assert await JoinRequest.filter(child_first_name="Мария").count() == 1
    await mother.says("/дети")
    mother.sees("Иванов Пётр")


async def test_a_parent_sees_own_children_only(school: School, world: World) -> None:
    mother = await school.parent()
    await school.teacher.hears("Впустить?")
    await school.teacher.presses("Впустить")
    await mother.hears("как родитель")
    father = await story.parent(await story.school(world, 2), "7В", "Дальний Пётр")
    await father.says("/дети")
    assert "Иванов" not in father.screen.text
    await father.says("/ребёнок 5А Иванов Пётр")
    await school.teacher.hears_nothing()


async def test_the_wrong_profile_is_taken_off_once(school: School, world: World) -> None:
    pupil = await school.pupil()
    await let_in(school, pupil)
    await school.teacher.says("/список 5А")
    await school.teacher.presses("Отвязать не тот профиль")
    choice = school.teacher.screen.cmid
    await world.restart()
    await school.teacher.presses("Иванов Пётр", cmid=choice)
    await pupil.hears("больше не связан")
    await school.teacher.presses("Иванов Пётр", cmid=choice)
    await world.delivers_again()
    await pupil.hears_nothing()
    assert await Binding.filter(person__vk_id=pupil.id, valid_to__isnull=True).count() == 0
    await school.teacher.says("/список")
    school.teacher.sees("Иванов Пётр", "вошли 0 из 1")
