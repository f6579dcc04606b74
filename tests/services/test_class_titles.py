"""Class titles in any spelling become one; nothing else becomes a class."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.class_titles import (
    LETTERS,
    BadClassTitle,
    ClassTitle,
    parse_class_title,
    parse_class_titles,
    split_class_titles,
)
from bot.services.lesson_lists import BadLesson, parse_lessons
from bot.services.subjects import BadSubject

TITLES = st.builds(ClassTitle, st.integers(1, 11), st.sampled_from(LETTERS))
SPELLINGS = st.sampled_from(
    ["{g}{l}", "{g} {l}", "{g}-{l}", '{g} "{l}"', "{g} «{l}»", "{g}'{l}'", "{g} – {l}", "{g}{l} класс", "{g} класс {l}"]
)
LATIN = dict(zip("АВСЕНКМОРТХ", "ABCEHKMOPTX", strict=True))


def said(text: str) -> list[str]:
    return [str(title) for title in parse_class_titles(text)]


@given(TITLES, SPELLINGS, st.booleans(), st.booleans())
def test_one_class_has_one_title_in_any_spelling(title: ClassTitle, how: str, small: bool, latin: bool) -> None:
    letter = LATIN.get(title.letter, title.letter) if latin else title.letter
    text = how.format(g=title.grade, l=letter.lower() if small else letter)
    assert parse_class_title(text) == title


@given(st.lists(TITLES, min_size=1, max_size=20), st.sampled_from([", ", "; ", "\n", " ", ","]))
def test_a_list_is_read_in_its_order_each_class_once(titles: list[ClassTitle], glue: str) -> None:
    assert parse_class_titles(glue.join(map(str, titles))) == list(dict.fromkeys(titles))


@given(st.text(max_size=30))
def test_any_text_is_classes_or_a_refusal(text: str) -> None:
    try:
        titles = parse_class_titles(text)
    except BadClassTitle as refusal:
        assert len(refusal.said) <= 40
    else:
        assert titles and all(1 <= t.grade <= 11 and t.letter in LETTERS for t in titles)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5А-5Г", "5А 5Б 5В 5Г"),
        ("5А…5Г", "5А 5Б 5В 5Г"),
        ("5а..в, 6а", "5А 5Б 5В 6А"),
        ("5-а – 5-в", "5А 5Б 5В"),
        ("5а, б, в; 6а", "5А 5Б 5В 6А"),
        ("5А и 5Б", "5А 5Б"),
        ("5И-5К", "5И 5К"),
        ("5И-5Й", "5И 5Й"),
    ],
)
def test_ranges_and_short_lists(text: str, expected: str) -> None:
    assert said(text) == expected.split()


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("12А", "12А"),
        ("0А", "0А"),
        ("5", "5"),
        ("5АБ", "5АБ"),
        ("5Ь", "5Ь"),
        ("5А, привет", "привет"),
        ("5Г-5А", "5Г-5А"),
        ("1А-4Г", "1А-4Г"),
        ("5А 😀", "😀"),
        ("", ""),
    ],
)
def test_what_is_not_understood_is_named(text: str, piece: str) -> None:
    with pytest.raises(BadClassTitle) as refusal:
        parse_class_titles(text)
    assert refusal.value.said == piece


@pytest.mark.parametrize(
    ("text", "titles", "rest"),
    [
        ("5А Иванова Анна", ["5А"], "Иванова Анна"),
        ("5 а Алгебра", ["5А"], "Алгебра"),
        ("5А, 5Б Русский язык", ["5А", "5Б"], "Русский язык"),
        ("5А Я и мир", ["5А"], "Я и мир"),
        ("5А", ["5А"], ""),
        ("Алгебра", [], "Алгебра"),
        ("5А: Алгебра", ["5А"], "Алгебра"),
    ],
)
def test_classes_at_the_beginning_of_a_line(text: str, titles: list[str], rest: str) -> None:
    found, tail = split_class_titles(text)
    assert ([str(title) for title in found], tail) == (titles, rest)


def test_lessons_as_people_write_them() -> None:
    lessons = parse_lessons("5А, 5Б алгебра; 6В Русский язык\n5А-5Б Алгебра")
    assert [(str(lesson.title), lesson.subject) for lesson in lessons] == [
        ("5А", "Алгебра"),
        ("5Б", "Алгебра"),
        ("6В", "Русский язык"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Алгебра", BadLesson),
        ("5А", BadLesson),
        ("5А Алгебра, 6Б", BadLesson),
        ("12А Алгебра", BadClassTitle),
        ("5А 😀", BadSubject),
        ("", BadLesson),
    ],
)
def test_half_a_lesson_is_refused(text: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        parse_lessons(text)
