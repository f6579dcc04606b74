"""Rows for tests of services: a region, schools, classes, people who are in. Only what a test names exists."""

import itertools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.kit.ids import CommunityId, PersonId
from bot.services.subjects import find_or_add
from models import (
    Assignment,
    Binding,
    ClassTitle,
    Community,
    Guardian,
    Org,
    OrgKind,
    OutboxItem,
    Person,
    Reach,
    Role,
    RosterEntry,
    SchoolClass,
    SchoolYear,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


@dataclass
class Schoolhouse:
    """One region with one school, and what tests add to it."""

    region: Org
    school: Org
    year: SchoolYear
    community: CommunityId
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    entries: dict[int, RosterEntry] = field(default_factory=dict)

    @classmethod
    async def build(cls, title: str = "Школа № 1", community: CommunityId | None = None) -> "Schoolhouse":
        """A region of its own with one school; a community unless one is given."""
        number = next(_numbers)
        region = await Org.create(kind=OrgKind.REGION, title=f"Край {number}", created_at=NOW)
        school = await Org.create(
            kind=OrgKind.SCHOOL, title=f"{title} {number}", parent=region, region=region, created_at=NOW
        )
        year = await SchoolYear.create(
            region=region, title="2026/27", starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31)
        )
        if community is None:
            row = await Community.create(group_id=1000 + number, token=b"", created_at=NOW)
            community = CommunityId(row.id)
        return cls(region, school, year, community)

    async def school_class(self, title: str) -> SchoolClass:
        """The class of this title, made at its first use."""
        if title not in self.classes:
            row = await SchoolClass.create(org=self.school, created_at=NOW)
            await ClassTitle.create(
                school_class=row, org=self.school, year=self.year, grade=int(title[:-1]), letter=title[-1], title=title
            )
            self.classes[title] = row
        return self.classes[title]

    async def person(self, role: Role, school_class: str = "", vk_id: int = 0) -> PersonId:
        """Somebody in this role who is in and may be written to."""
        number = next(_numbers)
        person = await Person.get_or_none(vk_id=vk_id) or await Person.create(
            vk_id=vk_id or 5000 + number, first_name="Имя", last_name=f"Фамилия{number}", created_at=NOW
        )
        await Reach.get_or_create({"last_used_at": NOW}, person=person, community_id=self.community)
        own_class = await self.school_class(school_class) if school_class else None
        entry = await RosterEntry.create(
            org=self.school, role=role, school_class=own_class, last_name=f"Фамилия{number}", valid_from=NOW
        )
        await Binding.create(entry=entry, person=person, valid_from=NOW)
        self.entries[person.id] = entry
        return PersonId(person.id)

    async def teacher(self, *lessons: str, class_teacher_of: str = "", vk_id: int = 0) -> PersonId:
        """A teacher with lessons like «5А Алгебра»."""
        person = await self.person(Role.TEACHER, vk_id=vk_id)
        for lesson in lessons:
            await self.assign(person, lesson)
        if class_teacher_of:
            row = await self.school_class(class_teacher_of)
            entry = self.entries[person]
            await Assignment.create(teacher=entry, school_class=row, is_class_teacher=True, valid_from=NOW)
        return person

    async def assign(self, person: PersonId, lesson: str) -> None:
        """One lesson more."""
        title, _, subject = lesson.partition(" ")
        row, known = await self.school_class(title), await find_or_add(subject)
        await Assignment.create(teacher=self.entries[person], school_class=row, subject_id=known.id, valid_from=NOW)

    async def parent_of(self, *children: PersonId, vk_id: int = 0) -> PersonId:
        """A parent of these pupils."""
        person = await self.person(Role.PARENT, vk_id=vk_id)
        for child in children:
            await Guardian.create(parent=self.entries[person], child=self.entries[child], valid_from=NOW)
        return person

    async def leave(self, person: PersonId) -> None:
        """The person is not in any more."""
        await Binding.filter(person_id=person).update(valid_to=NOW)

    async def asked(self, verb: str = "") -> list[OutboxItem]:
        """What the messenger was asked for, oldest first."""
        rows = await OutboxItem.all().order_by("id")
        return [row for row in rows if not verb or row.verb == verb]

    async def told(self, person: PersonId) -> int:
        """How many messages wait for this person."""
        vk_id = (await Person.get(id=person)).vk_id
        return len([row for row in await self.asked("say") if row.args["talk"] == vk_id])


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
