"""Teachers of a school: put on the roster by its administrator, found by name, listed with who has come in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import Ambiguous, Conflict, NotFound
from bot.kit.ids import ClassId, EntryId, OrgId, PersonId
from bot.services import access, audit, lessons
from bot.services.lesson_lists import Lesson
from bot.services.names import FullName, fits_name, name_key
from bot.services.org_titles import parse_reference
from models import Assignment, Binding, ClassTitle, Role, RosterEntry

PAGE = 8  # teachers on a screen: their buttons and «Дальше» fit VK's ten


@dataclass(frozen=True)
class TeacherExists(Conflict):
    """The school has a teacher of this name: the same one, or a namesake? `said` is the name."""

    what: str = "teacher"
    entry: EntryId | None = None


@dataclass(frozen=True)
class NoSuchTeacher(NotFound):
    """Nobody on the school's roster of teachers fits the words."""

    what: str = "teacher"


@dataclass(frozen=True, slots=True)
class LessonFact:
    """A subject in a class; `id` is the assignment's."""

    id: int
    class_id: ClassId
    class_title: str
    subject: str


@dataclass(frozen=True, slots=True)
class TeacherFact:
    """A teacher as her administrator sees her. `person` is set when she has come in; `leads` are class titles."""

    id: EntryId
    name: str
    org: OrgId
    person: PersonId | None = None
    leads: tuple[str, ...] = ()
    lessons: tuple[LessonFact, ...] = ()

    @property
    def short(self) -> str:
        """«Иванова А. П.»: for buttons and narrow lines."""
        last, *others = self.name.split()
        return " ".join([last, *(f"{word[0]}." for word in others[:2])])


@dataclass(frozen=True, slots=True)
class TeachersPage:
    """A page of the school's teachers by surname; `total` and `came` are of all pages."""

    rows: tuple[TeacherFact, ...]
    total: int
    came: int
    offset: int
    next_offset: int | None


async def add_teacher(
    actor: PersonId, name: FullName, teaches: Sequence[Lesson], *, now: datetime, namesake: bool = False
) -> TeacherFact:
    """Put a teacher on the roster of the actor's own school, with what she teaches.

    Args:
        actor: administers the school.
        name: as `parse_full_name` gives it.
        teaches: class and subject pairs; may be empty.
        now: aware UTC moment.
        namesake: the actor has said that she is another person than the one of the same name.

    Raises:
        NotAllowed: the actor administers no school.
        TeacherExists: a teacher of this name is there.
        NoSuchClasses: the school has not all of these classes this year.
        BadSubject: a subject cannot be a title.
    """
    school = await access.access_org(actor, "teacher.add")
    if not namesake and (twin := await find_twin(OrgId(school.id), name)):
        raise TeacherExists(said=str(name), entry=EntryId(twin.id))
    classes = await lessons.ensure_classes(OrgId(school.id), [lesson.title for lesson in teaches], now=now)
    entry = await RosterEntry.create(
        org_id=school.id,
        role=Role.TEACHER,
        last_name=name.last,
        first_name=name.first,
        middle_name=name.middle,
        valid_from=now,
        created_by_id=actor,
    )
    for lesson in teaches:
        await lessons.give(EntryId(entry.id), classes[str(lesson.title)], lesson.subject, now=now)
    await audit.record(actor, "teacher.add", org=OrgId(school.id), now=now, entry=entry.id, lessons=len(teaches))
    return await get_teacher(EntryId(entry.id))


async def find_twin(org: OrgId, name: FullName) -> RosterEntry | None:
    """A live teacher of the school who is called the same. No rights are asked."""
    key = name_key(name)
    return next((row for row in await _live(org) if name_key(row.full_name) == key), None)


async def find_teachers(org: OrgId, said: str = "") -> list[TeacherFact]:
    """The school's teachers whom the words fit, by surname; all of them for no words. No rights are asked."""
    rows = await _live(org)
    return await _facts(matching(said, rows) if said else rows)


async def find_teacher(org: OrgId, said: str, *, again: str) -> TeacherFact | None:
    """The school's teacher that the words mean: «Иванова», «Иванова Анна», «Иванова А.П.» or «#id».

    Args:
        org: whose teachers; no rights are asked, the caller has asked.
        said: the words.
        again: the full command to offer for each choice, with `{it}` where the reference goes.

    Raises:
        Ambiguous: several fit.
    """
    rows = await _live(org)
    number = parse_reference(said)
    found = matching(said, rows) if number is None else [row for row in rows if row.id == number]
    if len(found) > 1:
        facts = await _facts(found[:6])
        raise Ambiguous(said[:60], tuple((_label(f), again.replace("{it}", f"#{f.id}")) for f in facts))
    return (await _facts(found))[0] if found else None


async def ensure_teacher(org: OrgId, said: str, *, again: str) -> TeacherFact:
    """As `find_teacher`, for when there must be one.

    Raises:
        NoSuchTeacher: nobody fits.
        Ambiguous: several fit.
    """
    found = await find_teacher(org, said, again=again)
    if found is None:
        raise NoSuchTeacher(said=said[:60])
    return found


