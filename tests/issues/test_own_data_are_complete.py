"""`/мои-данные` says «all»: a line for everything that is kept, the same numbers as in the tables."""

from models import AuditRow, Conversation, InviteUse, Person
from tests.world import World, story


async def test_own_data_show_links_journal_and_counters(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    parent = await story.parent(school, "5А", "Иванов Пётр")
    chat = await story.lesson_chat(teacher)
    await teacher.says("Добрый день", chat)
    me = await Person.get(vk_id=teacher.id)
    await teacher.says("/мои-данные")
    teacher.sees(
        f"номер {teacher.id}",
        "язык: ru",
        f"открыто ссылок для входа: {await InviteUse.filter(person_id=me.id).count()}",
        "выдано ссылок: 1",
        "создано бесед: 1",
        "сообщений в учебных беседах, числом: 1",
        "дней со счётчиком: 1",
        f"записей в журнале: {await AuditRow.filter(actor_id=me.id).count()}",
    )
    await parent.says("/мои-данные")
    parent.sees("ваши дети: Иванов Пётр", "просьб впустить: 1", "сообществ, с которыми вы говорили: 1")
    assert "создано бесед" not in parent.screen.text


async def test_own_data_show_the_cases_of_a_stranger_about_oneself(world: World) -> None:
    school = await story.school(world)
    teacher = await story.teacher(school, "5А Алгебра", class_teacher_of="5А")
    await story.lesson_chat(teacher)
    guest, other = await story.pupil(school, "6Б"), await story.pupil(school, "6Б")
    await guest.opens((await Conversation.get()).link)
    await teacher.hears("посторонний", guest.name)
    await guest.says("/мои-данные")
    guest.sees("случаев, когда вы были посторонним в беседе: 1")
    await other.says("/мои-данные")
    assert "посторонним" not in other.screen.text
    await guest.says("/забыть-меня")
    await guest.presses("Да, забыть")
    await guest.says("/мои-данные")
    assert "посторонним" not in guest.screen.text
