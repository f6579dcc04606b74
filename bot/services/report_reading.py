"""Who may read which report: what a person asks for, in words or by a button, as one org's report of one period."""

from dataclasses import dataclass
from datetime import datetime

from bot.kit.errors import BadInput, NotAllowed
from bot.kit.ids import OrgId, PersonId
from bot.services import access, org_titles, orgs, periods, report, report_terms, terms
from bot.services.period_labels import BadPeriod
from bot.services.report import Report
from bot.services.report_asking import Asked
from bot.services.terms import Term
from models import SCHOOL_KINDS, Org, OrgKind

KINDS = [OrgKind.REGION, OrgKind.MUNICIPALITY, *SCHOOL_KINDS]


@dataclass(frozen=True)
class NoSuchPlace(BadInput):
    """Neither a week nor an org below the asker's own; `said` is what was written."""

    expects: str = "week or org"


async def read(actor: PersonId, asked: Asked, *, now: datetime) -> Report:
    """The report a person asks for in words.

    Args:
        actor: administers or directs an org.
        asked: nothing said means her own org, and the last closed period.
        now: aware UTC moment.

    Raises:
        NotAllowed: the actor reads no reports, or not of that org.
        NoSuchPlace, Ambiguous: no org is called so, or several below hers are.
        BadPeriod, NoSuchPeriod, NoClosedPeriod: see `periods.find_said`.
        NoSuchTerm, NoWeekYet: see `terms`.
    """
    own = await access.access_org(actor, "report.read")
    org = await _place(actor, own, asked) if asked.place else OrgId(own.id)
    if asked.term:
        term = await terms.find(OrgId(own.region_id or own.id), asked.term, now=now)
        return await report_terms.read(org, term, now=now)
    again = " ".join(filter(None, ("/отчёт", asked.place, asked.form)))
    period = await periods.find_said(OrgId(own.region_id or own.id), asked.week, command=again, now=now)
    return await report.read(org, period, now=now)


async def begun_terms(actor: PersonId, *, now: datetime) -> list[Term]:
    """Parts of the school year that there can be a report of.

    Raises:
        NotAllowed: the actor reads no reports.
    """
    own = await access.access_org(actor, "report.read")
    return await terms.begun(OrgId(own.region_id or own.id), now=now)


async def _place(actor: PersonId, own: Org, asked: Asked) -> OrgId:
    number = org_titles.parse_reference(asked.place)
    if number is not None:
        return OrgId((await access.access_org(actor, "report.read", OrgId(number))).id)
    again = " ".join(filter(None, ("/отчёт", asked.week, "{it}", asked.form)))
    found = org_titles.pick(await orgs.subtree(OrgId(own.id), kinds=KINDS), asked.place, again=again)
    if found:
        return found.id
    if asked.place[0].isdigit() and "." in asked.place:
        raise BadPeriod(said=asked.place[:40])
    if org_titles.fitting(await orgs.subtree(OrgId(own.region_id or own.id), kinds=KINDS), asked.place):
        raise NotAllowed("report.read")  # there is one, but not for her
    raise NoSuchPlace(said=asked.place[:40])
