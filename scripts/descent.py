"""A linear support vector machine in plain Python: squared hinge, L2, dual coordinate descent.

Hsieh et al., «A Dual Coordinate Descent Method for Large-scale Linear SVM» (ICML 2008).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

LOOSE = 2.0  # what a message on the wrong side costs, against the length of the weights
EPOCHS = 30
ENOUGH = 1e-3  # a message that would move by less is left where it is


@dataclass(frozen=True, slots=True)
class Row:
    """One message.

    Attributes:
        places: of its traits among the weights.
        length: of each trait, so that the whole vector is one long.
        bad: its side.
        counts: as how many messages.
    """

    places: list[int]
    length: float
    bad: bool
    counts: float


def descend(rows: Sequence[Row], scales: Sequence[float], chance: random.Random) -> tuple[list[float], float]:
    """The weights of the traits (already scaled: a trait speaks for itself) and the start."""
    squares = [scale * scale for scale in scales]
    weights, start = [0.0] * len(scales), 0.0
    pulls = [0.0] * len(rows)
    slack = [1 / (2 * LOOSE * row.counts) for row in rows]
    curves = [
        row.length**2 * sum(map(squares.__getitem__, row.places)) + 1 + loose
        for row, loose in zip(rows, slack, strict=True)
    ]
    order = list(range(len(rows)))
    for _ in range(EPOCHS):
        chance.shuffle(order)
        for at in order:
            row, side = rows[at], 1.0 if rows[at].bad else -1.0
            said = start + row.length * sum(map(weights.__getitem__, row.places))
            pull = max(0.0, pulls[at] - (side * said - 1 + slack[at] * pulls[at]) / curves[at])
            moved = side * (pull - pulls[at])
            if abs(moved) < ENOUGH:
                continue
            pulls[at] = pull
            start += moved
            change = moved * row.length
            for place in row.places:
                weights[place] += change * squares[place]
    return weights, start
