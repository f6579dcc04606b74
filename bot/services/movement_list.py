"""Arrivals and departures of a school by period, for its administrator."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.kit.ids import PersonId
from bot.services import access
from bot.services.chat_plans import class_titles
from bot.services.period_labels import parse_period
from bot.services.years import local_day
from models import Movement, MovementKind

DEFAULT_DAYS = 30  # when no period is named
SHOWN = 30  # rows on a screen


@dataclass(frozen=True, slots=True)
class MovementLine:
    """A row of the list."""

    kind: MovementKind
    day: date
    name: str
    class_title: str
    order_no: str
    place: str


@dataclass(frozen=True, slots=True)
class MovementList:
    """Arrivals and departures of a school from `first` to `last`, both included; newest first."""

    org_title: str
    first: date
    last: date
    arrived: int
    left: int
    lines: tuple[MovementLine, ...]


async def list_movements(actor: PersonId, said: str, *, now: datetime) -> MovementList:
    """Arrivals and departures of the actor's school in a period («01.09-30.11.2026», «2026-W48»), else of 30 days.

    Raises:
        NotAllowed: the actor may not read them.
        BadPeriod: the words are no period.
    """
    org = await access.access_org(actor, "movement.read")
    last = local_day(org.timezone, now)
    first = last - timedelta(days=DEFAULT_DAYS)
    if said:
        span = parse_period(said)
        first, last = span.first, span.last
    rows = (
        await Movement.filter(org_id=org.id, day__gte=first, day__lte=last)
        .select_related("entry")
        .order_by("-day", "-id")
    )
    titles = await class_titles({row.school_class_id for row in rows}, now=now)
    lines = tuple(
        MovementLine(
            row.kind, row.day, row.entry.full_name, titles.get(row.school_class_id, ""), row.order_no, row.place
        )
        for row in rows[:SHOWN]
    )
    arrived = sum(row.kind is MovementKind.ARRIVED for row in rows)
    return MovementList(org.title, first, last, arrived, len(rows) - arrived, lines)
