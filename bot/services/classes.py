"""Classes of a school: made by its administrator, found by their titles of the current school year."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError

from bot.kit.errors import Conflict, NotAllowed, NotFound
from bot.kit.ids import ClassId, EntryId, OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, audit
from bot.services.class_titles import ClassTitle, parse_class_title
from bot.services.years import YearFact, current_year, ensure_year, find_year, local_day
from models import SCHOOL_KINDS, Assignment, Binding, Guardian, Org, Role, RosterEntry, SchoolClass
from models import ClassTitle as TitleRow

__all__ = ["current_year", "ensure_year"]

MAX_AT_ONCE = 60  # classes in one message: a whole large school


@dataclass(frozen=True)
class ClassesExist(Conflict):
    """The school has these classes already; `said` lists them."""

    what: str = "class"


@dataclass(frozen=True)
class TooManyClasses(Conflict):
    """More classes in one message than a school has."""

    what: str = "class"
    most: int = MAX_AT_ONCE


@dataclass(frozen=True, slots=True)
class ClassFact:
    """A class of this school year as others see it. `class_teacher` is a name, "" while nobody is named."""

    id: ClassId
    title: str
    org: OrgId
    class_teacher: str = ""
    class_teacher_entry: EntryId | None = None
    class_teacher_in: bool = False
    lessons: int = 0
    students: int = 0


@dataclass(frozen=True, slots=True)
class ClassesMade:
    """What one message made, and what was there already."""

    made: tuple[str, ...]
    existed: tuple[str, ...]


async def create_classes(actor: PersonId, titles: Sequence[ClassTitle], *, now: datetime) -> ClassesMade:
    """Open classes in the actor's own school; those that exist stay untouched.

    Args:
        actor: administers the school.
        titles: each once, as `parse_class_titles` gives them.
        now: aware UTC moment; the current school year follows from it.

    Returns:
        Titles in the order they were said.

    Raises:
        NotAllowed: the actor administers no school.
        ClassesExist: all of them exist.
        TooManyClasses: more than `MAX_AT_ONCE`.
    """
    school = await access.access_org(actor, "class.create")
    if len(titles) > MAX_AT_ONCE:
        raise TooManyClasses()
    year = await _year_of(school, now)
    again = await _open_again(OrgId(school.id), year, titles)
    taken = {str(t) for t in await TitleRow.filter(org_id=school.id, year_id=year.id).values_list("title", flat=True)}
    fresh = [title for title in titles if str(title) not in taken]
    if not fresh and not again:
        raise ClassesExist(said=", ".join(str(title) for title in titles))
    await _open(school, year, fresh, now)
    await audit.record(actor, "class.create", org=OrgId(school.id), now=now, count=len(fresh))
    made = tuple(str(title) for title in titles if title in fresh or str(title) in again)
    return ClassesMade(made, tuple(str(title) for title in titles if str(title) not in made))


async def _open_again(org: OrgId, year: YearFact, titles: Sequence[ClassTitle]) -> set[str]:
    """Classes that were joined with others this year have kept their titles: they are opened again, empty."""
    rows = await TitleRow.filter(
        org_id=org, year_id=year.id, title__in=[str(title) for title in titles], school_class__closed_at__isnull=False
    )
    await SchoolClass.filter(id__in=[row.school_class_id for row in rows]).update(closed_at=None)
    return {row.title for row in rows}


async def _open(school: Org, year: YearFact, titles: Sequence[ClassTitle], now: datetime) -> None:
    try:
        async with unit_of_work():
            for title in titles:
                cohort = await SchoolClass.create(org_id=school.id, created_at=now)
                await TitleRow.create(
                    school_class_id=cohort.id,
                    org_id=school.id,
                    year_id=year.id,
                    grade=title.grade,
                    letter=title.letter,
                    title=str(title),
                )
    except IntegrityError as taken:
        raise ClassesExist(said=", ".join(map(str, titles))) from taken


async def find_class(org: OrgId, title: str, *, now: datetime) -> ClassFact | None:
    """A school's class of the current school year by its title in any spelling. No rights are asked.

    Raises:
        BadClassTitle: the words are no class.
    """
    wanted = str(parse_class_title(title))
    found = await _facts(await Org.get(id=org), now, title=wanted)
    return found[0] if found else None


async def find_classes(org: OrgId, titles: Sequence[ClassTitle], *, now: datetime) -> dict[str, ClassId]:
    """Which of these titles the school has this year: title → class. No rights are asked."""
    rows = await _rows(await Org.get(id=org), now)
    wanted = set(map(str, titles))
    return {row.title: ClassId(row.school_class_id) for row in rows if row.title in wanted}


async def access_titled(actor: PersonId, act: str, said: str, *, now: datetime) -> ClassFact:
    """The class that the words name in a school of the actor's, where the actor has the right.

    Raises:
        BadClassTitle: the words are no class.
        NotFound: the actor's schools have no such class.
        NotAllowed: the actor has no such right at all, or not for this class.
    """
    may_act = [s for s in await access.standings(actor) if s.role in access.RIGHTS[act]]
    if not may_act:
        raise NotAllowed(act)
    refused: NotAllowed | None = None
    for org in dict.fromkeys(standing.org for standing in may_act):
        found = await find_class(org, said, now=now)
        if found is None:
            continue
        try:
            await access.access_class(actor, act, found.id)
        except NotAllowed as no:
            refused = no
        else:
            return found
    raise refused or NotFound("class", str(parse_class_title(said)))


async def class_title(school_class: ClassId) -> str:
    """What a class is called in its newest school year, «5А»."""
    row = await TitleRow.filter(school_class_id=school_class).order_by("-year__starts_on").first()
    if row is None:
        raise NotFound("class")
    return row.title


async def get_class(school_class: ClassId, *, now: datetime) -> ClassFact:
    """A class as others see it. No rights are asked: the caller has asked.

    Raises:
        NotFound: it has no title in the current school year.
    """
    row = await SchoolClass.get(id=school_class)
    found = [c for c in await _facts(await Org.get(id=row.org_id), now) if c.id == school_class]
    if not found:
        raise NotFound("class")
    return found[0]


async def list_classes(actor: PersonId, *, now: datetime, org: OrgId | None = None) -> list[ClassFact]:
    """The classes the actor may see, in order: all of the school's for its administrator and director, a teacher's own.

    Raises:
        NotAllowed: the actor may see no list of classes.
    """
    standing = await access.access_standing(actor, "class.list")
    if access.RIGHTS["class.list"][standing.role] is access.Scope.ORG or org is not None:
        return await _facts(await access.access_org(actor, "class.list", org), now)
    tied = await tied_to(standing.entry, None)
    return [c for c in await _facts(await Org.get(id=standing.org), now) if c.id in tied]


async def list_classes_of(org: OrgId, *, now: datetime) -> list[ClassFact]:
    """All classes of a school this year, in order. No rights are asked: the caller has asked."""
    return await _facts(await Org.get(id=org), now)


async def tied_to(entry: EntryId, school_class: ClassId | None) -> set[int]:
    """Classes an entry belongs to: where it teaches or leads, the pupil's own, the children's of a parent."""
    own = await Assignment.filter(teacher_id=entry, valid_to__isnull=True)
    children = await Guardian.filter(parent_id=entry, valid_to__isnull=True).select_related("child")
    of_children = {guardian.child.school_class_id for guardian in children if guardian.child.school_class_id}
    return {a.school_class_id for a in own} | of_children | ({school_class} if school_class else set())


async def _year_of(school: Org, now: datetime) -> YearFact:
    return await ensure_year(OrgId(school.region_id or school.id), local_day(school.timezone, now))


async def _rows(school: Org, now: datetime) -> list[TitleRow]:
    """The school's titles of the current year, in order; none while the year has not been opened."""
    if school.kind not in SCHOOL_KINDS:
        return []
    year = await find_year(OrgId(school.region_id or school.id), local_day(school.timezone, now))
    if year is None:
        return []
    return await TitleRow.filter(org_id=school.id, year_id=year.id, school_class__closed_at__isnull=True).order_by(
        "grade", "letter"
    )


