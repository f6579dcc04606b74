"""A made-up region, lived through by services: every level adds up, every number opens to what it is made of."""

import random
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.kit.errors import NotAllowed, NotFound
from bot.kit.ids import CommunityId, EntryId, OrgId
from bot.services import (
    activity,
    classes,
    orgs,
    periods,
    region_load,
    report,
    report_book,
    report_facts,
    report_late,
    report_of_class,
    report_parts,
    report_reading,
    roster_load,
    totals,
)
from bot.services.access import OrgKind, Role
from bot.services.activity import CountedMessage
from bot.services.class_titles import ClassTitle
from bot.services.periods import Period
from bot.services.region_load import LoadedSchool
from bot.services.report import Report
from bot.services.report_asking import Asked
from bot.services.report_facts import Counts
from bot.services.report_parts import OF_ORGS, OF_STUDENTS, OF_TEACHERS
from bot.services.roster_load import LoadedConversation, LoadedPerson
from bot.services.totals import TotalKind
from bot.ui import reports as screens
from tests.services.schoolhouse import enrol, holding

WEEK = (date(2026, 11, 23), date(2026, 11, 27))
FOUNDED = datetime(2026, 11, 1, 9, tzinfo=UTC)
TOWNS, SCHOOLS, TEACHERS, PUPILS = 3, 9, 40, 60


@dataclass
class Land:
    """A region of chance: who teaches where, writes how much, is in twice or not at all."""

    region: OrgId
    community: CommunityId
    zone: str
    schools: list[OrgId]
    period: Period
    accounts: dict[EntryId, int]
    chat: int
    silent: EntryId
    number: int = 0

    @property
    def over(self) -> datetime:
        """When its week is over."""
        return periods.closes_at(self.period, [self.zone])

    async def writes(self, teacher: EntryId, times: int, at: datetime) -> None:
        """Messages of one teacher in the region's common chat."""
        rows = []
        for _ in range(times):
            self.number += 1
            rows.append(CountedMessage(self.community, self.chat, self.accounts[teacher], self.number, at))
        await activity.count_messages(rows)


async def settle_land(seed: int, zone: str = "Europe/Moscow") -> Land:
    """Schools by chance registered, with classes, administrators, teachers with second jobs, pupils by proxy."""
    chance = random.Random(seed)
    region = (await orgs.found_region(f"Край {seed}", zone, now=FOUNDED)).id
    community, chat = await enrol(4000 + seed), 2_000_000_000 + 1000 * seed
    rows = [
        LoadedSchool(f"Округ {n % TOWNS}", f"Школа № {n}", (ClassTitle(5, "А"),) if chance.random() < 0.7 else ())
        for n in range(SCHOOLS)
    ]
    schools = list((await region_load.load_region(None, region, rows, now=FOUNDED)).values())
    towns = [fact.id for fact in await orgs.subtree(region, kinds=[OrgKind.MUNICIPALITY])]
    for org in [*schools, *towns]:
        if chance.random() < 0.8:
            await orgs.mark_registered(org, now=FOUNDED)
    account = 10_000 * seed
    people = []
    for number in range(TEACHERS + PUPILS):
        role = Role.TEACHER if number < TEACHERS else Role.STUDENT
        account += chance.random() < 0.85  # else the same person again: a second job, a second entry
        people.append(LoadedPerson(chance.choice(schools), role, f"Имярек{number}", "Имя", account=account))
    people += [
        LoadedPerson(org, role, "Глава", account=account + 1 + n)
        for n, org in enumerate([*schools, *towns])
        if (role := Role.SCHOOL_ADMIN if org in schools else Role.MUNICIPAL_ADMIN) and chance.random() < 0.7
    ]
    entries = await roster_load.load(None, people, now=FOUNDED)
    teachers = dict(zip(entries[:TEACHERS], (p.account for p in people[:TEACHERS]), strict=True))
    chats = [LoadedConversation(chat + n, t, "5А · Алгебра") for n, t in enumerate(teachers) if chance.random() < 0.5]
    await roster_load.register_conversations(None, community, chats, now=FOUNDED)
    [period] = await periods.load_calendar([WEEK], region, now=FOUNDED)
    silent = next(e for e, account in teachers.items() if list(teachers.values()).count(account) == 1)
    land = Land(region, community, zone, schools, period, teachers, chats[0].chat, silent)
    for teacher in [t for t in teachers if t != silent]:
        await land.writes(teacher, chance.choice((0, 0, 1, 2, 3, 5, 10, 12)), _at(zone, period.since, chance))
    return land


