"""Making conversations and who sees which."""

import asyncio

import pytest

from bot.kit.errors import Ambiguous, MessengerError, NotAllowed
from bot.kit.ids import PersonId
from bot.kit.turn import Talk
from bot.kit.unit_of_work import unit_of_work
from bot.services import (
    chat_binding,
    chat_plans,
    conversation_access,
    conversation_life,
    conversations,
    lessons,
)
from bot.services.chat_plans import HalfPlan, NoLessons, NoSuchPlan
from bot.services.class_titles import BadClassTitle
from bot.services.ports import Done
from models import Assignment, AuditRow, Community, Conversation, ConversationKind, ConversationState, OutboxItem, Role
from tests.services.schoolhouse import NOW, Schoolhouse, statements

ACT = "conversation.create"


@pytest.fixture
async def house(database: str) -> Schoolhouse:
    return await Schoolhouse.build()


async def titles(person: PersonId) -> list[str]:
    return [f.title for f in await conversations.links_for(person, now=NOW)]


async def test_creating_asks_for_a_chat_with_a_unique_title(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    plan = await chat_plans.find_plan(teacher, '5 "а" алг', act=ACT, command="беседа", now=NOW)
    begun = await conversations.create(teacher, plan.key, named="", community=house.community, now=NOW)
    asked = (await house.asked("create_chat"))[0]
    assert begun.is_new
    assert begun.conversation.title == "5А · Алгебра"
    assert str(asked.args["title"]).startswith("5А · Алгебра #")
    assert asked.then == "conversation.created"
    row = await Conversation.get(id=begun.conversation.id)
    assert (row.teacher_id, row.counts, row.state) == (house.entries[teacher].id, True, ConversationState.CREATING)
    assert await AuditRow.filter(act="conversation.create", actor_id=teacher).count() == 1


async def test_a_second_request_gets_the_first_ones_conversation(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    key = (await chat_plans.own_plans(teacher, now=NOW))[0].key
    first = await conversations.create(teacher, key, named="", community=house.community, now=NOW)
    second = await conversations.create(teacher, key, named="", community=house.community, now=NOW)
    assert (first.is_new, second.is_new) == (True, False)
    assert first.conversation.id == second.conversation.id
    assert len(await house.asked("create_chat")) == 1


async def test_of_two_at_once_one_makes_the_conversation(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    key = (await chat_plans.own_plans(teacher, now=NOW))[0].key

    async def create() -> conversations.Begun:
        async with unit_of_work():
            return await conversations.create(teacher, key, named="", community=house.community, now=NOW)

    one, two = await asyncio.gather(create(), create())
    assert {one.is_new, two.is_new} == {True, False}
    assert one.conversation.id == two.conversation.id
    assert len(await house.asked("create_chat")) == 1


async def test_when_the_chat_is_there_it_is_renamed_and_its_link_asked_for_in_order(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    key = (await chat_plans.own_plans(teacher, now=NOW))[0].key
    begun = await conversations.create(teacher, key, named="", community=house.community, now=NOW)
    assert await conversation_life.chat_made(begun.conversation.id, 2_000_000_007, now=NOW)
    assert await conversation_life.chat_made(begun.conversation.id, 2_000_000_007, now=NOW) is None
    later = [row for row in await house.asked() if row.verb != "create_chat"]
    assert [row.verb for row in later] == ["rename_chat", "chat_link"]
    assert {row.lane for row in later} == {"talk:2000000007"}
    assert later[0].args == {"chat": 2_000_000_007, "title": "5А · Алгебра"}


async def test_the_link_goes_to_the_class_once(house: Schoolhouse) -> None:
    teacher, other = await house.teacher("5А Алгебра"), await house.teacher("5А История")
    pupils = [await house.person(Role.STUDENT, "5А") for _ in range(3)]
    await house.person(Role.STUDENT, "5Б")
    await house.leave(pupils[2])
    key = (await chat_plans.own_plans(teacher, now=NOW))[0].key
    begun = await conversations.create(teacher, key, named="", community=house.community, now=NOW)
    await conversation_life.chat_made(begun.conversation.id, 2_000_000_007, now=NOW)
    ready = await conversation_life.linked(begun.conversation.id, "https://vk.me/join/a/b=", now=NOW)
    assert ready is not None
    assert (ready.teacher, ready.people) == (teacher, pupils[:2])
    assert ready.conversation.link == "https://vk.me/join/a/b="
    assert await conversation_life.linked(begun.conversation.id, "https://vk.me/join/a/b=", now=NOW) is None
    assert other not in ready.people


async def test_parents_chats_are_for_parents_and_never_count(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра", class_teacher_of="5А")
    pupil = await house.person(Role.STUDENT, "5А")
    parent = await house.parent_of(pupil)
    made = await house.conversation(teacher, "5А родители")
    row = await Conversation.get(id=made)
    assert (row.kind, row.counts) == (ConversationKind.CLASS_PARENTS, False)
    assert await titles(parent) == [row.title]
    assert await titles(pupil) == []


async def test_only_the_class_teacher_makes_class_chats(house: Schoolhouse) -> None:
    teacher, head = await house.teacher("5А Алгебра"), await house.teacher(class_teacher_of="5А")
    with pytest.raises(NoSuchPlan):
        await chat_plans.find_plan(teacher, "5А ученики", act=ACT, command="беседа", now=NOW)
    school_class = house.classes["5А"].id
    forged = f"class_students:{school_class}:0"
    with pytest.raises(NotAllowed):
        await conversations.create(teacher, forged, named="Ученики", community=house.community, now=NOW)
    begun = await conversations.create(head, forged, named="Ученики", community=house.community, now=NOW)
    assert begun.conversation.title == "5А · Ученики"


@pytest.mark.parametrize(
    "forged", ["", "subject", "subject:1", "subject:x:y", "nonsense:1:1", "subject:1:1:1", "staff:1:0"]
)
async def test_forged_keys_are_refused(house: Schoolhouse, forged: str) -> None:
    teacher = await house.teacher("5А Алгебра")
    with pytest.raises(NotAllowed):
        await conversations.create(teacher, forged, named="", community=house.community, now=NOW)


async def test_another_school_cannot_create_here(house: Schoolhouse) -> None:
    other = await Schoolhouse.build()
    await house.teacher("5А Алгебра")
    foreign = await other.teacher("5А Алгебра")
    subject = (await chat_plans.own_plans(foreign, now=NOW))[0].subject
    with pytest.raises(NotAllowed):
        await conversations.create(
            foreign, f"subject:{house.classes['5А'].id}:{subject}", named="", community=house.community, now=NOW
        )
    assert await OutboxItem.all().count() == 0


@pytest.mark.parametrize("role", [Role.SCHOOL_ADMIN, Role.STUDENT, Role.PARENT, Role.DIRECTOR])
async def test_only_teachers_create(house: Schoolhouse, role: Role) -> None:
    person = await house.person(role, "5А" if role is Role.STUDENT else "")
    with pytest.raises(NotAllowed):
        await chat_plans.find_plan(person, "5А Алгебра", act=ACT, command="беседа", now=NOW)


async def test_half_and_wrong_words_are_told_apart(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра", "5А Алгоритмика", "6Б Геометрия")

    async def refused(said: str) -> Exception:
        with pytest.raises(Exception) as caught:
            await chat_plans.find_plan(teacher, said, act=ACT, command="беседа", now=NOW)
        return caught.value

    assert await refused("7В Алгебра") == NoSuchPlan("class", "7В", "5А Алгебра")
    assert await refused("6б физика") == NoSuchPlan("name", "6Б физика", "6Б Геометрия")
    assert await refused("5А") == HalfPlan("name", "5А", "5А Алгебра")
    assert await refused("Алгебра") == HalfPlan("class", "Алгебра", "5А Алгебра")
    assert isinstance(await refused("5 Алгебра"), BadClassTitle)
    ambiguous = await refused("5А алг")
    assert isinstance(ambiguous, Ambiguous)
    assert ("5А Алгоритмика", "/беседа 5А Алгоритмика") in ambiguous.choices


async def test_a_teacher_without_lessons_is_told_so(house: Schoolhouse) -> None:
    with pytest.raises(NoLessons):
        await chat_plans.get_plans(await house.teacher(), ACT, now=NOW)


async def test_everybody_sees_exactly_the_own_ones(house: Schoolhouse) -> None:
    algebra = await house.teacher("5А Алгебра")
    history = await house.teacher("5А История")
    head = await house.teacher(class_teacher_of="5А")
    pupil, neighbour = await house.person(Role.STUDENT, "5А"), await house.person(Role.STUDENT, "5Б")
    parent, admin = await house.parent_of(pupil), await house.person(Role.SCHOOL_ADMIN)
    for number, (who, said) in enumerate([(algebra, "5А Алгебра"), (head, "5А ученики"), (head, "5А родители")]):
        await house.conversation(who, said, 2_000_000_010 + number)
    assert await titles(pupil) == ["5А · Алгебра", "5А · Ученики"]
    assert [f.kind for f in await conversations.links_for(parent, now=NOW)] == [ConversationKind.CLASS_PARENTS]
    assert await titles(algebra) == ["5А · Алгебра"]
    assert await titles(history) == await titles(neighbour) == []
    assert len(await titles(head)) == 3
    seen = await conversations.links_for(admin, now=NOW)
    assert len(seen) == 3
    assert {f.link for f in seen} == {""}
    await house.leave(pupil)
    assert await titles(pupil) == []


async def test_another_schools_administrator_sees_nothing(house: Schoolhouse) -> None:
    other = await Schoolhouse.build()
    await house.conversation(await house.teacher("5А Алгебра"), "5А Алгебра")
    assert await titles(await other.person(Role.SCHOOL_ADMIN)) == []


async def test_a_lesson_that_ended_takes_the_link_away(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    await house.conversation(teacher, "5А Алгебра")
    lesson = await Assignment.get()
    await lessons.end_lesson(await house.person(Role.SCHOOL_ADMIN), lesson.id, now=NOW)
    assert await titles(teacher) == []


async def test_a_failed_chat_frees_the_way(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    key = (await chat_plans.own_plans(teacher, now=NOW))[0].key
    begun = await conversations.create(teacher, key, named="", community=house.community, now=NOW)
    lost = await conversation_life.failed(begun.conversation.id, now=NOW)
    assert lost is not None
    assert lost.tell == [teacher]
    assert await conversation_life.failed(begun.conversation.id, now=NOW) is None
    again = await conversations.create(teacher, key, named="", community=house.community, now=NOW)
    assert again.is_new


async def test_a_live_conversation_is_not_lost_by_a_late_error(house: Schoolhouse) -> None:
    made = await house.conversation(await house.teacher("5А Алгебра"), "5А Алгебра")
    assert await conversation_life.failed(made, now=NOW) is None
    assert (await Conversation.get(id=made)).state is ConversationState.LIVE


async def test_thrown_out_once(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    await house.conversation(teacher, "5А Алгебра")
    talk = Talk(house.community, 2_000_000_001, is_chat=True)
    lost = await conversation_life.thrown_out(talk, now=NOW)
    assert lost is not None
    assert lost.tell == [teacher]
    assert await conversation_life.thrown_out(talk, now=NOW) is None
    assert await titles(teacher) == []


async def test_archiving_hides_and_is_for_those_with_the_right(house: Schoolhouse) -> None:
    teacher, other = await house.teacher("5А Алгебра"), await house.teacher("5А История")
    made = await house.conversation(teacher, "5А Алгебра")
    with pytest.raises(NotAllowed):
        await conversations.archive(other, made, now=NOW)
    foreign = await Schoolhouse.build()
    with pytest.raises(NotAllowed):
        await conversations.archive(await foreign.person(Role.SCHOOL_ADMIN), made, now=NOW)
    await conversations.archive(teacher, made, now=NOW)
    await conversations.archive(await house.person(Role.SCHOOL_ADMIN), made, now=NOW)
    assert await titles(teacher) == []
    assert await AuditRow.filter(act="conversation.archive").count() == 1


async def test_in_an_unknown_chat_there_is_no_conversation(house: Schoolhouse) -> None:
    with pytest.raises(conversation_access.ChatNotRegistered):
        await conversation_access.here(Talk(house.community, 2_000_000_099, is_chat=True), now=NOW)


async def answer(house: Schoolhouse, verb: str, what: dict[str, object], error: MessengerError | None = None) -> Done:
    """What the last request of a verb carried along, with this answer."""
    asked = (await house.asked(verb))[-1]
    return Done(what, error, asked.then_args, house.community, NOW)


async def bind(house: Schoolhouse, actor: PersonId, said: str, *, present: list[int], admin: bool = True) -> object:
    """The command and both answers."""
    plan = await chat_plans.find_plan(actor, said, act="conversation.bind", command="привязать", now=NOW)
    talk = Talk(house.community, 2_000_000_050, is_chat=True)
    if await chat_binding.begin(actor, plan.key, talk=talk, now=NOW):
        return "bound already"
    group = (await Community.get(id=house.community)).group_id
    listed = [{"person": p, "is_admin": False, "is_owner": False} for p in present]
    ours = {"person": -group, "is_admin": admin, "is_owner": False}
    found: dict[str, object] = {str(talk.key): {"members": [*listed, ours], "names": {}}}
    if await chat_binding.read_members(await answer(house, "audit_chats", found)):
        return "not an administrator"
    return await chat_binding.finish(await answer(house, "chat_link", {"link": "https://vk.me/join/x"}))


async def test_a_chat_made_by_people_is_taken_in(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра", vk_id=77)
    pupil = await house.person(Role.STUDENT, "5А", vk_id=78)
    bound = await bind(house, teacher, "5А Алгебра", present=[77, 78, 99])
    assert isinstance(bound, chat_binding.Bound)
    assert bound.people == [pupil]
    looked = [row.args for row in await house.asked("audit_chats") if row.then == "contour.audited"]
    assert looked == [{"chats": [2_000_000_050]}]
    row = await Conversation.get(id=bound.conversation.id)
    assert (row.state, row.made_by_bot, row.link) == (ConversationState.LIVE, False, "https://vk.me/join/x")
    assert row.teacher_id == house.entries[teacher].id
    assert await bind(house, teacher, "5А Алгебра", present=[]) == "bound already"


async def test_binding_needs_an_administrator_and_goes_on_afterwards(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    assert await bind(house, teacher, "5А Алгебра", present=[], admin=False) == "not an administrator"
    assert await Conversation.all().count() == 0
    assert isinstance(await bind(house, teacher, "5А Алгебра", present=[]), chat_binding.Bound)


async def test_a_chat_and_a_lesson_are_bound_once(house: Schoolhouse) -> None:
    algebra, history = await house.teacher("5А Алгебра", "6Б Алгебра"), await house.teacher("5А История")
    await bind(house, algebra, "5А Алгебра", present=[])
    with pytest.raises(chat_binding.ChatTaken):
        await bind(house, history, "5А История", present=[])
    await house.conversation(algebra, "6Б Алгебра", 2_000_000_060)
    await conversation_life.thrown_out(Talk(house.community, 2_000_000_050, is_chat=True), now=NOW)
    with pytest.raises(chat_binding.PlanHasChat):
        await bind(house, algebra, "6Б Алгебра", present=[])


async def test_a_chat_that_was_archived_comes_back_as_the_same_row(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    bound = await bind(house, teacher, "5А Алгебра", present=[])
    assert isinstance(bound, chat_binding.Bound)
    await conversations.archive(teacher, bound.conversation.id, now=NOW)
    again = await bind(house, teacher, "5А Алгебра", present=[])
    assert isinstance(again, chat_binding.Bound)
    assert again.conversation.id == bound.conversation.id


async def test_the_right_is_asked_again_when_the_answer_comes(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    plan = (await chat_plans.own_plans(teacher, now=NOW))[0]
    talk = Talk(house.community, 2_000_000_050, is_chat=True)
    await chat_binding.begin(teacher, plan.key, talk=talk, now=NOW)
    await chat_binding.read_members(await answer(house, "audit_chats", {str(talk.key): {"members": [], "names": {}}}))
    await house.leave(teacher)
    ended = await chat_binding.finish(await answer(house, "chat_link", {"link": "https://vk.me/join/x"}))
    assert isinstance(ended, NotAllowed)
    assert await Conversation.all().count() == 0


async def test_binding_is_written_in_the_chat(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    plan = (await chat_plans.own_plans(teacher, now=NOW))[0]
    with pytest.raises(chat_binding.OnlyInChat):
        await chat_binding.begin(teacher, plan.key, talk=Talk(house.community, 77, is_chat=False), now=NOW)


async def test_statements_do_not_grow_with_the_class(house: Schoolhouse) -> None:
    teacher = await house.teacher("5А Алгебра")
    pupil = await house.person(Role.STUDENT, "5А")
    await house.conversation(teacher, "5А Алгебра")
    with statements() as few:
        await conversations.links_for(pupil, now=NOW)
    for number, letter in enumerate("абвгдежз"):
        await house.assign(teacher, f"5А Предмет{letter}")
        await house.conversation(teacher, f"5А Предмет{letter}", 2_000_000_100 + number)
    with statements() as many:
        assert len(await conversations.links_for(pupil, now=NOW)) == 9
    assert 0 < len(many) == len(few)