async def _facts(school: Org, now: datetime, *, title: str = "") -> list[ClassFact]:
    """All facts of a school's classes in a handful of queries, however many classes there are."""
    rows = [row for row in await _rows(school, now) if not title or row.title == title]
    ids = [row.school_class_id for row in rows]
    live = await Assignment.filter(school_class_id__in=ids, valid_to__isnull=True).select_related("teacher")
    heads = {a.school_class_id: a.teacher for a in live if a.is_class_teacher}
    lessons = Counter(a.school_class_id for a in live if not a.is_class_teacher)
    pupils = await RosterEntry.filter(school_class_id__in=ids, role=Role.STUDENT, valid_to__isnull=True).values_list(
        "school_class_id", flat=True
    )
    students = Counter(int(str(school_class)) for school_class in pupils)
    bound = await Binding.filter(entry_id__in=[h.id for h in heads.values()], valid_to__isnull=True)
    came = {binding.entry_id for binding in bound}
    return [
        _fact(row, heads.get(row.school_class_id), came, lessons[row.school_class_id], students[row.school_class_id])
        for row in rows
    ]


def _fact(row: TitleRow, head: RosterEntry | None, came: set[int], lessons: int, students: int) -> ClassFact:
    return ClassFact(
        ClassId(row.school_class_id),
        row.title,
        OrgId(row.org_id),
        class_teacher=head.full_name if head else "",
        class_teacher_entry=EntryId(head.id) if head else None,
        class_teacher_in=head is not None and head.id in came,
        lessons=lessons,
        students=students,
    )
