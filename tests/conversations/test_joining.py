"""The way in, as people walk it: a link, the profile, the consent, a request, the yes."""

from dataclasses import dataclass

import pytest

from models import Binding, Consent, Invite, InviteUse, JoinRequest, Role
from tests.world import Actor, World, story


@dataclass
class School:
    """A school whose administrator and class teacher of 5А are in, and people who ask to come in."""

    at: story.School
    teacher: Actor

    @property
    def admin(self) -> Actor:
        """The school's administrator."""
        return self.at.admin

    async def link(self, audience: str = "ученики") -> str:
        """A fresh look at the class's link."""
        return await self.at.link("5А", audience)

    async def on_list(self, *names: str) -> None:
        """Teachers who have not come in."""
        for name in names:
            await self.admin.says(f"/учитель {name}")

    async def pupil(self, name: str = "Иванов Пётр") -> Actor:
        """A pupil who has asked and waits."""
        last, first = name.split()
        person = await self.at.world.stranger(first, last)
        await story.come_in(person, await self.link(), "Мне есть 14")
        await person.says(name)
        return person

    async def parent(self, name: str = "Иванова Анна", child: str = "Иванов Пётр") -> Actor:
        """A parent who has asked and waits."""
        last, first = name.split()
        person = await self.at.world.stranger(first, last)
        await story.come_in(person, await self.link("родители"))
        await person.says(name)
        await person.says(child)
        return person


@pytest.fixture
async def school(world: World) -> School:
    at = await story.school(world)
    return School(at, await story.teacher(at, class_teacher_of="5А", name="Анна Классная"))


async def test_the_first_administrators_come_in_one_below_the_other(world: World) -> None:
    region, admin = await world.stranger("Инна", "Регионова"), await world.stranger("Ольга", "Школьная")
    link = await world.init_region()
    await region.says("/начать")
    region.sees("Здравствуйте, Инна Регионова", "откройте ссылку", "напишите любое слово", "/код")
    await story.come_in(region, link)
    await region.says("Регионова Инна Игоревна")
    region.sees("Добро пожаловать, Инна Игоревна", "/муниципалитет")
    await region.says("/муниципалитет Динской район")
    await region.says("/школа-новая Школа № 5; Динской район")
    await region.says("/админ Школа № 5")
    region.sees("Действует один раз", "/код ")
    link = region.screen.link
    await story.come_in(admin, link)
    await admin.says("Школьная Ольга Олеговна")
    admin.sees("/класс 5А")
    late = await world.stranger("Поздний", "Гость")
    await late.opens(link)
    late.sees("уже использована")


async def test_a_teacher_comes_in_by_a_personal_link_in_three_taps(school: School, world: World) -> None:
    teacher = await world.stranger("Нина", "Новая")
    await school.admin.says("/учитель Новая Нина Ильинична; 5А Алгебра")
    await school.admin.presses("Личная ссылка")
    link = school.admin.screen.link
    assert "photo" in school.admin.screen.attachments  # the QR code
    await teacher.opens(link)
    teacher.sees("Вы вошли как «Нина Новая»", "Это не тот профиль")
    await teacher.presses("Да, это я")
    teacher.sees("обрабатывала мои данные", "Не согласен(на)")
    await teacher.presses("Согласен")
    teacher.sees("Новая Нина Ильинична", "5А Алгебра")
    await teacher.presses("Всё верно")
    teacher.sees("Добро пожаловать, Нина Ильинична")
    kept = await Consent.get(person__vk_id=teacher.id)
    assert kept.text_id == "adult-2-ru"
    use = await InviteUse.get(person__vk_id=teacher.id)
    assert use.used_at is not None


async def test_a_mistake_in_the_list_goes_to_the_administrator(school: School, world: World) -> None:
    teacher = await world.stranger("Нина", "Новая")
    await school.admin.says("/учитель Новая Нина Ильинична; 5А Алгебра")
    await school.admin.presses("Личная ссылка")
    await story.come_in(teacher, school.admin.screen.link)
    await teacher.presses("Есть ошибка")
    await teacher.says("я веду ещё и геометрию")
    teacher.sees("Добро пожаловать", "передано администратору")
    await school.admin.hears("Новая Нина Ильинична", "я веду ещё и геометрию")


