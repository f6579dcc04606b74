"""What everybody may do: menu, help, language, role, own data, being forgotten; and leaving a dialog."""

import pytest

from models import Binding, Consent, JoinRequest, Person, Role, RosterEntry
from tests.world import Actor, World, story
from tests.world.story import School


async def teacher_and_mother(school: School) -> Actor:
    """One person, two roles."""
    return await story.parent(school, "5А", "Иванов Пётр", await story.teacher(school, "6Б Алгебра"))


async def test_help_shows_what_this_person_may_do(world: World) -> None:
    school = await story.school(world)
    teacher, pupil = await story.teacher(school, "5А Алгебра"), await story.pupil(school, "5А")
    await teacher.says("/помощь")
    teacher.sees("/беседа — создать беседу", "/звонок")
    await pupil.says("помощь")
    pupil.sees("/беседы — ваши беседы")
    assert "/звонок" not in pupil.screen.text
    await teacher.says("/help звонок")
    teacher.sees("/звонок (/call)", "/звонок 5А Алгебра")
    await pupil.says("/помощь звонок")
    assert "/call" not in pupil.screen.text


async def test_the_menu_is_never_far(world: World) -> None:
    pupil = await story.pupil(await story.school(world), "5А")
    for text in ("/меню", "menu", "кто ты?", "/нетакого"):
        await pupil.says(text)
        assert pupil.screen.text
    pupil.sees("Не знаю, что такое «/нетакого»")
    await world.restart()
    await pupil.presses("Беседы")
    pupil.sees("Бесед для вас пока нет")


async def test_help_and_menu_are_the_same_after_a_restart_and_again(world: World) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    for line in ("/помощь", "/меню"):
        await teacher.says(line)
        before = teacher.screen.text
        await world.delivers_again()
        await teacher.hears_nothing()
        await teacher.says(line)
        assert teacher.screen.text == before


@pytest.mark.parametrize("word", ["/отмена", "отмена", "/cancel"])
async def test_a_dialog_is_left_by_word_over_a_restart(world: World, word: str) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    await teacher.says("/беседа")
    asked = teacher.screen.cmid
    await world.restart()
    await teacher.says(word)
    teacher.sees("Ничего не изменилось")
    await teacher.says(word)
    teacher.sees("Сейчас нечего отменять")
    await teacher.presses("5А Алгебра", cmid=asked)
    teacher.sees("устарела")
    assert await world.api_calls("messages.createChat") == []


@pytest.mark.parametrize("word", ["/назад", "назад", "/back"])
async def test_a_dialog_goes_back_by_word_over_a_restart(world: World, word: str) -> None:
    teacher = await story.teacher(await story.school(world), "5А Алгебра")
    await teacher.says("/беседа")
    await teacher.says("5А Алгебра")
    await world.restart()
    await teacher.says(word)
    teacher.sees("Какую беседу создать")
    await teacher.says(word)
    teacher.sees("Какую беседу создать")
    await teacher.says("отмена")
    await teacher.says(word)
    teacher.sees("Сейчас нечего отменять")


async def test_a_dialog_in_a_chat_is_the_speakers_own(world: World) -> None:
    mine, other = await story.school(world), await story.school(world, 2)
    one, two = await story.teacher(mine, "5А Алгебра"), await story.teacher(other, "7В Химия")
    await one.says("/беседа")
    await two.says("отмена")
    two.sees("Сейчас нечего отменять")
    await one.says("назад")
    one.sees("Какую беседу создать")


async def test_the_language_is_kept_and_no_other_is_known(world: World) -> None:
    pupil = await story.pupil(await story.school(world), "5А")
    await pupil.says("/язык")
    pupil.sees("Русский", "English")
    asked = pupil.screen.cmid
    for _ in range(2):
        await pupil.presses("English", cmid=asked)
        pupil.sees("I will speak English")
    await world.restart()
    await pupil.says("/chats")
    pupil.sees("no conversations")
    await pupil.says("/language klingon")
    pupil.sees("I did not understand")
    await pupil.says("/language ru")
    pupil.sees("по-русски")


