"""A school for tests of services, made by services alone: classes, people who are in. Only what a test names exists."""

import itertools
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.intake.people import meet, note_reach, on_profile
from bot.kit.ids import ClassId, CommunityId, ConversationId, EntryId, OrgId, PersonId
from bot.services import (
    activity,
    chat_plans,
    classes,
    communities,
    conversation_life,
    conversations,
    guardians,
    lessons,
    orgs,
    profiles,
    roster_load,
)
from bot.services.activity import CountedMessage
from bot.services.class_titles import parse_class_title, parse_class_titles
from bot.services.ports import Done
from bot.services.roster_load import LoadedConversation, LoadedPerson
from models import Binding, Org, OutboxItem, Person, Role, RosterEntry, SchoolClass

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CHAT = 2_000_000_001
_numbers = itertools.count(1)


async def newcomer(first_name: str = "", last_name: str = "", *, vk_id: int = 0, now: datetime = NOW) -> PersonId:
    """Somebody who has written for the first time; VK has told the name, if there is one."""
    person = PersonId((await meet(vk_id or 5000 + next(_numbers), now=now)).id)
    if first_name or last_name:
        profile: dict[str, object] = {"first_name": first_name, "last_name": last_name}
        await on_profile(Done(profile, None, {"person": person, "event": 0}, CommunityId(0), now))
    return person


async def enrol(group_id: int, *, user_token: bytes | None = None) -> CommunityId:
    """A community of the installation."""
    names = {"name": "Школа", "screen_name": f"club{group_id}"}
    fact = await communities.enrol(group_id=group_id, **names, token=b"", user_token=user_token, now=NOW)
    return fact.id


