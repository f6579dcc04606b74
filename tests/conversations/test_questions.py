"""A question goes to who can answer it, and the answer to the asker alone."""

from models import OutboxItem, Question
from tests.world import World, story
from tests.world.world import moscow

ASKED = "что задали по алгебре?"


async def test_a_pupils_question_finds_the_teacher_by_its_words(world: World) -> None:
    school, other = await story.school(world), await story.school(world, 2)
    foreign = await story.teacher(other, "5А Алгебра")
    anna = await story.teacher(school, "5А Алгебра", name="Вера Лугова")
    boris = await story.teacher(school, "5А История", class_teacher_of="5А", name="Игорь Дятлов")
    pupil = await story.pupil(school, "5А")
    await boris.catches_up()
    await pupil.says(f"/вопрос {ASKED}")
    pupil.sees("Вопрос передан: Лугова Вера · Алгебра", "только вам")
    await anna.hears(ASKED, "Ответить", "Не ко мне")
    await boris.hears_nothing()
    await world.restart()
    await foreign.says("нажато", payload={"b": "question.answer", "a": [(await Question.get()).id]})
    foreign.sees("Здесь такого нет")
    await anna.presses("Ответить")
    asked = anna.screen.cmid
    await anna.says("№ 120 и 121")
    anna.sees("Ответ отправлен")
    await pupil.hears("Ответ на ваш вопрос. Лугова Вера", "№ 120 и 121")
    assert (await Question.get()).text == ""
    assert not any("№ 120" in str(row) or ASKED in str(row) for row in await OutboxItem.all().values())
    await anna.presses("Отмена", cmid=asked)
    await anna.says("/вопрос")
    anna.sees("О чём спросить?")
    await world.delivers_again()
    await pupil.hears_nothing()
    assert await Question.all().count() == 1


async def test_where_the_words_do_not_tell_one_chooses(world: World) -> None:
    school = await story.school(world)
    await story.teacher(school, "5А Алгебра", name="Вера Лугова")
    head = await story.teacher(school, "5А История", class_teacher_of="5А", name="Игорь Дятлов")
    pupil = await story.pupil(school, "5А")
    await head.catches_up()
    await pupil.says("/вопрос")
    pupil.sees("О чём спросить?")
    await pupil.says("когда каникулы?")
    pupil.sees("Кто должен ответить?", "Дятлов Игорь · классный руководитель", "Администратор школы", "Алгебра")
    await pupil.presses("Дятлов Игорь · классный")
    pupil.sees("Вопрос передан: Дятлов Игорь")
    await head.hears("когда каникулы?")
    await head.presses("Не ко мне")
    head.sees("Передано администратору")
    await school.admin.hears("когда каникулы?")
    await head.presses("Не ко мне")
    head.sees("Здесь такого нет")
    await school.admin.says("/вопрос")
    school.admin.sees("Ждёт 1 вопрос", "когда каникулы?")
    await school.admin.presses("Ответить на № 1")
    await school.admin.says("С 28 декабря")
    await pupil.hears("С 28 декабря")
    await pupil.says("/вопрос классному: можно уйти раньше?")
    pupil.sees("Дятлов Игорь")


async def test_a_parent_of_two_is_asked_about_which(world: World) -> None:
    school = await story.school(world)
    anna = await story.teacher(school, "5А Алгебра", name="Вера Лугова")
    boris = await story.teacher(school, "6Б Алгебра", name="Игорь Дятлов")
    mother = await story.parent(school, "5А", "Сидоров Пётр")
    await story.parent(school, "6Б", "Сидорова Мария", who=mother)
    await mother.says(f"/ask {ASKED}")
    mother.sees("О каком ребёнке?", "Сидоров Пётр · 5А", "Сидорова Мария · 6Б")
    await mother.presses("Сидорова Мария")
    mother.sees("Вопрос передан: Дятлов Игорь")
    await boris.hears(ASKED)
    await mother.says("/вопрос что Пете задали по алгебре, Петру из 5а?")
    mother.sees("Лугова Вера")
    await anna.hears("что Пете задали")


async def test_teachers_ask_the_administrator_and_what_waits_long_is_seen(world: World) -> None:
    school = await story.school(world)
    anna = await story.teacher(school, "5А Алгебра", class_teacher_of="5А", name="Вера Лугова")
    pupil = await story.pupil(school, "5А")
    await anna.catches_up()
    await anna.says("/вопрос как завести беседу?")
    anna.sees("Вопрос передан: Администратор школы")
    await school.admin.hears("как завести беседу?", "Лугова Вера")
    await pupil.says(f"/вопрос {ASKED}")
    await school.admin.says("/вопрос")
    school.admin.sees("Ждёт 1 вопрос")
    await world.clock.to(moscow("2026-12-04 12:00"))
    await school.admin.says("/вопрос")
    school.admin.sees("Ждут 2 вопроса", ASKED, "у кого: Лугова Вера", "дня")
    await world.clock.forward(days=31)
    assert [q.text for q in await Question.all()] == ["", ""]
    await school.admin.says("/вопрос")
    school.admin.sees("О чём спросить?")


async def test_at_night_a_question_waits_and_strangers_ask_nobody(world: World) -> None:
    school = await story.school(world)
    anna = await story.teacher(school, "5А Алгебра", class_teacher_of="5А", name="Вера Лугова")
    pupil = await story.pupil(school, "5А")
    await world.clock.to(moscow("2026-12-01 22:00"))
    await anna.catches_up()
    await pupil.says(f"/вопрос {ASKED}")
    pupil.sees("тихие часы", "08:00")
    await anna.hears_nothing()
    await world.clock.to(moscow("2026-12-02 08:01"))
    message = await anna.hears(ASKED)
    await anna.says("№ 5", reply_cmid=message.cmid)
    await pupil.hears("№ 5")
    stranger = await world.stranger()
    await stranger.says("привет")
    await stranger.says("/вопрос как войти?")
    stranger.sees("Здесь такого нет")
