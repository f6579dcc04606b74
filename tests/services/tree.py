"""A region, its municipalities and schools with their administrators, made by the services themselves."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.intake.people import meet
from bot.kit.ids import EntryId, OrgId, PersonId
from bot.services import classes, orgs, profiles, roster_load, teachers
from bot.services.class_titles import parse_class_titles
from bot.services.lesson_lists import parse_lessons
from bot.services.names import parse_full_name
from bot.services.org_titles import OrgFact
from bot.services.roster_load import LoadedPerson
from models import Role, RosterEntry

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


async def holder(org: OrgId, role: Role) -> PersonId:
    """Somebody who has come in with this role."""
    account = 9000 + next(_numbers)
    await roster_load.load(None, [LoadedPerson(org, role, "Кузнецова", "Ольга", account=account)], now=NOW)
    return PersonId((await meet(account, now=NOW)).id)


async def come_in(entry: EntryId) -> PersonId:
    """The person of a roster entry comes in."""
    person = PersonId((await meet(9000 + next(_numbers), now=NOW)).id)
    await profiles.bind(await RosterEntry.get(id=entry), person, confirmed_by=None, now=NOW)
    return person


@dataclass
class Tree:
    """One region with its administrator; and one school of one municipality, with theirs."""

    region: OrgFact
    region_admin: PersonId
    municipality: OrgFact
    municipal_admin: PersonId
    school: OrgFact
    school_admin: PersonId

    @classmethod
    async def grow(cls, title: str = "Ставропольский край") -> "Tree":
        """All three levels."""
        region = await orgs.found_region(title, "Europe/Moscow", now=NOW)
        top = await holder(region.id, Role.REGION_ADMIN)
        municipality = await orgs.create_municipality(top, "Динской район", now=NOW)
        middle = await holder(municipality.id, Role.MUNICIPAL_ADMIN)
        school = await orgs.create_school(middle, "Школа № 5", municipality=municipality.id, now=NOW)
        return cls(region, top, municipality, middle, school, await holder(school.id, Role.SCHOOL_ADMIN))

    async def add_classes(self, titles: str, *, now: datetime = NOW) -> classes.ClassesMade:
        """Classes, as the school's administrator types them."""
        return await classes.create_classes(self.school_admin, parse_class_titles(titles), now=now)

    async def add_teacher(self, name: str, lessons: str = "", *, namesake: bool = False) -> teachers.TeacherFact:
        """A teacher, as the school's administrator types her."""
        taught = parse_lessons(lessons) if lessons else []
        return await teachers.add_teacher(self.school_admin, parse_full_name(name), taught, now=NOW, namesake=namesake)

    async def class_of(self, title: str, *, now: datetime = NOW) -> classes.ClassFact:
        """A class that is there."""
        found = await classes.find_class(self.school.id, title, now=now)
        assert found is not None
        return found
