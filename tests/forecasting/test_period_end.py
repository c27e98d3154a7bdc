"""What may still come: its interval, its seasons, its honesty about short and sparse histories."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.period_end import PROBABILITIES, StillToCome, forecast_all, forecast_series
from forecasting.series import MonthlySeries, months_between, months_later

START, END = date(2023, 4, 1), date(2027, 3, 31)
AS_OF = date(2026, 10, 31)
# April first: every fiscal year ends with a rush.
YEAR = (8.0, 8.0, 9.0, 9.0, 6.0, 9.0, 9.0, 9.0, 8.0, 8.0, 9.0, 24.0)


def months(count: int, year: tuple[float, ...] = YEAR) -> list[float]:
    return [year[month % 12] for month in range(count)]


def forecast(values: list[float | None], as_of: date | None = None, *, is_count: bool = True) -> StillToCome:
    as_of = as_of or months_later(START, len(values)).fromordinal(months_later(START, len(values)).toordinal() - 1)
    made = forecast_series(MonthlySeries("fdi_success", "all", START, tuple(values), is_count), as_of, END)
    assert made is not None
    return made


def test_the_rush_before_a_fiscal_year_ends_is_expected() -> None:
    # November to February bring 34, March alone 24.
    made = forecast([*months(43)])
    assert made.low <= 58 <= made.high
    assert abs(made.middle - 58) <= 6
    without_rush = forecast([*months(43, (8.0,) * 12)])
    assert without_rush.high < made.middle


def test_a_growing_programme_goes_on_growing_a_little() -> None:
    grown = [value * 1.3 ** (month // 12) for month, value in enumerate(months(36))]
    assert forecast([*map(round, grown)]).middle > sum(grown[24:])


def test_the_same_series_is_forecast_the_same_again_and_others_otherwise() -> None:
    values = tuple(months(40))
    first, again = (forecast_series(MonthlySeries("a", "all", START, values), AS_OF, END) for _ in range(2))
    other = forecast_series(MonthlySeries("b", "all", START, values), AS_OF, END)
    assert first == again
    assert first is not None
    assert other is not None
    assert first.quantiles != other.quantiles


def test_less_history_makes_the_interval_wider() -> None:
    as_of = date(2026, 3, 31)
    long = forecast_series(MonthlySeries("a", "all", START, tuple(months(36))), as_of, END)
    short = forecast_series(MonthlySeries("a", "all", date(2025, 10, 1), tuple(months(36)[30:])), as_of, END)
    assert long is not None
    assert short is not None
    assert short.high - short.low > 1.3 * (long.high - long.low)


def test_the_interval_is_that_of_the_sum_and_not_of_single_months() -> None:
    rng = np.random.default_rng(3)
    values: list[float | None] = [float(value) for value in rng.poisson(20, 36)]
    year, month = (
        forecast(values),
        forecast_series(
            MonthlySeries("fdi_success", "all", START, tuple(values)), date(2026, 3, 31), date(2026, 4, 30)
        ),
    )
    assert month is not None
    assert year.high - year.low < 0.9 * 12 * (month.high - month.low)


def test_a_month_that_runs_brings_the_share_of_its_days() -> None:
    values: list[float | None] = [30.0] * 46
    whole, half = forecast(values, date(2027, 1, 31)), forecast(values, date(2027, 2, 14))
    assert abs(whole.middle - half.middle - 15) <= 3


def test_months_that_nobody_has_seen_are_no_weak_months() -> None:
    seen = forecast([30.0] * 43)
    unseen: list[float | None] = [30.0] * 39 + [None] * 4
    as_nought: list[float | None] = [30.0] * 39 + [0.0] * 4
    assert abs(forecast(unseen).middle - seen.middle) <= 8
    assert forecast(as_nought).middle < 0.8 * seen.middle


def test_a_sparse_count_stays_sparse() -> None:
    values: list[float | None] = [1.0 if month % 5 == 0 else 0.0 for month in range(36)]
    made = forecast(values)
    # A fifth a month: 2.4 in a year.
    assert 0 <= made.low <= 2.4 <= made.high <= 9
    assert 1 <= made.middle <= 4


def test_whole_numbers_are_forecast_of_counts_and_no_others_of_amounts() -> None:
    assert all(value.is_integer() for value in forecast([*months(40)]).quantiles)
    amounts = forecast([value * 1.5e8 for value in months(40)], is_count=False)
    assert not all(value.is_integer() for value in amounts.quantiles)
    assert abs(amounts.middle / 1.5e8 - sum(months(48)[40:])) < 25


@pytest.mark.parametrize(
    ("values", "as_of"),
    [
        ((0.0,) * 20, AS_OF),
        ((), AS_OF),
        ((0.0, 0.0, 4.0, 2.0), AS_OF),
        ((None, 4.0, None, 2.0), AS_OF),
        ((5.0,) * 48, END),
        ((5.0,) * 48, date(2028, 1, 1)),
    ],
    ids=["nothing came", "no month", "two months", "two months seen", "last day", "period over"],
)
def test_where_nothing_can_be_said_nothing_is(values: tuple[float | None, ...], as_of: date) -> None:
    assert forecast_series(MonthlySeries("fdi_success", "all", START, values), as_of, END) is None


def test_series_that_say_too_little_are_passed_over() -> None:
    series = [MonthlySeries(name, "all", START, (count,) * 20) for name, count in (("a", 0.0), ("b", 7.0))]
    assert [made.indicator_id for made in forecast_all(series, AS_OF, END)] == ["b"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.none() | st.integers(0, 3000).map(float), min_size=3, max_size=47), st.integers(0, 27))
def test_every_history_gives_an_ordered_distribution_of_finite_numbers(values: list[float | None], day: int) -> None:
    last = months_later(START, len(values))
    made = forecast_series(
        MonthlySeries("fdi_success", "all", START, tuple(values)), date(last.year, last.month, day + 1), END
    )
    if made is None:
        begun = MonthlySeries("", "", START, tuple(values)).since_start().values
        assert sum(value is not None for value in begun) < 3 or months_between(last, END) < 0
        return
    assert np.isfinite(made.quantiles).all()
    assert list(made.quantiles) == sorted(made.quantiles)
    assert len(made.quantiles) == len(PROBABILITIES)
    assert 0 <= made.low <= made.middle <= made.high
