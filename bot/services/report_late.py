"""What came after a report was frozen: the report stays as it is, the difference is shown beside it."""

from bot.kit.ids import OrgId
from bot.kit.unit_of_work import unit_of_work
from bot.services import periods, report, report_facts
from bot.services.access import OrgKind
from bot.services.periods import Period
from bot.services.report import Report
from bot.services.report_sql import TEACHERS

LATE = ("teachers_3", "teachers_10", "teachers_call")  # what a late message or call can change


async def differences(fact: Report) -> dict[str, tuple[int, int]]:
    """Counters that would be others if the report were frozen now: code → (frozen, now). Empty while its week runs,
    and for a term: its weeks show their own.

    A sum over the region's days tells cheaply whether anything came; only then everything is counted again. Schools
    are summed as they belonged then, so a school that has moved since is no difference.
    """
    if not fact.is_frozen or fact.term:
        return {}
    period = await periods.get(fact.period_id)
    [region] = await report.frozen(period, [period.region])
    if region.tally == await report_facts.read_tally(period):
        return {}
    schools = [r for r in await report.frozen(period) if r.level is OrgKind.SCHOOL]
    mine = [r for r in schools if fact.level is OrgKind.REGION or fact.org in (r.org, r.parent)]
    counted = await _counted(period, fact)
    now = {code: sum(counted.get(r.org, {}).get(code, 0) for r in mine) for code in LATE}
    shown = [code for code in LATE if code not in fact.missing and (code != "teachers_call" or fact.with_calls)]
    then = {code: getattr(fact.counts, code) for code in shown}
    return {code: (then[code], now[code]) for code in shown if then[code] != now[code]}


async def _counted(period: Period, fact: Report) -> dict[OrgId, dict[str, int]]:
    async with unit_of_work() as connection:
        rows = await connection.execute_query_dict(
            TEACHERS, [period.region, period.until, period.since, fact.year_start]
        )
    return {OrgId(row["id"]): row for row in rows}
