"""Learn the weights of `bot/services/judging/doubts.txt` from the known half of the corpus: the same from the same.

    python -m scripts.learn_doubts            write the file (`make doubts`)
    python -m scripts.learn_doubts --rounds   what it would have said of each round, learnt from all the others
    python -m scripts.learn_doubts --heavy    the beginnings that weigh most, to look for accidents

Logistic regression over vectors of length one, with L2, by stochastic descent in a fixed order.
"""

import math
import random
import sys
from collections import Counter
from collections.abc import Iterable

from benchmarks.moderation_figures import ROUNDS, RULES, Sample, read
from bot.services.judging import judge
from bot.services.judging.doubts import FILE, START, Weights, features, is_doubtful
from bot.services.judging.plain import plain

LOOSE = 30.0  # how far the weights may go: the inverse of the strength of L2
EPOCHS = 40
STEP, SLOWER = 4.0, 20.0  # how far one message moves the weights at first, and how soon that grows less
START_STEP = 0.1  # the share of it that moves the start
TWICE = 2  # messages that have to have a beginning
MOST = 6500  # beginnings that are kept
KNOWN = ("known", *ROUNDS)
# What speaks for nothing: how somebody was called, which lesson it was (beginnings), a writer's little words (whole).
NAMES = """
алин алис анна аньк артем валер ванька ваня вася васи вика вить витя вова дани даша даши дашк дени дима дими егор елен
женя жень иван игор ирин ирка карин катя кати кирил ксю лена ленк лиза макс марин мария маша маши машк миша миши мишк
насть настя насти ната никит ольг оля петр петя пети поли русла саша саши саня серг сереж слава соня сонь софь степ тани
таня танька ульян федор юль юля юри
"""
SUBJECTS = """
алгебр англий биолог геометр географ инфор истори литер матем матеш обж общест окруж русски физик физр физич хими
"""
LITTLE = "и же вот из уже тут со для эта две тот вобще есть шко школа школы школе шест пок пор"
ACCIDENTAL = tuple(f"{NAMES} {SUBJECTS}".split())
ACCIDENTAL_WHOLE = frozenset(LITTLE.split())

Example = tuple[list[str], float, bool]  # beginnings, the length of the vector, is it bad?


def learn(samples: Iterable[Sample]) -> dict[str, float]:
    """The weights of the beginnings, and the one that every message begins with."""
    found = [(features(plain(sample.text).tokens), bool(sample.kind)) for sample in samples]
    often = Counter(beginning for beginnings, _ in found for beginning in beginnings)
    examples = [
        ([one for one in beginnings if often[one] >= TWICE and _counts(one)], math.sqrt(len(beginnings)), bad)
        for beginnings, bad in found
        if beginnings
    ]
    weights, start = _descend(examples)
    heaviest = sorted(weights, key=lambda one: (-abs(weights[one]), one))[:MOST]
    kept = {one: round(weights[one], 2) for one in sorted(heaviest)}
    return {START: round(start, 2)} | {one: weight for one, weight in kept.items() if weight}


def learn_known() -> dict[str, float]:
    """From everything that is known."""
    return learn(sample for part in KNOWN for sample in read(part))


def _counts(beginning: str) -> bool:
    return not any(part in ACCIDENTAL_WHOLE or part.startswith(ACCIDENTAL) for part in beginning.split())


def _descend(examples: list[Example]) -> tuple[dict[str, float], float]:
    """The weights are `scale` times what is in the table: to shrink all of them is one multiplication."""
    table: dict[str, float] = {}
    start, scale, step_number = 0.0, 1.0, 0
    strength = 1 / (LOOSE * len(examples))
    order, chance = list(range(len(examples))), random.Random(1)
    for _ in range(EPOCHS):
        chance.shuffle(order)
        for at in order:
            beginnings, length, bad = examples[at]
            step = STEP / (1 + STEP * strength * SLOWER * step_number)
            step_number += 1
            said = start + scale * sum(table.get(one, 0.0) for one in beginnings) / length
            error = bad - 1 / (1 + math.exp(-max(-30.0, min(30.0, said))))
            scale *= 1 - step * strength
            change = step * error / length / scale
            for one in beginnings:
                table[one] = table.get(one, 0.0) + change
            start += START_STEP * step * error
    return {one: scale * weight for one, weight in table.items()}, start


def rounds() -> None:
    """Each round judged by what was learnt from all the others."""
    for left_out in (*ROUNDS, "held_out"):
        weights = learn(sample for part in KNOWN if part != left_out for sample in read(part))
        print(left_out, *_figures(list(read(left_out)), weights))


def _figures(samples: list[Sample], weights: Weights) -> Iterable[str]:
    ruled = [judge(sample.text, RULES).reason is not None for sample in samples]
    doubted = [is_doubtful(plain(sample.text).tokens, weights) for sample in samples]
    for bad in (True, False):
        own = [
            (rule, doubt)
            for sample, rule, doubt in zip(samples, ruled, doubted, strict=True)
            if bool(sample.kind) is bad
        ]
        both = sum(rule or doubt for rule, doubt in own)
        yield f"{'bad' if bad else 'ordinary'}: rules {sum(rule for rule, _ in own)}, with doubts {both} of {len(own)};"


def main() -> None:
    """As the first argument says."""
    if "--rounds" in sys.argv:
        rounds()
        return
    weights = learn_known()
    if "--heavy" in sys.argv:
        print(
            *(f"{one} {weight}" for one, weight in sorted(weights.items(), key=lambda item: -item[1])[:200]), sep="\n"
        )
        return
    FILE.write_text("".join(f"{one} {weight}\n" for one, weight in weights.items()), encoding="utf-8")
    print(f"{len(weights)} weights, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
