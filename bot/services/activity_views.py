"""Counters shown: to a teacher her own at any time, to her school's administrator everybody's of one period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tortoise.functions import Sum

from bot.kit.errors import NotAllowed
from bot.kit.ids import EntryId, OrgId, PersonId
from bot.services import access, norms, periods
from bot.services.names import name_key
from bot.services.periods import Period
from bot.services.years import local_day
from models import ActivityDay, Binding, Org, Person, Role, RosterEntry

PAGE = 12  # lines of teachers on a screen


class View(StrEnum):
    """Whose counters a person is shown first."""

    OWN = "own"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class OwnActivity:
    """A teacher's own counters of a period.

    Attributes:
        messages: all that count, `via_bot` of them posted by the bot at her tap.
        norm: messages a week her school asks for.
        is_running: the period has not ended.
    """

    period: str
    since: date
    until: date
    is_running: bool
    messages: int
    via_bot: int
    calls: int
    norm: int
    nudges_off: bool


@dataclass(frozen=True, slots=True)
class TeacherLine:
    """One teacher in the school's table; `is_in` when she has come in (only then can she be counted)."""

    name: str
    messages: int
    calls: int
    is_in: bool


@dataclass(frozen=True, slots=True)
class SchoolActivity:
    """A page of a school's table, by name (nobody is ranked); `reached` of `total` teachers have met the norm."""

    school: str
    period: str
    is_running: bool
    norm: int
    lines: tuple[TeacherLine, ...]
    reached: int
    total: int
    offset: int
    next_offset: int | None


async def which(actor: PersonId) -> View:
    """What `/активность` shows this person first, by her role in use.

    Raises:
        NotAllowed: neither a teacher nor one who answers for a school.
    """
    for standing in await access.standings(actor):
        if standing.role in access.RIGHTS["activity.school"]:
            return View.SCHOOL
        if standing.role in access.RIGHTS["activity.own"]:
            return View.OWN
    raise NotAllowed("activity.read")


async def own(actor: PersonId, said: str, *, now: datetime) -> OwnActivity:
    """The actor's own counters; nothing said means the running period.

    Raises:
        NotAllowed: the actor is no teacher.
        BadPeriod, NoSuchPeriod, Ambiguous: see `periods.find_said`.
    """
    standing = await access.access_standing(actor, "activity.own")
    school = await Org.get(id=standing.org)
    period, is_running = await _period(school, said, now=now)
    counted = await _counted(await _entries_of(actor, OrgId(school.region_id or school.id)), period)
    summed = [sum(row[n] for row in counted.values()) for n in range(3)]
    return OwnActivity(
        period.label,
        period.since,
        period.until,
        is_running,
        messages=summed[0],
        via_bot=summed[1],
        calls=summed[2],
        norm=await norm_of(standing.org, period.first),
        nudges_off=(await Person.get(id=actor)).nudges_off,
    )


async def messages_now(actor: PersonId, *, now: datetime) -> tuple[int, int]:
    """(messages of the running period, the norm) of a teacher: the «2 из 3»."""
    fact = await own(actor, "", now=now)
    return fact.messages, fact.norm


async def find_messages_now(actor: PersonId, *, now: datetime) -> tuple[int, int] | None:
    """The same, or None for those who answer for an org and do not teach.

    Raises:
        NotAllowed: neither.
    """
    roles = {standing.role for standing in await access.standings(actor)}
    if access.may(roles, "activity.own"):
        return await messages_now(actor, now=now)
    if access.may(roles, "report.read"):
        return None
    raise NotAllowed("activity.own")


async def school(actor: PersonId, said: str, *, now: datetime, offset: int = 0) -> SchoolActivity:
    """The table of the actor's own school; nothing said means the running period.

    Raises:
        NotAllowed: the actor answers for no school.
        BadPeriod, NoSuchPeriod, Ambiguous: see `periods.find_said`.
    """
    org = await access.access_org(actor, "activity.school")
    period, is_running = await _period(org, said, now=now)
    rows = await RosterEntry.filter(org_id=org.id, role=Role.TEACHER, valid_to__isnull=True)
    ids = [row.id for row in rows]
    came = {
        int(str(i))
        for i in await Binding.filter(entry_id__in=ids, valid_to__isnull=True).values_list("entry_id", flat=True)
    }
    counted = await _counted(ids, period)
    norm = await norm_of(OrgId(org.id), period.first)
    lines = [_line(row, counted.get(row.id, (0, 0, 0)), is_in=row.id in came) for row in rows]
    lines.sort(key=lambda line: name_key(line.name))  # by name: nobody is ranked
    further = offset + PAGE if offset + PAGE < len(lines) else None
    return SchoolActivity(
        org.title,
        period.label,
        is_running,
        norm,
        tuple(lines[offset : offset + PAGE]),
        reached=sum(line.messages >= norm for line in lines),
        total=len(lines),
        offset=offset,
        next_offset=further,
    )


async def norm_of(school: OrgId, day: date) -> int:
    """Messages a week that a school asks of each teacher."""
    return (await norms.read(school, day)).messages


def _line(row: RosterEntry, counted: tuple[int, int, int], *, is_in: bool) -> TeacherLine:
    first = f"{row.first_name[:1]}." if row.first_name else ""
    middle = f"{row.middle_name[:1]}." if row.middle_name else ""
    return TeacherLine(f"{row.last_name} {first}{middle}".strip(), counted[0], counted[2], is_in)


async def _period(org: Org, said: str, *, now: datetime) -> tuple[Period, bool]:
    region, today = OrgId(org.region_id or org.id), local_day(org.timezone, now)
    if said.strip():
        period = await periods.find_said(region, said, command="/активность", now=now)
    else:
        period = await periods.running(region, today)
    return period, today < period.until


async def _entries_of(person: PersonId, region: OrgId) -> list[EntryId]:
    """Every teacher entry of a person in a region, also those that have ended: what she did stays hers."""
    rows = await Binding.filter(person_id=person, entry__role=Role.TEACHER, entry__org__region_id=region).values_list(
        "entry_id", flat=True
    )
    return [EntryId(int(str(row))) for row in rows]


async def _counted(entries: Sequence[int], period: Period) -> dict[int, tuple[int, int, int]]:
    """(messages, via_bot, calls) of each entry in the period's window; who has none is not there."""
    rows = (
        await ActivityDay.filter(teacher_id__in=list(set(entries)), day__gte=period.since, day__lt=period.until)
        .group_by("teacher_id")
        .annotate(m=Sum("messages"), v=Sum("via_bot"), c=Sum("calls"))
        .values("teacher_id", "m", "v", "c")
    )
    return {row["teacher_id"]: (row["m"], row["v"], row["c"]) for row in rows}
