"""An audit that was asked while a stranger was being put out asked for that once more, with a second card."""

from datetime import datetime, timedelta

from bot.kit.turn import Talk
from bot.services import contour, contour_settings, strangers
from bot.services.ports import Done
from models import Conversation, Role, Stranger, StrangerState
from tests.services.schoolhouse import CHAT, NOW, Schoolhouse, holding, newcomer

HOUR = timedelta(hours=1)


async def _audited(house: Schoolhouse, *members: int, asked: datetime, now: datetime) -> contour.Audited:
    place = await Conversation.get()
    listed = [{"person": member, "is_admin": False, "is_owner": False} for member in members]
    args: dict[str, object] = {"org": house.school.id, "began": asked.isoformat(), "chats": {str(CHAT): place.id}}
    return await contour.take(Done({str(CHAT): {"members": listed, "names": {}}}, None, args, house.community, now))


async def _house(said: contour_settings.OnStranger) -> Schoolhouse:
    house = await Schoolhouse.build()
    await house.conversation(await house.teacher("5А Алгебра", class_teacher_of="5А"), "5А Алгебра", CHAT)
    async with holding(house.school.id, Role.SCHOOL_ADMIN) as admin:
        await contour_settings.choose(admin, said, now=NOW)
    return house


async def test_who_is_being_put_out_is_no_news_and_who_came_back_is(database: str) -> None:
    house = await _house(contour_settings.OnStranger.REMOVE)
    person, talk = await newcomer("Иван", "Петров", vk_id=666), Talk(house.community, CHAT, is_chat=True)
    await strangers.judge_joiner(talk, person, now=NOW)
    await strangers.removed((await Stranger.get()).id, code=0, now=NOW)
    for asked in (NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)):
        assert (await _audited(house, 666, asked=asked, now=NOW + timedelta(seconds=2))).findings == []
    assert len(await house.asked("remove_member")) == 1
    (found,) = (await _audited(house, 666, asked=NOW + HOUR, now=NOW + HOUR)).findings
    assert found.names == ("Иван Петров",)
    assert len(await house.asked("remove_member")) == 2


async def test_who_came_after_the_question_is_not_gone(database: str) -> None:
    house = await _house(contour_settings.OnStranger.REPORT)
    person, talk = await newcomer("Иван", "Петров", vk_id=666), Talk(house.community, CHAT, is_chat=True)
    assert await strangers.judge_joiner(talk, person, now=NOW)
    await _audited(house, asked=NOW - timedelta(seconds=1), now=NOW)
    assert (await Stranger.get()).state is StrangerState.OPEN
    await _audited(house, asked=NOW + timedelta(seconds=1), now=NOW + timedelta(seconds=2))
    assert (await Stranger.get()).state is StrangerState.GONE
