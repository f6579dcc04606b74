"""What is odd in a report, found in its own frozen facts: who shows it says it in words, and the same every time."""

from dataclasses import dataclass
from datetime import date

from bot.services.access import OrgKind
from bot.services.report import Report

WEEK_DAYS = 7
# An official head-count, what is counted against it, and since when it holds
OVER = {"teachers": "teachers_in", "students": "students_in", "schools": "schools_in"}
MORE_IDLE = {"schools_idle": "schools_in", "municipalities_idle": "municipalities_in"}


@dataclass(frozen=True, slots=True)
class TooMany:
    """More are in than there are in all.

    Attributes:
        kind: of whom: teachers, students, schools.
        same_name, no_lessons: teachers only: a name that stands twice in its school; neither a class nor a subject
            nor a message. They are where to look first; one person may be among both.
        since: from when the head-count holds.
    """

    kind: str
    value: int
    of: int
    same_name: int = 0
    no_lessons: int = 0
    since: date | None = None


@dataclass(frozen=True, slots=True)
class MoreIdle:
    """More orgs are not active than in the period before; `joined` have come in since."""

    number: str
    before: int
    now: int
    joined: int


@dataclass(frozen=True, slots=True)
class NotGiven:
    """Official head-counts that nobody gave."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OddWindow:
    """The period counts more or fewer days than a week."""

    days: int


Sign = TooMany | MoreIdle | NotGiven | OddWindow


def read(fact: Report) -> list[Sign]:
    """Everything odd, the gravest first."""
    found: list[Sign] = list(filter(None, (_too_many(fact, kind) for kind in OVER)))
    found += filter(None, (_more_idle(fact, number) for number in MORE_IDLE))
    if fact.level is OrgKind.REGION:
        wanted = ("schools", "teachers", "students", "municipalities")
        if lacking := tuple(kind for kind in wanted if kind not in fact.totals):
            found.append(NotGiven(lacking))
    days = (fact.until - fact.since).days
    return found if fact.term or days == WEEK_DAYS else [*found, OddWindow(days)]


def _too_many(fact: Report, kind: str) -> TooMany | None:
    of, value = fact.totals.get(kind), getattr(fact.counts, OVER[kind])
    if not of or value <= of:
        return None
    if kind != "teachers":
        return TooMany(kind, value, of, since=fact.totals_since.get(kind))
    doubts = fact.doubts
    return TooMany(
        kind, value, of, doubts.get("same_name", 0), doubts.get("no_lessons", 0), fact.totals_since.get(kind)
    )


def _more_idle(fact: Report, number: str) -> MoreIdle | None:
    if fact.before is None or fact.level is OrgKind.SCHOOL:
        return None
    before, now = getattr(fact.before, number), getattr(fact.counts, number)
    if now <= before:
        return None
    of = MORE_IDLE[number]
    return MoreIdle(number, before, now, max(getattr(fact.counts, of) - getattr(fact.before, of), 0))
