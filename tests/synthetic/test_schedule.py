"""Days and months: fiscal-year boundaries, quotas that the seed cannot move, and dates written and read back."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from synthetic.dates import date_text, month_text, ordinal_of
from synthetic.exports import closing_date, planned_snapshots
from synthetic.schedule import (
    PERIOD_END,
    PERIOD_START,
    REFERENCE_DATE,
    Window,
    fiscal_year_of,
    fiscal_years_of,
    monthly_counts,
    months_between,
    plan_days,
)
from synthetic.surveys import evenly

MONTHS = months_between(PERIOD_START, PERIOD_END)
REFERENCE = MONTHS.index(REFERENCE_DATE.replace(day=1))


@pytest.mark.parametrize(
    ("day", "fiscal_year"),
    [(date(2024, 3, 31), 2023), (date(2024, 4, 1), 2024), (date(2026, 12, 31), 2026), (date(2027, 1, 1), 2026)],
)
def test_fiscal_year_begins_in_april(day: date, fiscal_year: int) -> None:
    assert fiscal_year_of(day) == fiscal_year
    assert fiscal_years_of(np.array([day.toordinal()])).tolist() == [fiscal_year]


@pytest.mark.parametrize("total", [3, 350, 118_350])
def test_totals_hold_on_the_reference_date_whatever_the_seed(total: int) -> None:
    assert monthly_counts(total, MONTHS, Window(growth=0.06))[: REFERENCE + 1].sum() == total
    for seed in (1, 2):
        days = plan_days(np.random.default_rng(seed), total, PERIOD_END)
        assert (days <= REFERENCE_DATE.toordinal()).sum() == total
        assert (np.diff(days) >= 0).all()


def test_march_peaks_august_dips_and_years_grow() -> None:
    counts = monthly_counts(100_000, MONTHS, Window(growth=0.06))
    by_year = counts.reshape(4, 12)
    assert (by_year.argmax(axis=1) == 11).all()
    assert (by_year.argmin(axis=1) == 4).all()
    assert np.allclose(by_year[1:].sum(axis=1) / by_year[:-1].sum(axis=1), 1.06, atol=0.001)


def test_nothing_happens_before_the_window_opens() -> None:
    counts = monthly_counts(500, MONTHS, Window(start=date(2024, 4, 1), ramp=6), at_least=1)
    assert counts[:12].sum() == 0
    assert (counts[12:] >= 1).all()


def test_days_are_working_days_inside_their_month() -> None:
    days = plan_days(np.random.default_rng(3), 2_000, PERIOD_END)
    assert all(date.fromordinal(day).weekday() < 5 for day in days.tolist())


def test_the_ways_to_write_a_date() -> None:
    day = date(2024, 4, 1).toordinal()
    written = [date_text(day, style) for style in range(7)]
    assert written == ["2024/4/1", "2024-04-01", "20240401", "令和6年4月1日", "R6.4.1", "45383", "２０２４／４／１"]
    assert [ordinal_of(text) for text in written] == [day] * 7
    assert ordinal_of("2024/13/45") is None
    assert ordinal_of(date(2024, 4, 1)) == day


def test_the_ways_to_write_a_month() -> None:
    written = [month_text(date(2024, 4, 1), style) for style in range(4)]
    assert written == ["2024/4", "2024-04", "2024年4月", "202404"]


def test_closed_years_are_closed_in_april_and_the_current_one_on_the_day() -> None:
    plan = planned_snapshots("overseas_support", REFERENCE_DATE)
    assert [year for year, _ in plan] == [2023, 2024, 2025, 2026]
    assert all(date(year + 1, 4, 10) <= day <= date(year + 1, 4, 30) for year, day in plan[:-1])
    assert plan[-1] == (2026, REFERENCE_DATE)


def test_a_year_not_yet_closed_is_seen_as_of_the_day() -> None:
    day = date(2026, 4, 2)
    assert closing_date("activities", 2025) > day
    assert planned_snapshots("activities", day)[-2:] == [(2025, day), (2026, day)]


def test_answers_are_spread_so_that_no_group_strays() -> None:
    for share in (0.1, 0.74):
        mask = evenly(2_000, share)
        assert mask[0]
        assert abs(mask.mean() - share) < 0.01
        for length in (5, 20, 200):
            heads = np.convolve(mask, np.ones(length), mode="valid") / length
            assert np.abs(heads - share).max() <= 1.5 / length + 0.02
