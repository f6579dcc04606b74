"""The report of a term: a quarter, a half-year, a school year, made of the frozen reports of its weeks.

Who is in, and who has begun a chat since 1 September, is as at the end of its last closed week. Counters of a week are
summed: one teacher in one week is one person-week, and the share is of the head-counts of those same weeks. So a term
never says anything else than its weeks, and sums of a lower level are the upper, whoever has moved or closed meanwhile.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.kit.ids import OrgId
from bot.kit.unit_of_work import unit_of_work
from bot.services import report, report_book, terms
from bot.services.access import OrgKind
from bot.services.periods import NoSuchPeriod, Period
from bot.services.report import Report
from bot.services.report_book import Book
from bot.services.report_facts import Counts, TermFacts, Weekly
from bot.services.report_late import LATE as WEEKLY
from bot.services.terms import Term


def _sums(code: str) -> str:
    """What one counter came to in the weeks in which it was collected, and of how many teachers."""
    collected = f"not s.facts -> 'missing' ? '{code}'"
    if code == "teachers_call":
        collected += " and (s.facts ->> 'with_calls')::boolean"
    teachers = "s.facts -> 'totals' ->> 'teachers'"
    return f"""coalesce(sum((s.facts -> 'counts' ->> '{code}')::int) filter (where {collected}), 0) as {code},
    count(*) filter (where {collected}) as {code}_weeks,
    sum(({teachers})::int) filter (where {collected}) as {code}_of,
    count({teachers}) filter (where {collected}) as {code}_known"""


# $1 periods, $2 orgs (null: all of the region). An org that has moved is there once a parent, each time with its weeks.
SUMS = f"""
select s.org_id as org, (s.facts ->> 'parent')::bigint as parent, count(*) as weeks,
    (array_agg(s.facts ->> 'title' order by p.starts_on desc))[1] as title, min(s.facts ->> 'level') as level,
    {", ".join(map(_sums, WEEKLY))}
from report_snapshot s join reporting_period p on p.id = s.period_id
where s.period_id = any($1::bigint[]) and ($2::bigint[] is null or s.org_id = any($2::bigint[]))
group by s.org_id, s.facts ->> 'parent' order by s.org_id, max(p.starts_on)
"""


async def read(org: OrgId, term: Term, *, now: datetime) -> Report:
    """One org's report of a term, by the weeks that are closed.

    Raises:
        NoWeekYet: none of its weeks is over.
        NoSuchPeriod: the org was not there in its last week.
    """
    weeks = await _weeks(term, now=now)
    last = await report.frozen(weeks[-1], [org])
    if not last:
        raise NoSuchPeriod(said=weeks[-1].label)
    over = await terms.is_over(term, weeks, now=now)
    return _of_term(last[0], await _read(weeks, [org]), term, weeks, over)


async def slices(term: Term, *, now: datetime) -> list[Report]:
    """Every org's report of a term, the region's first. Who has moved stands under each of her parents.

    Raises:
        NoWeekYet: none of its weeks is over.
    """
    weeks = await _weeks(term, now=now)
    last = {(r.org, r.parent): r for r in await report.frozen(weeks[-1])}
    rows = await _read(weeks, None)
    region, over = last[term.region, None], await terms.is_over(term, weeks, now=now)
    made = [
        _of_term(last.get((row["org"], row["parent"])) or _gone(row, region), [row], term, weeks, over) for row in rows
    ]
    order = [OrgKind.REGION, OrgKind.MUNICIPALITY, OrgKind.SCHOOL]
    return sorted(made, key=lambda r: order.index(r.level))


async def gather(org: OrgId, term: Term, *, now: datetime) -> Book:
    """Everything for one org's files of a term.

    Raises:
        NoWeekYet, NoSuchPeriod: see `read`.
    """
    own = await read(org, term, now=now)
    weeks = await weeks_of(own, term, now=now)
    parts = [] if own.level is OrgKind.SCHOOL else await slices(term, now=now)
    if own.level is OrgKind.MUNICIPALITY:
        parts = [r for r in parts if r.parent == org]
    return replace(report_book.bind(own, parts, weeks), weeks=tuple(weeks), term=own)


async def weeks_of(own: Report, term: Term, *, now: datetime) -> list[Report]:
    """An org's own weeks in a term, oldest first."""
    return [one for week in await _weeks(term, now=now) for one in await report.frozen(week, [own.org])]


async def _weeks(term: Term, *, now: datetime) -> list[Period]:
    weeks = await terms.closed_weeks(term, now=now)
    for week in weeks:
        if not week.is_closed:
            await report.freeze(week, now=now)
    return weeks


async def _read(weeks: Sequence[Period], orgs: Sequence[OrgId] | None) -> list[dict[str, Any]]:
    async with unit_of_work() as connection:
        rows: list[dict[str, Any]] = await connection.execute_query_dict(SUMS, [[week.id for week in weeks], orgs])
    return rows


def _gone(row: dict[str, Any], region: Report) -> Report:
    """An org that was there in some weeks, but is not at the end, or is elsewhere."""
    return replace(
        region,
        org=OrgId(row["org"]),
        parent=OrgId(row["parent"]) if row["parent"] else None,
        level=OrgKind(row["level"]),
        title=row["title"],
        counts=Counts(),
        totals={},
        totals_since={},
        doubts={},
        aims={},
    )


def _of_term(last: Report, rows: Sequence[dict[str, Any]], term: Term, weeks: Sequence[Period], over: bool) -> Report:
    weekly = {code: _weekly(rows, code) for code in WEEKLY}
    there = sum(row["weeks"] for row in rows)
    facts = TermFacts(
        term.kind.value,
        term.number,
        term.year,
        term.first,
        term.last,
        weeks=len(weeks),
        there=there,
        is_over=over,
        newest=last.period,
        weekly=weekly,
    )
    return replace(
        last,
        period=term.typed,
        since=weeks[0].since,
        counts=replace(last.counts, **{code: sum(row[code] for row in rows) for code in WEEKLY}),
        missing=tuple(code for code in weekly if not weekly[code].weeks)
        + tuple(code for code in last.missing if code not in weekly),
        with_calls=weekly["teachers_call"].weeks > 0,
        before=None,
        tally=None,
        term=facts,
    )


def _weekly(rows: Sequence[dict[str, Any]], code: str) -> Weekly:
    weeks = sum(row[f"{code}_weeks"] for row in rows)
    known = sum(row[f"{code}_known"] for row in rows)
    of = sum(row[f"{code}_of"] or 0 for row in rows)
    return Weekly(weeks, of if weeks and known == weeks else None)