def _at(zone: str, monday: date, chance: random.Random) -> datetime:
    day = monday + timedelta(days=chance.randrange(7))
    return datetime.combine(day, time(chance.randrange(24), 30), ZoneInfo(zone)).astimezone(UTC)


def _children(slices: list[Report], of: Report) -> list[Report]:
    if of.level is OrgKind.REGION:
        return [r for r in slices if r.level is OrgKind.MUNICIPALITY]
    return [r for r in slices if r.parent == of.org]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_sums_of_a_lower_level_are_the_upper(database: str, seed: int) -> None:
    land = await settle_land(seed)
    slices = await report.build(land.period)
    region = slices[0]
    assert region.counts.teachers_3 > region.counts.teachers_10 > 0, "an empty world proves nothing"
    for upper in [region, *_children(slices, region)]:
        parts = _children(slices, upper)
        assert parts
        for column in fields(Counts):
            own = column.name.startswith("municipalities") and upper.level is OrgKind.MUNICIPALITY
            summed = sum(getattr(r.counts, column.name) for r in parts)
            assert own or summed == getattr(upper.counts, column.name), (upper.title, column.name)


async def test_every_number_opens_to_what_it_is_made_of(database: str) -> None:
    land = await settle_land(4)
    await report.freeze(land.period, now=land.over)
    slices = await report.frozen(land.period)
    async with holding(land.region, Role.REGION_ADMIN) as head:
        for fact in slices:
            for number in report_parts.numbers_of(fact):
                found = await report_parts.behind(head, fact, number, page=0, now=land.over)
                if fact.level is OrgKind.SCHOOL:
                    assert (found.names, found.parts) == (None, ()), "names are the school's own"
                elif found.pages == 1 and not (fact.level is OrgKind.MUNICIPALITY and number in OF_ORGS[2:]):
                    assert sum(part.value for part in found.parts) == found.value
                    assert [p.title for p in found.parts] == sorted(p.title for p in found.parts), "nobody is ranked"
    for fact in (r for r in slices if r.level is OrgKind.SCHOOL):
        async with holding(fact.org, Role.SCHOOL_ADMIN) as admin:
            for number in (*OF_TEACHERS[:-1], OF_STUDENTS[0]):
                found = await report_parts.behind(admin, fact, number, page=0, now=land.over)
                assert found.counted_now == found.value == getattr(fact.counts, number), (fact.title, number)
            with pytest.raises(NotFound):
                await report_parts.behind(admin, fact, "schools_in", page=0, now=land.over)


async def test_late_messages_are_a_correction_and_the_report_stays(database: str) -> None:
    land = await settle_land(5)
    await report.freeze(land.period, now=land.over)
    slices = await report.frozen(land.period)
    region = slices[0]
    assert await report_late.differences(region) == {}
    await land.writes(land.silent, 3, datetime.combine(land.period.since, time(12), UTC))
    now = region.counts.teachers_3 + 1
    assert await report_late.differences(region) == {"teachers_3": (region.counts.teachers_3, now)}
    touched = [r for r in slices if await report_late.differences(r)]
    assert [r.level for r in touched] == [OrgKind.REGION, OrgKind.MUNICIPALITY, OrgKind.SCHOOL]
    again = await report.read(land.region, land.period, now=land.over + timedelta(days=1))
    assert again == region
    text = screens.report(region, await report_late.differences(region)).text
    assert f"≥3 сообщений: {now - 1} → {now}" in text


