"""The reports that the command line prints: one level of a region, of a week, a term, or all weeks that are over."""

from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import NotFound
from bot.kit.ids import OrgId
from bot.services import orgs, periods, report, report_terms, terms
from bot.services.access import OrgKind
from bot.services.report import Report


@dataclass(frozen=True)
class NoSuchRegion(NotFound):
    """The installation has no region of this title."""

    what: str = "region"


async def read_table(region_title: str, said: str, level: OrgKind, *, now: datetime) -> list[Report]:
    """The reports of one level, of one week or term, or (nothing said) of all weeks that are over.

    Raises:
        NoSuchRegion: no region of this title.
        BadPeriod, NoSuchPeriod, Ambiguous: see `periods.find_said`.
        NoSuchTerm, NoWeekYet: see `terms`.
    """
    region = await orgs.find_region(region_title)
    if region is None:
        raise NoSuchRegion(said=region_title)
    if found := terms.find_said(said):
        term = await terms.find(region.id, found[1], now=now)
        return [r for r in await report_terms.slices(term, now=now) if r.level is level]
    return [r for r in await _of_weeks(region.id, said, now=now) if r.level is level]


async def _of_weeks(region: OrgId, said: str, *, now: datetime) -> list[Report]:
    if said.strip():
        wanted = [await periods.find_said(region, said, command="report --period", now=now)]
    else:
        wanted = await periods.closed(region, now=now)
    zones = await periods.time_zones(region)
    reports: list[Report] = []
    for period in wanted:
        over = periods.closes_at(period, zones) <= now
        if over:
            await report.freeze(period, now=now)
        reports += await (report.frozen(period) if over else report.build(period))
    return reports