async def split_subject(org: OrgId, words: str) -> tuple[str, str]:
    """A subject and the teacher's name after it: «Русский язык Иванова Анна»; the name may be missing.

    The school's own teachers tell where the name begins; where they do not, a capital letter does.
    """
    head, mark, tail = words.replace(";", ",").partition(",")
    if mark:
        return head.strip(), tail.strip()
    rows, parts = await _live(org), words.split()
    starts = [at for at in range(1, len(parts)) if _names_somebody(parts[at:], rows)]
    starts = starts or [at for at in range(1, len(parts)) if parts[at][0].isupper() and not parts[at].isupper()]
    at = starts[0] if starts else len(parts)
    return " ".join(parts[:at]), " ".join(parts[at:])


def _names_somebody(parts: Sequence[str], rows: Sequence[RosterEntry]) -> bool:
    said = " ".join(parts)
    return parse_reference(said) is not None or bool(matching(said, rows))


def matching(said: str, rows: Sequence[RosterEntry]) -> list[RosterEntry]:
    """Entries whose name the words point at; whole words are better than beginnings."""
    asked = name_key(said).split()
    whole = [row for row in rows if asked and name_key(row.full_name).split()[: len(asked)] == asked]
    return whole or [row for row in rows if fits_name(said, row.full_name)]


async def access_teacher(actor: PersonId, act: str, entry: EntryId) -> TeacherFact:
    """Fetch a live teacher of the actor's own subtree.

    Raises:
        NotAllowed: not there, or no right.
        NotFound: no such teacher any more.
    """
    row = await RosterEntry.get_or_none(id=entry, role=Role.TEACHER, valid_to__isnull=True)
    if row is None:
        raise NotFound("teacher")
    await access.access_org(actor, act, OrgId(row.org_id))
    return (await _facts([row]))[0]


async def get_teacher(entry: EntryId) -> TeacherFact:
    """A teacher by an id that is known to exist. No rights are asked: the caller has asked."""
    return await fact_of(await RosterEntry.get(id=entry))


async def fact_of(row: RosterEntry) -> TeacherFact:
    """A row as others may see it."""
    return (await _facts([row]))[0]


async def list_teachers(actor: PersonId, *, offset: int = 0, limit: int = PAGE) -> TeachersPage:
    """The teachers of the actor's school by surname, a page at a time.

    Raises:
        NotAllowed: the actor may see no list of teachers.
    """
    school = await access.access_org(actor, "teacher.list")
    rows = await _live(OrgId(school.id))
    shown = await _facts(rows[offset : offset + limit])
    bound = await Binding.filter(entry_id__in=[row.id for row in rows], valid_to__isnull=True).count()
    further = offset + limit if offset + limit < len(rows) else None
    return TeachersPage(tuple(shown), len(rows), bound, offset, further)


async def _live(org: OrgId) -> list[RosterEntry]:
    rows = await RosterEntry.filter(org_id=org, role=Role.TEACHER, valid_to__isnull=True)
    return sorted(rows, key=lambda row: (name_key(row.full_name), row.id))


async def _facts(rows: Sequence[RosterEntry]) -> list[TeacherFact]:
    """Facts of these entries in three queries, however many they are."""
    ids = [row.id for row in rows]
    bound = {b.entry_id: b.person_id for b in await Binding.filter(entry_id__in=ids, valid_to__isnull=True)}
    given: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in await Assignment.filter(teacher_id__in=ids, valid_to__isnull=True).select_related("subject"):
        given[assignment.teacher_id].append(assignment)
    titles = await _titles({a.school_class_id for several in given.values() for a in several})
    return [_fact(row, bound.get(row.id), given[row.id], titles) for row in rows]


async def _titles(classes: set[int]) -> dict[int, ClassTitle]:
    """Each class's title of its newest year."""
    rows = await ClassTitle.filter(school_class_id__in=list(classes)).order_by("year__starts_on")
    return {row.school_class_id: row for row in rows}


def _fact(row: RosterEntry, person: int | None, given: list[Assignment], titles: dict[int, ClassTitle]) -> TeacherFact:
    def place(assignment: Assignment) -> tuple[int, str]:
        title = titles[assignment.school_class_id]
        return title.grade, title.letter

    given = sorted((a for a in given if a.school_class_id in titles), key=place)
    return TeacherFact(
        EntryId(row.id),
        row.full_name,
        OrgId(row.org_id),
        person=PersonId(person) if person else None,
        leads=tuple(titles[a.school_class_id].title for a in given if a.is_class_teacher),
        lessons=tuple(
            LessonFact(a.id, ClassId(a.school_class_id), titles[a.school_class_id].title, a.subject.title)
            for a in given
            if a.subject is not None
        ),
    )


def _label(teacher: TeacherFact) -> str:
    """Tells namesakes apart by what they teach."""
    what = next((f"{lesson.class_title} {lesson.subject}" for lesson in teacher.lessons), "")
    name = teacher.name if len(teacher.name) <= 24 or not what else teacher.short
    return f"{name} · {what}" if what else f"{name} #{teacher.id}"
