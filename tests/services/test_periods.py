"""The calendar: labels as people write them, windows that touch, weeks that holidays have shifted."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kit.errors import Ambiguous
from bot.kit.ids import OrgId
from bot.services import days_off, orgs, periods
from bot.services.period_labels import BadPeriod, Span, label, parse_period
from bot.services.period_windows import LONGEST_WINDOW, lay_windows
from bot.services.school_weeks import is_off, school_weeks
from models import ReportingPeriod

NOW = datetime.fromisoformat("2023-02-20T10:00:00+03:00")
SHIFTED = [
    (date(2023, 2, 20), date(2023, 2, 22)),
    (date(2023, 2, 23), date(2023, 3, 3)),
    (date(2023, 3, 6), date(2023, 3, 10)),
]


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("20.02-22.02.2023", "2023-02-20", "2023-02-22"),
        ("20.2 – 22.2.2023", "2023-02-20", "2023-02-22"),
        ("28.12-08.01.2027", "2026-12-28", "2027-01-08"),
        ("28.12.2026-08.01.2027", "2026-12-28", "2027-01-08"),
    ],
)
def test_labels(said: str, first: str, last: str) -> None:
    assert parse_period(said) == Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("said", ["", "вчера", "30.02-03.03.2023", "05.03-03.03.2023", "2023-W60", "2023"])
def test_no_labels(said: str) -> None:
    with pytest.raises(BadPeriod):
        parse_period(said)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 20))
def test_a_label_is_read_back(first: date, days: int) -> None:
    span = parse_period(label(first, first + timedelta(days=days)))
    assert (span.first, span.last) == (first, first + timedelta(days=days))


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.lists(st.tuples(st.integers(1, 12), st.integers(0, 40)), min_size=1, max_size=20),
    st.integers(0, 20),
)
def test_windows_have_no_gap_and_no_overlap(start: date, weeks: list[tuple[int, int]], closed: int) -> None:
    """Labels of any length with any holidays between them; some are closed, and then more are added."""
    labels: list[tuple[date, date]] = []
    for length, pause in weeks:
        first = labels[-1][1] + timedelta(days=1 + pause) if labels else start
        labels.append((first, first + timedelta(days=length - 1)))
    before = lay_windows(labels[:closed], {})
    frozen = {first: window for (first, _), window in zip(labels, before, strict=False)}
    # a closed period keeps its window; the next label may not begin inside it
    shift = max((frozen[f][1] - labels[closed][0] for f in frozen if closed < len(labels)), default=timedelta(0))
    moved = [(f + max(shift, timedelta(0)), last + max(shift, timedelta(0))) for f, last in labels[closed:]]
    labels = labels[:closed] + moved
    windows = lay_windows(labels, frozen)
    for (_, until), (since, _) in pairwise(windows):
        assert until == since
    for (first, last), (since, until) in zip(labels, windows, strict=True):
        assert since <= first <= last < until


DAYS_OFF = st.lists(st.tuples(st.integers(0, 150), st.integers(0, 30)), max_size=6)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 150), DAYS_OFF)
def test_school_weeks_hold_every_day_once_whatever_is_off(start: date, days: int, off: list[tuple[int, int]]) -> None:
    """Windows touch, cover all that was asked for, and every school day stands in exactly one label."""
    spans = [(start + timedelta(days=at), start + timedelta(days=at + length)) for at, length in off]
    until = start + timedelta(days=days)
    weeks = school_weeks(start, until, spans)
    assert weeks[0].first == start or weeks[0].first - start > LONGEST_WINDOW
    assert weeks[-1].until > until
    for before, after in pairwise(weeks):
        assert before.until == after.first or after.first - before.until > LONGEST_WINDOW
    for week in weeks:
        assert week.first <= week.last < week.until and week.last.weekday() < 5
    span = [start + timedelta(days=n) for n in range((weeks[-1].until - start).days)]
    for day in (d for d in span if d.weekday() < 5 and not is_off(d, spans)):
        assert sum(week.first <= day <= week.last for week in weeks) == 1, day


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_ordinary_weeks_are_the_iso_weeks(start: date) -> None:
    for week in school_weeks(start, start + timedelta(days=70))[1:]:
        assert (week.first.weekday(), week.last.weekday(), (week.until - week.first).days) == (0, 4, 7)


@pytest.mark.parametrize(
    ("off", "labels"),
    [
        ("23.02-24.02.2023", ["20.02-22.02.2023", "23.02-03.03.2023", "06.03-10.03.2023"]),
        ("24.02-24.02.2023", ["20.02-24.02.2023", "27.02-03.03.2023", "06.03-10.03.2023"]),
        ("22.02-22.02.2023", ["20.02-24.02.2023", "27.02-03.03.2023", "06.03-10.03.2023"]),
        ("20.02-21.02.2023", ["20.02-24.02.2023", "27.02-03.03.2023", "06.03-10.03.2023"]),
        ("25.02-05.03.2023", ["20.02-24.02.2023", "27.02-10.03.2023", "13.03-17.03.2023"]),
    ],
)
def test_days_off_shift_weeks_as_in_source_003(off: str, labels: list[str]) -> None:
    span = parse_period(off)
    weeks = school_weeks(date(2023, 2, 20), date(2023, 3, 15), [(span.first, span.last)])
    assert [label(week.first, week.last) for week in weeks][:3] == labels


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=8)


@given(SPANS, st.integers(0, 60), st.integers(0, 9))
def test_lists_of_days_off_are_sets_of_days(spans: list[tuple[int, int]], at: int, length: int) -> None:
    def day(n: int) -> date:
        return date(2026, 9, 1) + timedelta(days=n)

    def days(of: list[tuple[date, date]]) -> set[date]:
        return {first + timedelta(days=n) for first, last in of for n in range((last - first).days + 1)}

    known: list[tuple[date, date]] = []
    for first, more in spans:
        known = days_off.join(known, day(first), day(first + more))
    assert days(known) == {day(first + n) for first, more in spans for n in range(more + 1)}
    assert all(before[1] + timedelta(days=1) < after[0] for before, after in pairwise(known))
    left = days_off.take_out(known, day(at), day(at + length))
    assert days(left) == days(known) - {day(at + n) for n in range(length + 1)}


def test_a_long_silence_is_a_break_in_the_calendar() -> None:
    labels = [(date(2023, 4, 3), date(2023, 4, 7)), (date(2026, 11, 30), date(2026, 12, 4))]
    assert lay_windows(labels, {})[0] == (date(2023, 4, 3), date(2023, 4, 10))
    assert timedelta(days=92) < LONGEST_WINDOW, "summer holidays are no break"


async def region(title: str = "Край") -> OrgId:
    return (await orgs.found_region(title, "Europe/Moscow", now=NOW)).id


async def test_shifted_weeks_are_loaded_over_ordinary_ones(database: str) -> None:
    org = await region()
    await periods.ensure_periods(org, date(2023, 3, 20), since=date(2023, 2, 20))
    for _again in range(2):
        loaded = await periods.load_calendar(SHIFTED, org, now=NOW)
    assert [(p.label, p.since.isoformat(), p.until.isoformat()) for p in loaded] == [
        ("20.02-22.02.2023", "2023-02-20", "2023-02-23"),
        ("23.02-03.03.2023", "2023-02-23", "2023-03-06"),
        ("06.03-10.03.2023", "2023-03-06", "2023-03-13"),
    ]
    everything = await ReportingPeriod.filter(region_id=org).order_by("starts_on")
    assert [p.window_to for p in everything[:-1]] == [p.window_from for p in everything[1:]]
    sunday = await periods.find_by_day(org, date(2023, 3, 5))
    assert sunday and sunday.label == "23.02-03.03.2023"


async def test_one_iso_week_of_two_labels_offers_both(database: str) -> None:
    org = await region()
    await periods.load_calendar(SHIFTED, org, now=NOW)
    with pytest.raises(Ambiguous) as offered:
        await periods.find_said(org, "2023-W08", command="/отчёт", now=NOW)
    assert [choice for _, choice in offered.value.choices] == ["/отчёт 20.02-22.02.2023", "/отчёт 23.02-03.03.2023"]
    assert (await periods.find_said(org, "2023-W10", command="", now=NOW)).label == "06.03-10.03.2023"
    with pytest.raises(periods.NoSuchPeriod):
        await periods.find_said(org, "2023-W30", command="", now=NOW)


async def test_a_closed_period_stands_still(database: str) -> None:
    org = await region()
    first = (await periods.load_calendar(SHIFTED[:1], org, now=NOW))[0]
    await periods.mark_closed(first, now=NOW)
    with pytest.raises(periods.PeriodClosed):
        await periods.add_period(None, org, date(2023, 2, 22), date(2023, 2, 26), now=NOW)
    await periods.add_period(None, org, date(2023, 3, 2), date(2023, 3, 3), now=NOW)
    rows = await ReportingPeriod.filter(region_id=org).order_by("starts_on")
    assert rows[1].window_from == rows[0].window_to == first.until


async def test_a_period_is_over_when_it_is_over_in_the_westernmost_school(database: str) -> None:
    org = await region()
    [period] = await periods.load_calendar([(date(2023, 3, 6), date(2023, 3, 10))], org, now=NOW)
    east = periods.closes_at(period, ["Asia/Vladivostok"])
    assert periods.closes_at(period, ["Asia/Vladivostok", "Europe/Moscow"]) == east + timedelta(hours=7)
    assert await periods.closed(org, now=east) == []
    assert [p.label for p in await periods.closed(org, now=east + timedelta(hours=7))] == [period.label]
