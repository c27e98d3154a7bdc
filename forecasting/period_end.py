"""What the period's remaining days still bring: the distribution of the sum of the coming months.

The interval, the middle and every probability are read from the same draws of whole futures. Intervals of single
months added up would be far too wide, or too narrow where a level may drift.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from forecasting.series import MonthlySeries, months_later, seen, shares_to_come
from forecasting.structural import simulate_months

# With fewer months there is no telling what is usual.
FEWEST_MONTHS = 3
# Half of a percent apart, 10 % and 90 % among them.
PROBABILITIES = tuple(step / 200 for step in range(1, 200))
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9


@dataclass(frozen=True)
class StillToCome:
    """What one indicator may still bring under one budget reading.

    Attributes:
        indicator_id: The indicator.
        budget_reading: Which cases are counted.
        months_seen: Whole months the answer rests on.
        middle: As likely more as less.
        low: Low end of the 80 % interval.
        high: Its high end.
        quantiles: The distribution, at `PROBABILITIES`.
    """

    indicator_id: str
    budget_reading: str
    months_seen: int
    middle: float
    low: float
    high: float
    quantiles: tuple[float, ...]


def forecast_series(series: MonthlySeries, as_of: date, period_end: date) -> StillToCome | None:
    """Forecast the sum of what comes after a day up to the period's end.

    Args:
        series: Whole months up to the as-of date.
        as_of: Last day that has been counted.
        period_end: Last day that will count.

    Returns:
        None when too little has come to say anything. Months that are over but that nobody has seen add nothing: what
        they hide is a gap, and the bounds of the actual say so.
    """
    history = series.since_start()
    months = seen(history.values)
    if as_of >= period_end or months < FEWEST_MONTHS:
        return None
    shares = shares_to_come(months_later(history.first_month, len(history.values)), as_of, period_end)
    seed = zlib.crc32(f"{series.indicator_id}|{series.budget_reading}".encode())
    sums = simulate_months(history.values, shares, seed=seed, is_count=series.is_count).sum(axis=1)
    quantiles = np.quantile(sums, PROBABILITIES, method="inverted_cdf")
    at = dict(zip(PROBABILITIES, quantiles.tolist(), strict=True))
    return StillToCome(
        series.indicator_id,
        series.budget_reading,
        months,
        middle=at[MIDDLE],
        low=at[LOW],
        high=at[HIGH],
        quantiles=tuple(at.values()),
    )


def forecast_all(series: Iterable[MonthlySeries], as_of: date, period_end: date) -> Iterator[StillToCome]:
    """Forecast every series that says enough; see `forecast_series`."""
    for one in series:
        forecast = forecast_series(one, as_of, period_end)
        if forecast is not None:
            yield forecast