async def test_a_personal_link_in_the_wrong_hands_does_nothing(school: School, world: World) -> None:
    other = await world.stranger("Не", "Та")
    await school.admin.says("/учитель Новая Нина Ильинична; 5А Алгебра")
    await school.admin.presses("Личная ссылка")
    link = school.admin.screen.link
    await story.come_in(other, link)
    await other.presses("Это не я")
    other.sees("не для вас")
    right = await world.stranger("Нина", "Новая")
    await story.come_in(right, link)
    await right.presses("Всё верно")
    right.sees("Добро пожаловать")


async def test_teachers_pick_themselves_and_wait_for_one_card(school: School, world: World) -> None:
    await school.on_list("Алова Анна Ильинична", "Белова Вера Олеговна", "Ёлкина Инна")
    await school.admin.says("/ссылка учителя")
    link = school.admin.screen.link
    first, second = await world.stranger("Анна", "Алова"), await world.stranger("Вера", "Белова")
    await story.come_in(first, link)
    first.sees("1. Алова Анна Ильинична", "2. Белова Вера Олеговна", "3. Ёлкина Инна")
    assert "Классная" not in first.screen.text
    await first.presses("Алова А. И.")
    first.sees("Ждём ответа администратора")
    await story.come_in(second, link)
    await second.says("бел")
    assert "Алова" not in second.screen.text
    await second.says("1")
    second.sees("Ждём ответа администратора", "Белова Вера Олеговна")
    await school.admin.hears("Впустить?", "Алова Анна Ильинична", "профиль ВК: Анна Алова")
    await school.admin.hears("2 человека ждут", "Алова", "Белова")
    await school.admin.presses("Впустить всех")
    school.admin.sees("Впустили: Алова", "Впустили: Белова")
    await first.hears("Администратор впустил вас")
    await second.hears("Администратор впустил вас")
    await school.admin.says("/заявки")
    school.admin.sees("никто не ждёт")


async def test_a_teacher_who_is_not_on_the_list_says_who_she_is(school: School, world: World) -> None:
    await school.admin.says("/ссылка учителя")
    teacher = await world.stranger("Нина", "Новая")
    await story.come_in(teacher, school.admin.screen.link)
    teacher.sees("нет никого")
    await teacher.says("Новая")
    teacher.sees("В списке никого нет на «Новая»")
    await teacher.says("нет в списке")
    await teacher.says("Новая Нина")
    teacher.sees("Ждём ответа")
    await school.admin.hears("Новая Нина", "нет в списке")
    await school.admin.presses("Впустить")
    await teacher.hears("Администратор впустил вас")
    await school.admin.says("/список учителя")
    school.admin.sees("✓ Новая Нина")


async def test_a_pupil_joins_only_after_the_teacher_says_yes(school: School, world: World) -> None:
    await school.teacher.says("/беседа 5А ученики")
    link = await school.link()
    school.teacher.sees("напишите любое слово", "/код ", "Отозвать", "Для родителей")
    assert "photo" in school.teacher.screen.attachments
    pupil = await world.stranger("Петя", "И")
    await pupil.opens(link)
    await pupil.presses("Да, это я")
    pupil.sees("До 14 лет решают родители")
    await pupil.presses("Мне нет 14")
    await pupil.says("Иванов Пётр")
    pupil.sees("Ждём ответа классного руководителя")
    assert not any("vk.me/join" in seen.text for seen in await pupil.reads())
    await school.teacher.hears("Впустить?", "Иванов Пётр", "5А", "профиль ВК: Петя И", "младше 14")
    await school.teacher.presses("Впустить")
    school.teacher.sees("Впустили: Иванов Пётр, 5А")
    await pupil.hears("Вы в классе 5А", link="vk.me/join/")


async def test_a_parent_comes_in_with_a_child_who_has_no_vk(school: School) -> None:
    parent = await school.parent()
    parent.sees("Ждём ответа классного руководителя", "родитель (Иванов Пётр)")
    await school.teacher.hears("Иванова Анна", "Иванов Пётр", "ребёнка нет в списке")
    await school.teacher.presses("Впустить")
    await parent.hears("Вы в классе 5А как родитель (Иванов Пётр)", "Бесед пока нет")
    await parent.says("/дети")
    parent.sees("Иванов Пётр, 5А", "через вас")
    await school.teacher.says("/список 5А")
    school.teacher.sees("вошли 0 из 1", "через представителя")


