"""Numbers for people: half up in reports (source 003), down in activation (B3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.numbers import bar, percent, percent_down, whole


@pytest.mark.parametrize(
    ("part", "of", "places", "shown"),
    [
        (617, 636, 2, "97,01%"),
        (618, 626, 2, "98,72%"),
        (237_466, 312_014, 2, "76,11%"),
        (61, 16_819, 3, "0,363%"),
        (3_745, 16_819, 3, "22,266%"),
        (2, 16_819, 3, "0,012%"),
        (1, 8, 2, "12,50%"),
        (1, 200_000, 3, "0,001%"),
        (0, 5, 3, "0,000%"),
        (7, 20, 0, "35%"),
        (1_224, 1_000, 1, "122,4%"),
    ],
)
def test_percent_is_rounded_half_up(part: int, of: int, places: int, shown: str) -> None:
    assert percent(part, of, places) == shown


def test_thousands_do_not_break_the_line() -> None:
    assert whole(17_218) == "17\u00a0218"
    assert whole(636) == "636"
    assert whole(1_234_567, space=" ") == "1 234 567"


@given(st.integers(1, 10**6))
def test_all_but_one_is_never_a_hundred(of: int) -> None:
    assert percent_down(of, of) == "100%"
    assert percent_down(of - 1, of) != "100%"


@pytest.mark.parametrize(("part", "of", "shown"), [(27, 30, "90%"), (26, 30, "86%"), (0, 0, "—")])
def test_activation_is_rounded_down(part: int, of: int, shown: str) -> None:
    assert percent_down(part, of) == shown


def test_a_bar_is_full_only_when_all_are() -> None:
    shown = [bar(part, of) for part, of in ((0, 3), (2, 3), (999, 1000), (3, 3), (0, 0))]
    assert [line.count("▰") for line in shown] == [0, 6, 9, 10, 0]
    assert [len(line) for line in shown] == [10, 10, 10, 10, 0]
