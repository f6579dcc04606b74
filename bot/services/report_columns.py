"""The column of calls (mission H17): a target asks for it, the sixteen columns of the source do not have it."""

from dataclasses import dataclass
from datetime import datetime

from bot.kit.ids import OrgId, PersonId
from bot.services import access, audit, periods, settings
from bot.services.years import local_day

BASIS = "решение администратора региона"


@dataclass(frozen=True, slots=True)
class Switched:
    """The column is on or off, from the running period on; closed ones stay as they are."""

    is_on: bool
    period: str


async def switch_calls(actor: PersonId, *, is_on: bool, now: datetime) -> Switched:
    """Show the column of calls in the region's reports, or leave it out.

    Raises:
        NotAllowed: the actor administers no region.
    """
    region = await access.access_org(actor, "report.columns")
    period = await periods.running(OrgId(region.id), local_day(region.timezone, now))
    await settings.put(OrgId(region.id), "report.call_column", is_on, valid_from=period.first, basis=BASIS, now=now)
    await audit.record(actor, "report.columns", org=OrgId(region.id), now=now, calls=int(is_on))
    return Switched(is_on, period.label)
