"""Days off: nobody is reminded on them. Dated settings, never forgotten.

A region's list shifts school weeks. A municipality and a school inherit it and keep only what is different with them:
days that are off with them alone, and days on which they work although those above do not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.kit.errors import Conflict
from bot.kit.ids import OrgId
from bot.services import settings
from bot.services.period_windows import Days

KEY = "holidays"
WORKED = "school_days"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class NoDaysOff(Conflict):
    """None of these days is a day off; `said` names them."""

    what: str = "days_off"


async def of(region: OrgId, day: date) -> list[Days]:
    """Holidays of a region as known on a day, in order."""
    return _spans(await settings.get(region, KEY, day))


async def layers(org: OrgId, day: date) -> list[tuple[list[Days], list[Days]]]:
    """(days off, days worked) that the region, the municipality and the org have set, from the top down to the org."""
    return [_layer(own) for own in await settings.layers(org, (KEY, WORKED), day)]


async def of_orgs(region: OrgId, day: date) -> dict[OrgId, list[Days]]:
    """Days off of a region and every org below it; two statements for all."""
    known = await settings.layers_of_orgs(region, (KEY, WORKED), day)
    return {org: fold(map(_layer, layers)) for org, layers in known.items()}


def fold(layers: Iterable[tuple[Sequence[Days], Sequence[Days]]]) -> list[Days]:
    """What is off with the lowest of these layers: each adds its days off and takes out those it works on."""
    off: list[Days] = []
    for own, worked in layers:
        for span in own:
            off = join(off, *span)
        for span in worked:
            off = take_out(off, *span)
    return off


async def put(
    org: OrgId, spans: Sequence[Days], *, key: str = KEY, valid_from: date, basis: str, now: datetime
) -> None:
    """Keep the whole list as known from a day on; what was known before stays readable. The caller has authorised."""
    pairs = [[first.isoformat(), last.isoformat()] for first, last in spans]
    await settings.put(org, key, pairs, valid_from=valid_from, basis=basis, now=now)


def _layer(own: Mapping[str, object]) -> tuple[list[Days], list[Days]]:
    return _spans(own.get(KEY)), _spans(own.get(WORKED))


def _spans(kept: object) -> list[Days]:
    pairs = kept if isinstance(kept, list) else []
    return sorted((date.fromisoformat(str(first)), date.fromisoformat(str(last))) for first, last in pairs)


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
