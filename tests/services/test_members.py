"""Who may be in which conversation, and what becomes of those who may not."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.kit.errors import NotAllowed
from bot.kit.ids import ConversationId, OrgId, PersonId
from bot.kit.turn import Talk
from bot.kit.unit_of_work import unit_of_work
from bot.services import contour_exits, contour_settings, conversations, lessons, members, strangers
from bot.services.contour_settings import OnStranger
from models import Assignment, AuditRow, Conversation, ConversationKind, OutboxItem, Role
from tests.services.schoolhouse import CHAT, NOW, Schoolhouse, holding, newcomer, statements


@pytest.fixture
async def house(database: str) -> Schoolhouse:
    return await Schoolhouse.build()


async def conversation(
    house: Schoolhouse, kind: ConversationKind, teacher: PersonId, chat: int = CHAT
) -> ConversationId:
    return await house.conversation(teacher, SAID[kind], chat)


def talk(house: Schoolhouse) -> Talk:
    return Talk(house.community, CHAT, is_chat=True)


SAID = {
    ConversationKind.SUBJECT: "5А Алгебра",
    ConversationKind.CLASS_STUDENTS: "5А ученики",
    ConversationKind.CLASS_PARENTS: "5А родители",
}
ALLOWED = {
    ConversationKind.SUBJECT: {"pupil", "teacher", "historian", "head", "admin", "director"},
    ConversationKind.CLASS_STUDENTS: {"pupil", "teacher", "historian", "head", "admin", "director"},
    ConversationKind.CLASS_PARENTS: {"parent", "teacher", "historian", "head", "admin", "director"},
}


@pytest.mark.parametrize("kind", list(ALLOWED))
async def test_the_rule_of_each_kind(house: Schoolhouse, kind: ConversationKind) -> None:
    pupil = await house.person(Role.STUDENT, "5А")
    other = await Schoolhouse.build()
    cast = {
        "pupil": pupil,
        "neighbour": await house.person(Role.STUDENT, "5Б"),
        "parent": await house.parent_of(pupil),
        "foreign parent": await house.parent_of(await house.person(Role.STUDENT, "5Б")),
        "teacher": await house.teacher("5А Алгебра"),
        "historian": await house.teacher("5А История"),
        "stranger teacher": await house.teacher("5Б Алгебра"),
        "head": await house.teacher(class_teacher_of="5А"),
        "admin": await house.person(Role.SCHOOL_ADMIN),
        "director": await house.person(Role.DIRECTOR),
        "foreign admin": await other.person(Role.SCHOOL_ADMIN),
        "nobody": await newcomer(vk_id=1),
    }
    made = await conversation(house, kind, cast["teacher" if kind is ConversationKind.SUBJECT else "head"])
    may = {name for name, person in cast.items() if await members.may_be_in(made, person, now=NOW)}
    assert may == ALLOWED[kind]


async def test_who_left_may_not_stay(house: Schoolhouse) -> None:
    pupil, teacher = await house.person(Role.STUDENT, "5А"), await house.teacher("5А Алгебра")
    made = await conversation(house, ConversationKind.SUBJECT, teacher)
    await house.leave(pupil)
    assert not await members.may_be_in(made, pupil, now=NOW)
    assert await members.audience(made, now=NOW) == [teacher]


async def test_those_for_whom_it_is_may_all_stay(house: Schoolhouse) -> None:
    pupil, teacher = await house.person(Role.STUDENT, "5А"), await house.teacher("5А Алгебра")
    head = await house.teacher(class_teacher_of="5А")
    await house.parent_of(pupil)
    for number, kind in enumerate(ALLOWED):
        made = await conversation(house, kind, teacher if number == 0 else head, CHAT + number)
        people = await members.audience(made, now=NOW)
        assert people
        assert all([await members.may_be_in(made, p, now=NOW) for p in people])


async def removing(house: Schoolhouse) -> None:
    """The school wants strangers out at once, from its first day."""
    async with holding(OrgId(house.school.id), Role.SCHOOL_ADMIN) as admin:
        await contour_settings.choose(admin, OnStranger.REMOVE, now=NOW)


async def judged(house: Schoolhouse, person: PersonId) -> int:
    """The case of a stranger whose removal was asked for."""
    assert await strangers.judge_joiner(talk(house), person, now=NOW) is None
    return int(str((await house.asked("remove_member"))[-1].then_args["stranger"]))


async def test_a_stranger_is_put_out_and_the_class_teacher_told_once(house: Schoolhouse) -> None:
    teacher, head = await house.teacher("5А Алгебра"), await house.teacher(class_teacher_of="5А")
    made = await conversation(house, ConversationKind.SUBJECT, teacher)
    person = await newcomer("Иван", "Петров", vk_id=666)
    await removing(house)
    case = await judged(house, person)
    assert (await house.asked("remove_member"))[0].args == {"chat": CHAT, "person": 666}
    card = await strangers.removed(case, code=0, now=NOW)
    assert card
    assert (card.conversation, card.title, card.name, card.is_out) == (made, "5А · Алгебра", "Иван Петров", True)
    assert card.tell == (head,)
    assert await strangers.removed(case, code=0, now=NOW) is None


async def test_in_the_first_week_a_stranger_is_only_reported(house: Schoolhouse) -> None:
    head = await house.teacher("5А Алгебра", class_teacher_of="5А")
    await conversation(house, ConversationKind.SUBJECT, head)
    person = await newcomer("Иван", "Петров", vk_id=666)
    card = await strangers.judge_joiner(talk(house), person, now=NOW)
    assert card is not None
    assert (card.is_out, card.tell) == (False, (head,))
    assert await house.asked("remove_member") == []
    other = await newcomer("Олег", "Иванов", vk_id=667)
    assert await strangers.judge_joiner(talk(house), other, now=NOW + timedelta(days=8)) is None
    assert [row.args["person"] for row in await house.asked("remove_member")] == [667]


async def test_two_who_decide_at_once_make_one_act(house: Schoolhouse) -> None:
    head, admin = await house.teacher("5А Алгебра", class_teacher_of="5А"), await house.person(Role.SCHOOL_ADMIN)
    await conversation(house, ConversationKind.SUBJECT, head)
    card = await strangers.judge_joiner(talk(house), await newcomer("Иван", "Петров"), now=NOW)
    assert card

    async def decide(by: PersonId, what: Callable[..., Awaitable[object]]) -> str:
        try:
            async with unit_of_work():
                await what(by, card.id, now=NOW)
        except strangers.Decided as late:
            return late.what
        return "done"

    ends = await asyncio.gather(decide(head, strangers.put_out), decide(admin, strangers.let_in))
    assert sorted(ends) in (["done", "removed"], ["done", "let_in"])
    assert len(await house.asked("remove_member")) == (ends[0] == "done")
    assert await AuditRow.filter(act__in=["member.put_out", "member.let_in"], outcome="done").count() == 1


async def test_without_a_class_teacher_the_teacher_is_told_else_the_administrator(house: Schoolhouse) -> None:
    teacher, admin = await house.teacher("5А Алгебра"), await house.person(Role.SCHOOL_ADMIN)
    row = await Conversation.get(id=await conversation(house, ConversationKind.SUBJECT, teacher))
    assert await members.keepers(row) == [teacher]
    await house.leave(teacher)
    assert await members.keepers(row) == [admin]


@pytest.mark.parametrize("code", [925, 917, 15])
async def test_a_removal_that_failed_is_told_as_such_and_can_be_decided(house: Schoolhouse, code: int) -> None:
    head = await house.teacher("5А Алгебра", class_teacher_of="5А")
    await conversation(house, ConversationKind.SUBJECT, head)
    await removing(house)
    case = await judged(house, await newcomer("Иван", "Петров", vk_id=666))
    card = await strangers.removed(case, code=code, now=NOW)
    assert card
    assert (card.is_stuck, card.is_out, card.code) == (True, False, code)
    await strangers.let_in(head, case, now=NOW)
    assert await strangers.removed(case, code=code, now=NOW) is None


async def test_pupils_of_the_class_and_unknown_chats_are_left_alone(house: Schoolhouse) -> None:
    pupil = await house.person(Role.STUDENT, "5А")
    nobody = await newcomer(vk_id=1)
    assert await strangers.judge_joiner(talk(house), nobody, now=NOW) is None
    teacher = await house.teacher("5А Алгебра")
    made = await conversation(house, ConversationKind.SUBJECT, teacher)
    assert await strangers.judge_joiner(talk(house), pupil, now=NOW) is None
    await conversations.archive(teacher, made, now=NOW)
    assert await strangers.judge_joiner(talk(house), nobody, now=NOW) is None
    assert await house.asked() == []


async def test_the_audit_holds_no_names(house: Schoolhouse) -> None:
    await conversation(house, ConversationKind.SUBJECT, await house.teacher("5А Алгебра"))
    await removing(house)
    case = await judged(house, await newcomer("Иван", "Петров", vk_id=666))
    await strangers.removed(case, code=0, now=NOW)
    assert "Петров" not in str([a.details for a in await AuditRow.all()])


async def test_a_pupil_is_not_let_into_the_parents_chat(house: Schoolhouse) -> None:
    head, pupil = await house.teacher(class_teacher_of="5А"), await house.person(Role.STUDENT, "5А")
    await conversation(house, ConversationKind.CLASS_PARENTS, head)
    card = await strangers.judge_joiner(talk(house), pupil, now=NOW)
    assert card
    with pytest.raises(strangers.PupilAmongParents):
        await strangers.let_in(head, card.id, now=NOW)


async def test_a_case_of_another_school_does_not_exist(house: Schoolhouse) -> None:
    await conversation(house, ConversationKind.SUBJECT, await house.teacher("5А Алгебра"))
    card = await strangers.judge_joiner(talk(house), await newcomer("Иван", "Петров"), now=NOW)
    beside = await Schoolhouse.build(beside=house)
    other, admin = await beside.teacher(class_teacher_of="5А"), await beside.person(Role.SCHOOL_ADMIN)
    assert card
    for actor in (other, admin):
        for decide in (strangers.let_in, strangers.put_out):
            with pytest.raises(NotAllowed):
                await decide(actor, card.id, now=NOW)


async def test_who_left_the_class_leaves_its_chats_unless_another_child_is_there(house: Schoolhouse) -> None:
    head = await house.teacher(class_teacher_of="5А")
    one, two = await house.person(Role.STUDENT, "5А", vk_id=71), await house.person(Role.STUDENT, "5А", vk_id=72)
    await house.parent_of(one, vk_id=81)
    await house.parent_of(one, two, vk_id=82)
    await conversation(house, ConversationKind.CLASS_PARENTS, head)
    await conversation(house, ConversationKind.CLASS_STUDENTS, head, CHAT + 1)
    await contour_exits.sweep(now=NOW)
    await OutboxItem.all().delete()
    await house.leave(one)
    await contour_exits.sweep(now=NOW)
    gone = {(row.args["chat"], row.args["person"]) for row in await house.asked("remove_member")}
    assert gone >= {(CHAT, 71), (CHAT, 81), (CHAT + 1, 71), (CHAT + 1, 81)}
    assert (CHAT, 82) not in gone
    assert [row.args["reset"] for row in await house.asked("chat_link")] == [True, True]
    assert await contour_exits.newest() == 0


async def test_a_teacher_whose_lesson_ended_leaves_the_chats_of_that_class(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра", "6Б Алгебра", vk_id=71)
    await house.conversation(teacher, "5А Алгебра", CHAT)
    await house.conversation(teacher, "6Б Алгебра", CHAT + 1)
    lesson = await Assignment.get(school_class_id=(await house.school_class("6Б")).id)
    async with holding(OrgId(house.school.id), Role.SCHOOL_ADMIN) as admin:
        await lessons.end_lesson(admin, lesson.id, now=NOW)
    await contour_exits.sweep(now=NOW)
    assert [row.args["chat"] for row in await house.asked("remove_member") if row.args["person"] == 71] == [CHAT + 1]


async def test_reading_the_audience_does_not_grow_with_the_class(house: Schoolhouse) -> None:
    made = await conversation(house, ConversationKind.SUBJECT, await house.teacher("5А Алгебра"))
    with statements() as few:
        await members.audience(made, now=NOW)
    for _ in range(5):
        await house.person(Role.STUDENT, "5А")
    with statements() as many:
        assert len(await members.audience(made, now=NOW)) == 6
    assert 0 < len(few) == len(many)
