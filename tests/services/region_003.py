"""The region of source 003, written through services with the dates of its time: seven weeks of spring 2023.

The table gives how many people and schools there were at the end of each period; the fixture makes them come (and
leave) on days inside it. Nothing is set directly: what the report prints, it has counted.
"""

import csv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.kit.ids import CommunityId, EntryId, OrgId
from bot.services import activity, orgs, region_load, roster_load, totals
from bot.services.access import Role
from bot.services.activity import CountedMessage
from bot.services.class_titles import ClassTitle
from bot.services.periods import Period
from bot.services.region_load import LoadedSchool
from bot.services.roster_load import LoadedConversation, LoadedPerson
from tests.services.schoolhouse import enrol

TABLE = Path(__file__).parents[1] / "data" / "weekly-activity-003.tsv"
MOSCOW = ZoneInfo("Europe/Moscow")
SCHOOL_YEAR = datetime(2022, 9, 1, 9, tzinfo=UTC)

MUNICIPALITIES, SCHOOLS, SCHOOLS_IDLE = 33, 636, 50
# At the end of each period. Schools and municipalities in, municipalities idle, teachers in, pupils in; teachers who
# have begun a chat since 1 September, who wrote three messages and more in the window, and ten and more (mission 0.3).
WEEKS = [
    (617, 31, 21, 18_013, 237_466, 3_666, 11, 3),
    (617, 31, 21, 18_025, 237_474, 3_682, 21, 5),
    (618, 31, 21, 18_031, 237_473, 3_700, 14, 4),
    (618, 31, 21, 18_045, 237_468, 3_718, 25, 6),
    (618, 32, 22, 18_043, 237_470, 3_730, 22, 5),
    (618, 32, 22, 18_043, 237_480, 3_745, 11, 2),
    (618, 33, 23, 18_064, 237_564, 3_745, 61, 17),
]
LEAVE_A_WEEK = 15  # people come and go: this many go, the rest of the difference comes
WRITE_A_LITTLE = 40  # teachers with one or two messages, whom no column shows


def rows_of_table() -> list[dict[str, str]]:
    """The table's rows by their titles (of the two «В Сфере» the last one stays; neither is read)."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


@dataclass
class Region003:
    """The region while it is being lived through, week by week."""

    region: OrgId
    community: CommunityId
    schools: list[OrgId]
    municipalities: list[OrgId]
    calendar: list[Period] = field(default_factory=list)
    teachers: list[EntryId] = field(default_factory=list)
    accounts: dict[EntryId, int] = field(default_factory=dict)
    students: list[EntryId] = field(default_factory=list)
    schools_in: int = 0
    municipalities_in: int = 0
    municipalities_active: int = 0
    chats: int = 0
    next_account: int = 1_000_000
    next_message: int = 1

    async def live(self, number: int, period: Period) -> None:
        """Let the week happen, from its first morning on."""
        schools, towns, idle, teachers, students, chats, three, ten = WEEKS[number]
        morning = SCHOOL_YEAR if number == 0 else _at(period.since, 10)
        await self._register(schools, towns, idle, morning)
        await self._staff(Role.TEACHER, self.teachers, teachers, morning)
        await self._staff(Role.STUDENT, self.students, students, morning)
        await self._begin_chats(chats, morning + timedelta(hours=1))
        await self._write(period, three, ten)

    async def _register(self, schools: int, towns: int, idle: int, now: datetime) -> None:
        for school in self.schools[self.schools_in : schools]:
            await orgs.mark_registered(school, now=now)
        for town in self.municipalities[self.municipalities_in : towns]:
            await orgs.mark_registered(town, now=now)
        active = self.municipalities[self.municipalities_active : towns - idle]
        await self._load(Role.MUNICIPAL_ADMIN, active, now)
        # the idle ones are of the first week; the newly registered are busy from the first day
        fresh = self.schools[self.schools_in : schools]
        await self._load(Role.SCHOOL_ADMIN, fresh if self.schools_in else fresh[:-SCHOOLS_IDLE], now)
        self.schools_in, self.municipalities_in, self.municipalities_active = schools, towns, towns - idle

    async def _staff(self, role: Role, there: list[EntryId], wanted: int, now: datetime) -> None:
        if there:
            leaving = there[-LEAVE_A_WEEK:]
            await roster_load.let_go(None, leaving, now=now)
            del there[-LEAVE_A_WEEK:]
        places = islice(cycle(self.schools[:560]), wanted - len(there))
        there += await self._load(role, list(places), now)

    async def _load(self, role: Role, places: list[OrgId], now: datetime) -> list[EntryId]:
        """One person of this role at each of these places, all with accounts."""
        first, self.next_account = self.next_account, self.next_account + len(places)
        people = [LoadedPerson(org, role, "Фамилия", "Имя", account=first + n) for n, org in enumerate(places)]
        entries = await roster_load.load(None, people, now=now)
        if role is Role.TEACHER:
            self.accounts.update(zip(entries, range(first, first + len(places)), strict=True))
        return entries

    async def _begin_chats(self, wanted: int, now: datetime) -> None:
        fresh = self.teachers[self.chats : wanted]
        rows = [LoadedConversation(2_000_000_001 + self.chats + n, t, "5А · Алгебра") for n, t in enumerate(fresh)]
        rows += [LoadedConversation(2_100_000_001 + self.chats, t, "5А · Геометрия") for t in fresh[:1]]  # her second
        await roster_load.register_conversations(None, self.community, rows, now=now)
        self.chats = wanted

    async def _write(self, period: Period, three: int, ten: int) -> None:
        """Who writes how much, and when: on the first and the last second of the window, too."""
        days = (period.until - period.since).days
        amounts = [10 + n for n in range(ten)] + [3 + n % 7 for n in range(three - ten)]
        amounts += [1 + n % 2 for n in range(WRITE_A_LITTLE)]
        writers = self.teachers[100 * period.since.day :][: len(amounts)]
        messages = []
        for writer, amount in zip(writers, amounts, strict=True):
            moments = [_at(period.since + timedelta(days=n % days), 9, n) for n in range(amount - 2)]
            moments += [_at(period.since, 0), _at(period.until, 0) - timedelta(seconds=1)][-amount:]
            messages += [self._message(writer, moment) for moment in moments]
        await activity.count_messages(messages)

    def _message(self, writer: EntryId, sent_at: datetime) -> CountedMessage:
        self.next_message += 1
        chat = 2_000_000_001 + self.next_message % 3_000
        return CountedMessage(self.community, chat, self.accounts[writer], self.next_message, sent_at)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), MOSCOW).astimezone(UTC)


async def found(title: str = "Ставропольский край") -> Region003:
    """The region on 1 September 2022: its municipalities, schools and their classes, and its calendar as loaded."""
    region = (await orgs.found_region(title, "Europe/Moscow", now=SCHOOL_YEAR)).id
    through = await enrol(225_003)
    busy = [*range(617 - SCHOOLS_IDLE), 617]
    rows = [
        LoadedSchool(f"Округ {n % MUNICIPALITIES + 1}", f"Школа № {n + 1}", (ClassTitle(5, "А"),) if n in busy else ())
        for n in range(SCHOOLS)
    ]
    schools = list((await region_load.load_region(None, region, rows, now=SCHOOL_YEAR)).values())
    towns = [f.id for f in await orgs.subtree(region, kinds=[orgs.OrgKind.MUNICIPALITY])]
    made = Region003(region, through, schools, towns)
    made.calendar = await totals.load_table_003(rows_of_table(), region, now=SCHOOL_YEAR)
    return made
