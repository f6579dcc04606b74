"""Official head-counts: what the ministry says there is, by date. Never counted from our own rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.kit.errors import BadInput
from bot.kit.ids import OrgId, PersonId
from bot.services import access, audit, calendar_load, periods, settings
from bot.services.period_labels import parse_period
from bot.services.years import local_day
from models import OfficialTotal, Org
from models import TotalKind as TotalKind

MOST = 100_000_000  # a typing mistake rather than a head-count
SINCE = re.compile(r"^(?:с|from)\s+([\d.]+)$", re.IGNORECASE)
SPACES = re.compile(r"[\s\u00a0\u202f]+")

# Columns of the weekly table of source 003 that are official, and those that are counters and may be missing.
OFFICIAL_COLUMNS: Mapping[str, TotalKind] = {
    "Всего ОО": TotalKind.SCHOOLS,
    "Общее кол-во педагогов": TotalKind.TEACHERS,
    "Общее кол-во обуч-ся": TotalKind.STUDENTS,
    "МОУО всего": TotalKind.MUNICIPALITIES,
}
COUNTER_COLUMNS: Mapping[str, str] = {
    "Кол-во педагогов, создавших": "teachers_chat",
    "Кол-во педагогов, написавших минимум 3": "teachers_3",
    "% педагогов, написавших минимум 10": "teachers_10",
}
TYPED_KINDS: Mapping[str, TotalKind] = {
    "школ": TotalKind.SCHOOLS,
    "school": TotalKind.SCHOOLS,
    "оо": TotalKind.SCHOOLS,
    "педагог": TotalKind.TEACHERS,
    "учител": TotalKind.TEACHERS,
    "teacher": TotalKind.TEACHERS,
    "обуч": TotalKind.STUDENTS,
    "учени": TotalKind.STUDENTS,
    "student": TotalKind.STUDENTS,
    "муницип": TotalKind.MUNICIPALITIES,
    "моуо": TotalKind.MUNICIPALITIES,
    "municip": TotalKind.MUNICIPALITIES,
}


@dataclass(frozen=True)
class BadTotals(BadInput):
    """A part of the words is no head-count and no date; `said` is that part, `understood` what was read before."""

    expects: str = "totals"
    understood: str = ""


@dataclass(frozen=True, slots=True)
class TypedTotals:
    """What one message says: head-counts and the day they are valid from (None: today)."""

    values: Mapping[TotalKind, int]
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class TotalFact:
    """A head-count in force: since when and on which paper's word."""

    kind: TotalKind
    value: int
    valid_from: date
    source: str


def parse_count(said: str) -> int:
    """«17 218» with any spaces between the thousands.

    Raises:
        BadTotals: not a whole number of people or orgs.
    """
    digits = SPACES.sub("", said)
    if not digits.isascii() or not digits.isdigit() or int(digits) > MOST:
        raise BadTotals(said=said.strip()[:40])
    return int(digits)


def parse_totals(said: str) -> TypedTotals:
    """«школы 626; педагоги 16 819; с 23.02.2023»: kinds in any order, the date may be left out.

    Raises:
        BadTotals: names the part that cannot be read, and what was understood before it.
    """
    values: dict[TotalKind, int] = {}
    valid_from = None
    for part in (p.strip() for p in re.split(r"[;\n]", said) if p.strip()):
        try:
            if since := SINCE.match(part):
                valid_from = parse_day(since[1])
            else:
                kind, number = _kind_and_number(part)
                values[kind] = number
        except BadTotals as wrong:
            understood = "; ".join(f"{kind.value}={value}" for kind, value in values.items())
            raise BadTotals(said=part[:40], understood=understood) from wrong
    if not values:
        raise BadTotals(said=said.strip()[:40])
    return TypedTotals(values, valid_from)


def parse_day(said: str) -> date:
    """«23.02.2023».

    Raises:
        BadTotals: no such day.
    """
    try:
        return datetime.strptime(said.strip(), "%d.%m.%Y").date()  # noqa: DTZ007 a date has no zone
    except ValueError as wrong:
        raise BadTotals(said=said.strip()[:40]) from wrong


def find_kind(said: str) -> TotalKind | None:
    """«школы», «педагогов», a button's id; None for anything else."""
    word = said.strip().lower()
    if word in set(TotalKind):
        return TotalKind(word)
    return next((kind for stem, kind in TYPED_KINDS.items() if word.startswith(stem)), None) if word.isalpha() else None


def _kind_and_number(part: str) -> tuple[TotalKind, int]:
    found = re.match(r"^(\D+?)\s*[:=]?\s*(\d[\d\s\u00a0\u202f]*)$", part)
    if found is None:
        raise BadTotals(said=part)
    kind = find_kind(found[1])
    if kind is None:
        raise BadTotals(said=part)
    return kind, parse_count(found[2])