async def test_a_second_child_is_one_line(school: School, world: World) -> None:
    parent = await school.parent()
    await school.teacher.hears("Впустить?")
    await school.teacher.presses("Впустить")
    await parent.hears("Вы в классе 5А")
    await parent.says("/ребёнок 5а Иванова Мария")
    parent.sees("Ждём ответа", "Иванова Мария")
    await school.teacher.hears("Иванова Мария", "Иванова Анна")
    await school.teacher.presses("Впустить")
    await parent.hears("Иванова Мария")
    await parent.says("/ребёнок")
    await parent.says("9Г Иванова Дарья")
    parent.sees("9Г")
    await parent.says("отмена")
    parent.sees("Ничего не изменилось")


async def test_a_child_does_not_become_its_own_parent(school: School) -> None:
    pupil = await school.pupil()
    await school.teacher.hears("Впустить?")
    await school.teacher.presses("Впустить")
    await pupil.hears("Вы в классе 5А")
    await pupil.opens(await school.link("родители"))
    pupil.sees("для родителей, а ты здесь ученик")


async def test_a_refusal_is_told_and_nothing_comes_of_it(school: School) -> None:
    pupil = await school.pupil()
    await school.teacher.hears("Впустить?")
    await school.teacher.presses("Отказать")
    school.teacher.sees("Отказали: Иванов Пётр")
    await pupil.hears("Вас не впустили")
    assert not await Binding.filter(person__vk_id=pupil.id).exists()


async def test_a_double_press_admits_once(school: School) -> None:
    pupil = await school.pupil()
    card = await school.teacher.hears("Впустить?")
    await school.teacher.presses("Впустить", cmid=card.cmid)
    await pupil.hears("Вы в классе 5А")
    await school.teacher.presses("Впустить", cmid=card.cmid)
    school.teacher.sees("уже решена")
    await pupil.hears_nothing()
    assert await Binding.filter(person__vk_id=pupil.id).count() == 1


async def test_the_wrong_profile_leaves_nothing(school: School, world: World) -> None:
    link, mother = await school.link(), await world.stranger("Мама", "Пети")
    await mother.opens(link)
    await mother.presses("Это не тот профиль")
    mother.sees("войдите под нужным", "/код ")
    assert not await Consent.filter(person__vk_id=mother.id).exists()
    assert (await Invite.get(role=Role.STUDENT)).uses == 0


async def test_without_consent_nobody_comes_in(school: School, world: World) -> None:
    pupil = await world.stranger()
    await story.come_in(pupil, await school.link(), "Не согласен")
    pupil.sees("Без согласия")
    assert not await Consent.filter(person__vk_id=pupil.id).exists()
    assert not await JoinRequest.all().exists()


async def test_consent_is_asked_once(school: School, world: World) -> None:
    parent = await school.parent()
    await parent.says("отмена")
    await parent.opens(await school.link("родители"))
    await parent.presses("Да, это я")
    parent.sees("фамилию, имя и отчество")


async def test_one_who_waits_may_change_her_mind(school: School) -> None:
    pupil = await school.pupil()
    card = await school.teacher.hears("Впустить?")
    await pupil.says("ну что там?")
    pupil.sees("Заявка ещё ждёт", "Иванов Пётр")
    await pupil.opens(await school.link())
    pupil.sees("Заявка ещё ждёт")
    await pupil.says("/отмена")
    pupil.sees("Заявка отменена")
    await school.teacher.presses("Впустить", cmid=card.cmid)
    school.teacher.sees("уже решена или отозвана")


