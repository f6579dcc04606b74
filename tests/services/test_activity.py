"""The counting statement: whose message it is, on which day, and what is left out; on real Postgres."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

import pytest

from bot.kit.ids import EntryId
from bot.kit.turn import Talk
from bot.services import activity, conversation_life, conversations
from bot.services.activity import CountedMessage
from models import ActivityDay, Conversation, Role
from tests.services.schoolhouse import NOW, Schoolhouse, enrol

CHAT = 2_000_000_017


def said(house: Schoolhouse, author: int, *, number: int = 1, at: datetime = NOW, chat: int = CHAT) -> CountedMessage:
    return CountedMessage(house.community, chat, author, number, at)


async def counted() -> dict[date, int]:
    return {row.day: row.messages for row in await ActivityDay.all()}


async def test_days_are_the_teachers_schools_own(database: str) -> None:
    house = await Schoolhouse.build(timezone="Asia/Vladivostok")
    await house.chat(await house.person(Role.TEACHER, vk_id=71), CHAT)
    evening = datetime.fromisoformat("2026-11-24T13:59:59+00:00")  # 23:59:59 in Vladivostok
    await activity.count_messages([said(house, 71, at=evening), said(house, 71, at=evening + timedelta(seconds=1))])
    assert await counted() == {date(2026, 11, 24): 1, date(2026, 11, 25): 1}
    assert (await Conversation.get()).last_message_at == evening + timedelta(seconds=1)


async def parents(house: Schoolhouse) -> None:
    await house.conversation(await house.teacher(class_teacher_of="5А", vk_id=71), "5А родители", CHAT)


async def closed(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра", vk_id=71)
    await conversations.archive(teacher, await house.conversation(teacher, "5А Алгебра", CHAT), now=NOW)


async def lost(house: Schoolhouse) -> None:
    await house.conversation(await house.teacher("5А Алгебра", vk_id=71), "5А Алгебра", CHAT)
    await conversation_life.thrown_out(Talk(house.community, CHAT, is_chat=True), now=NOW)


async def later(house: Schoolhouse) -> None:
    await house.chat(await house.teacher(vk_id=71), CHAT, now=NOW + timedelta(minutes=1))


@pytest.mark.parametrize("chat", [parents, closed, lost, later], ids=lambda chat: chat.__name__)
async def test_only_live_registered_chats_that_count(
    database: str, chat: Callable[[Schoolhouse], Awaitable[None]]
) -> None:
    house = await Schoolhouse.build()
    await chat(house)
    await activity.count_messages([said(house, 71)])
    assert await counted() == {}


async def test_pupils_strangers_and_other_communities_are_left_out(database: str) -> None:
    house = await Schoolhouse.build()
    await house.chat(await house.person(Role.TEACHER, vk_id=71), CHAT)
    await house.person(Role.STUDENT, "5А", vk_id=72)
    other = await enrol(9)
    elsewhere = CountedMessage(other, CHAT, 71, 4, NOW)
    await activity.count_messages([said(house, 72), said(house, 73), said(house, 71, chat=CHAT + 1), elsewhere])
    assert await counted() == {}


async def test_the_binding_at_the_moment_of_the_message_decides(database: str) -> None:
    house = await Schoolhouse.build()
    await house.chat(await house.person(Role.TEACHER), CHAT)
    late = NOW + timedelta(hours=2)
    person = await house.person(Role.TEACHER, vk_id=71, now=NOW + timedelta(microseconds=5))
    await house.leave(person, now=late)
    moments = [NOW, NOW - timedelta(seconds=1), late - timedelta(seconds=1), late]
    await activity.count_messages([said(house, 71, number=n, at=at) for n, at in enumerate(moments)])
    assert sum((await counted()).values()) == 2


async def test_all_belongs_to_the_main_school_of_that_region(database: str) -> None:
    main, abroad = await Schoolhouse.build(), await Schoolhouse.build()
    second = await Schoolhouse.build(beside=main)
    for house in (main, second, abroad):
        person = await house.person(Role.TEACHER, vk_id=71)
    await second.chat(person, CHAT)
    await activity.count_messages([said(second, 71)])
    assert (await ActivityDay.get()).teacher_id == main.entries[person].id


async def test_many_at_once_from_two_processes_lose_nothing(database: str) -> None:
    house = await Schoolhouse.build()
    for author in range(71, 91):
        teacher = await house.person(Role.TEACHER, vk_id=author)
    await house.chat(teacher, CHAT)
    await house.chat(teacher, CHAT + 1)

    async def batch(number: int) -> None:
        authors = range(71, 91) if number % 2 else range(90, 70, -1)
        await activity.count_messages([said(house, a, number=number, chat=CHAT + (a + number) % 2) for a in authors])

    await asyncio.gather(*(batch(number) for number in range(12)))
    assert {row.messages for row in await ActivityDay.all()} == {12}


async def test_calls_and_posts_through_the_bot_stand_apart(database: str) -> None:
    house = await Schoolhouse.build()
    person = await house.person(Role.TEACHER, vk_id=71)
    teacher, day = EntryId(house.entries[person].id), date(2026, 11, 24)
    await activity.count_call(teacher, day=day)
    await activity.count_via_bot(teacher, day=day)
    row = await ActivityDay.get()
    assert (row.messages, row.via_bot, row.calls) == (1, 1, 1)
