"""The lexicon and the rules over it: how a list is read, what has to stand together, what takes it back."""

import pytest

from bot.services.judging import lexicon
from bot.services.judging.lexicon import meaning, read
from bot.services.judging.rule import Rule
from bot.services.judging.rules import (
    contacts,
    dangers,
    frauds,
    grief,
    harm,
    insults,
    lures,
    offers,
    substances,
    threats,
    trade,
)
from bot.services.judging.verdict import Reason

ALL_RULES = [
    *(*contacts.RULES, *contacts.INVITATIONS, *dangers.BAITS, *dangers.RULES, *frauds.RULES, *insults.RULES),
    *(*grief.RULES, *harm.RULES, *offers.FRAUDS, *offers.RULES, *offers.INVITATIONS, *offers.ADVERTS),
    *(*lures.RULES, *substances.RULES, *threats.RULES, *trade.JOBS, *trade.RULES, *trade.ADVERTS),
]
FRUIT = meaning("яблок*, груш~, айва, ^нас, красный/зеленый .. лимон, !яблокам*")
EATEN = meaning("съем, съедим", negatable=True)
SPOILT = meaning("гнил*")


def found(text: str, concept: int) -> list[int]:
    return read(text.split()).places(concept)


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("яблоко яблоками яблокам", [0]),
        ("груша грушами грушевый", [0, 1]),
        ("айва айвы", [0]),
        ("ананас нас", [0, 1]),
        ("красный лимон", [0]),
        ("зеленый и кислый лимон", [0]),
        ("зеленый и очень кислый лимон", []),
        ("лимон", []),
    ],
)
def test_a_list_is_read_as_it_is_written(said: str, places: list[int]) -> None:
    assert found(said, FRUIT) == places


def test_not_takes_the_meaning_away_only_right_before() -> None:
    assert found("не съем", EATEN) == []
    assert found("не я съем", EATEN) == [2]


def test_a_beginning_of_one_letter_is_no_beginning() -> None:
    with pytest.raises(ValueError, match="а\\*"):
        meaning("а*")


@pytest.mark.parametrize(
    ("rule", "said", "fits"),
    [
        (Rule("near", Reason.AD, (FRUIT, EATEN), 2), "яблоко я съем", True),
        (Rule("near", Reason.AD, (FRUIT, EATEN), 2), "яблоко я завтра съем", False),
        (Rule("order", Reason.AD, (FRUIT, EATEN), 2, in_order=True), "съем яблоко", False),
        (Rule("unless", Reason.AD, (FRUIT, EATEN), 2, SPOILT), "съем яблоко а оно гнилое", False),
        (Rule("times", Reason.AD, (FRUIT,), times=2), "яблоко груша", True),
        (Rule("times", Reason.AD, (FRUIT,), times=2), "яблоко", False),
        (Rule("at most", Reason.AD, (FRUIT,), at_most=2), "вот яблоко", True),
        (Rule("at most", Reason.AD, (FRUIT,), at_most=2), "вот вам яблоко", False),
    ],
)
def test_what_stands_together_breaks_a_rule(rule: Rule, said: str, fits: bool) -> None:
    assert rule.fits(read(said.split())) is fits


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [rule.name for rule in ALL_RULES]
    assert len(names) == len(set(names))


def test_nothing_said_means_nothing() -> None:
    assert lexicon.read([]).every == 0
