"""What no rule knows: shown to a grown-up when its words resemble bad messages, and when the chat wants to know."""

import pytest

from bot.services.judging import ChatRules, Reason, Verdict, What, doubts, judge

WEIGHTS = {"=": -1.0, "пло": 4.0, "плох": 4.0, "дурн": 6.0, "хоро": -5.0, "плох дурн": 2.0}
DOUBTED = "эй ты, твои фотки видел весь район, выходи"


def score(said: str) -> float:
    return doubts.score(said.split(), WEIGHTS)


def test_no_single_word_decides() -> None:
    assert score("очень плохо написано") < 0
    assert score("плохо дурно") > score("очень плохо написано")


def test_good_words_speak_against() -> None:
    assert score("плохо дурно хорошо") < score("плохо дурно")


def test_numbers_and_laughter_say_nothing_and_addresses_are_one_word() -> None:
    assert doubts.features(["345", "zqnumber", "zqsmile"]) == {}
    assert doubts.features(["zqlink"]) == {"zqlink": {0}}
    assert set(doubts.features(["мама", "да"])) == {"мам", "мама", "да", "мама да"}


def test_nothing_said_has_the_weight_of_every_message() -> None:
    assert score("") == -1.0


def test_a_file_of_weights_is_read_line_by_line() -> None:
    assert doubts.read("= -1.25\nна карт 2.82\n") == {"=": -1.25, "на карт": 2.82}


def test_a_doubt_stays_and_can_be_switched_off() -> None:
    assert judge(DOUBTED, ChatRules()) == Verdict(What.WARN, Reason.DOUBTFUL)
    assert judge(DOUBTED, ChatRules(doubts=False)) == Verdict()


@pytest.mark.parametrize(
    "said", ["ну ты даёшь", "Ой всё", "адрес школы", "скинь дз по русскому", "https://news.example.com/1"]
)
def test_what_is_said_every_day_is_not_doubted(said: str) -> None:
    assert judge(said, ChatRules()) == Verdict()
