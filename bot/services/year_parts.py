"""Quarters, trimesters or half-years of a school year, as data: read from words, checked, found by day. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from bot.kit.errors import BadInput
from bot.services.period_labels import BadPeriod, parse_period
from bot.services.period_windows import Days


class PartKind(StrEnum):
    """How a school year is divided."""

    QUARTERS = "quarters"
    TRIMESTERS = "trimesters"
    HALVES = "halves"


KEY = "year.parts"
HOW_MANY = {PartKind.QUARTERS: 4, PartKind.TRIMESTERS: 3, PartKind.HALVES: 2}


@dataclass(frozen=True)
class BadParts(BadInput):
    """Not that many spans, out of order, or outside the school year; `said` is the wrong one, `expects` the kind."""

    expects: str = PartKind.QUARTERS.value


@dataclass(frozen=True, slots=True)
class YearParts:
    """The parts of one school year in order, both days included."""

    kind: PartKind
    spans: tuple[Days, ...]


def parse_parts(kind: PartKind, said: str, year: Days) -> YearParts:
    """«01.09-25.10.2026, 03.11-30.12.2026, …».

    Args:
        kind: decides how many there must be.
        said: spans, with commas or lines between them.
        year: first and last day of the school year.

    Raises:
        BadParts: see there.
    """
    pieces = [piece.strip() for piece in said.replace("\n", ",").replace(";", ",").split(",") if piece.strip()]
    if len(pieces) != HOW_MANY[kind]:
        raise BadParts(expects=kind.value, said=said.strip()[:40])
    spans = [_span(kind, piece) for piece in pieces]
    for (_, before), (after, _) in pairwise(spans):
        if after <= before:
            raise BadParts(expects=kind.value, said=f"{after:%d.%m.%Y}")
    if spans[0][0] < year[0] or spans[-1][1] > year[1]:
        raise BadParts(expects=kind.value, said=f"{spans[0][0]:%d.%m.%Y}-{spans[-1][1]:%d.%m.%Y}")
    return YearParts(kind, tuple(spans))


def _span(kind: PartKind, piece: str) -> Days:
    try:
        span = parse_period(piece)
    except BadPeriod as wrong:
        raise BadParts(expects=kind.value, said=piece[:40]) from wrong
    return span.first, span.last


def to_json(divisions: Sequence[YearParts]) -> list[dict[str, object]]:
    """As they are kept: a year may be divided in several ways, by quarters and for the older classes by half-years."""
    return [
        {"kind": parts.kind.value, "spans": [[first.isoformat(), last.isoformat()] for first, last in parts.spans]}
        for parts in divisions
    ]


def from_json(kept: object, year: Days) -> list[YearParts]:
    """As they were kept, those of one school year; none while nobody has given any for it."""
    rows = kept if isinstance(kept, list) else [kept]
    found = [_read(row) for row in rows if isinstance(row, Mapping) and "kind" in row]
    return [parts for parts in found if parts.spans[0][0] >= year[0] and parts.spans[-1][1] <= year[1]]


def _read(kept: Mapping[str, Any]) -> YearParts:
    spans = tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in kept["spans"])
    return YearParts(PartKind(kept["kind"]), spans)
