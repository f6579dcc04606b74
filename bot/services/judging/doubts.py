"""What the rules do not know, and what they take wrongly: how much a message resembles bad ones, by its traits.

The weights of the traits are learnt from the known corpus by `scripts/learn_doubts.py` and lie beside, in `doubts.txt`:
a trait and its weight in hundredths a line, those that speak for «bad» above zero.
"""

import math
from collections.abc import Mapping, Set
from pathlib import Path

from bot.services.judging.verdict import Reason

# Both chosen by leaving each round out in turn (docs/decisions, the record on moderation).
DOUBTFUL = 0.75  # above, a message that breaks no rule is doubtful
EVERYDAY = -0.4  # below, a message is what is said every day, and a rule that it seems to break has misread it
FILE = Path(__file__).with_name("doubts.txt")
START = "="  # of the line with the weight that every message begins with
LEARNT = "#"  # of the line that says from what the weights were learnt
HUNDREDTHS = 100
NEUTRAL = 0.0  # of a message that is not asked what it resembles
SHORTEST = 3  # words: fewer resemble nothing
# Where somebody may come to harm, a grown-up rather looks once too often.
_NEVER_MISREAD = frozenset({Reason.DISTRESS, Reason.THREAT, Reason.BAIT, Reason.DRUGS, Reason.GROOMING})

Weights = Mapping[str, float]


def read(written: str) -> dict[str, float]:
    """The weights of a file like `doubts.txt`."""
    pairs = (line.rpartition(" ") for line in written.splitlines() if not line.startswith(LEARNT))
    return {trait: int(weight) / HUNDREDTHS for trait, _, weight in pairs}


_WEIGHTS = read(FILE.read_text(encoding="utf-8"))


def score(traits: Set[str], weights: Weights = _WEIGHTS) -> float:
    """How much a message resembles bad ones; below zero it is more like ordinary ones."""
    known = filter(None, map(weights.get, traits))
    return weights[START] + sum(known) / math.sqrt(max(len(traits), 1))


def is_doubtful(likeness: float, words: int) -> bool:
    """Is a grown-up to look at a message of this score and so many words, though no rule knows it?"""
    return words >= SHORTEST and likeness > DOUBTFUL


def is_misread(reason: Reason, likeness: float) -> bool:
    """Is it what is said every day, so that the rule of the lexicon which found this reason is wrong?"""
    return likeness < EVERYDAY and reason not in _NEVER_MISREAD
