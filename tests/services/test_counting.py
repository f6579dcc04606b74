"""What counts and what does not: the table of cases, as rules and as the events of VK that stand for them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from bot.intake.decode import Envelope, Kind, decode, decode_push
from bot.kit.ids import EntryId
from bot.services import activity
from bot.services.activity import CountedMessage
from bot.services.counting import counts_as_call, counts_as_message, day_of
from models import ActivityDay, Role
from tests.services.schoolhouse import NOW, Schoolhouse

HUMAN, COMMUNITY, GROUP, CHAT = 700, -5, 225, 2_000_000_001


@pytest.mark.parametrize(
    ("case", "given", "counts"),
    [
        ("a word, a photo, a voice message, a document", {"author": HUMAN}, True),
        ("what a community or another bot wrote", {"author": COMMUNITY}, False),
        ("nobody wrote it", {"author": 0}, False),
        ("in the private talk with the bot", {"author": HUMAN, "in_chat": False}, False),
        ("«вошла», «сменил название»", {"author": HUMAN, "service_action": True}, False),
        ("a command, a mention, a pressed button", {"author": HUMAN, "addressed": True}, False),
        ("the mark of a call: a call, not a message", {"author": HUMAN, "call": True}, False),
        ("taken back before it was counted", {"author": HUMAN, "deleted": True}, False),
    ],
)
def test_what_counts(case: str, given: dict[str, int], counts: bool) -> None:
    assert counts_as_message(**given) is counts, case


@pytest.mark.parametrize(
    ("state", "in_chat", "counts"),
    [
        ("reached", True, True),
        ("canceled_by_initiator", True, False),
        ("canceled_by_receiver", True, False),
        ("", True, False),
        ("reached", False, False),
    ],
)
def test_what_is_a_call(state: str, in_chat: bool, counts: bool) -> None:
    assert counts_as_call(state=state, in_chat=in_chat) is counts


def call(state: str) -> dict[str, Any]:
    return {"type": "call", "call": {"initiator_id": HUMAN, "state": state, "time": 1_795_000_000, "duration": 60}}


def piece(kind: str) -> dict[str, Any]:
    return {"attachments": [{"type": kind, kind: {"id": 1}}]}


MESSAGES: list[tuple[str, dict[str, Any], Kind]] = [
    ("a word", {"text": "Добрый день"}, Kind.TALK),
    ("a sticker", piece("sticker"), Kind.TALK),
    ("a photo", piece("photo"), Kind.TALK),
    ("a voice message", piece("audio_message"), Kind.TALK),
    ("a document", piece("doc"), Kind.TALK),
    ("a video", piece("video"), Kind.TALK),
    ("a poll", piece("poll"), Kind.TALK),
    ("forwarded, without a word of her own", {"fwd_messages": [{"from_id": 5, "text": "чужое"}]}, Kind.TALK),
    ("an answer to another message", {"text": "да", "reply_message": {"conversation_message_id": 3}}, Kind.TALK),
    ("nothing at all", {}, Kind.TALK),
    ("a mention of a person", {"text": "[id5|Пётр], к доске"}, Kind.TALK),
    ("a mention of another community", {"text": "[club226|Другие], привет"}, Kind.TALK),
    ("the bot's mention inside a sentence", {"text": "Спросите у [club225|бота]"}, Kind.TALK),
    ("a slash inside a sentence", {"text": "и/или"}, Kind.TALK),
    ("the bot's mention in front", {"text": "[club225|Бот], беседы"}, Kind.ADDRESSED),
    ("a command", {"text": "/беседы"}, Kind.ADDRESSED),
    ("a command after spaces", {"text": "  /беседы"}, Kind.ADDRESSED),
    ("a button that sends its label", {"text": "Беседы", "payload": '{"b": "/беседы"}'}, Kind.ADDRESSED),
    ("somebody came by the link", {"action": {"type": "chat_invite_user_by_link"}}, Kind.ADDRESSED),
    ("somebody was removed", {"action": {"type": "chat_kick_user", "member_id": 5}}, Kind.ADDRESSED),
    ("the title was changed", {"action": {"type": "chat_title_update", "text": "7Б"}}, Kind.ADDRESSED),
    ("a message was pinned", {"action": {"type": "chat_pin_message"}}, Kind.IGNORED),
    ("a call that was held", {"attachments": [call("reached")]}, Kind.SEEN_CALL),
    ("a call that its initiator gave up", {"attachments": [call("canceled_by_initiator")]}, Kind.IGNORED),
    ("a call that nobody took", {"attachments": [call("canceled_by_receiver")]}, Kind.IGNORED),
    ("another community's words", {"text": "Реклама", "from_id": COMMUNITY}, Kind.IGNORED),
    ("the bot's own words", {"text": "Готово", "from_id": -GROUP}, Kind.IGNORED),
    ("in private", {"text": "Добрый день", "peer_id": HUMAN}, Kind.ADDRESSED),
]


@pytest.mark.parametrize(("case", "said", "kind"), MESSAGES, ids=[case for case, _, _ in MESSAGES])
def test_what_becomes_of_a_message(case: str, said: dict[str, Any], kind: Kind) -> None:
    """By both ways in: the long poll's dictionary and the push's quick path."""
    message = {
        "date": 1_795_000_000,
        "from_id": HUMAN,
        "peer_id": CHAT,
        "conversation_message_id": 9,
        "text": "",
        **said,
    }
    whole = decode({"type": "message_new", "event_id": "e", "object": {"message": message}}, GROUP)
    push = Envelope("message_new", GROUP, "e", "", msgspec.Raw(msgspec.json.encode({"message": message})))
    assert (whole.kind, decode_push(push).kind) == (kind, kind)


@pytest.mark.parametrize("kind", ["message_edit", "message_reply", "message_read", "message_reaction_event"])
def test_an_edit_and_other_types_count_nothing(kind: str) -> None:
    body = {"date": 1, "from_id": HUMAN, "peer_id": CHAT, "conversation_message_id": 9, "text": "исправлено"}
    assert decode({"type": kind, "event_id": "e", "object": body}, GROUP).kind is Kind.IGNORED


# With and without daylight saving time, west and east, one of a quarter of an hour.
ZONES = ["Europe/Moscow", "Europe/Kaliningrad", "Asia/Kamchatka", "Asia/Kathmandu", "Europe/Berlin"]


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("Europe/Moscow", "2026-11-24T20:59:59", date(2026, 11, 24)),
        ("Europe/Moscow", "2026-11-24T21:00:00", date(2026, 11, 25)),
        ("Asia/Kamchatka", "2026-11-24T12:00:00", date(2026, 11, 25)),
        ("Europe/Berlin", "2026-10-24T21:59:59", date(2026, 10, 24)),
        ("Europe/Berlin", "2026-10-25T22:30:00", date(2026, 10, 25)),
    ],
)
def test_the_day_is_the_schools_own(zone: str, at: str, day: date) -> None:
    assert day_of(datetime.fromisoformat(at).replace(tzinfo=UTC), zone) == day


async def test_the_statement_that_counts_knows_the_same_day(database: str) -> None:
    """Around midnight of every zone, told late and in any order."""
    for number, zone in enumerate(ZONES):
        house = await Schoolhouse.build(timezone=zone)
        account, chat = 71 + number, CHAT + number
        teacher = await house.person(Role.TEACHER, vk_id=account)
        await house.chat(teacher, chat)
        midnight = datetime(2026, 11, 25, tzinfo=UTC) - timedelta(hours=14)
        moments = [midnight + timedelta(minutes=15 * n, seconds=s) for n in range(96) for s in (-1, 0)]
        said = [CountedMessage(house.community, chat, account, n, at) for n, at in enumerate(moments)]
        await activity.count_messages(list(reversed(said[::2])))
        await activity.count_messages(said[1::2])
        counted = {row.day: row.messages for row in await ActivityDay.filter(teacher_id=house.entry(teacher))}
        expected: dict[date, int] = {}
        for at in moments:
            expected[day_of(at, zone)] = expected.get(day_of(at, zone), 0) + 1
        assert counted == expected, zone


async def test_what_the_bot_posts_at_her_tap_is_hers_and_kept_apart(database: str) -> None:
    house = await Schoolhouse.build()
    teacher = await house.person(Role.TEACHER, vk_id=71)
    await house.wrote(teacher, 2)
    await activity.count_via_bot(EntryId(house.entry(teacher)), day=day_of(NOW, "Europe/Moscow"))
    row = await ActivityDay.get()
    assert (row.messages, row.via_bot) == (3, 1)
