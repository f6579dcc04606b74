"""Calls: the form of a link, who may call where, and what counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kit.errors import NotAllowed
from bot.kit.ids import ConversationId, PersonId
from bot.services import calls, conversations
from bot.services.calls import BadCallLink, CallSentAlready, NeedsCallLink, parse_call_link, split_call_link
from bot.services.conversation_access import NoConversation
from models import (
    ActivityDay,
    Call,
    CallSource,
    OutboxItem,
    Role,
)
from tests.services.schoolhouse import CHAT, NOW, Schoolhouse, newcomer

TOKEN = "0RmWByF5_vpGAbCdEfGhIjKlMnOpQrStUvWxYz01234"
LINK = f"https://vk.com/call/join/{TOKEN}"
OTHER = LINK[:-1] + "5"


@pytest.fixture
async def house(database: str) -> Schoolhouse:
    return await Schoolhouse.build()


async def lesson(house: Schoolhouse, teacher: PersonId) -> ConversationId:
    """The live conversation of the teacher's lesson."""
    return await house.conversation(teacher, "5А Алгебра")


async def counted(house: Schoolhouse, teacher: PersonId) -> dict[str, int]:
    rows = await ActivityDay.filter(teacher=house.entries[teacher])
    return {row.day.isoformat(): row.calls for row in rows}


@pytest.mark.parametrize(
    "text",
    [
        LINK,
        f"http://vk.com/call/join/{TOKEN}",
        f"https://vk.ru/call/join/{TOKEN}",
        f"https://m.vk.com/call/join/{TOKEN}",
        f"vk.com/call/join/{TOKEN}",
        f"Ребята, вот ссылка: {LINK}.",
        f"({LINK})",
        f"«{LINK}»",
        f"{LINK}?from=chat&x=1",
        f"{LINK}\nв 10:00",
        LINK.replace("https", "HTTPS"),
    ],
)
def test_a_link_is_found_in_any_surroundings(text: str) -> None:
    assert parse_call_link(text) == LINK


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://vk.com/call/join/",
        LINK[:-1],
        LINK + "x",
        f"https://evil.com/call/join/{TOKEN}",
        f"https://notvk.com/call/join/{TOKEN}",
        f"https://vk.com.evil.com/call/join/{TOKEN}",
        f"https://evil.com/vk.com/call/join/{TOKEN}",
        f"https://user@vk.com/call/join/{TOKEN}",
        f"https://vk.me/join/{TOKEN}",
        f"https://vk.com/call/join/{TOKEN[:-1]}/",
    ],
)
def test_anything_else_is_no_link_of_a_call(text: str) -> None:
    with pytest.raises(BadCallLink):
        parse_call_link(text)


def test_what_was_said_besides_the_link() -> None:
    assert split_call_link(f"5А Алгебра {LINK}") == ("5А Алгебра", LINK)
    assert split_call_link("5А Алгебра") == ("5А Алгебра", None)
    with pytest.raises(BadCallLink):
        split_call_link("5А Алгебра https://zoom.us/j/123")


@given(st.text())
def test_any_text_is_a_link_or_a_refusal(text: str) -> None:
    try:
        assert parse_call_link(text).startswith("https://vk.com/call/join/")
    except BadCallLink as refusal:
        assert len(refusal.said) <= 60


