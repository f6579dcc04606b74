"""The promise of moderation, counted on the half of the corpus that no rule was written for."""

from collections import Counter

import pytest

from benchmarks import moderation_figures
from bot.services.judging import Reason, doubts
from scripts import learn_doubts


def test_the_held_out_half_is_as_large_as_promised() -> None:
    kinds = Counter(bool(sample.kind) for half in ("known", "held_out") for sample in moderation_figures.read(half))
    assert kinds[False] >= 300
    assert kinds[True] >= 100


def test_the_halves_share_no_message() -> None:
    known = {sample.text for sample in moderation_figures.read("known")}
    assert not known & {sample.text for sample in moderation_figures.read("held_out")}


def test_bad_ones_are_caught_and_ordinary_ones_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    found = moderation_figures.count()
    with capsys.disabled():
        print(
            f"\nheld out: {found.caught} of {found.bad} bad caught ({found.bad_caught:.1%}),"
            f" {found.touched} of {found.ordinary} ordinary touched ({found.ordinary_touched:.2%})"
        )
    assert found.bad_caught >= 0.95
    assert found.ordinary_touched < 0.01


def test_doubts_add_to_what_is_seen_and_stay_few(capsys: pytest.CaptureFixture[str]) -> None:
    """As a chat is judged unless its rules say otherwise: the promise holds here too."""
    rules, found = moderation_figures.count(), moderation_figures.count(rules=moderation_figures.WITH_DOUBTS)
    with capsys.disabled():
        print(
            f"\nheld out, with doubts: {found.caught} of {found.bad} bad, {found.touched} of {found.ordinary} ordinary"
        )
    assert found.caught >= rules.caught
    assert found.ordinary_touched < 0.01


@pytest.mark.parametrize(("part", "floor"), [("blind", 0.77), ("blind2", 0.75)])
def test_what_nobody_has_learnt_from_is_reported_as_it_is(
    part: str, floor: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """Short of the 95 % that are wanted; the floors only rise."""
    found = moderation_figures.count(part, moderation_figures.WITH_DOUBTS)
    with capsys.disabled():
        print(f"\n{part}, with doubts: {found.caught} of {found.bad} bad, {found.touched} of {found.ordinary} ordinary")
    assert found.bad_caught >= floor
    assert found.ordinary_touched < 0.01


def test_the_weights_are_those_that_the_corpus_teaches() -> None:
    """Learning takes a minute: what it would learn from is compared instead. Not equal? `make doubts`."""
    first, *weights = doubts.FILE.read_text(encoding="utf-8").splitlines()
    assert first == f"{doubts.LEARNT} {learn_doubts.digest()}"
    assert len(weights) <= learn_doubts.MOST + 1


FAMILIES = (
    {Reason.PHISHING, Reason.MONEY, Reason.IMPOSTOR, Reason.PERSONAL, Reason.JOB, Reason.BETTING, Reason.CHEATING},
    {Reason.PROFANITY, Reason.INSULT, Reason.THREAT, Reason.BAIT, Reason.DISTRESS},
    {Reason.ADULT, Reason.GROOMING, Reason.MONEY},
    {Reason.DRUGS, Reason.JOB, Reason.BAIT, Reason.MESSENGER, Reason.MONEY},
    {Reason.BAIT, Reason.THREAT, Reason.JOB, Reason.MONEY},
    {Reason.AD, Reason.CHEATING},
)


@pytest.mark.parametrize("part", ["known", *moderation_figures.READ])
def test_what_is_known_is_judged_for_the_right_reason(part: str) -> None:
    """Which kind it is decides what people are told; where two reasons are near, either will do."""
    wrong: list[tuple[Reason | None, str]] = []
    for sample in moderation_figures.read(part):
        reason = moderation_figures.reason_of(sample)
        if not sample.kind:
            wrong += [(reason, sample.text)] * bool(reason)
        elif reason is not None and reason != sample.kind:
            near = any({reason, sample.kind} <= family for family in FAMILIES)
            wrong += [(reason, sample.text)] * (not near)
    assert wrong == []


@pytest.mark.parametrize("part", ["known", *moderation_figures.READ])
def test_what_is_known_is_not_forgotten(part: str) -> None:
    assert moderation_figures.count(part).bad_caught >= 0.98


@pytest.mark.parametrize("part", moderation_figures.LARGE)
def test_what_the_weights_have_learnt_from_is_known(part: str) -> None:
    found = moderation_figures.count(part, moderation_figures.WITH_DOUBTS)
    assert found.bad_caught >= 0.45
    assert found.ordinary_touched < 0.01