@dataclass
class Schoolhouse:
    """One region with one school, and what tests add to it."""

    region: Org
    school: Org
    community: CommunityId
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    entries: dict[PersonId, RosterEntry] = field(default_factory=dict)

    @classmethod
    async def build(
        cls,
        title: str = "Школа № 1",
        *,
        community: CommunityId | None = None,
        beside: "Schoolhouse | None" = None,
        timezone: str = "Europe/Moscow",
    ) -> "Schoolhouse":
        """A school in a region and a community of its own (or a given one), or in those of a school beside it."""
        number = next(_numbers)
        if beside is None:
            region = (await orgs.found_region(f"Край {number}", timezone, now=NOW)).id
            through = community or await enrol(1000 + number)
        else:
            region, through = OrgId(beside.region.id), beside.community
        async with holding(region, Role.REGION_ADMIN) as founder:
            town = await orgs.create_municipality(founder, f"Округ {number}", now=NOW)
            school = await orgs.create_school(founder, f"{title} {number}", municipality=town.id, now=NOW)
        return cls(await Org.get(id=region), await Org.get(id=school.id), through)

    async def school_class(self, title: str) -> SchoolClass:
        """The class of this title, made at its first use."""
        if title not in self.classes:
            school = OrgId(self.school.id)
            async with holding(school, Role.SCHOOL_ADMIN) as admin:
                await classes.create_classes(admin, parse_class_titles(title), now=NOW)
            fact = await classes.find_class(school, title, now=NOW)
            assert fact is not None
            self.classes[title] = await SchoolClass.get(id=fact.id)
        return self.classes[title]

    async def on_list(self, role: Role, name: str, school_class: str = "", *, org: Org | None = None) -> RosterEntry:
        """An entry «Фамилия Имя Отчество» that nobody is behind."""
        last, first, middle = [*name.split(), "", ""][:3]
        of_class = ClassId((await self.school_class(school_class)).id) if school_class else None
        entry = LoadedPerson(OrgId((org or self.school).id), role, last, first, middle, school_class=of_class)
        return await RosterEntry.get(id=(await roster_load.load(None, [entry], now=NOW))[0])

    async def person(
        self, role: Role, school_class: str = "", vk_id: int = 0, *, org: Org | None = None, now: datetime = NOW
    ) -> PersonId:
        """Somebody in this role who is in and may be written to; in the school unless another org is given."""
        name = f"Фамилия{next(_numbers)}"
        person = await newcomer("Имя", name, vk_id=vk_id)
        await note_reach(person, self.community, allowed=True, now=now)
        self.entries[person] = await self.on_list(role, name, school_class, org=org)
        await profiles.bind(self.entries[person], person, confirmed_by=None, now=now)
        return person

    async def teacher(self, *taught: str, class_teacher_of: str = "", vk_id: int = 0) -> PersonId:
        """A teacher with lessons like «5А Алгебра»."""
        person = await self.person(Role.TEACHER, vk_id=vk_id)
        for lesson in taught:
            await self.assign(person, lesson)
        if class_teacher_of:
            row = await self.school_class(class_teacher_of)
            async with holding(OrgId(self.school.id), Role.SCHOOL_ADMIN) as admin:
                await lessons.name_class_teacher(admin, ClassId(row.id), self.entry(person), now=NOW)
        return person

    async def assign(self, person: PersonId, lesson: str) -> None:
        """One lesson more."""
        title, _, subject = lesson.partition(" ")
        await self.school_class(title)
        async with holding(OrgId(self.school.id), Role.SCHOOL_ADMIN) as admin:
            await lessons.assign_subject(admin, [parse_class_title(title)], subject, self.entry(person), now=NOW)

    async def parent_of(self, *children: PersonId, vk_id: int = 0) -> PersonId:
        """A parent of these pupils."""
        person = await self.person(Role.PARENT, vk_id=vk_id)
        for child in children:
            await guardians.tie(self.entries[person], self.entries[child], now=NOW)
        return person

    async def chat(self, teacher: PersonId, chat: int, *, now: datetime = NOW) -> None:
        """A live registered chat that this teacher has begun."""
        row = LoadedConversation(chat, self.entry(teacher), "5А · Алгебра")
        await roster_load.register_conversations(None, self.community, [row], now=now)

    async def conversation(self, teacher: PersonId, said: str, chat: int = CHAT) -> ConversationId:
        """A live conversation that this teacher had made, all the way; `said` is «5А Алгебра» or «5А родители»."""
        plan = await chat_plans.find_plan(teacher, said, act="conversation.create", command="беседа", now=NOW)
        begun = await conversations.create(teacher, plan.key, named="Ученики", community=self.community, now=NOW)
        await conversation_life.chat_made(begun.conversation.id, chat, now=NOW)
        await conversation_life.linked(begun.conversation.id, f"https://vk.me/join/{chat}", now=NOW)
        await OutboxItem.all().delete()  # what the messenger was asked for on the way
        return begun.conversation.id

    async def wrote(self, teacher: PersonId, messages: int, *, chat: int = 0) -> None:
        """So many messages of hers, counted in a chat of her own."""
        chat = chat or 2_000_100_000 + teacher
        await self.chat(teacher, chat)
        account = (await Person.get(id=teacher)).vk_id
        said = [CountedMessage(self.community, chat, account, n, NOW + timedelta(seconds=n)) for n in range(messages)]
        await activity.count_messages(said)

    async def leave(self, *people: PersonId, now: datetime = NOW) -> None:
        """They are not in any more."""
        found = await Binding.filter(person_id__in=people, valid_to__isnull=True).values_list("entry_id", flat=True)
        await roster_load.let_go(None, [EntryId(int(str(entry))) for entry in found], now=now)

    async def give_user_token(self) -> None:
        """From now on the bot may start calls by itself."""
        group = next(fact.group_id for fact in await communities.live() if fact.id == self.community)
        await enrol(group, user_token=b"sealed")

    def entry(self, person: PersonId) -> EntryId:
        """The person's entry in this school."""
        return EntryId(self.entries[person].id)

    async def asked(self, verb: str = "") -> list[OutboxItem]:
        """What the messenger was asked for, oldest first."""
        rows = await OutboxItem.all().order_by("id")
        return [row for row in rows if not verb or row.verb == verb]

    async def told(self, person: PersonId) -> int:
        """How many messages wait for this person."""
        vk_id = (await Person.get(id=person)).vk_id
        return len([row for row in await self.asked("say") if row.args["talk"] == vk_id])


@asynccontextmanager
async def holding(org: OrgId, role: Role) -> AsyncIterator[PersonId]:
    """Somebody who has this role while something is arranged, and is gone then: the tests are about others."""
    account = 5000 + next(_numbers)
    entries = await roster_load.load(None, [LoadedPerson(org, role, "Временная", account=account)], now=NOW)
    yield PersonId((await Person.get(vk_id=account)).id)
    await roster_load.let_go(None, entries, now=NOW)


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record.getMessage())


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that goes to the database inside the block."""
    log, heard = logging.getLogger("tortoise.db_client"), _Heard()
    level = log.level
    log.addHandler(heard)
    log.setLevel(logging.DEBUG)
    try:
        yield heard.found
    finally:
        log.removeHandler(heard)
        log.setLevel(level)
