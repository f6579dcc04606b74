"""What a file of the report is made of: one org's weeks, and the orgs below it in the newest of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.kit.ids import OrgId
from bot.services import periods, report
from bot.services.access import OrgKind
from bot.services.org_titles import in_order
from bot.services.periods import Period
from bot.services.report import Report
from models import ReportSnapshot

WEEKS = 60  # of history: a school year and what was before it


@dataclass(frozen=True, slots=True)
class Book:
    """One org's report with its history and its parts.

    Attributes:
        weeks: the org's own reports, oldest first; the one the book is about is the last.
        term: the report the book is about, where that is a term's; `weeks` are its weeks then.
        municipalities, schools: the parts in that last week, by title; empty where the org has none.
    """

    weeks: tuple[Report, ...]
    municipalities: tuple[Report, ...] = ()
    schools: tuple[Report, ...] = ()
    term: Report | None = None

    @property
    def own(self) -> Report:
        """The report the book is about."""
        return self.term or self.weeks[-1]

    def titles(self) -> dict[OrgId, str]:
        """Names of all orgs in the book."""
        return {r.org: r.title for r in (self.own, *self.municipalities, *self.schools)}


async def gather(org: OrgId, period: Period, *, now: datetime) -> Book:
    """Everything for one org's files of one period, frozen if the period is over: three statements then.

    Raises:
        NoSuchPeriod: the org was not there in that period.
    """
    if await periods.is_over(period, now=now):
        await report.freeze(period, now=now)
        slices = await report.frozen(period)
    else:
        slices = await report.build(period)
    own = next((r for r in slices if r.org == org), None)
    if own is None:
        raise periods.NoSuchPeriod(said=period.label)
    parts = slices if own.level is OrgKind.REGION else [r for r in slices if r.parent == org]
    return bind(own, parts, await history(own))


def bind(own: Report, parts: Sequence[Report], earlier: Sequence[Report]) -> Book:
    """A book of reports that are there already."""
    return Book((*earlier, own), _level(parts, OrgKind.MUNICIPALITY), _level(parts, OrgKind.SCHOOL))


def _level(parts: Iterable[Report], level: OrgKind) -> tuple[Report, ...]:
    """Alphabetical: nobody is ranked."""
    return tuple(sorted((r for r in parts if r.level is level), key=lambda r: in_order(r.title)))


async def history(own: Report) -> list[Report]:
    """An org's frozen reports before this one, oldest first."""
    rows = (
        await ReportSnapshot.filter(org_id=own.org, period__window_from__lt=own.since)
        .exclude(period_id=own.period_id)
        .order_by("-period__starts_on")
        .limit(WEEKS - 1)
    )
    return [replace(report.thawed(row.facts), aims={}) for row in reversed(rows)]
