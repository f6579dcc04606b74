"""Days off of a region: nobody is reminded on them, and school weeks shift. A dated setting, never forgotten."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.kit.ids import OrgId
from bot.services import settings
from bot.services.period_windows import Days

KEY = "holidays"
DAY = timedelta(days=1)


async def of(region: OrgId, day: date) -> list[Days]:
    """Holidays of a region as known on a day, in order."""
    kept = await settings.get(region, KEY, day)
    pairs = kept if isinstance(kept, list) else []
    return sorted((date.fromisoformat(str(first)), date.fromisoformat(str(last))) for first, last in pairs)


async def put(region: OrgId, spans: Sequence[Days], *, valid_from: date, basis: str, now: datetime) -> None:
    """Keep the whole list as known from a day on; what was known before stays readable. The caller has authorised."""
    pairs = [[first.isoformat(), last.isoformat()] for first, last in spans]
    await settings.put(region, KEY, pairs, valid_from=valid_from, basis=basis, now=now)


def join(spans: Sequence[Days], first: date, last: date) -> list[Days]:
    """The list with one span more; spans that touch become one."""
    joined: list[Days] = []
    for begin, end in sorted([*spans, (first, last)]):
        if joined and begin <= joined[-1][1] + DAY:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((begin, end))
    return joined


def take_out(spans: Sequence[Days], first: date, last: date) -> list[Days]:
    """The list without these days."""
    left: list[Days] = []
    for begin, end in spans:
        if end < first or begin > last:
            left.append((begin, end))
            continue
        if begin < first:
            left.append((begin, first - DAY))
        if end > last:
            left.append((last + DAY, end))
    return left
