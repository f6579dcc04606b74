"""Where a share is going: a straight line through its last weeks, and how far that line may be off. Pure arithmetic.

The margin is the two-sided 80 % interval of a single future week (Student's t): of ten such forecasts about two miss
by more. It knows the scatter of the weeks there are, and nothing of holidays or orders to come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt

LEAST = 3  # weeks: through two points a line always fits, so nothing would be known of its error
MOST = 8  # weeks: older ones say little of where it is going now
# 0.9 quantile of Student's t for 1, 2, … 6 degrees of freedom: a line through n weeks leaves n - 2 of them.
STUDENT = (3.078, 1.886, 1.638, 1.533, 1.476, 1.440)


class Verdict(StrEnum):
    """Will the target be met on its day? `UNCLEAR`: it lies inside the margin."""

    WILL = "will"
    WILL_NOT = "will_not"
    UNCLEAR = "unclear"
    TOO_FEW = "too_few"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Forecast:
    """The share foreseen on the deadline, within 0 to 1, and its margin; of how many weeks."""

    verdict: Verdict
    weeks: int
    expected: float = 0.0
    margin: float = 0.0


def foresee(points: Sequence[tuple[date, float]], share: float, deadline: date, today: date) -> Forecast:
    """What the last weeks say about a target.

    Args:
        points: (last day of the week, share then), oldest first, each day once.
        share: what is asked for, 0 to 1.
        deadline: when.
        today: a deadline that is not after it is over.
    """
    points = points[-MOST:]
    if deadline <= today:
        return Forecast(Verdict.OVER, len(points))
    if len(points) < LEAST:
        return Forecast(Verdict.TOO_FEW, len(points))
    expected, margin = _line(points, deadline)
    if expected - margin >= share:
        verdict = Verdict.WILL
    else:
        verdict = Verdict.WILL_NOT if expected + margin < share else Verdict.UNCLEAR
    return Forecast(verdict, len(points), min(max(expected, 0.0), 1.0), margin)


def _line(points: Sequence[tuple[date, float]], deadline: date) -> tuple[float, float]:
    """(share, margin) on the deadline by least squares."""
    number = len(points)
    days = [(day - points[0][0]).days for day, _ in points]
    shares = [share for _, share in points]
    middle, mean = sum(days) / number, sum(shares) / number
    spread = sum((day - middle) ** 2 for day in days)
    slope = sum((day - middle) * (share - mean) for day, share in zip(days, shares, strict=True)) / spread
    left = [share - mean - slope * (day - middle) for day, share in zip(days, shares, strict=True)]
    ahead = (deadline - points[0][0]).days - middle
    error = sqrt(sum(one * one for one in left) / (number - 2) * (1 + 1 / number + ahead * ahead / spread))
    return mean + slope * ahead, STUDENT[number - LEAST] * error
