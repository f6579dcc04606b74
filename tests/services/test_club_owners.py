"""A club that has lost its teacher: whoever of two administrators is faster decides."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.kit.ids import ConversationId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import club_owners, conversation_life, conversations, departures, wide_plans
from bot.services.club_owners import Settled
from models import AuditRow, Conversation, ConversationKind, Role
from tests.services.schoolhouse import CHAT, NOW, Schoolhouse


@pytest.fixture
async def house(database: str) -> AsyncIterator[Schoolhouse]:
    yield await Schoolhouse.build()


async def _club(house: Schoolhouse, teacher: PersonId, title: str = "Шахматы") -> ConversationId:
    plan = await wide_plans.plan_wide(teacher, ConversationKind.CLUB, f"{title}; 5А", now=NOW)
    begun = await conversations.create(teacher, plan.key, named="", community=house.community, now=NOW)
    await conversation_life.chat_made(begun.conversation.id, CHAT, now=NOW)
    await conversation_life.linked(begun.conversation.id, "https://vk.me/join/x", now=NOW)
    return begun.conversation.id


async def test_of_two_administrators_one_hands_it_over_or_closes_it(house: Schoolhouse) -> None:
    anna, boris = await house.teacher("5А Алгебра"), await house.teacher("5А Физика")
    one, other = await house.person(Role.SCHOOL_ADMIN), await house.person(Role.SCHOOL_ADMIN)
    club = await _club(house, anna)
    await departures.dismiss(one, house.entry(anna), now=NOW)

    async def hand_over() -> Settled:
        async with unit_of_work():
            return await club_owners.hand_over(one, club, house.entry(boris), now=NOW)

    async def close() -> Settled:
        async with unit_of_work():
            return await club_owners.close(other, club, now=NOW)

    ends = await asyncio.gather(hand_over(), close())
    assert sorted(end.is_new for end in ends) == [False, True]
    row = await Conversation.get(id=club)
    assert (row.state == "archived") is ends[1].is_new
    assert (row.teacher_id == house.entry(boris)) is ends[0].is_new
    acts = AuditRow.filter(act__in=["conversation.hand_over", "conversation.archive"], outcome="done")
    assert await acts.count() == 1


async def test_two_jobs_at_once_tell_of_it_once(house: Schoolhouse) -> None:
    anna, admin = await house.teacher("5А Алгебра"), await house.person(Role.SCHOOL_ADMIN)
    await _club(house, anna)
    await departures.dismiss(admin, house.entry(anna), now=NOW)

    async def note() -> int:
        async with unit_of_work():
            return len(await club_owners.note(now=NOW))

    assert sorted(await asyncio.gather(note(), note())) == [0, 1]


async def test_a_club_that_is_led_is_nobodys_news(house: Schoolhouse) -> None:
    anna, admin = await house.teacher("5А Алгебра"), await house.person(Role.SCHOOL_ADMIN)
    await _club(house, anna)
    assert await club_owners.note(now=NOW) == {}
    assert await club_owners.own(admin, now=NOW) == []
