"""Who may be in which conversation, and what becomes of those who may not."""

import pytest

from bot.kit.ids import ConversationId, PersonId
from bot.kit.turn import Talk
from bot.services import conversations, members
from models import AuditRow, Conversation, ConversationKind, Role
from tests.services.schoolhouse import CHAT, NOW, Schoolhouse, newcomer, statements


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
    assert await members.audience(made) == [teacher]


async def test_those_for_whom_it_is_may_all_stay(house: Schoolhouse) -> None:
    pupil, teacher = await house.person(Role.STUDENT, "5А"), await house.teacher("5А Алгебра")
    head = await house.teacher(class_teacher_of="5А")
    await house.parent_of(pupil)
    for number, kind in enumerate(ALLOWED):
        made = await conversation(house, kind, teacher if number == 0 else head, CHAT + number)
        people = await members.audience(made)
        assert people
        assert all([await members.may_be_in(made, p, now=NOW) for p in people])


async def test_a_stranger_is_put_out_and_the_class_teacher_told_once(house: Schoolhouse) -> None:
    teacher, head = await house.teacher("5А Алгебра"), await house.teacher(class_teacher_of="5А")
    made = await conversation(house, ConversationKind.SUBJECT, teacher)
    person = await newcomer("Иван", "Петров", vk_id=666)
    assert await members.judge_joiner(talk(house), person, now=NOW)
    asked = (await house.asked("remove_member"))[0]
    assert asked.args == {"chat": CHAT, "person": 666}
    removal = await members.removed(asked.then_args, code=0, now=NOW)
    assert removal == members.Removal(made, "5А · Алгебра", "Иван Петров", True, [head])
    assert await members.removed(asked.then_args, code=0, now=NOW) is None
    assert await AuditRow.filter(act="member.removed", outcome="done").count() == 1


async def test_without_a_class_teacher_the_teacher_is_told_else_the_administrator(house: Schoolhouse) -> None:
    teacher, admin = await house.teacher("5А Алгебра"), await house.person(Role.SCHOOL_ADMIN)
    row = await Conversation.get(id=await conversation(house, ConversationKind.SUBJECT, teacher))
    assert await members.keepers(row) == [teacher]
    await house.leave(teacher)
    assert await members.keepers(row) == [admin]


@pytest.mark.parametrize(("code", "worked"), [(0, True), (935, True), (925, False), (917, False)])
async def test_a_removal_that_failed_is_told_as_such(house: Schoolhouse, code: int, worked: bool) -> None:
    await conversation(house, ConversationKind.SUBJECT, await house.teacher("5А Алгебра"))
    person = await newcomer(vk_id=666)
    await members.judge_joiner(talk(house), person, now=NOW)
    asked = (await house.asked("remove_member"))[0]
    removal = await members.removed(asked.then_args, code=code, now=NOW)
    assert removal is not None
    assert removal.worked is worked


async def test_pupils_of_the_class_and_unknown_chats_are_left_alone(house: Schoolhouse) -> None:
    pupil = await house.person(Role.STUDENT, "5А")
    nobody = await newcomer(vk_id=1)
    assert not await members.judge_joiner(talk(house), nobody, now=NOW)
    teacher = await house.teacher("5А Алгебра")
    made = await conversation(house, ConversationKind.SUBJECT, teacher)
    assert not await members.judge_joiner(talk(house), pupil, now=NOW)
    await conversations.archive(teacher, made, now=NOW)
    assert not await members.judge_joiner(talk(house), nobody, now=NOW)
    assert await house.asked() == []


async def test_the_audit_holds_no_names(house: Schoolhouse) -> None:
    await conversation(house, ConversationKind.SUBJECT, await house.teacher("5А Алгебра"))
    person = await newcomer("Иван", "Петров", vk_id=666)
    await members.judge_joiner(talk(house), person, now=NOW)
    await members.removed((await house.asked("remove_member"))[0].then_args, code=0, now=NOW)
    assert "Петров" not in str([a.details for a in await AuditRow.all()])


async def test_reading_the_audience_does_not_grow_with_the_class(house: Schoolhouse) -> None:
    made = await conversation(house, ConversationKind.SUBJECT, await house.teacher("5А Алгебра"))
    with statements() as few:
        await members.audience(made)
    for _ in range(5):
        await house.person(Role.STUDENT, "5А")
    with statements() as many:
        assert len(await members.audience(made)) == 6
    assert 0 < len(few) == len(many)
