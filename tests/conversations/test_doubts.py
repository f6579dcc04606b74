"""What no rule knows and what only resembles bad messages: shown to the teacher, unless she does not want it."""

from models import ModerationCase, Strike
from tests.conversations.test_moderation import class_chat, texts
from tests.world import World, story

DOUBTED = "эй ты, твои фотки видел весь район, выходи"


async def test_a_doubt_is_shown_to_the_teacher_alone_unless_she_does_not_want_it(world: World) -> None:
    school, teacher, pupil, chat = await class_chat(world)
    foreign = await story.teacher(await story.school(world, 2), "5А Алгебра", class_teacher_of="5А")
    for other in (pupil, foreign, school.admin):
        await other.catches_up()
    await pupil.says(DOUBTED, chat)
    card = await teacher.hears("Взгляните", "ни одно правило не нарушено", "решите сами")
    assert card.buttons == ["Удалить", "Предупредить", "Оставить"]
    for other in (pupil, foreign, school.admin):
        await other.hears_nothing()
    assert (await texts(teacher, chat))[-1] == DOUBTED
    await world.restart()
    await teacher.presses("Оставить", cmid=card.cmid)
    teacher.sees("Сообщение остаётся")
    await teacher.presses("Предупредить", cmid=card.cmid)
    teacher.sees("Это уже решено")
    assert await Strike.all().count() == 0
    await teacher.says("/правила 5А Алгебра")
    teacher.sees("покажу только учителю")
    await teacher.presses("Сомнения: не показывать")
    await foreign.says("/правила 5А Алгебра")
    foreign.sees("Беседы «5А Алгебра» ещё нет")
    await world.clock.forward(minutes=11)
    await pupil.says(DOUBTED, chat)
    await teacher.hears_nothing()
    assert await ModerationCase.all().count() == 1
