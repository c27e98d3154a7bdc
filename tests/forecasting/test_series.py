"""The calendar of the months to come, and where a series begins."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forecasting.series import MonthlySeries, months_between, months_later, seen, shares_to_come

END = date(2027, 3, 31)
DAYS = st.dates(date(2023, 4, 1), date(2028, 3, 31))


def series(*values: float | None) -> MonthlySeries:
    return MonthlySeries("fdi_success", "all", date(2023, 4, 1), values)


def test_a_month_that_runs_has_the_share_of_its_days_left() -> None:
    assert shares_to_come(date(2027, 1, 1), date(2027, 2, 21), END) == [0.0, 0.25, 1.0]


def test_a_period_that_ends_within_a_month_has_no_more_than_its_days() -> None:
    assert shares_to_come(date(2027, 2, 1), date(2027, 1, 31), date(2027, 3, 10)) == [1.0, 10 / 31]


@given(DAYS, DAYS)
def test_the_shares_add_up_to_the_days_left(first: date, as_of: date) -> None:
    after = first.replace(day=1)
    shares = shares_to_come(after, as_of, END)
    days = sum(
        share * monthrange(month.year, month.month)[1]
        for step, share in enumerate(shares)
        for month in [months_later(after, step)]
    )
    assert round(days) == max(0, (END - max(as_of, after - timedelta(days=1))).days)


@given(DAYS, st.integers(0, 60))
def test_months_are_counted_as_they_are_added(day: date, count: int) -> None:
    assert months_between(day, months_later(day.replace(day=1), count)) == count


def test_a_programme_begins_with_its_first_month_that_brought_something() -> None:
    begun = series(0.0, None, 0.0, 3.0, 0.0).since_start()
    assert (begun.first_month, begun.values) == (date(2023, 7, 1), (3.0, 0.0))


def test_a_programme_that_brought_nothing_has_not_begun() -> None:
    assert series(0.0, None, 0.0).since_start().values == ()


def test_months_that_nobody_has_seen_are_not_counted() -> None:
    assert seen((1.0, None, 0.0)) == 2
