"""Learn the weights of `bot/services/judging/doubts.txt` from the known corpus: the same from the same, in a minute.

    python -m scripts.learn_doubts            write the file (`make doubts`)
    python -m scripts.learn_doubts --rounds   what it would have said of each round, learnt from all the others
    python -m scripts.learn_doubts --heavy    the traits that weigh most, to look for accidents

A support vector machine over vectors of length one (`scripts/descent.py`), each trait scaled by how differently bad and
ordinary messages have it: Wang and Manning, «Baselines and Bigrams» (ACL 2012).
"""

import hashlib
import math
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.moderation_figures import ROUNDS, RULES, Sample, read
from bot.services.judging import judge, lexicon
from bot.services.judging.doubts import FILE, HUNDREDTHS, LEARNT, START, Weights, is_doubtful, is_misread, score
from bot.services.judging.plain import plain
from bot.services.judging.traits import traits
from scripts.descent import Row, descend

KNOWN = ("known", *ROUNDS)
TWICE = 2  # messages that have to have a trait
MOST = 45_000  # traits that are kept
LOOKED_AT = 20  # of so many messages the traits of one are part of the digest
BORDER = 4.0  # ordinary messages of `known` stand near the border on purpose: each counts as so many


@dataclass(frozen=True, slots=True)
class Example:
    """A message to learn from."""

    traits: frozenset[str]
    words: int
    bad: bool
    counts: float


def examples_of(part: str) -> list[Example]:
    """The messages of a part of the corpus."""
    return [_example(sample, BORDER if part == "known" and not sample.kind else 1.0) for sample in read(part)]


def _example(sample: Sample, counts: float) -> Example:
    tokens = plain(sample.text).tokens
    found = traits(sample.text, tokens, lexicon.read(tokens).every)
    return Example(frozenset(found), len(tokens), bool(sample.kind), counts)


def learn(examples: Sequence[Example]) -> dict[str, int]:
    """The weights of the traits in hundredths, and the one that every message begins with."""
    often = Counter(trait for example in examples for trait in example.traits)
    known = sorted(trait for trait, times in often.items() if times >= TWICE)
    scales = _scales(known, examples)
    places = {trait: place for place, trait in enumerate(known)}
    rows = [
        Row(
            sorted(places[trait] for trait in example.traits if trait in places),
            1 / math.sqrt(len(example.traits)),
            example.bad,
            example.counts,
        )
        for example in examples
    ]
    weights, start = descend(rows, scales, random.Random(1))
    heaviest = sorted(places.values(), key=lambda place: (-abs(weights[place]) * math.sqrt(often[known[place]]), place))
    kept = {known[place]: round(weights[place] * HUNDREDTHS) for place in sorted(heaviest[:MOST])}
    return {START: round(start * HUNDREDTHS)} | {trait: weight for trait, weight in kept.items() if weight}


def _scales(known: Sequence[str], examples: Iterable[Example]) -> list[float]:
    """The root of how far apart the shares of a trait are among those of bad and of ordinary messages (logarithms)."""
    bad, ordinary = (dict.fromkeys(known, 1) for _ in range(2))
    for example in examples:
        seen = bad if example.bad else ordinary
        for trait in example.traits & seen.keys():
            seen[trait] += 1
    apart = math.log(sum(bad.values()) / sum(ordinary.values()))
    return [math.sqrt(abs(math.log(bad[trait] / ordinary[trait]) - apart)) for trait in known]


def digest() -> str:
    """Of what is learnt from and how: while it is the same, learning again would give much the same weights.

    The traits of a few messages stand for all: to find those of 26 000 takes as long as half of learning.
    """
    told = hashlib.sha256()
    for source in (Path(__file__), Path(descend.__code__.co_filename)):
        told.update(source.read_bytes())
    for part in KNOWN:
        for place, sample in enumerate(read(part)):
            looked_at = sorted(_example(sample, 1.0).traits) if place % LOOKED_AT == 0 else ""
            told.update(f"{sample.kind}{sample.text}{looked_at}".encode())
    return told.hexdigest()[:16]


def rounds() -> None:
    """Each round judged by what was learnt from all the others."""
    parts = {part: examples_of(part) for part in KNOWN}
    for left_out in KNOWN[1:]:
        rest = [example for part, examples in parts.items() if part != left_out for example in examples]
        weights = {trait: weight / HUNDREDTHS for trait, weight in learn(rest).items()}
        print(left_out, *_figures(left_out, parts[left_out], weights), flush=True)


def _figures(part: str, examples: Iterable[Example], weights: Weights) -> Iterable[str]:
    judged = []
    for sample, example in zip(read(part), examples, strict=True):
        reason, likeness = judge(sample.text, RULES).reason, score(example.traits, weights)
        ruled = reason is not None and not is_misread(reason, likeness)
        judged.append((example.bad, reason is not None, ruled, ruled or is_doubtful(likeness, example.words)))
    for bad in (True, False):
        own = [counts for is_bad, *counts in judged if is_bad is bad]
        rules, left, both = (sum(column) for column in zip(*own, strict=True))
        yield f"{'bad' if bad else 'ordinary'} {len(own)}: rules {rules}, not misread {left}, with doubts {both};"


def main() -> None:
    """As the first argument says."""
    if "--rounds" in sys.argv:
        rounds()
        return
    examples = [example for part in KNOWN for example in examples_of(part)]
    weights = learn(examples)
    if "--heavy" in sys.argv:
        heavy = sorted(weights.items(), key=lambda item: -item[1])[:200]
        print(*(f"{trait} {weight}" for trait, weight in heavy), sep="\n")
        return
    lines = [f"{LEARNT} {digest()}", *(f"{trait} {weight}" for trait, weight in weights.items())]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(weights)} weights, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
