"""Targets against the last closed report: the value, what is asked for, how many people are missing (rounded up)."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from bot.kit.ids import OrgId, PersonId
from bot.services import access, periods, report
from bot.services.report import Report
from models import Target

# Which report number a target is about, and of which official head-count it is a share.
MEASURED: dict[str, tuple[str, str]] = {
    "schools_in": ("schools_in", "schools"),
    "municipalities_in": ("municipalities_in", "municipalities"),
    "teachers_chat": ("teachers_chat", "teachers"),
    "teachers_3": ("teachers_3", "teachers"),
    "teachers_10": ("teachers_10", "teachers"),
    "teachers_call": ("teachers_call", "teachers"),
}


@dataclass(frozen=True, slots=True)
class TargetFact:
    """One target. `value`, `of` and `missing` are None while it was not measured or no head-count was given."""

    metric: str
    share: Fraction
    deadline: date | None
    basis: str
    value: int | None
    of: int | None
    missing: int | None


@dataclass(frozen=True, slots=True)
class Targets:
    """All targets of a region as of one closed period."""

    title: str
    period: str
    facts: tuple[TargetFact, ...]
    implied_share: Fraction | None


def people_missing(value: int, of: int, share: Fraction) -> int:
    """How many more are needed, rounded up: 35 % of 16 819 is 5 887 people."""
    return max(0, -(-of * share.numerator // share.denominator) - value)


async def read(actor: PersonId, *, now: datetime) -> Targets:
    """The targets of the actor's org against the last closed period.

    Raises:
        NotAllowed: the actor reads no reports.
        NoClosedPeriod: nothing has ended yet.
    """
    org = await access.access_org(actor, "report.read")
    region = OrgId(org.region_id or org.id)
    period = await periods.last_closed(region, now=now)
    current = await report.read(OrgId(org.id), period, now=now)
    rows = await Target.filter(org_id=region, valid_from__lte=period.last).order_by("valid_from", "id")
    newest = {row.metric: row for row in rows if row.metric in MEASURED}
    ordered = [newest[metric] for metric in MEASURED if metric in newest]
    return Targets(org.title, period.label, tuple(_fact(row, current) for row in ordered), _implied(newest))


def _fact(row: Target, current: Report) -> TargetFact:
    number, kind = MEASURED[row.metric]
    share = Fraction(row.share)
    measured = number not in current.missing and (number != "teachers_call" or current.with_calls)
    value = getattr(current.counts, number) if measured else None
    of = current.totals.get(kind)
    missing = people_missing(value or 0, of, share) if of is not None else None
    return TargetFact(row.metric, share, row.deadline, row.basis, value, of, missing)


def _implied(newest: dict[str, Target]) -> Fraction | None:
    """Who has written ten messages has written three: a higher target for ten makes the one for three void."""
    three, ten = newest.get("teachers_3"), newest.get("teachers_10")
    return Fraction(ten.share) if three and ten and ten.share > three.share else None