async def test_a_pasted_link_counts_once_a_day(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    place = await lesson(house, teacher)
    sent = await calls.start(teacher, place, link=LINK, now=NOW)
    assert (sent.link, sent.talk.key) == (LINK, CHAT)
    with pytest.raises(CallSentAlready):
        await calls.start(teacher, place, link=LINK, now=NOW + timedelta(minutes=5))
    assert await counted(house, teacher) == {"2026-11-23": 1}
    await calls.start(teacher, place, link=OTHER, now=NOW)
    await calls.start(teacher, place, link=LINK, now=NOW + timedelta(days=1))
    assert await counted(house, teacher) == {"2026-11-23": 2, "2026-11-24": 1}


async def test_one_link_for_two_classes_is_one_call(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    first = await lesson(house, teacher)
    await house.assign(teacher, "5Б Алгебра")
    second = await house.conversation(teacher, "5Б Алгебра", CHAT + 1)
    await calls.start(teacher, first, link=LINK, now=NOW)
    sent = await calls.start(teacher, second, link=LINK, now=NOW)
    assert sent.talk.key == CHAT + 1
    assert await counted(house, teacher) == {"2026-11-23": 1}


async def test_the_day_is_that_of_the_schools_time_zone(database: str) -> None:
    house = await Schoolhouse.build(timezone="Asia/Vladivostok")
    teacher = await house.teacher("5А Алгебра")
    late = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # 06:00 of the next day there
    await calls.start(teacher, await lesson(house, teacher), link=LINK, now=late)
    assert await counted(house, teacher) == {"2026-11-24": 1}


async def test_without_a_user_token_a_link_is_needed(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    place = await lesson(house, teacher)
    with pytest.raises(NeedsCallLink) as refused:
        await calls.start(teacher, place, link=None, now=NOW)
    assert refused.value.said == "5А Алгебра"
    assert await Call.all().count() == 0


async def test_with_a_user_token_the_messenger_starts_it_once(house: Schoolhouse) -> None:
    await house.give_user_token()
    teacher = await house.teacher("5А Алгебра")
    place = await lesson(house, teacher)
    assert (await calls.start(teacher, place, link=None, now=NOW)).link == ""
    with pytest.raises(CallSentAlready):
        await calls.start(teacher, place, link=None, now=NOW)
    asked = (await house.asked("start_call"))[0]
    assert asked.then == "call.started"
    fact = await calls.started(asked.then_args, LINK, now=NOW)
    assert fact is not None
    assert (fact.link, fact.talk.key, fact.teacher) == (LINK, CHAT, teacher)
    assert await calls.started(asked.then_args, LINK, now=NOW) is None
    assert await counted(house, teacher) == {"2026-11-23": 1}
    await OutboxItem.all().delete()
    with pytest.raises(CallSentAlready):
        await calls.start(teacher, place, link=None, now=NOW + timedelta(seconds=30))
    await calls.start(teacher, place, link=None, now=NOW + timedelta(hours=1))


async def test_who_may_call_where(house: Schoolhouse) -> None:
    teacher, head = await house.teacher("5А Алгебра"), await house.teacher(class_teacher_of="5А")
    place = await lesson(house, teacher)
    others = [
        await house.teacher("5А История"),
        await house.person(Role.SCHOOL_ADMIN),
        await house.person(Role.STUDENT, "5А"),
        await (await Schoolhouse.build()).teacher("5А Алгебра"),
    ]
    for person in others:
        with pytest.raises(NotAllowed):
            await calls.start(person, place, link=LINK, now=NOW)
    await calls.start(head, place, link=LINK, now=NOW)
    assert await counted(house, head) == {"2026-11-23": 1}
    assert await counted(house, teacher) == {}


async def test_a_closed_or_unknown_conversation_takes_no_call(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    place = await lesson(house, teacher)
    await conversations.archive(teacher, place, now=NOW)
    with pytest.raises(NoConversation):
        await calls.start(teacher, place, link=LINK, now=NOW)
    with pytest.raises(NotAllowed):
        await calls.start(teacher, ConversationId(99_999), link=LINK, now=NOW)


async def test_a_call_seen_in_the_chat_counts_once(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра", vk_id=4242)
    await lesson(house, teacher)
    assert await calls.seen_in_chat(house.community, CHAT, 4242, started_at=NOW)
    assert not await calls.seen_in_chat(house.community, CHAT, 4242, started_at=NOW)
    assert await counted(house, teacher) == {"2026-11-23": 1}
    assert (await Call.get()).source is CallSource.SEEN


async def test_the_call_of_a_card_is_not_counted_again_when_seen(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    place = await lesson(house, teacher)
    await calls.start(teacher, place, link=LINK, now=NOW)
    assert not await calls.seen(place, teacher, started_at=NOW + timedelta(minutes=2), now=NOW)
    assert await calls.seen(place, teacher, started_at=NOW + timedelta(hours=3), now=NOW)
    assert await counted(house, teacher) == {"2026-11-23": 2}


async def test_calls_of_pupils_strangers_and_unknown_chats_are_nobodys(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра", vk_id=4242)
    await lesson(house, teacher)
    await house.person(Role.STUDENT, "5А", vk_id=4343)
    await newcomer(vk_id=4444)
    for initiator in (4343, 4444, 4545):
        assert not await calls.seen_in_chat(house.community, CHAT, initiator, started_at=NOW)
    assert not await calls.seen_in_chat(house.community, CHAT + 1, 4242, started_at=NOW)
    assert await Call.all().count() == 0


async def test_parents_chats_are_never_counted(house: Schoolhouse) -> None:
    teacher = await house.teacher(class_teacher_of="5А")
    place = await house.conversation(teacher, "5А родители")
    await calls.start(teacher, place, link=LINK, now=NOW)
    assert await counted(house, teacher) == {}
    assert await Call.all().count() == 1


async def test_calls_count_at_the_main_school(house: Schoolhouse) -> None:
    teacher = await house.teacher(vk_id=4242)
    second = await Schoolhouse.build(beside=house)
    await second.teacher("5А Алгебра", vk_id=4242)
    await calls.start(teacher, await lesson(second, teacher), link=LINK, now=NOW)
    assert [row.teacher_id for row in await ActivityDay.all()] == [house.entries[teacher].id]
