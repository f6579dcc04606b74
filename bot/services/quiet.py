"""Quiet hours: what is written to a person at night leaves in the morning of her school (mission D11)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.kit.ids import OrgId
from bot.services import settings
from bot.services.nudge_hours import within
from models import Org

KEY = "quiet_hours"


async def held_until(orgs: Sequence[OrgId], *, now: datetime) -> dict[OrgId, datetime | None]:
    """Until when each of these orgs is quiet: aware, None where it is not. Three statements a region."""
    rows = await Org.filter(id__in=list(dict.fromkeys(orgs)))
    known: dict[OrgId, dict[str, object]] = {}
    for region in {OrgId(row.region_id or row.id) for row in rows}:
        known |= await settings.of_orgs(region, (KEY,), now.date())
    return {OrgId(row.id): _ends(known[OrgId(row.id)][KEY], now.astimezone(ZoneInfo(row.timezone))) for row in rows}


def _ends(hours: object, local: datetime) -> datetime | None:
    if not within(hours, local.time()):
        return None
    assert isinstance(hours, list | tuple)
    morning = datetime.combine(local.date(), time.fromisoformat(str(hours[1])), local.tzinfo)
    return morning if morning > local else morning + timedelta(days=1)
