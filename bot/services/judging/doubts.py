"""What no rule knows, but what resembles what is bad: the beginnings of words, each with a weight that people can read.

The weights are learnt from the known half of the corpus by `scripts/learn_doubts.py` and lie beside, in `doubts.txt`: a
beginning of a word (or of two neighbours) and its weight a line, those that speak for «bad» above zero.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.services.judging import marks

SIZES = (3, 4, 5, 6, 8)  # letters of a beginning
PAIRED = 4  # letters of each of two neighbours
THRESHOLD = -0.1  # chosen by leaving each round out in turn (docs/decisions, the record on moderation)
FILE = Path(__file__).with_name("doubts.txt")
SHORTEST = 3  # words: fewer resemble nothing
START = "="  # of the line with the weight that every message begins with
_SILENT = frozenset({marks.NUMBER, marks.SMILE})

Weights = Mapping[str, float]


def features(tokens: Sequence[str]) -> dict[str, set[int]]:
    """The beginnings in a message, with the places of the words that they come from."""
    words = [word for word in tokens if word not in _SILENT and not word.isdigit()]
    found: dict[str, set[int]] = {}
    before = ""
    for place, word in enumerate(words):
        for size in (len(word),) if word in marks.ALL else SIZES:
            found.setdefault(word[:size], set()).add(place)
        start = word[:PAIRED]
        if before:
            found.setdefault(f"{before} {start}", set()).update((place - 1, place))
        before = start
    return found


def score(tokens: Sequence[str], weights: Weights) -> float:
    """How much a message resembles bad ones; no single word decides: the word that speaks most for it is left out."""
    found = features(tokens)
    if not found:
        return weights[START]
    total = 0.0
    lost: dict[int, tuple[float, int]] = {}
    for beginning, places in found.items():
        weight = weights.get(beginning, 0.0)
        total += weight
        if len(places) == 1 or " " in beginning:
            for place in places:
                known, count = lost.get(place, (0.0, 0))
                lost[place] = known + weight, count + 1
    size = len(found)
    left = [_scaled(total - weight, size - count) for weight, count in lost.values()]
    return weights[START] + min([_scaled(total, size), *left])


def _scaled(total: float, size: int) -> float:
    return total / math.sqrt(size) if size else 0.0


def read(written: str) -> dict[str, float]:
    """The weights of a file like `doubts.txt`."""
    pairs = (line.rpartition(" ") for line in written.splitlines())
    return {beginning: float(weight) for beginning, _, weight in pairs}


_WEIGHTS = read(FILE.read_text(encoding="utf-8"))


def is_doubtful(tokens: Sequence[str], weights: Weights = _WEIGHTS) -> bool:
    """Is a grown-up to look at it?"""
    return len(tokens) >= SHORTEST and score(tokens, weights) > THRESHOLD
