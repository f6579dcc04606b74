"""What a school or a municipality has otherwise than the region: its own days off and quiet hours, inherited downwards.

The region's list is the default. An org adds days on which it is off, and takes back days on which it works. Weeks of
the report stay the region's. Each change holds from today on; what held before stays readable.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.kit.errors import BadInput, Conflict
from bot.kit.ids import OrgId, PersonId
from bot.services import access, audit, days_off, settings
from bot.services.days_off import NoDaysOff
from bot.services.period_labels import Span
from bot.services.period_windows import Days
from bot.services.quiet import KEY as QUIET_HOURS
from bot.services.rule_edits import QUIET
from bot.services.years import local_day
from models import Org, OrgKind

ACT = "calendar.own"
BASIS = "/календарь"


@dataclass(frozen=True)
class DaysOver(Conflict):
    """These days are over: nobody can be left in peace on them any more; `said` names them."""

    what: str = "days_over"


@dataclass(frozen=True)
class BadHours(BadInput):
    """The words are no hours; `said` is what was written."""

    expects: str = "20:00-07:00"


@dataclass(frozen=True, slots=True)
class OwnDays:
    """What an org has.

    Attributes:
        off: all its days off that are not over, inherited ones among them.
        own: those it has set itself; for a region these are all.
        worked: days on which it works although those above do not.
        quiet: hours («19:00», «08:00») at night, its own or inherited.
    """

    off: tuple[Days, ...]
    own: tuple[Days, ...]
    worked: tuple[Days, ...]
    quiet: tuple[str, str]


async def read(org: OrgId, day: date) -> OwnDays:
    """What an org has on a day."""
    layers = await days_off.layers(org, day)
    own, worked = layers[-1]
    hours = await settings.get(org, QUIET_HOURS, day)
    assert isinstance(hours, list | tuple)
    return OwnDays(
        _left(days_off.fold(layers), day), _left(own, day), _left(worked, day), (str(hours[0]), str(hours[1]))
    )


def _left(spans: Sequence[Days], day: date) -> tuple[Days, ...]:
    return tuple(span for span in spans if span[1] >= day)


async def is_the_regions(actor: PersonId) -> bool:
    """Does the actor's role in use change the region's own calendar?

    Raises:
        NotAllowed: she changes none.
    """
    return (await access.access_org(actor, ACT)).kind is OrgKind.REGION


async def add_days_off(actor: PersonId, span: Span, *, now: datetime) -> OwnDays:
    """Days off of the actor's own school or municipality.

    Raises:
        NotAllowed: the actor answers for no org.
        DaysOver: the last of them is over.
    """
    org, today = await _own(actor, span, now=now)
    own, worked = (await days_off.layers(OrgId(org.id), today))[-1]
    own, worked = days_off.join(own, span.first, span.last), days_off.take_out(worked, span.first, span.last)
    return await _keep(actor, org, span, own, worked, now=now)


async def take_out_days_off(actor: PersonId, span: Span, *, now: datetime) -> OwnDays:
    """The actor's own school or municipality works on these days, whatever those above it do.

    Raises:
        NotAllowed, DaysOver: see `add_days_off`.
        NoDaysOff: none of them was a day off.
    """
    org, today = await _own(actor, span, now=now)
    layers = await days_off.layers(OrgId(org.id), today)
    if not _touch(days_off.fold(layers), span):
        raise NoDaysOff(said=_named(span))
    own, worked = layers[-1]
    if _touch(days_off.fold(layers[:-1]), span):
        worked = days_off.join(worked, span.first, span.last)
    return await _keep(actor, org, span, days_off.take_out(own, span.first, span.last), worked, now=now)


def _touch(spans: Sequence[Days], span: Span) -> bool:
    return any(first <= span.last and last >= span.first for first, last in spans)


def _named(span: Span) -> str:
    return f"{span.first:%d.%m}-{span.last:%d.%m.%Y}"


async def _own(actor: PersonId, span: Span, *, now: datetime) -> tuple[Org, date]:
    org = await access.access_org(actor, ACT)
    today = local_day(org.timezone, now)
    if span.last < today:
        raise DaysOver(said=_named(span))
    return org, today


async def _keep(
    actor: PersonId, org: Org, span: Span, own: Sequence[Days], worked: Sequence[Days], *, now: datetime
) -> OwnDays:
    node, today = OrgId(org.id), local_day(org.timezone, now)
    await days_off.put(node, own, valid_from=today, basis=BASIS, now=now)
    await days_off.put(node, worked, key=days_off.WORKED, valid_from=today, basis=BASIS, now=now)
    await audit.record(actor, ACT, org=node, now=now, days=(span.last - span.first).days + 1)
    return await read(node, today)


async def set_quiet_hours(actor: PersonId, said: str, *, now: datetime) -> OwnDays:
    """Hours in which the actor's own org, and all below it that have set none, are left in peace.

    Raises:
        NotAllowed: the actor answers for no org.
        BadHours: no two hours, or twice the same.
    """
    org = await access.access_org(actor, ACT)
    hours, today = parse_hours(said), local_day(org.timezone, now)
    await settings.put(OrgId(org.id), QUIET_HOURS, list(hours), valid_from=today, basis=BASIS, now=now)
    await audit.record(actor, ACT, org=OrgId(org.id), now=now, begin=hours[0], end=hours[1])
    return await read(OrgId(org.id), today)


def parse_hours(said: str) -> tuple[str, str]:
    """«20:00-07:00», «с 20 до 7».

    Raises:
        BadHours: see there.
    """
    found = QUIET.fullmatch(said.strip().lower())
    if not found:
        raise BadHours(said=said.strip()[:40])
    begin, end = (f"{int(found[n]):02}:{found[n + 1] or '00'}" for n in (1, 3))
    if begin == end:
        raise BadHours(said=said.strip()[:40])
    return begin, end
