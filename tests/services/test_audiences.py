"""For whom a conversation of no class is: read from words, told in words, and who may be there by it."""

import pytest

from bot.kit.errors import NotAllowed
from bot.kit.ids import ConversationId, OrgId, PersonId
from bot.services import audiences, conversation_life, conversations, members, membership, wide_plans
from bot.services.audience_words import Piece, read_pieces
from bot.services.class_titles import BadClassTitle, ClassTitle
from bot.services.conversation_naming import ChatTitleTaken
from models import Conversation, ConversationKind, Org, Role
from tests.services.schoolhouse import NOW, Schoolhouse, statements

K = ConversationKind
T, S, P = Role.TEACHER, Role.STUDENT, Role.PARENT
A5, B6 = ClassTitle(5, "А"), ClassTitle(6, "Б")


@pytest.mark.parametrize(
    ("said", "pieces"),
    [
        ("учителя", [Piece(T)]),
        ("все педагоги школы", [Piece(T)]),
        ("Родители 1–4", [Piece(P, grades=(1, 4))]),
        ("родители 1-4 классов", [Piece(P, grades=(1, 4))]),
        ("ученики 9-11", [Piece(S, grades=(9, 11))]),
        ("классные руководители", [Piece(T, heads=True)]),
        ("классные 5", [Piece(T, heads=True, grades=(5, 5))]),
        ("педагоги и родители 5-х классов", [Piece(T), Piece(P, grades=(5, 5))]),
        ("родители 5А, 6Б", [Piece(P, titles=(A5,)), Piece(P, titles=(B6,))]),
        ("5А родители", [Piece(P, titles=(A5,))]),
        ("5А, 6Б родители", [Piece(P, titles=(A5,)), Piece(P, titles=(B6,))]),
        ("ученики, родители 9", [Piece(S), Piece(P, grades=(9, 9))]),
        ("директор, администраторы", [Piece(Role.DIRECTOR), Piece(Role.SCHOOL_ADMIN)]),
        ("class teachers; parents 1 to 4", [Piece(T, heads=True), Piece(P, grades=(1, 4))]),
    ],
)
def test_words_of_a_schools_conversation(said: str, pieces: list[Piece]) -> None:
    assert read_pieces(said, None) == pieces


@pytest.mark.parametrize(
    ("said", "pieces"),
    [
        ("5А, 6Б", [Piece(S, titles=(A5,)), Piece(S, titles=(B6,))]),
        ("5-7", [Piece(S, grades=(5, 7))]),
        ("Иванов Пётр", [Piece(S, name="Иванов Пётр")]),
        ("Иванов Пётр 5А, Петрова", [Piece(S, name="Иванов Пётр", titles_of_name=(A5,)), Piece(S, name="Петрова")]),
        ("5А и Петрова Мария (6Б)", [Piece(S, titles=(A5,)), Piece(S, name="Петрова Мария", titles_of_name=(B6,))]),
    ],
)
def test_words_of_a_club(said: str, pieces: list[Piece]) -> None:
    assert read_pieces(said, S) == pieces


@pytest.mark.parametrize("said", ["5А", "1-4", "ученики 0", "ученики 4-1", "родители 12", "🙂", "учителя !"])
def test_what_says_nothing(said: str) -> None:
    assert read_pieces(said, None) is None


def test_what_only_looks_like_a_class() -> None:
    with pytest.raises(BadClassTitle):
        read_pieces("родители 12Я", None)


@pytest.fixture
async def house(database: str) -> Schoolhouse:
    return await Schoolhouse.build()


async def made(house: Schoolhouse, by: PersonId, kind: ConversationKind, said: str = "") -> ConversationId:
    plan = await (wide_plans.plan_wide(by, kind, said, now=NOW) if said else wide_plans.plan_office(by))
    return (await conversations.create(by, plan.key, named="", community=house.community, now=NOW)).conversation.id


async def people_of(house: Schoolhouse) -> dict[str, PersonId]:
    """A school's people, its municipality's and region's administrators, and strangers of another school."""
    town = await Org.get(id=house.school.parent_id)
    other = await Schoolhouse.build(beside=house)
    five, nine = await house.person(Role.STUDENT, "5А"), await house.person(Role.STUDENT, "9Б")
    return {
        "five": five,
        "nine": nine,
        "mother of five": await house.parent_of(five),
        "mother of nine": await house.parent_of(nine),
        "head of five": await house.teacher("9Б Физика", class_teacher_of="5А"),
        "teacher": await house.teacher("9Б Алгебра"),
        "admin": await house.person(Role.SCHOOL_ADMIN),
        "director": await house.person(Role.DIRECTOR),
        "district": await house.person(Role.MUNICIPAL_ADMIN, org=town),
        "region": await house.person(Role.REGION_ADMIN, org=house.region),
        "foreign admin": await other.person(Role.SCHOOL_ADMIN),
        "foreign teacher": await other.teacher("5А Алгебра"),
    }