async def test_a_class_is_the_lowest_level_and_its_pupils_add_up(database: str) -> None:
    land = await settle_land(6)
    school = land.schools[0]
    async with holding(school, Role.SCHOOL_ADMIN) as admin:
        await classes.create_classes(admin, [ClassTitle(6, "А"), ClassTitle(6, "Б")], now=FOUNDED)
    titles = {title: await classes.find_class(school, title, now=land.over) for title in ("6А", "6Б")}
    before = next(r for r in await report.build(land.period) if r.org == school).counts.students_in
    pupils = [
        LoadedPerson(school, Role.STUDENT, f"Ученик{n}", account=900_000 + n, school_class=fact.id)
        for n, fact in enumerate(list(titles.values()) * 3)
        if fact
    ]
    pupils.append(LoadedPerson(school, Role.STUDENT, "Тихий", school_class=pupils[0].school_class))
    await roster_load.load(None, pupils, now=FOUNDED)
    async with holding(school, Role.SCHOOL_ADMIN) as admin:
        found = [
            await report_of_class.find(admin, Asked(week=land.period.label, place=title), now=land.over)
            for title in titles
        ]
    after = next(r for r in await report.build(land.period) if r.org == school).counts.students_in
    assert [(c.students, c.students_in) for c in found if c] == [(4, 3), (3, 3)]
    assert after - before == sum(c.students_in for c in found if c)


async def test_two_regions_in_two_time_zones_do_not_see_each_other(database: str) -> None:
    west, east = await settle_land(7), await settle_land(8, "Asia/Yakutsk")
    for land in (west, east):
        await report.freeze(land.period, now=max(west.over, east.over))
    assert west.over - east.over == timedelta(hours=6)
    books = [await report_book.gather(land.region, land.period, now=west.over) for land in (west, east)]
    assert not set(books[0].titles()) & set(books[1].titles())
    async with holding(west.region, Role.REGION_ADMIN) as head:
        mine = await report_reading.read(head, Asked(), now=west.over)
        assert mine.org == west.region
        for foreign in (east.region, east.schools[0]):
            with pytest.raises(NotAllowed):
                await report_reading.read(head, Asked(place=f"#{foreign}"), now=west.over)
    # a message of Sunday 23:30 in Yakutsk is of this week there, though it is 17:30 in Moscow; half an hour later not
    last = datetime.combine(east.period.until, time(), ZoneInfo(east.zone)).astimezone(UTC)
    teacher = next(iter(east.accounts))
    tallies = [await report_facts.read_tally(east.period)]
    for moment in (last - timedelta(minutes=30), last + timedelta(minutes=30)):
        await east.writes(teacher, 1, moment)
        tallies.append(await report_facts.read_tally(east.period))
    assert tallies[0] < tallies[1] == tallies[2]
    assert await report_late.differences(books[0].own) == {}


async def test_more_teachers_than_there_are_is_explained(database: str) -> None:
    land = await settle_land(9)
    school = land.schools[0]
    twins = [LoadedPerson(school, Role.TEACHER, "Двойная", "Анна", account=990_000 + n) for n in range(2)]
    await roster_load.load(None, twins, now=FOUNDED)
    await totals.record(
        None, {TotalKind.TEACHERS: 20}, valid_from=date(2026, 11, 2), source="приказ", region=land.region, now=FOUNDED
    )
    await report.freeze(land.period, now=land.over)
    text = screens.report(await report.read(land.region, land.period, now=land.over)).text
    assert "⚠ Педагогов" in text
    assert "Где искать: одно имя дважды в школе — 1" in text
    assert "ни класса, ни предмета, ни сообщения" in text
    assert "итог задан с 02.11.2026" in text