async def record(
    actor: PersonId | None,
    values: Mapping[TotalKind, int],
    *,
    valid_from: date | None,
    source: str = "",
    region: OrgId | None = None,
    now: datetime,
) -> list[TotalFact]:
    """Keep head-counts as valid from a day; an earlier version stays for the periods before it.

    Args:
        actor: administers the region; None for the command line, then `region` is needed.
        values: any of the four kinds.
        valid_from: local date; None for today in the region.
        source: the paper behind the numbers.
        region: whose; the actor's own by default.
        now: aware UTC moment.

    Returns:
        All head-counts in force on that day.

    Raises:
        NotAllowed: the actor does not administer the region.
    """
    org = await (Org.get(id=region) if actor is None else access.access_org(actor, "totals.write", region))
    day = valid_from or local_day(org.timezone, now)
    for kind, value in values.items():
        await OfficialTotal.update_or_create(
            {"value": value, "source": source, "created_at": now}, org_id=org.id, kind=kind, valid_from=day
        )
    details: dict[str, str | int | None] = {kind.value: value for kind, value in values.items()}
    details["valid_from"] = day.isoformat()
    await audit.record(actor, "totals.write", org=OrgId(org.id), now=now, outcome="done", **details)
    return await in_force(OrgId(org.id), day)


async def own(actor: PersonId, *, now: datetime) -> list[TotalFact]:
    """The head-counts in force today in the actor's region.

    Raises:
        NotAllowed: the actor administers no region.
    """
    org = await access.access_org(actor, "totals.write")
    return await in_force(OrgId(org.id), local_day(org.timezone, now))


async def today(actor: PersonId, *, now: datetime) -> date:
    """Which day it is in the actor's region.

    Raises:
        NotAllowed: the actor administers no region.
    """
    return local_day((await access.access_org(actor, "totals.write")).timezone, now)


async def in_force(org: OrgId, day: date) -> list[TotalFact]:
    """The newest head-count of each kind not later than a day."""
    rows = await OfficialTotal.filter(org_id=org, valid_from__lte=day).order_by("valid_from")
    newest = {row.kind: row for row in rows}
    return [TotalFact(k, newest[k].value, newest[k].valid_from, newest[k].source) for k in TotalKind if k in newest]


async def import_totals(rows: Sequence[Mapping[str, str]], region: OrgId, *, now: datetime) -> int:
    """Head-counts from a table with the columns `kind`, `value`, `valid_from` (ISO) and `source`; for the command line.

    Returns:
        How many were kept.

    Raises:
        BadTotals: a cell cannot be read.
    """
    for row in rows:
        try:
            kind, day = TotalKind(row["kind"]), date.fromisoformat(row["valid_from"])
        except (KeyError, ValueError) as wrong:
            raise BadTotals(said=str(row)[:60]) from wrong
        values = {kind: parse_count(row["value"])}
        await record(None, values, valid_from=day, source=row.get("source", ""), region=region, now=now)
    return len(rows)


async def load_table_003(
    rows: Sequence[Mapping[str, str]], region: OrgId, *, now: datetime, source: str = "source 003"
) -> list[periods.Period]:
    """The weekly table of source 003: its labels become periods, its official columns versioned head-counts.

    An empty cell of a counter says that it was not collected in that period; that is kept as a dated setting.

    Raises:
        BadPeriod, BadTotals: a cell cannot be read.
        PeriodClosed, PeriodTaken: see `periods.add_period`.
    """
    calendar = await calendar_load.import_calendar(rows, region, now=now)
    before: dict[TotalKind, int] = {}
    missing_before: list[str] = []
    for start, row in sorted(((parse_period(row["Неделя"]).first, row) for row in rows), key=lambda pair: pair[0]):
        values = {kind: parse_count(row[column]) for column, kind in OFFICIAL_COLUMNS.items() if row[column].strip()}
        if changed := {kind: value for kind, value in values.items() if before.get(kind) != value}:
            await record(None, changed, valid_from=start, source=source, region=region, now=now)
        before |= values
        missing = _missing_counters(row)
        if missing != missing_before:
            await settings.put(region, "report.missing", missing, valid_from=start, basis=source, now=now)
        missing_before = missing
    return calendar


def _missing_counters(row: Mapping[str, str]) -> list[str]:
    return [
        code
        for column, code in COUNTER_COLUMNS.items()
        if any(title.startswith(column) and not (cell or "").strip() for title, cell in row.items())
    ]
