"""The rules one by one: how words are hidden, and which words only look like bad ones."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.judging import ChatRules, Reason, Verdict, What, judge
from bot.services.judging.links import is_lure
from bot.services.judging.numbers import is_snils
from bot.services.judging.plain import plain

NOON = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def reason(text: str, rules: ChatRules | None = None) -> Reason | None:
    return judge(text, rules or ChatRules()).reason


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ДЕБИЛЛЛЛ", "дебил"),
        ("д3бил", "дебил"),
        ("уpoд", "урод"),
        ("cyka", "сука"),
        ("д е б и л", "дебил"),
        ("б.л.я.т.ь", "блять"),
        ("де\u200bбил", "дебил"),
        ("ёж", "еж"),
    ],
)
def test_a_word_is_read_as_it_was_meant(written: str, meant: str) -> None:
    assert f" {meant} " in plain(written).words


@pytest.mark.parametrize("word", ["ответы: а б в г", "x y z", "1 2 3 4", "i5 10400", "COVID", "№ 5 б"])
def test_letters_and_numbers_of_lessons_stay_harmless(word: str) -> None:
    assert judge(word, ChatRules()) == Verdict()


@pytest.mark.parametrize("word", ["мандарин", "страхуй", "себе", "требования", "колебания", "употреблять", "мудрец"])
def test_words_that_only_contain_a_rude_one_stay(word: str) -> None:
    assert reason(f"слово {word} в упражнении") is None


def test_what_harms_most_names_the_reason() -> None:
    assert reason("скинь код из смс, дебил") is Reason.PHISHING
    assert judge("я больше не хочу жить", ChatRules()) == Verdict(What.WARN, Reason.DISTRESS)


@pytest.mark.parametrize(
    ("number", "valid"), [("11223344595", True), ("11223344596", False), ("08765430300", True), ("00100199876", False)]
)
def test_a_snils_is_known_by_its_check_sum(number: str, valid: bool) -> None:
    assert is_snils(number) is valid


def test_one_number_without_its_name_is_an_order_two_are_a_list() -> None:
    assert reason("Заказ 112-233-445 95 приехал") is None
    assert reason("Иванов 112-233-445 95, Ким 087-654-303 00") is Reason.PERSONAL


@pytest.mark.parametrize(
    ("domain", "lure"),
    [("gosuslugi.ru", False), ("esia.gosuslugi.ru", False), ("gosuslugi-dom.ru", True), ("vk-login.site", True)],
)
def test_an_office_is_on_its_own_domain(domain: str, lure: bool) -> None:
    assert is_lure(domain) is lure


def test_the_chats_own_words_and_links() -> None:
    rules = ChatRules(stop_words=frozenset({"вейп", "ад"}), links=frozenset({"school7.org"}), only_listed_links=True)
    assert reason("где мой вейпик", rules) is Reason.STOP_WORD
    assert reason("адрес школы", rules) is None
    assert reason("это ад", rules) is Reason.STOP_WORD
    assert reason("https://news.example.com/1", rules) is Reason.LINK
    assert reason("https://kids.school7.org/ и https://resh.edu.ru/subject/1", rules) is None
    assert reason("https://news.example.com/1") is None


def test_foreign_messengers_are_noticed_only_where_the_chat_wants_it() -> None:
    assert judge("t.me/joinchat/AAA", ChatRules()) == Verdict(What.WARN, Reason.MESSENGER)
    assert reason("t.me/joinchat/AAA", ChatRules(messengers=False)) is None


def test_quiet_hours_run_over_midnight_by_the_schools_clock() -> None:
    rules = ChatRules(quiet=(time(21), time(7)), offset_s=3 * 3600)
    hours = {hour: judge("привет", rules, at=NOON.replace(hour=hour)).reason for hour in range(24)}
    assert {hour for hour, found in hours.items() if found is Reason.QUIET} == {18, 19, 20, 21, 22, 23, 0, 1, 2, 3}


def test_silence_is_for_all_or_for_one_and_ends() -> None:
    second = NOON.timestamp()
    assert judge("", ChatRules(silent_until=second + 60), at=NOON, author=5).reason is Reason.SILENCED
    assert judge("а", ChatRules(silent_until=second), at=NOON, author=5).reason is None
    one = ChatRules(silenced={5: second + 60})
    assert [judge("а", one, at=NOON, author=who).reason for who in (5, 6)] == [Reason.SILENCED, None]


@given(st.text(max_size=300))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    judge(text, ChatRules(stop_words=frozenset({"вейп"}), only_listed_links=True), at=NOON)


def test_a_long_message_made_to_be_slow_is_judged_quickly() -> None:
    """A pattern that looks back and forth would take minutes; this takes milliseconds, the limit is of pytest."""
    for text in ("тебя " * 2000, "мам переведи " * 900, "a." * 3000, "аб" * 4000, "- " * 4000, "ты тупая " * 900):
        judge(text, ChatRules(only_listed_links=True), at=NOON)
