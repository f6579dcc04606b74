"""Ten communities with a thousand chats, and a school to be audited: at VK (the sandbox) and in our database alike."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from benchmarks.sandbox_process import SandboxProcess
from bot.gateway.vault import Vault
from bot.kit.clock import SystemClock
from bot.services import communities

COMMUNITIES, CHATS = 10, 100  # chats of each community: a class each
INSIDE, COMING = 20, 6  # pupils of a class: in the chat from the beginning, and those who come later
PUPILS, CLASSES, KINDS = 500, 20, 3  # of the audited school; three chats a class make 60
AT_ONCE = 50  # requests to the sandbox's control face
SCHOOL, CLASS, ENTRY, SUBJECT, CHAT = 10, 1_000, 100_000, 1, 1  # where our ids begin; an entry has its person's id
AUDITED = SCHOOL + COMMUNITIES
CHAT_BASE = 2_000_000_000  # VK: peer_id of a chat is 2000000000 + chat_id, docs/vk.md §3.1

REGION = """
insert into org (id, kind, title, timezone, created_at) values (1, 'region', 'Край', 'Europe/Moscow', now());
insert into org (id, kind, parent_id, region_id, title, timezone, created_at, registered_at)
select n, 'school', 1, 1, 'Школа № ' || n, 'Europe/Moscow', now() - interval '30 days', now() - interval '30 days'
from generate_series(10, 20) n;
insert into subject (id, title, key) values (1, 'Алгебра', 'алгебра'), (2, 'История', 'история');
"""
PEOPLE = """
with came as (
    select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[])
        as t(id, vk_id, org, role, class)
), who as (
    insert into person (id, vk_id, first_name, last_name, locale, role_in_use, nudges_off, created_at, profile_seen_at)
    select id, vk_id, 'Анна', 'Иванова', 'ru', '', false, now(), now() from came
), entry as (
    insert into roster_entry (id, org_id, role, school_class_id, last_name, first_name, middle_name, is_main,
        valid_from)
    select id, org, role, class, 'Иванова', 'Анна', '', true, now() - interval '30 days' from came
)
insert into binding (entry_id, person_id, valid_from) select id, id, now() - interval '30 days' from came
"""
CLASS_ROWS = """
insert into school_class (id, org_id, created_at)
select *, now() from unnest($1::bigint[], $2::bigint[])
"""
LEADS = """
insert into assignment (teacher_id, school_class_id, is_class_teacher, valid_from)
select *, true, now() - interval '30 days' from unnest($1::bigint[], $2::bigint[])
"""
HEARS = """
insert into reach (person_id, community_id, allowed, last_used_at)
select *, true, now() from unnest($1::bigint[], $2::bigint[])
"""
CHAT_ROWS = """
insert into conversation (id, community_id, peer_id, org_id, kind, school_class_id, subject_id, title, temp_title, link,
    link_made_at, counts, state, made_by_bot, created_at, registered_at)
select id, community, peer, org, kind, class, nullif(subject, 0), title, '', link, now(), true, 'live', false,
    now() - interval '30 days', now() - interval '30 days'
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[], $8::text[],
    $9::text[]) as t(id, community, peer, org, kind, class, subject, title, link)
"""

Made = TypeVar("Made")


@dataclass
class SchoolClass:
    """A class: our ids and VK's of its people. `coming` are not in its chat yet."""

    id: int
    org: int
    place: int  # of its community, from 0
    head: int = 0
    inside: list[int] = field(default_factory=list)
    coming: list[int] = field(default_factory=list)


@dataclass
class Chat:
    """A chat of a class. `members`: people who have to be in it now."""

    school_class: SchoolClass
    kind: str
    subject: int
    peer: int = 0
    link: str = ""
    members: set[int] = field(default_factory=set)

    @property
    def title(self) -> str:
        """Unique."""
        return f"Класс {self.school_class.id} · {self.kind} {self.subject}"