RULES = {
    "club": {"teacher", "five"},
    "Родители; родители 1-6": {"mother of five"},
    "Классные; классные 5": {"head of five"},
    "Девятый; ученики 9, родители 9Б, учителя 9": {"nine", "mother of nine", "head of five", "teacher"},
    "Педагоги; учителя": {"head of five", "teacher"},
    "staff": {"head of five", "teacher", "admin", "director"},
    "office of the district": {"district", "admin"},
    "office of the region": {"region", "district"},
}


async def test_each_rule_means_exactly_its_people(house: Schoolhouse) -> None:
    cast = await people_of(house)
    chats = {
        "club": await made(house, cast["teacher"], K.CLUB, "Хор; 5А"),
        "staff": await made(house, cast["admin"], K.STAFF),
        "office of the district": await made(house, cast["district"], K.OFFICE),
        "office of the region": await made(house, cast["region"], K.OFFICE),
    }
    for said in RULES:
        if ";" in said:
            chats[said] = await made(house, cast["admin"], K.SCHOOL, said)
    meant = {}
    for said, chat in chats.items():
        audience = await members.audience(chat, now=NOW)
        meant[said] = {name for name, person in cast.items() if person in audience}
    assert meant == {**RULES, "office of the district": {"district", "admin"}}
    for name in ("foreign admin", "foreign teacher"):
        may = await membership.of_person(cast[name], list(chats.values()), now=NOW)
        assert set(may) == set(), name


async def test_a_class_that_moves_up_is_of_another_grade(house: Schoolhouse) -> None:
    cast = await people_of(house)
    chat = await made(house, cast["admin"], K.SCHOOL, "Пятые; ученики 5")
    assert await members.may_be_in(chat, cast["five"], now=NOW)
    assert not await members.may_be_in(chat, cast["five"], now=NOW.replace(year=NOW.year + 3))


async def test_a_rule_is_told_as_it_was_said(house: Schoolhouse) -> None:
    await house.person(Role.STUDENT, "5А")
    org = OrgId(house.school.id)
    rule = await audiences.parse_rule(org, "учителя, классные 5, родители 1-4, ученики 5А", pupils_only=False, now=NOW)
    told = await audiences.describe(audiences.rule_of([line.to_json() for line in rule]), now=NOW)
    assert [(group.role, group.heads, group.whole, group.grades, group.titles) for group in told] == [
        (T, False, True, (), ()),
        (T, True, False, ((5, 5),), ()),
        (P, False, False, ((1, 4),), ()),
        (S, False, False, (), ("5А",)),
    ]


async def test_a_forged_or_outlived_key_opens_nothing(house: Schoolhouse) -> None:
    cast, other = await people_of(house), await Schoolhouse.build()
    stranger = await other.person(Role.SCHOOL_ADMIN)
    pupil = await other.person(Role.STUDENT, "5А")
    plan = await wide_plans.plan_wide(cast["admin"], K.SCHOOL, "Педагоги; учителя", now=NOW)
    foreign = f'club={{"org": {house.school.id}, "name": "x", "audience": [{{"role": "student", "entry": '
    keys = [(stranger, plan.key), (cast["district"], plan.key), (cast["teacher"], plan.key)]
    keys.append((cast["teacher"], foreign + f'{other.entry(pupil)}}}], "said": ""}}'))
    keys.append((cast["admin"], plan.key.replace("school=", "office=")))
    keys.append((cast["admin"], plan.key.replace("school=", "subject=")))
    for actor, key in keys:
        with pytest.raises(NotAllowed):
            await wide_plans.access_plan(actor, "conversation.bind", key, now=NOW)
    assert await Conversation.all().count() == 0


async def test_a_clubs_title_is_one_teachers_even_in_another_case(house: Schoolhouse) -> None:
    first, second = await house.teacher("5А Алгебра"), await house.teacher("5А Физика")
    await made(house, first, K.CLUB, "Хор; 5А")
    with pytest.raises(ChatTitleTaken):
        await made(house, second, K.CLUB, "хор; 5А")


async def live(house: Schoolhouse, by: PersonId, said: str, chat: int) -> None:
    """A school's conversation that can be entered."""
    place = await made(house, by, K.SCHOOL, said)
    await conversation_life.chat_made(place, 2_000_000_000 + chat, now=NOW)
    await conversation_life.linked(place, f"https://vk.me/join/{chat}", now=NOW)


async def test_statements_do_not_grow_with_the_conversations(house: Schoolhouse) -> None:
    cast = await people_of(house)
    await live(house, cast["admin"], "Первая; учителя", 1)
    with statements() as few:
        await conversations.links_for(cast["teacher"], now=NOW)
    for number in range(5):
        await live(house, cast["admin"], f"Беседа {number}; учителя", 2 + number)
    with statements() as many:
        found = await conversations.links_for(cast["teacher"], now=NOW)
    assert len(found) == 6
    assert len(few) == len(many)
