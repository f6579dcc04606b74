"""Two at once, other schools, and the rules as the intake reads them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.kit.errors import NotAllowed
from bot.kit.ids import ConversationId, PersonId
from bot.kit.turn import Talk
from bot.kit.unit_of_work import unit_of_work
from bot.services import cases, chat_rules, moderation, rule_edits, strikes
from bot.services.cases import CaseClosed, CaseState, TooManyComplaints
from bot.services.judging import Reason, What
from models import AuditRow, Conversation, ModerationCase, OutboxItem, Role
from tests.services.schoolhouse import CHAT, NOW, Schoolhouse


@pytest.fixture
async def house(database: str) -> AsyncIterator[Schoolhouse]:
    """A school with 5А."""
    yield await Schoolhouse.build()


async def chat_of(house: Schoolhouse, teacher: PersonId, peer: int = CHAT) -> tuple[Talk, Conversation]:
    await house.conversation(teacher, "5А Алгебра", peer)
    return Talk(house.community, peer, is_chat=True), await Conversation.get(peer_id=peer)


async def test_of_two_who_press_one_card_at_once_one_decides(house: Schoolhouse) -> None:
    teacher, admin = await house.teacher("5А Алгебра", class_teacher_of="5А"), await house.person(Role.SCHOOL_ADMIN)
    pupil = await house.person(Role.STUDENT, "5А")
    talk, _ = await chat_of(house, teacher)
    case = await cases.complain(pupil, talk, 7, pupil, now=NOW)
    assert case
    assert await cases.complain(teacher, talk, 7, pupil, now=NOW) is None

    async def press(actor: PersonId, what: CaseState) -> str:
        try:
            async with unit_of_work():
                return (await cases.decide(actor, case.id, what, now=NOW)).state
        except CaseClosed as closed:
            return f"closed: {closed.said}"

    said = await asyncio.gather(press(teacher, CaseState.DELETED), press(admin, CaseState.LEFT))
    done = (await ModerationCase.get()).state.value
    assert sorted(said) == sorted([done, f"closed: {done}"])
    assert await AuditRow.filter(act="moderation.act").count() == 1
    assert await OutboxItem.filter(verb="delete_messages").count() == (1 if done == "deleted" else 0)


async def test_the_same_verdict_twice_is_one_and_only_in_a_moderated_chat(house: Schoolhouse) -> None:
    teacher, pupil = await house.teacher("5А Алгебра"), await house.person(Role.STUDENT, "5А")
    talk, row = await chat_of(house, teacher)
    verdict = {"what": What.DELETE, "reason": Reason.PROFANITY, "now": NOW}
    first = await moderation.apply(talk, pupil, 9, **verdict)
    assert first
    assert first.case
    assert first.case.strike
    assert await moderation.apply(talk, pupil, 9, **verdict) is None
    hint = await moderation.apply(talk, teacher, 10, **verdict)
    assert hint
    assert hint.hint
    assert hint.case is None
    await rule_edits.change(teacher, ConversationId(row.id), "on", "0", now=NOW)
    assert await moderation.apply(talk, pupil, 11, **verdict) is None
    assert await moderation.apply(Talk(house.community, CHAT + 5, is_chat=True), pupil, 1, **verdict) is None


async def test_a_neighbour_decides_undoes_and_changes_nothing(house: Schoolhouse) -> None:
    teacher, pupil = await house.teacher("5А Алгебра"), await house.person(Role.STUDENT, "5А")
    talk, row = await chat_of(house, teacher)
    other = await Schoolhouse.build("Школа № 2", beside=house)
    foreign, boss = await other.teacher("5А Алгебра"), await other.person(Role.SCHOOL_ADMIN)
    applied = await moderation.apply(talk, pupil, 9, what=What.WARN, reason=Reason.INSULT, now=NOW)
    assert applied
    assert applied.case
    assert applied.case.strike
    for actor in (foreign, boss, pupil):
        with pytest.raises(NotAllowed):
            await cases.decide(actor, applied.case.id, CaseState.DELETED, now=NOW)
        with pytest.raises(NotAllowed):
            await strikes.take_back(actor, applied.case.strike.id, now=NOW)
        with pytest.raises(NotAllowed):
            await rule_edits.change(actor, ConversationId(row.id), "on", "0", now=NOW)
    assert not (await moderation.who_is(talk, foreign, now=NOW)).is_staff
    assert not (await moderation.who_is_to(pupil, foreign)).is_staff
    assert (await moderation.who_is_to(pupil, teacher)).is_staff


async def test_doubts_are_few_a_day_and_nobody_but_the_teacher_hears(house: Schoolhouse) -> None:
    teacher, pupil = await house.teacher("5А Алгебра"), await house.person(Role.STUDENT, "5А")
    talk, _ = await chat_of(house, teacher)
    doubtful = {"what": What.WARN, "reason": Reason.DOUBTFUL}
    shown = [
        await moderation.apply(talk, pupil, number, now=NOW + timedelta(minutes=11 * number), **doubtful)
        for number in range(1, moderation.DOUBTS_A_DAY + 2)
    ]
    assert [one is not None and one.is_shown and not one.to_author for one in shown] == [True] * 3 + [False]
    assert await ModerationCase.all().count() == moderation.DOUBTS_A_DAY
    assert await moderation.apply(talk, teacher, 50, now=NOW, **doubtful) is None
    again = await moderation.apply(talk, pupil, 60, now=NOW + timedelta(days=2), **doubtful)
    assert again
    assert again.case
    assert again.case.strike is None
    soon = NOW + timedelta(days=2, minutes=1)
    assert await moderation.apply(talk, pupil, 61, now=soon, **doubtful) is None


async def test_complaints_have_a_limit_a_day(house: Schoolhouse) -> None:
    teacher, pupil = await house.teacher("5А Алгебра"), await house.person(Role.STUDENT, "5А")
    talk, _ = await chat_of(house, teacher)
    for number in range(cases.COMPLAINTS_A_DAY):
        await cases.complain(pupil, talk, number + 1, teacher, now=NOW)
    with pytest.raises(TooManyComplaints):
        await cases.complain(pupil, talk, 99, teacher, now=NOW)
    assert await cases.complain(pupil, talk, 99, teacher, now=NOW + timedelta(days=1, seconds=1))


async def test_the_intake_reads_the_schools_rules_and_the_chats_own(house: Schoolhouse) -> None:
    teacher, admin = await house.teacher("5А Алгебра"), await house.person(Role.SCHOOL_ADMIN)
    pupil = await house.person(Role.STUDENT, "5А")
    talk, row = await chat_of(house, teacher)
    place = ConversationId(row.id)
    await rule_edits.change(admin, None, "words", "доширак", now=NOW)
    await rule_edits.change(teacher, place, "words", "кальян, вейп", now=NOW)
    await rule_edits.change(teacher, place, "words", "-вейп", now=NOW)
    await rule_edits.change(teacher, place, "links", "https://school7.ru/news", now=NOW)
    await rule_edits.change(teacher, place, "quiet", "с 21 до 7", now=NOW)
    await rule_edits.be_silent(row, teacher, None, NOW + timedelta(minutes=5), now=NOW)
    await rule_edits.be_silent(row, teacher, pupil, NOW + timedelta(minutes=9), now=NOW)
    key = (int(house.community), talk.key)
    found = await chat_rules.read_for_judging({key, (1, 2)}, now=NOW)
    rules = found[key].rules
    assert set(found) == {key}
    assert rules.stop_words == {"доширак", "кальян"}
    assert rules.links == {"school7.ru"}
    assert (rules.silent_until, *rules.silenced.values()) == (
        (NOW + timedelta(minutes=5)).timestamp(),
        (NOW + timedelta(minutes=9)).timestamp(),
    )
    assert rules.is_quiet(NOW.replace(hour=20)) and not rules.is_quiet(NOW)
