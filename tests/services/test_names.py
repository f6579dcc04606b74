"""Names of people: how they are read, written and compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.names import BadName, FullName, fits_name, name_key, parse_full_name

WORD = st.text(alphabet="абвгдежзиклмнопрстуфхцчшщэюяё", min_size=2, max_size=20)


@given(WORD, WORD, WORD)
def test_a_name_survives_capitals_spaces_and_a_second_reading(last: str, first: str, middle: str) -> None:
    name = parse_full_name(f"  {last.upper()}   {first} {middle} ")
    assert parse_full_name(str(name)) == name
    assert name_key(name) == name_key(f"{last} {first} {middle}")


@given(st.text(max_size=80))
def test_any_text_is_a_name_or_a_refusal(text: str) -> None:
    try:
        name = parse_full_name(text)
    except BadName:
        return
    assert name.last and len(name.first) >= 2
    assert not any(sign.isdigit() for sign in str(name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("иванова анна петровна", FullName("Иванова", "Анна", "Петровна")),
        ("Иванов Пётр", FullName("Иванов", "Пётр")),
        ("Петрова – Водкина Анна", FullName("Петрова-Водкина", "Анна")),
        ("Мамедов Али Гусейн оглы", FullName("Мамедов", "Али", "Гусейн оглы")),
        ("О'Нил Мэри", FullName("О'Нил", "Мэри")),
        ("Иванoва Aнна", FullName("Иванова", "Анна")),  # Latin o and A among Cyrillic letters
    ],
)
def test_names_as_they_should_be_written(text: str, name: FullName) -> None:
    assert parse_full_name(text) == name


@pytest.mark.parametrize(
    "text", ["", "Иванова", "Иванова А.", "Иванова Анна 2", "Анна 😀 Иванова", "Я " * 9, "И" * 61 + " Анна"]
)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(BadName):
        parse_full_name(text)


def test_yo_is_kept_and_compared_as_ye() -> None:
    assert parse_full_name("Королёв Пётр").last == "Королёв"
    assert name_key("Королёв Пётр") == name_key("КОРОЛЕВ  Петр")


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("Иванова", True),
        ("иван", True),
        ("Иванова А.П.", True),
        ("Иванова Анна", True),
        ("Анна", False),
        ("", False),
        ("Иванова Анна Петровна Вторая", False),
        ("Иванова П.", False),
    ],
)
def test_what_points_at_a_name(said: str, fits: bool) -> None:
    assert fits_name(said, "Иванова Анна Петровна") is fits