async def test_links_that_open_nothing_say_why_and_what_to_do(school: School, world: World) -> None:
    link, late = await school.link(), await world.stranger()
    await late.opens(link.partition("?ref=")[0] + "?ref=2222222222")
    late.sees("Такого кода или ссылки нет")
    await late.says("/код кот")
    late.sees("десять знаков")
    await late.says("/код")
    late.sees("/код 2346789DFG")
    await school.teacher.presses("Отозвать")
    school.teacher.sees("больше не действует", "Сделать новую")
    await late.opens(link)
    late.sees("отозвали", "классного руководителя")
    fresh = await school.link()
    assert fresh != link
    await world.clock.forward(days=15)
    await late.opens(fresh)
    late.sees("Срок этой ссылки вышел")


async def test_what_is_no_name_gets_one_answer(school: School, world: World) -> None:
    pupil = await world.stranger()
    await story.come_in(pupil, await school.link(), "Мне есть 14")
    for nonsense in ("🙂", "я" * 4000, "Иванов", "Иванов 123"):
        await pupil.says(nonsense)
        assert len(pupil.screen.text) < 600
        pupil.sees("например: Иванов Пётр")
    await pupil.says("", attachments=[{"type": "sticker", "sticker": {"sticker_id": 1, "product_id": 1}}])
    pupil.sees("читаю только текст")
    assert not await JoinRequest.all().exists()


async def test_a_restart_in_the_middle_changes_nothing(school: School, world: World) -> None:
    pupil = await world.stranger()
    await pupil.opens(await school.link())
    await pupil.presses("Да, это я")
    await world.restart()
    await pupil.presses("Мне есть 14")
    await world.restart()
    await pupil.says("Иванов Пётр")
    await school.teacher.hears("Иванов Пётр")
    await world.restart()
    await school.teacher.presses("Впустить")
    await pupil.hears("Вы в классе 5А")


async def test_a_forged_press_finds_nothing(school: School, world: World) -> None:
    pupil = await school.pupil()
    await school.teacher.hears("Впустить?")
    request = await JoinRequest.get()
    for payload in (
        {"b": "requests.admit", "a": [request.id]},
        {"b": "requests.rebind", "a": [request.id]},
        {"b": "requests.admit", "a": ["1; drop table binding", -1]},
        {"b": "requests.admit"},
        {"b": "profile.unbind", "a": [1]},
        {"b": "invite.teacher", "a": [1]},
        {"b": "roster.wrong", "a": [1, 2]},
    ):
        await pupil.says("Впустить", payload=payload)
        pupil.sees("Здесь такого нет")
    assert (await JoinRequest.get()).decided_at is None


async def test_everything_can_be_typed(school: School, world: World) -> None:
    pupil = await world.stranger()
    link = await school.link()
    await pupil.says(link.partition("?ref=")[2].lower())
    await pupil.says("Да, это я")
    await pupil.says("мне есть 14")
    await pupil.says("Иванов Пётр")
    pupil.sees("Ждём ответа")


async def test_somebody_who_is_in_opens_a_second_link(school: School, world: World) -> None:
    other = await story.teacher(school.at, "6Б Алгебра", name="Вера Другая")
    link = await school.link("родители")
    await other.says(f"/код {link.partition('?ref=')[2]}")
    other.sees("для родителей 5А", "Вы вошли как «Вера Другая»")


async def test_a_teacher_who_is_a_parent_switches_between_the_two(school: School, world: World) -> None:
    other = await story.teacher(school.at, "6Б Алгебра", name="Вера Другая")
    await story.come_in(other, await school.link("родители"))
    await other.says("Другой Пётр")
    await school.teacher.hears("Впустить?", "Другой Пётр")
    await school.teacher.presses("Впустить")
    await other.hears("Вы в классе 5А как родитель")
    await other.says("/роль")
    other.sees("родитель", "учитель")
    await other.says("/роль родитель")
    await other.says("/начать")
    other.sees("Вы уже вошли")


async def test_the_class_teachers_own_links(school: School, world: World) -> None:
    await school.teacher.opens(await school.link())
    school.teacher.sees("ваша собственная ссылка для учеников")
    await school.teacher.opens(await school.link("родители"))
    await school.teacher.presses("Я тоже родитель")
    school.teacher.sees("Вы вошли как «Анна Классная»")


