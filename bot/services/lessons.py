"""Who teaches what where, and who leads a class: given by the school administrator, history kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError

from bot.kit.errors import Conflict, NotFound
from bot.kit.ids import ClassId, EntryId, OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, audit, classes, conversation_owners, subjects
from bot.services.class_titles import ClassTitle
from models import Assignment, Binding, Role, RosterEntry, SchoolClass


@dataclass(frozen=True)
class NoSuchClasses(NotFound):
    """The school has no such classes this year; `said` lists them."""

    what: str = "classes"


@dataclass(frozen=True)
class AlreadyClassTeacher(Conflict):
    """She leads this class already; `said` is her name."""

    what: str = "class_teacher"


@dataclass(frozen=True)
class LessonGiven(Conflict):
    """She teaches this in all of these classes already; `said` is the subject."""

    what: str = "lesson"


@dataclass(frozen=True, slots=True)
class PersonOnRoster:
    """A name, and the person behind it when she has come in."""

    entry: EntryId
    name: str
    person: PersonId | None


@dataclass(frozen=True, slots=True)
class ClassTeacherNamed:
    """Who leads the class from now on, and who did until now."""

    class_id: ClassId
    class_title: str
    new: PersonOnRoster
    old: PersonOnRoster | None


@dataclass(frozen=True, slots=True)
class LessonsGiven:
    """A subject given to a teacher; `classes` are titles, `already` those where she taught it before."""

    teacher: PersonOnRoster
    subject: str
    classes: tuple[str, ...]
    already: tuple[str, ...]


async def ensure_classes(org: OrgId, titles: Sequence[ClassTitle], *, now: datetime) -> dict[str, ClassId]:
    """All these classes of a school: title → class.

    Raises:
        NoSuchClasses: some are not there this year.
    """
    found = await classes.find_classes(org, titles, now=now)
    missing = [str(title) for title in dict.fromkeys(titles) if str(title) not in found]
    if missing:
        raise NoSuchClasses(said=", ".join(missing))
    return found


async def give(teacher: EntryId, school_class: ClassId, subject: str, *, now: datetime) -> bool:
    """Let a teacher teach a subject in a class; False if she does already. The caller has authorised."""
    kind = await subjects.find_or_add(subject)
    try:
        async with unit_of_work():
            await Assignment.create(
                teacher_id=teacher, school_class_id=school_class, subject_id=kind.id, valid_from=now
            )
    except IntegrityError:
        return False
    await conversation_owners.take_lesson(teacher, school_class, kind.id, now=now)
    return True


async def assign_subject(
    actor: PersonId, titles: Sequence[ClassTitle], subject: str, teacher: EntryId, *, now: datetime
) -> LessonsGiven:
    """Give a subject in some classes of the actor's school to one of its teachers.

    Raises:
        NotAllowed: the actor administers no school.
        NotFound: the school has no such teacher.
        NoSuchClasses: some of the classes are not there this year.
        BadSubject: the subject cannot be a title.
        LessonGiven: she teaches it in all of them.
    """
    school = await access.access_org(actor, "subject.assign")
    who = await _teacher(OrgId(school.id), teacher)
    found = await ensure_classes(OrgId(school.id), titles, now=now)
    kind = await subjects.find_or_add(subject)
    given = {title: await give(teacher, class_id, kind.title, now=now) for title, class_id in found.items()}
    if not any(given.values()):
        raise LessonGiven(said=kind.title)
    await audit.record(actor, "subject.assign", org=OrgId(school.id), now=now, entry=teacher, subject=kind.id)
    new, old = ([t for t, is_new in given.items() if is_new is wanted] for wanted in (True, False))
    return LessonsGiven(who, kind.title, tuple(new), tuple(old))


async def end_lesson(actor: PersonId, assignment: int, *, now: datetime) -> EntryId:
    """A teacher does not teach this in this class any more; the past stays. Returns whose lesson it was.

    Raises:
        NotFound: it has ended already, or never was.
        NotAllowed: not the actor's school.
    """
    row = await Assignment.get_or_none(id=assignment, is_class_teacher=False, valid_to__isnull=True)
    if row is None:
        raise NotFound("lesson")
    school_class = await access.access_class(actor, "subject.assign", ClassId(row.school_class_id))
    row.valid_to = now
    await row.save(update_fields=["valid_to"])
    await audit.record(actor, "subject.end", org=OrgId(school_class.org_id), now=now, entry=row.teacher_id)
    return EntryId(row.teacher_id)


async def name_class_teacher(
    actor: PersonId, school_class: ClassId, teacher: EntryId, *, now: datetime
) -> ClassTeacherNamed:
    """Name who leads a class; whoever led it until now does not any more, and that stays on record.

    Raises:
        NotAllowed: not a class of the actor's school.
        NotFound: the school has no such teacher.
        AlreadyClassTeacher: she leads it already.
    """
    row = await access.access_class(actor, "class_teacher.name", school_class)
    await SchoolClass.filter(id=row.id).select_for_update().first()  # two administrators at once: one after the other
    new = await _teacher(OrgId(row.org_id), teacher)
    before = await Assignment.get_or_none(school_class_id=row.id, is_class_teacher=True, valid_to__isnull=True)
    if before is not None and before.teacher_id == teacher:
        raise AlreadyClassTeacher(said=new.name)
    if before is not None:
        before.valid_to = now
        await before.save(update_fields=["valid_to"])
    await Assignment.create(teacher_id=teacher, school_class_id=row.id, is_class_teacher=True, valid_from=now)
    await conversation_owners.take_class(teacher, school_class, now=now)
    await audit.record(actor, "class_teacher.name", org=OrgId(row.org_id), now=now, school_class=row.id, entry=teacher)
    old = await _on_roster(await RosterEntry.get(id=before.teacher_id)) if before else None
    return ClassTeacherNamed(school_class, await classes.class_title(school_class), new, old)


async def _teacher(org: OrgId, entry: EntryId) -> PersonOnRoster:
    row = await RosterEntry.get_or_none(id=entry, org_id=org, role=Role.TEACHER, valid_to__isnull=True)
    if row is None:
        raise NotFound("teacher")
    return await _on_roster(row)


async def _on_roster(row: RosterEntry) -> PersonOnRoster:
    live = await Binding.get_or_none(entry_id=row.id, valid_to__isnull=True)
    return PersonOnRoster(EntryId(row.id), row.full_name, PersonId(live.person_id) if live else None)
