"""Targets as people name and type them, and those that the sources ask for. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.kit.errors import BadInput
from bot.services.settings import MINISTRY, REGULATION

# In the order they are shown. Which number of the report a target is about, and of which official head-count it is
# a share; the three without a number are measured on the rosters (mission B3, B4), `OFFICES` in conversations.
MEASURED: dict[str, tuple[str, str]] = {
    "schools_in": ("schools_in", "schools"),
    "municipalities_in": ("municipalities_in", "municipalities"),
    "teachers_chat": ("teachers_chat", "teachers"),
    "teachers_3": ("teachers_3", "teachers"),
    "teachers_10": ("teachers_10", "teachers"),
    "teachers_call": ("teachers_call", "teachers"),
}
OFFICES = "offices"  # mission I3: administrators in the conversations of the administrations, by the last audit
ON_ROSTERS = ("teachers_in", "students_in", "parents_in")
OF_PUPILS = ("students_in", "parents_in")
METRICS = (*MEASURED, OFFICES, *ON_ROSTERS)
ABOVE_SCHOOLS = ("schools_in", "municipalities_in", OFFICES)  # a school itself has no such target

TYPED: dict[str, str] = {
    "муницип": "municipalities_in",
    "моуо": "municipalities_in",
    "municip": "municipalities_in",
    "служебн": OFFICES,
    "администрац": OFFICES,
    "office": OFFICES,
    "школ": "schools_in",
    "school": "schools_in",
    "чат": "teachers_chat",
    "бесед": "teachers_chat",
    "chat": "teachers_chat",
    "звон": "teachers_call",
    "call": "teachers_call",
    "10": "teachers_10",
    "≥10": "teachers_10",
    "3": "teachers_3",
    "≥3": "teachers_3",
    "учител": "teachers_in",
    "педагог": "teachers_in",
    "teacher": "teachers_in",
    "учени": "students_in",
    "обуч": "students_in",
    "pupil": "students_in",
    "student": "students_in",
    "родит": "parents_in",
    "parent": "parents_in",
}
LINE = re.compile(r"^(?P<metric>.+?)\s+(?P<share>\d[\d.,]*)\s*%?(?:\s+(?:до|к|by)\s+(?P<day>\S+))?$", re.IGNORECASE)
BASIS_LENGTH = 200


@dataclass(frozen=True)
class BadTarget(BadInput):
    """The words are no target; `expects` is the part that is missing or wrong: metric, share, day, basis."""

    expects: str = "metric"


@dataclass(frozen=True, slots=True)
class TypedTarget:
    """A target as it was typed: `share` from 0 to 1, the day it is to be met by, the document it rests on."""

    metric: str
    share: Decimal
    deadline: date | None
    basis: str


# Read off 002:32, 47 and 003:136-144.
OF_SOURCES = (
    TypedTarget("schools_in", Decimal("1.00"), date(2022, 12, 31), MINISTRY),
    TypedTarget("municipalities_in", Decimal("1.00"), date(2022, 12, 31), MINISTRY),
    TypedTarget(OFFICES, Decimal("1.00"), date(2023, 7, 1), MINISTRY),
    TypedTarget("teachers_chat", Decimal("0.35"), date(2023, 9, 1), MINISTRY),
    TypedTarget("teachers_3", Decimal("0.25"), date(2023, 9, 1), MINISTRY),
    TypedTarget("teachers_10", Decimal("0.35"), date(2023, 9, 1), MINISTRY),
    TypedTarget("teachers_call", Decimal("0.30"), date(2023, 9, 1), MINISTRY),
    TypedTarget("teachers_in", Decimal("1.00"), None, REGULATION),
    TypedTarget("students_in", Decimal("0.90"), None, REGULATION),
    TypedTarget("parents_in", Decimal("0.90"), None, REGULATION),
)


@dataclass(frozen=True, slots=True)
class Implied:
    """`metric` is asked for at `asked`, but `by`, whose people are all among its own, asks for more: `needed`."""

    metric: str
    by: str
    asked: Decimal
    needed: Decimal


def contradictions(targets: Sequence[TypedTarget]) -> list[Implied]:
    """Targets that another one makes void: who has written ten messages has written three (003:141-142).

    A later deadline of the higher target is no contradiction: the lower one is then a stage on its way.
    """
    by_metric = {target.metric: target for target in targets}
    three, ten = by_metric.get("teachers_3"), by_metric.get("teachers_10")
    if not three or not ten or ten.share <= three.share:
        return []
    if three.deadline and ten.deadline and ten.deadline > three.deadline:
        return []
    return [Implied("teachers_3", "teachers_10", three.share, ten.share)]


def parse_target(said: str) -> TypedTarget:
    """«3 сообщения 30% до 01.09.2027; приказ № 5».

    Raises:
        BadTarget: a part is missing or wrong; says which.
    """
    line, _semicolon, basis = said.strip().partition(";")
    found = LINE.match(line.strip())
    if found is None:
        metric = find_metric(line)
        raise BadTarget(expects="share" if metric else "metric", said=line.strip()[:40])
    metric = find_metric(found["metric"])
    if metric is None:
        raise BadTarget(said=found["metric"][:40])
    deadline = parse_deadline(found["day"]) if found["day"] else None
    return TypedTarget(metric, parse_share(found["share"]), deadline, parse_basis(basis))


def find_metric(said: str) -> str | None:
    """«3 сообщения», «чаты», a button's id; None for anything else."""
    word = said.strip().lower()
    if word in METRICS:
        return word
    first = word.partition(" ")[0]
    numbers = {stem: metric for stem, metric in TYPED.items() if stem.strip("≥").isdigit()}
    if first.strip("+") in numbers:
        return numbers[first.strip("+")]
    return next((metric for stem, metric in TYPED.items() if first.isalpha() and first.startswith(stem)), None)


def parse_share(said: str) -> Decimal:
    """«35», «35,5 %» as a share from 0 to 1.

    Raises:
        BadTarget: not from 0,01 to 100.
    """
    digits = said.strip().removesuffix("%").strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", digits) or not 0 < Decimal(digits) <= 100:
        raise BadTarget(expects="share", said=said.strip()[:40])
    return Decimal(digits) / 100


def parse_deadline(said: str) -> date:
    """«01.09.2027».

    Raises:
        BadTarget: no such day.
    """
    try:
        return datetime.strptime(said.strip(), "%d.%m.%Y").date()  # noqa: DTZ007 a date has no zone
    except ValueError as wrong:
        raise BadTarget(expects="day", said=said.strip()[:40]) from wrong


def parse_basis(said: str) -> str:
    """The document a target rests on: a few words.

    Raises:
        BadTarget: nothing was said.
    """
    words = " ".join(said.split())
    if len(words) < 3:
        raise BadTarget(expects="basis", said=words)
    return words[:BASIS_LENGTH]
