"""The morning after a period: every administrator gets her own slice of the report; nobody types a number."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from bot.jobs.clock import Progress, Slot
from bot.kit.ids import OrgId
from bot.services import letters, periods, quiet, report
from bot.services.letters import Letter
from bot.services.periods import Period
from bot.ui import reports as screens

SENT_AT = time(8)  # local time of the region: the end of the quiet hours, unless an org has set its own
NEWS_FOR = timedelta(days=7)  # an older report is not sent any more, it can be asked for


async def due(now: datetime) -> list[Slot]:
    """The newest closed period of each region, once the morning has come."""
    slots = []
    for region in await periods.regions():
        period = await periods.find_newest_closed(OrgId(region.id))
        if period is None:
            continue
        if any(p.last > period.last for p in await periods.due_to_close(OrgId(region.id), now=now)):
            continue  # a newer one is just being closed
        morning = datetime.combine(period.until, SENT_AT, ZoneInfo(region.timezone))
        if morning <= now < morning + NEWS_FOR:
            slots.append(
                Slot("send_report", f"region {region.id}: {period.first}", {"period": msgspec.to_builtins(period)})
            )
    return slots


async def send_report(what: Mapping[str, Any], now: datetime) -> Progress:
    """All of a region's administrators in one transaction: all are written to, or none; in quiet hours, afterwards."""
    readers = await report.readers(msgspec.convert(what["period"], Period))
    slices = {fact.org: fact for _person, fact in readers}
    held = await quiet.held_until(list(slices), now=now)
    told = [Letter(person, fact.org, held_until=held[fact.org]) for person, fact in readers]
    await letters.write(told, lambda org: screens.report(slices[org]), now=now)
    return Progress.DONE
