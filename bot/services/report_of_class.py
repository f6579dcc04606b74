"""The report's lowest level: one class, for its class teacher (and the school above her), as of a period's end."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.kit.errors import Ambiguous, NotAllowed
from bot.kit.ids import ClassId, OrgId, PersonId
from bot.kit.unit_of_work import unit_of_work
from bot.services import access, classes, periods, report, terms
from bot.services.access import Scope
from bot.services.class_titles import BadClassTitle, parse_class_title
from bot.services.report_asking import Asked
from bot.services.report_sql import OF_CLASS
from models import Assignment, Org

ACT = "report.open"


@dataclass(frozen=True, slots=True)
class ClassReport:
    """A class in a period; `students_in` of all classes (and of pupils without one) add up to the school's."""

    title: str
    school: str
    period: str
    since: date
    until: date
    year_start: date
    is_over: bool
    students: int
    students_in: int
    students_by_proxy: int
    families_in: int
    teachers: int
    teachers_in: int
    chats: int


async def find(actor: PersonId, asked: Asked, *, now: datetime) -> ClassReport | None:
    """The class a person asks for: by its title, or her only one; None when she asks for an org's report.

    Raises:
        NotAllowed: she is class teacher of no class and reads no org's reports.
        Ambiguous: she has several classes.
        NotFound: her school has no such class.
        BadPeriod, NoSuchPeriod, NoClosedPeriod: see `periods.find_said`.
        NoSuchTerm, NoWeekYet: of a term a class shows its last closed week.
    """
    mine = [s for s in await access.standings(actor) if s.role in access.RIGHTS[ACT]]
    if not mine:
        raise NotAllowed(ACT)
    if _is_class(asked.place):
        return await _read((await classes.access_titled(actor, ACT, asked.place, now=now)).id, asked, now=now)
    if access.RIGHTS[ACT][mine[0].role] is Scope.ORG:
        return None
    own = await Assignment.filter(teacher_id=mine[0].entry, is_class_teacher=True, valid_to__isnull=True)
    ids = [ClassId(row.school_class_id) for row in own]
    if not ids:
        if any(access.RIGHTS[ACT][s.role] is Scope.ORG for s in mine):
            return None
        raise NotAllowed(ACT)
    if len(ids) > 1:
        titles = sorted([await classes.class_title(one) for one in ids])
        raise Ambiguous("/отчёт", tuple((title, f"/отчёт {title} {asked.week}".strip()) for title in titles))
    return await _read(ids[0], asked, now=now)


def _is_class(said: str) -> bool:
    try:
        parse_class_title(said)
    except BadClassTitle:
        return False
    return True


async def _read(school_class: ClassId, asked: Asked, *, now: datetime) -> ClassReport:
    fact = await classes.get_class(school_class, now=now)
    school = await Org.get(id=fact.org)
    again = f"/отчёт {fact.title}"
    region = OrgId(school.region_id or school.id)
    if asked.term:
        period = (await terms.closed_weeks(await terms.find(region, asked.term, now=now), now=now))[-1]
    else:
        period = await periods.find_said(region, asked.week, command=again, now=now)
    year_start = await report.first_day_of_year(period)
    async with unit_of_work() as connection:
        [row] = await connection.execute_query_dict(OF_CLASS, [school_class, period.until, year_start])
    over = await periods.is_over(period, now=now)
    return ClassReport(fact.title, school.title, period.label, period.since, period.until, year_start, over, **row)
