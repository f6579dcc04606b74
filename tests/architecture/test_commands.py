"""Every command is typed by a conversation test; every right reaches exactly as far as its table says."""

import ast
import re
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.app import load_handlers
from bot.handlers.registry import COMMANDS
from bot.kit.errors import NotAllowed
from bot.kit.i18n import LOCALES_DIR
from bot.kit.ids import ClassId, OrgId, PersonId
from bot.services import access, lessons, orgs, roster_load
from bot.services.access import RIGHTS, Role, Scope
from bot.services.roster_load import LoadedPerson
from models import AuditRow, Org, RosterEntry, SchoolClass
from tests.services.tree import NOW, Tree, come_in, holder
from tests.world import World, story

load_handlers()
CONVERSATIONS = Path(__file__).parents[1] / "conversations"
LISTENING = {"sees", "hears", "sees_nothing"}
WORDS = sorted({command.word for command in COMMANDS.values()})
each_command = pytest.mark.parametrize("word", WORDS, ids=lambda word: COMMANDS[word].alias)


def _typed() -> Iterator[str]:
    """Every string of the conversation tests that is not what somebody is expected to see or hear."""
    for path in CONVERSATIONS.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        heard = {id(inner) for call in calls if getattr(call.func, "attr", "") in LISTENING for inner in ast.walk(call)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in heard:
                yield node.value


@each_command
def test_every_command_is_typed_by_a_conversation_test(word: str) -> None:
    command = COMMANDS[word]
    asked = re.compile(rf"(^|\s)/({command.word}|{command.alias})(\s|$)", re.IGNORECASE)
    assert any(asked.search(text) for text in _typed()), f"no test in tests/conversations types /{word}"


@each_command
def test_every_act_of_a_command_stands_in_the_table_of_rights(word: str) -> None:
    assert not COMMANDS[word].act or COMMANDS[word].act in RIGHTS


NAMED = re.compile(r"(?<![\w/])/([а-яё][а-яё-]+|[a-z][a-z-]+)(?![\w/])")


@pytest.mark.parametrize("path", sorted(LOCALES_DIR.rglob("*.po")), ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_words_send_people_to_commands_that_exist(path: Path) -> None:
    with path.open("rb") as source:
        said = " ".join(str(message.string) for message in read_po(source, locale=path.parts[-3]) if message.id)
    assert {name for name in NAMED.findall(said) if name not in COMMANDS} == set()


ABOVE = {"region", "municipality", "school"}  # of the actor's own region and municipality
COVERS = {
    Role.REGION_ADMIN: {*ABOVE, "other municipality", "other school"},
    Role.MUNICIPAL_ADMIN: {"municipality", "school"},
    Role.SCHOOL_ADMIN: {"school"},
    Role.DIRECTOR: {"school"},
}
CLASSES = {"5А": "school", "6Б": "school", "7В": "school", "5А there": "other school", "5А far": "foreign school"}
TIED = {Scope.OWN_CLASS: {"5А"}, Scope.OWN_LESSONS: {"5А", "6Б"}}


@dataclass
class Country:
    """Two regions; in the first one everybody of the table: her teacher leads 5А and teaches in 6Б, not in 7В."""

    people: dict[Role, PersonId] = field(default_factory=dict)
    orgs: dict[str, OrgId] = field(default_factory=dict)
    classes: dict[str, ClassId] = field(default_factory=dict)


async def _country() -> Country:
    near, far = await Tree.grow(), await Tree.grow("Кузбасс")
    beside = await orgs.create_municipality(near.region_admin, "Шпаковский округ", now=NOW)
    beyond = await orgs.create_school(near.region_admin, "Школа № 9", municipality=beside.id, now=NOW)
    other = Tree(near.region, near.region_admin, beside, near.municipal_admin, beyond, near.school_admin)
    other.school_admin = await holder(beyond.id, Role.SCHOOL_ADMIN)
    made = Country()
    made.orgs = {"region": near.region.id, "municipality": near.municipality.id, "school": near.school.id}
    made.orgs |= {"other municipality": beside.id, "other school": beyond.id}
    made.orgs |= {"foreign region": far.region.id, "foreign school": far.school.id}
    await near.add_classes("5А, 6Б, 7В")
    await other.add_classes("5А")
    await far.add_classes("5А")
    made.classes = {title: (await near.class_of(title)).id for title in ("5А", "6Б", "7В")}
    made.classes |= {"5А there": (await other.class_of("5А")).id, "5А far": (await far.class_of("5А")).id}
    made.people = {Role.REGION_ADMIN: near.region_admin, Role.MUNICIPAL_ADMIN: near.municipal_admin}
    made.people |= {Role.SCHOOL_ADMIN: near.school_admin, Role.TEACHER: await _teacher(near, made.classes["5А"])}
    for role in (Role.DIRECTOR, Role.STUDENT, Role.PARENT):
        made.people[role] = await holder(near.school.id, role)
    return made


async def _teacher(tree: Tree, own_class: ClassId) -> PersonId:
    anna = await tree.add_teacher("Иванова Анна Петровна", "6Б Алгебра")
    boris = await tree.add_teacher("Петров Борис Ильич", "7В Физика")
    await lessons.name_class_teacher(tree.school_admin, own_class, anna.id, now=NOW)
    await come_in(boris.id)
    return await come_in(anna.id)


async def _allowed(asked: Awaitable[object]) -> bool:
    try:
        await asked
    except NotAllowed:
        return False
    return True


def _reaches_class(scope: Scope | None, role: Role, title: str) -> bool:
    if scope is Scope.ORG:
        return CLASSES[title] in COVERS[role]
    return scope in TIED and title in TIED[scope]


async def test_rights_reach_as_far_as_the_table_says_and_no_further(database: str) -> None:
    country = await _country()
    wrong = []
    for act, given in RIGHTS.items():
        for role, person in country.people.items():
            scope = given.get(role)
            seen = {"anywhere": await _allowed(access.access_standing(person, act))}
            want = {"anywhere": scope is not None}
            for name, org in country.orgs.items():
                seen[name] = await _allowed(access.access_org(person, act, org))
                want[name] = scope is Scope.ORG and name in COVERS[role]
            for title, class_id in country.classes.items():
                seen[title] = await _allowed(access.access_class(person, act, class_id))
                want[title] = _reaches_class(scope, role, title)
            wrong += [(act, role.value, where, seen[where]) for where in seen if seen[where] != want[where]]
    assert wrong == []


async def test_who_has_left_has_no_rights(database: str) -> None:
    country = await _country()
    entries = [standing.entry for person in country.people.values() for standing in await access.standings(person)]
    await roster_load.let_go(None, entries, now=NOW)
    for role, person in country.people.items():
        for act in RIGHTS:
            assert not await _allowed(access.access_standing(person, act)), (role, act)


@pytest.mark.parametrize("role", [role.value for role in Role])
async def test_a_command_without_the_right_is_answered_as_if_there_were_no_such_thing(world: World, role: str) -> None:
    school = await story.school(world)
    await school.open_classes("5А")
    person, place, school_class = await world.stranger(), await Org.get(title=school.title), await SchoolClass.get()
    of_class = ClassId(school_class.id) if role == "student" else None
    entry = LoadedPerson(OrgId(place.id), Role(role), "Иванова", "Анна", account=person.id, school_class=of_class)
    await roster_load.load(None, [entry], now=world.clock.now())
    people, last = await RosterEntry.all().count(), 0
    for word in WORDS:
        command = COMMANDS[word]
        if command.act and Role(role) not in RIGHTS[command.act]:
            await person.says(f"/{word}")
            person.sees("Здесь такого нет")
            row = await AuditRow.filter(outcome="refused", id__gt=last).order_by("-id").first()
            assert row is not None
            assert row.act in RIGHTS, f"/{word} was refused as {row.act!r}"
            last = row.id
    assert await RosterEntry.all().count() == people
