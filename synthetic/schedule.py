"""When things happen in the invented world: fiscal years, months, and how many records fall on which day.

A total is stated as it stands on the reference date and is spread over the months by season and growth, so that the
number of records up to the end of any month follows from the plan alone and not from the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

PERIOD_START = date(2023, 4, 1)
PERIOD_END = date(2027, 3, 31)
REFERENCE_DATE = date(2026, 10, 31)
NEVER = 0  # the ordinal that stands for "has no such day"

# Share of a fiscal year by month, April first: a peak before the year closes, a lull in August.
CASE_SEASON = (7.4, 7.6, 8.2, 8.3, 6.0, 8.2, 8.7, 8.5, 7.8, 8.1, 8.9, 12.3)


@dataclass(frozen=True)
class Window:
    """Months in which something happens, and how it swells.

    Attributes:
        start: First day on which it can happen.
        season: Weights of the twelve months, April first.
        growth: Growth from one fiscal year to the next (0.06 = 6 %).
        ramp: Months after `start` until the full pace is reached.
    """

    start: date = PERIOD_START
    season: Sequence[float] = CASE_SEASON
    growth: float = 0.0
    ramp: int = 0


def fiscal_year_of(day: date) -> int:
    """Return the fiscal year (April to March) of a day, named after the year it begins in."""
    return day.year - (day.month < 4)


def fiscal_years_of(days: IntArray) -> IntArray:
    """Return the fiscal year of every ordinal day; that of NEVER is meaningless."""
    months = (days - date(1970, 1, 1).toordinal()).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    result: IntArray = 1970 + (months - 3) // 12
    return result


def fiscal_year_start(fiscal_year: int) -> date:
    """Return 1 April of a fiscal year."""
    return date(fiscal_year, 4, 1)


def fiscal_year_end(fiscal_year: int) -> date:
    """Return 31 March that closes a fiscal year."""
    return date(fiscal_year + 1, 3, 31)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of all months from that of `first` to that of `last`."""
    months = [first.replace(day=1)]
    while next_month(months[-1]) <= last:
        months.append(next_month(months[-1]))
    return months


def horizon(as_of: date) -> date:
    """Return the day to which the world is built; the same for every as-of date within the period."""
    return max(PERIOD_END, fiscal_year_end(fiscal_year_of(as_of)))


def monthly_counts(total: float, months: Sequence[date], window: Window, at_least: int = 0) -> IntArray:
    """Spread a total over months.

    Args:
        total: Records up to and including the month of the reference date.
        months: First days of consecutive months, the reference month among them.
        window: When they can happen.
        at_least: Records in every month of the window, however small the total.

    Returns:
        Records per month; months after the reference date go on at the same pace.
    """
    first_year = fiscal_year_of(months[0])
    weights = np.zeros(len(months))
    age = 0
    for position, month in enumerate(months):
        if month < window.start.replace(day=1):
            continue
        age += 1
        swell = min(1.0, age / (window.ramp + 1))
        growth = (1 + window.growth) ** (fiscal_year_of(month) - first_year)
        weights[position] = window.season[(month.month - 4) % 12] * growth * swell
    reference = months.index(REFERENCE_DATE.replace(day=1))
    cumulative = np.cumsum(weights) / weights[: reference + 1].sum() * total
    counts = np.diff(np.floor(cumulative + 0.5), prepend=0.0).astype(np.int64)
    return np.where(weights > 0, np.maximum(counts, at_least), 0).astype(np.int64)


def draw_days(
    rng: np.random.Generator, months: Sequence[date], counts: IntArray, earliest: date = PERIOD_START
) -> IntArray:
    """Draw a working day for every record.

    Args:
        rng: Source of randomness.
        months: First days of consecutive months.
        counts: Records per month.
        earliest: No day before this one.

    Returns:
        Sorted ordinals, `counts.sum()` of them.
    """
    drawn = []
    for month, count in zip(months, counts.tolist(), strict=True):
        if count:
            days = [day for day in _working_days(month) if day >= earliest.toordinal()]
            drawn.append(np.sort(rng.choice(np.array(days, dtype=np.int64), size=count)))
    return np.concatenate(drawn) if drawn else np.zeros(0, dtype=np.int64)


def plan_days(
    rng: np.random.Generator, total: float, until: date, window: Window | None = None, at_least: int = 0
) -> IntArray:
    """Draw the days of `total` records (as on the reference date) from the period's start to `until`."""
    window = window or Window()
    months = months_between(PERIOD_START, until)
    return draw_days(rng, months, monthly_counts(total, months, window, at_least), window.start)


def _working_days(month: date) -> list[int]:
    start, end = month.toordinal(), next_month(month).toordinal()
    return [day for day in range(start, end) if (day - 1) % 7 < 5]
