"""What resembles bad messages is shown, what is said every day is left though a rule fires, where the chat wants it."""

import pytest

from bot.services.judging import ChatRules, Reason, Verdict, What, doubts, judge
from bot.services.judging.traits import traits

WEIGHTS = {"=": -1.0, "<плохо>": 4.0, "<дурно>": 6.0, "<хорошо>": -9.0, "плохо дурно": 2.0}
DOUBTED = "эй ты, твои фотки видел весь район, выходи"
MISREAD = "сегодня в музее видели чучело медведя, чучело волка"


def score(said: str) -> float:
    return doubts.score(traits(said, said.split(), 0), WEIGHTS)


def test_words_and_their_neighbours_speak_for_and_against() -> None:
    assert score("плохо дурно") > score("дурно плохо") > score("плохо")
    assert score("плохо дурно хорошо") < score("плохо дурно")


def test_the_traits_are_words_pieces_neighbours_and_form() -> None:
    found = traits("Кот, да!", ["кот", "да"], 0)
    assert found == {
        *("<кот>", "<ко", "кот", "от>", "<кот", "кот>", "<да>", "<да", "да>", "кот да"),
        *("long 2", "sign ,1", "sign !1"),
    }


def test_numbers_say_nothing_and_addresses_are_one_word() -> None:
    assert traits("", ["345", "zqlink"], 0) == {"<zqlink>", "long 2"}


@pytest.mark.parametrize(
    ("said", "trait"),
    [
        *(("КТО ЭТО СДЕЛАЛ", "caps"), ("да 🙂", "🙂"), ("да 🙂", "emoji"), ("раз\nдва", "lines"), ("в 7", "digits")),
        *(("да", "begins small"), ("один раз и ещё много много раз", "long 4"), ("!!!!!", "sign !3")),
    ],
)
def test_the_form_of_a_message_is_a_trait(said: str, trait: str) -> None:
    assert trait in traits(said, said.split(), 0)


def test_nothing_said_has_the_weight_of_every_message() -> None:
    assert doubts.score(set(), WEIGHTS) == -1.0


def test_a_file_of_weights_is_read_line_by_line() -> None:
    assert doubts.read("# of what\n= -125\nна карту 282\n") == {"=": -1.25, "на карту": 2.82}


def test_a_doubt_stays_and_can_be_switched_off() -> None:
    assert judge(DOUBTED, ChatRules()) == Verdict(What.WARN, Reason.DOUBTFUL)
    assert judge(DOUBTED, ChatRules(doubts=False)) == Verdict()


def test_a_rule_that_misreads_what_is_said_every_day_is_not_followed() -> None:
    assert doubts.is_misread(Reason.INSULT, -1.0)
    assert not doubts.is_misread(Reason.INSULT, 0.0)
    assert judge(MISREAD, ChatRules(doubts=False)).reason is Reason.INSULT
    assert judge(MISREAD, ChatRules()) == Verdict()


@pytest.mark.parametrize("reason", [Reason.DISTRESS, Reason.THREAT, Reason.BAIT, Reason.DRUGS, Reason.GROOMING])
def test_where_somebody_may_come_to_harm_every_rule_is_followed(reason: Reason) -> None:
    assert not doubts.is_misread(reason, -9.0)


@pytest.mark.parametrize(
    "said", ["ну ты даёшь", "Ой всё", "адрес школы", "скинь дз по русскому", "https://news.example.com/1"]
)
def test_what_is_said_every_day_is_not_doubted(said: str) -> None:
    assert judge(said, ChatRules()) == Verdict()