async def test_links_for_others_are_refused_with_the_reason(school: School, world: World) -> None:
    await school.admin.says("/ссылка 5А ученики")
    school.admin.sees("делает классный руководитель")
    await school.at.open_classes("7В")
    await school.admin.says("/ссылка 7В родители")
    school.admin.sees("/классный 7В")
    await school.teacher.says("/ссылка 5А кошки")
    school.teacher.sees("например: /ссылка 5А родители")
    await school.teacher.says("/ссылка")
    school.teacher.sees("Для кого ссылка в 5А?")
    await school.teacher.says("/ссылка 5А сброс")
    school.teacher.sees("больше не действ", "Для учеников")


async def test_three_steps_with_the_classes_own_link(school: School, world: World) -> None:
    await school.teacher.says("/как-войти")
    school.teacher.sees("Сейчас действующей ссылки нет")
    link = await school.link("родители")
    await school.teacher.says("/как-войти")
    school.teacher.sees("1. Откройте", "2. ", "3. ", link)
    assert "photo" in school.teacher.screen.attachments
    stranger = await world.stranger()
    await stranger.says("/как-войти")
    stranger.sees("ссылку от классного руководителя")
    assert link not in stranger.screen.text


async def test_a_wrong_profile_is_taken_off_in_two_taps(school: School, world: World) -> None:
    wrong = await school.pupil()
    await school.teacher.hears("Впустить?")
    await school.teacher.presses("Впустить")
    await wrong.hears("Вы в классе 5А")
    await school.teacher.says("/список 5А")
    school.teacher.sees("✓ Иванов Пётр")
    await school.teacher.presses("Отвязать не тот профиль")
    await school.teacher.presses("Иванов Пётр")
    school.teacher.sees("Профиль отвязан: Иванов Пётр")
    await wrong.hears("больше не связан")
    right = await school.pupil()
    await school.teacher.hears("Впустить?")
    await school.teacher.presses("Впустить")
    await right.hears("Вы в классе 5А")
    rows = await Binding.filter(entry__last_name="Иванов").order_by("id").values_list("person__vk_id", "valid_to")
    assert [row[0] for row in rows] == [wrong.id, right.id]
    assert rows[0][1] is not None
    assert rows[1][1] is None


async def test_a_new_profile_of_one_who_is_in_is_shown_as_such(school: School, world: World) -> None:
    old = await school.pupil()
    await school.teacher.hears("Впустить?")
    await school.teacher.presses("Впустить")
    await old.hears("Вы в классе 5А")
    new = await school.pupil()
    await school.teacher.hears("уже вошли с другого профиля", "Это новый профиль")
    await school.teacher.presses("Это новый профиль")
    await new.hears("Вы в классе 5А")
    await old.says("/список 5А")
    old.sees("Здесь такого нет")


async def test_without_a_class_teacher_the_administrator_gets_the_card(school: School, world: World) -> None:
    pupil = await world.stranger("Петя", "И")
    await story.come_in(pupil, await school.link(), "Мне есть 14")
    await school.teacher.says("/забыть-меня")
    await school.teacher.presses("Да, забыть")
    await pupil.says("Иванов Пётр")
    await school.admin.hears("Впустить?", "Иванов Пётр", "5А")
    await school.admin.presses("Впустить")
    await pupil.hears("Вы в классе 5А")


async def test_many_who_wait_fit_on_pages(school: School, world: World) -> None:
    pupils = [await school.pupil(f"Иванов {name}") for name in ("Адам", "Борис", "Влас", "Глеб", "Денис", "Егор")]
    await school.teacher.says("/заявки")
    school.teacher.sees("6 человек ждут", "4. Иванов Глеб")
    await school.teacher.presses("Впустить всех")
    school.teacher.sees("Впустили: Иванов Адам", "2 человека ждут", "Иванов Егор")
    for pupil in pupils[:4]:
        await pupil.hears("Вы в классе 5А")
    for pupil in pupils[4:]:
        await pupil.hears_nothing()


async def test_who_has_shut_the_bot_out_does_not_hold_up_the_yes(school: School, world: World) -> None:
    pupil = await school.pupil()
    await school.teacher.hears("Впустить?")
    await world.sandbox.post("permission", from_id=pupil.id, group_id=world.group_id, allow=False)
    await world.settle()
    await school.teacher.presses("Впустить")
    school.teacher.sees("Впустили: Иванов Пётр")