async def test_the_role_is_switched_among_ones_own(world: World) -> None:
    school = await story.school(world)
    both, pupil = await teacher_and_mother(school), await story.pupil(school, "5А")
    await both.says("/роль")
    both.sees("учитель", "родитель")
    asked = both.screen.cmid
    for _ in range(2):
        await both.presses("родитель", cmid=asked)
        both.sees("родитель")
    await world.restart()
    assert (await Person.get(vk_id=both.id)).role_in_use == "parent"
    await both.says("/role учитель")
    both.sees("учитель")
    await school.admin.says("/активация")
    school.admin.sees("Учителя: 2 из 2", "Родители (хотя бы один): 1 из")  # once in each role
    await both.says("/роль region_admin")
    both.sees("Не нахожу")
    await pupil.says("/роль")
    pupil.sees("одна роль")
    await pupil.says("нажато", payload={"b": "/роль", "a": ["teacher"]})
    assert (await Person.get(vk_id=pupil.id)).role_in_use == ""


async def test_own_data_are_ones_own_only(world: World) -> None:
    mine, other = await story.school(world), await story.school(world, 2)
    pupil, foreign = await story.pupil(mine, "5А"), await story.pupil(other, "5А")
    await pupil.says("/мои-данные")
    pupil.sees("Пётр Петров", mine.title, "Тексты сообщений я не храню")
    before = pupil.screen.text
    assert other.title not in before
    await world.restart()
    await pupil.says("/my-data")
    assert pupil.screen.text == before
    await foreign.says("/мои-данные")
    foreign.sees(other.title)
    stranger = await world.stranger("Иван", "Прохожий")
    await stranger.says("привет")
    await stranger.says("/мои-данные")
    stranger.sees("Иван Прохожий")


async def test_to_be_forgotten_takes_two_taps_and_leaves_nothing(world: World) -> None:
    school = await story.school(world)
    pupil = await story.pupil(school, "5А")
    me = await Person.get(vk_id=pupil.id)
    assert await Consent.filter(person_id=me.id).exists()
    await pupil.says("/забыть-меня")
    pupil.sees("Список школы останется", "Да, забыть", "Нет, оставить")
    asked = pupil.screen.cmid
    await world.restart()
    await pupil.presses("Да, забыть", cmid=asked)
    pupil.sees("ничего на вас не указывает")
    assert not await Person.filter(vk_id=pupil.id, first_name="Пётр").exists()
    assert not await Binding.filter(entry__role=Role.STUDENT, valid_to__isnull=True).exists()
    assert not await Consent.filter(person_id=me.id).exists()
    assert not await JoinRequest.exclude(last_name="").exists()
    assert await RosterEntry.filter(role=Role.STUDENT).count() == 1
    await pupil.presses("Да, забыть", cmid=asked)
    await world.delivers_again()
    assert await RosterEntry.filter(role=Role.STUDENT).count() == 1
    assert not await Binding.filter(entry__role=Role.STUDENT, valid_to__isnull=True).exists()
    await pupil.says("/беседы")
    assert "vk.me" not in pupil.screen.text


async def test_one_may_think_again_and_nobody_else_is_forgotten(world: World) -> None:
    mine, other = await story.school(world), await story.school(world, 2)
    pupil, foreign = await story.pupil(mine, "5А"), await story.pupil(other, "5А")
    await pupil.says("/forget-me")
    await pupil.presses("Нет, оставить")
    assert await Binding.filter(person__vk_id=pupil.id, valid_to__isnull=True).exists()
    await foreign.says("нажато", payload={"b": "self.forget", "a": [1]})
    assert not await Person.filter(vk_id=foreign.id).exists()
    assert await Binding.filter(person__vk_id=pupil.id, valid_to__isnull=True).exists()
