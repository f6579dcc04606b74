"""Targets: typed in words, foreseen with an error, contradictory ones pointed out, the missing to the person."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services import target_rows, targets
from bot.services.forecasts import LEAST, Verdict, foresee
from bot.services.target_rows import NoSuchTarget
from bot.services.target_words import METRICS, BadTarget, TypedTarget, contradictions, parse_target
from bot.services.targets import people_missing
from models import AuditRow, Org, Target
from tests.services.tree import NOW, Tree

WEEK = timedelta(days=7)
MONDAY = date(2023, 3, 6)
TODAY = MONDAY + 6 * WEEK


def weeks(*shares: float) -> list[tuple[date, float]]:
    return [(MONDAY + n * WEEK, share) for n, share in enumerate(shares)]


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        (
            "3 сообщения 30% до 01.09.2027; приказ № 5",
            TypedTarget("teachers_3", Decimal("0.3"), date(2027, 9, 1), "приказ № 5"),
        ),
        ("10 сообщений 35,5 ; протокол", TypedTarget("teachers_10", Decimal("0.355"), None, "протокол")),
        (
            "Чаты 35 % к 01.09.2027;  дек  министерства",
            TypedTarget("teachers_chat", Decimal("0.35"), date(2027, 9, 1), "дек министерства"),
        ),
        ("родители 90%; положение", TypedTarget("parents_in", Decimal("0.9"), None, "положение")),
        ("calls 30% by 01.09.2027; order 5", TypedTarget("teachers_call", Decimal("0.3"), date(2027, 9, 1), "order 5")),
    ],
)
def test_a_target_in_one_line(said: str, typed: TypedTarget) -> None:
    assert parse_target(said) == typed


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("стулья 30%; приказ", "metric"),
        ("3 сообщения", "share"),
        ("3 сообщения 0%; приказ", "share"),
        ("3 сообщения 101%; приказ", "share"),
        ("3 сообщения 30% до 31.02.2027; приказ", "day"),
        ("3 сообщения 30%", "basis"),
        ("30 сообщений 30%; приказ", "metric"),
        ("", "metric"),
    ],
)
def test_what_is_missing_is_named(said: str, wrong: str) -> None:
    with pytest.raises(BadTarget) as refused:
        parse_target(said)
    assert refused.value.expects == wrong


def asked(metric: str, share: str, deadline: date | None = None) -> TypedTarget:
    return TypedTarget(metric, Decimal(share), deadline, "")


def test_ten_messages_imply_three() -> None:
    [found] = contradictions([asked("teachers_3", "0.25"), asked("teachers_10", "0.35")])
    assert (found.metric, found.asked, found.needed) == ("teachers_3", Decimal("0.25"), Decimal("0.35"))
    assert contradictions([asked("teachers_3", "0.35"), asked("teachers_10", "0.35")]) == []
    assert contradictions([asked("teachers_10", "0.35")]) == []
    stage = [asked("teachers_3", "0.25", MONDAY), asked("teachers_10", "0.35", TODAY)]
    assert contradictions(stage) == [], "three is due earlier: a stage on the way"


@pytest.mark.parametrize(
    ("value", "of", "share", "missing"),
    [(3745, 16819, "0.35", 2142), (61, 16819, "0.25", 4144), (17, 16819, "0.35", 5870), (9, 10, "0.9", 0)],
)
def test_missing_people_are_whole(value: int, of: int, share: str, missing: int) -> None:
    assert people_missing(value, of, Fraction(share)) == missing


def test_a_straight_line_is_foreseen_exactly() -> None:
    ahead = foresee(weeks(0.10, 0.12, 0.14, 0.16), 0.2, TODAY + WEEK, TODAY)
    assert ahead.verdict is Verdict.WILL
    assert ahead.expected == pytest.approx(0.24)
    assert ahead.margin == pytest.approx(0.0, abs=1e-9)
    assert foresee(weeks(0.10, 0.12, 0.14, 0.16), 0.3, TODAY + WEEK, TODAY).verdict is Verdict.WILL_NOT


def test_the_error_is_that_of_the_textbook() -> None:
    """Five weeks; by hand: slope 0.6 a week, residual deviation sqrt(2.4 / 3), t(0.9; 3) = 1.638."""
    five = [(MONDAY + n * WEEK, y / 100) for n, y in enumerate([2, 4, 5, 4, 5])]
    ahead = foresee(five, 0.07, MONDAY + 5 * WEEK, MONDAY + 4 * WEEK)
    assert ahead.expected == pytest.approx(0.058)
    assert ahead.margin == pytest.approx(1.638 * (2.4 / 3 * (1 + 1 / 5 + 9 / 10)) ** 0.5 / 100)
    assert ahead.verdict is Verdict.UNCLEAR


def test_under_three_weeks_nothing_is_foreseen() -> None:
    assert foresee(weeks(0.1, 0.9), 0.3, TODAY + WEEK, TODAY).verdict is Verdict.TOO_FEW
    assert foresee(weeks(0.1, 0.2, 0.3), 0.3, TODAY, TODAY).verdict is Verdict.OVER


@given(st.lists(st.floats(0, 1), min_size=LEAST, max_size=12), st.floats(0.01, 1), st.integers(1, 300))
def test_a_forecast_stays_a_share_and_is_sure_only_outside_its_error(
    shares: list[float], share: float, days: int
) -> None:
    ahead = foresee(weeks(*shares), share, TODAY + timedelta(days=90 + days), TODAY)
    assert 0 <= ahead.expected <= 1 and ahead.margin >= 0
    if ahead.verdict is Verdict.WILL and share < 1:
        assert ahead.expected >= share
    if ahead.verdict is Verdict.WILL_NOT and share > 0:
        assert ahead.expected <= share


async def test_targets_are_dated_inherited_ended_and_taken_over_once(database: str) -> None:
    tree = await Tree.grow()
    head, admin = tree.region_admin, tree.school_admin
    assert [await target_rows.take_sources(head, now=NOW) for _ in range(2)] == [10, 0]
    assert [t.metric for t in (await targets.read(head, now=NOW)).facts] == list(METRICS)
    school = await targets.read(admin, now=NOW)
    assert not any(t.own for t in school.facts) and school.facts[0].metric == "teachers_chat"
    await target_rows.set_target(admin, asked("teachers_3", "0.5"), now=NOW)
    own = {t.metric: t for t in (await targets.read(admin, now=NOW)).facts}
    assert (own["teachers_3"].own, own["teachers_3"].share) == (True, Fraction(1, 2))
    assert {t.metric: t.share for t in (await targets.read(head, now=NOW)).facts}["teachers_3"] == Fraction(1, 4)
    await target_rows.end_target(admin, "teachers_3", now=NOW)
    inherited = {t.metric: t.share for t in (await targets.read(admin, now=NOW)).facts}
    assert inherited["teachers_3"] == Fraction(1, 4)
    with pytest.raises(NoSuchTarget):
        await target_rows.end_target(admin, "teachers_3", now=NOW)
    with pytest.raises(BadTarget):
        await target_rows.set_target(admin, asked("schools_in", "1"), now=NOW)
    assert await AuditRow.filter(act="targets.write", outcome="done").count() == 3
    assert await Target.filter(org_id=tree.school.id).count() == 1


async def test_an_older_day_is_measured_by_what_was_asked_then(database: str) -> None:
    tree = await Tree.grow()
    head = tree.region_admin
    region = await Org.get(id=tree.region.id)
    await target_rows.set_target(head, asked("teachers_3", "0.2"), now=NOW)
    later = datetime(2026, 12, 21, tzinfo=UTC)
    await target_rows.set_target(head, asked("teachers_3", "0.4"), now=later)
    shares = [(await target_rows.in_force(region, day))[0].share for day in (NOW.date(), later.date())]
    assert shares == [Decimal("0.2"), Decimal("0.4")]