class World:
    """Both sides; `chats` are the thousand, `audited` the sixty."""

    def __init__(self, sandbox: SandboxProcess, connection: Any, vault: Vault) -> None:
        self.sandbox, self._connection, self._vault = sandbox, connection, vault
        self.groups: list[tuple[int, int]] = []  # VK's id and ours, of each community
        self.chats: list[Chat] = []
        self.audited: list[Chat] = []
        self.admin = 0

    async def build(self) -> None:
        """Everything, before the bot starts."""
        await self._connection.execute(REGION)
        for number in range(COMMUNITIES):
            self.groups.append(await self._community(number))
        numbers = range(COMMUNITIES * CHATS)
        classes = [SchoolClass(CLASS + n, SCHOOL + n % COMMUNITIES, n % COMMUNITIES) for n in numbers]
        school = [SchoolClass(CLASS + len(classes) + n, AUDITED, 0) for n in range(CLASSES)]
        await many([(c, INSIDE, COMING) for c in classes], self._people)
        await many([(c, PUPILS // CLASSES, 0) for c in school], self._people)
        self.admin = await self._allowing(0)
        self.chats = [Chat(c, "class_students", 0) for c in classes]
        kinds = (("class_students", 0), ("subject", SUBJECT), ("subject", SUBJECT + 1))
        self.audited = [Chat(c, *kind) for c in school for kind in kinds]
        await many([*self.chats, *self.audited], self._chat)
        await self._rows([*classes, *school])
        await self._connection.execute("vacuum analyze")

    async def _community(self, number: int) -> tuple[int, int]:
        made = await self.sandbox.post("communities", name=f"Школа {number}")
        fact = await communities.enrol(
            group_id=int(made["group_id"]),
            name=str(made["name"]),
            screen_name=str(made["screen_name"]),
            token=self._vault.lock(made["token"]),
            user_token=None,
            now=SystemClock().now(),
        )
        return fact.group_id, fact.id

    async def newcomer(self, last_name: str = "Иванова") -> int:
        """One more user of VK."""
        return int((await self.sandbox.post("people", first_name="Гость", last_name=last_name))["id"])

    async def _allowing(self, place: int) -> int:
        """A user whom a community may write to."""
        who = await self.newcomer()
        await self.sandbox.post("permission", from_id=who, group_id=self.groups[place][0], allow=True)
        return who

    async def _people(self, wanted: tuple[SchoolClass, int, int]) -> None:
        school_class, inside, coming = wanted
        school_class.head = await self._allowing(school_class.place)
        school_class.inside = [await self.newcomer() for _ in range(inside)]
        school_class.coming = [await self.newcomer() for _ in range(coming)]

    async def _chat(self, chat: Chat) -> None:
        """Made by the class teacher, who took the bot in and made it an administrator."""
        own, group = chat.school_class, self.groups[chat.school_class.place][0]
        chat.members = {own.head, *own.inside}
        made = await self.sandbox.post("chats", owner_id=own.head, title=chat.title, members=own.inside)
        place = {"peer_id": made["peer_id"], "group_id": made["group_id"]}
        await self.sandbox.post("add", from_id=own.head, member_id=-group, **place)
        await self.sandbox.post("rights", admin=True, full_access=True, member_id=-group, **place)
        shown = await self.sandbox.get(f"chats/{made['peer_id']}", group_id=made["group_id"])
        chat.peer = CHAT_BASE + int(shown["numbers"][str(group)])
        chat.link = str((await self.sandbox.post("chat-link", **place))["link"])

    async def _rows(self, classes: Sequence[SchoolClass]) -> None:
        entries: list[tuple[Any, ...]] = [(ENTRY, self.admin, AUDITED, "school_admin", None)]
        heads: list[tuple[int, int]] = []
        for school_class in classes:
            entries.append((ENTRY + len(entries), school_class.head, school_class.org, "teacher", None))
            heads.append((entries[-1][0], school_class.id))
            for vk_id in [*school_class.inside, *school_class.coming]:
                entries.append((ENTRY + len(entries), vk_id, school_class.org, "student", school_class.id))
        ours = [community for _group, community in self.groups]
        reaches = [(head, ours[c.place]) for (head, _class), c in zip(heads, classes, strict=True)]
        chats = [
            (CHAT + n, ours[own.place], chat.peer, own.org, chat.kind, own.id, chat.subject, chat.title, chat.link)
            for n, chat in enumerate([*self.chats, *self.audited])
            for own in [chat.school_class]
        ]
        await self._fill(CLASS_ROWS, [(c.id, c.org) for c in classes])
        await self._fill(PEOPLE, entries)
        await self._fill(LEADS, heads)
        await self._fill(HEARS, [(ENTRY, ours[0]), *reaches])
        await self._fill(CHAT_ROWS, chats)

    async def _fill(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        await self._connection.execute(statement, *[list(column) for column in zip(*rows, strict=True)])

    async def members(self) -> dict[str, set[int]]:
        """Title → who of the people is in, as VK has it."""
        found = await self.sandbox.get("chats")
        return {c["title"]: {m["member_id"] for m in c["members"] if m["member_id"] > 0} for c in found}

    async def check(self) -> None:
        """Exactly those who may be are in every chat."""
        found = await self.members()
        for chat in [*self.chats, *self.audited]:
            assert found[chat.title] == chat.members, (chat.title, found[chat.title] ^ chat.members)


async def many(items: Iterable[Any], work: Callable[[Any], Awaitable[Made]]) -> list[Made]:
    """Work on all items, so many at once."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(item: Any) -> Made:
        async with gate:
            return await work(item)

    return list(await asyncio.gather(*(one(item) for item in items)))
