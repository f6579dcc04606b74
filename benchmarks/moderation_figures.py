"""How well moderation judges the half of the corpus that no rule was written for (tests/data/moderation/README.md).

The share of bad messages caught and of ordinary ones touched; `python -m benchmarks.moderation_figures` prints them and
the time a message takes.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.services.judging import ChatRules, Reason, judge

CORPUS = Path(__file__).parents[1] / "tests" / "data" / "moderation"
READ = tuple(f"r{number}" for number in range(1, 8))  # by other hands; the lists of the rules learnt from each of them
LARGE = tuple(f"r{number}" for number in range(8, 23))  # by other hands; the weights learnt from them, the lists little
ROUNDS = (*READ, *LARGE)
RULES = ChatRules(doubts=False)  # the rules alone, of a school that has changed nothing else
WITH_DOUBTS = ChatRules()


@dataclass(frozen=True, slots=True)
class Sample:
    """A message of the corpus; `kind` is "" for an ordinary one."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counted over one part of the corpus."""

    bad: int
    caught: int
    ordinary: int
    touched: int

    @property
    def bad_caught(self) -> float:
        """A share from 0 to 1."""
        return self.caught / self.bad

    @property
    def ordinary_touched(self) -> float:
        """A share from 0 to 1."""
        return self.touched / self.ordinary


def read(half: str) -> Iterator[Sample]:
    """The messages of a part: `known`, `held_out`, `blind`, `blind2` or one of `ROUNDS`."""
    for line in (CORPUS / f"ordinary_{half}.txt").read_text(encoding="utf-8").splitlines():
        yield Sample(line.replace("\\n", "\n"))
    for line in (CORPUS / f"bad_{half}.txt").read_text(encoding="utf-8").splitlines():
        kind, _, text = line.partition("\t")
        yield Sample(text.replace("\\n", "\n"), kind)


def reason_of(sample: Sample, rules: ChatRules = RULES) -> Reason | None:
    """Why it is touched; None if it is not."""
    return judge(sample.text, rules).reason


def count(half: str = "held_out", rules: ChatRules = RULES) -> Figures:
    """Judge a part."""
    samples = list(read(half))
    touched = [sample for sample in samples if reason_of(sample, rules)]
    bad = sum(bool(sample.kind) for sample in samples)
    caught = sum(bool(sample.kind) for sample in touched)
    return Figures(bad, caught, len(samples) - bad, len(touched) - caught)


def microseconds(runs: int = 30) -> float:
    """Processor time of one ordinary message, the median of several runs over all of them."""
    texts = [sample.text for sample in read("held_out") if not sample.kind]
    taken = []
    for _ in range(runs):
        began = time.process_time()
        for text in texts:
            judge(text, WITH_DOUBTS)
        taken.append((time.process_time() - began) / len(texts) * 1e6)
    return sorted(taken)[runs // 2]


def main() -> None:
    """One JSON object."""
    found, doubted = count(), count(rules=WITH_DOUBTS)
    blind, second = (count(part, WITH_DOUBTS) for part in ("blind", "blind2"))
    print(
        json.dumps(
            {
                "bad": found.bad,
                "bad_caught": round(found.bad_caught, 4),
                "ordinary": found.ordinary,
                "ordinary_touched": round(found.ordinary_touched, 4),
                "bad_caught_with_doubts": round(doubted.bad_caught, 4),
                "ordinary_touched_with_doubts": round(doubted.ordinary_touched, 4),
                "blind_bad_caught": round(blind.bad_caught, 4),
                "blind_ordinary_touched": round(blind.ordinary_touched, 4),
                "blind2_bad_caught": round(second.bad_caught, 4),
                "blind2_ordinary_touched": round(second.ordinary_touched, 4),
                "us_per_message": round(microseconds(), 1),
            }
        )
    )


if __name__ == "__main__":
    main()
