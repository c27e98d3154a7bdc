"""Monthly series and the calendar of the months to come."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

MONTHS = 12


@dataclass(frozen=True)
class MonthlySeries:
    """What an indicator brought in each whole month under one budget reading.

    Attributes:
        indicator_id: The indicator.
        budget_reading: Which cases are counted.
        first_month: First day of the first month.
        values: One per month without a break; None for a month that nobody has seen, which is not nought.
        is_count: Whether the values are numbers of things; otherwise amounts.
    """

    indicator_id: str
    budget_reading: str
    first_month: date
    values: tuple[float | None, ...]
    is_count: bool = True

    def since_start(self) -> MonthlySeries:
        """Return the series from its first month with anything in it: before that the programme did not run."""
        start = next((at for at, value in enumerate(self.values) if value), len(self.values))
        return MonthlySeries(
            self.indicator_id,
            self.budget_reading,
            months_later(self.first_month, start),
            self.values[start:],
            self.is_count,
        )


def months_later(month: date, count: int) -> date:
    """Return the first day of the month that lies a number of months after another."""
    years, position = divmod(month.month - 1 + count, MONTHS)
    return date(month.year + years, position + 1, 1)


def months_between(first: date, last: date) -> int:
    """Return how many months lie between the months of two days."""
    return (last.year - first.year) * MONTHS + last.month - first.month


def shares_to_come(after: date, as_of: date, period_end: date) -> list[float]:
    """Return which share of the days of each month still lies ahead.

    Args:
        after: First day of the first month to say it of.
        as_of: Last day that has been counted.
        period_end: Last day that will count.

    Returns:
        One share per month up to that of the period's end: 0 for a month that is over, less than 1 for one that runs.
    """
    shares: list[float] = []
    for step in range(months_between(after, period_end) + 1):
        month = months_later(after, step)
        days = monthrange(month.year, month.month)[1]
        last = min(month.replace(day=days), period_end)
        ahead = (last - max(as_of, _day_before(month))).days
        shares.append(max(0, ahead) / days)
    return shares


def seen(values: Sequence[float | None]) -> int:
    """Return how many months of a series somebody has seen."""
    return sum(value is not None for value in values)


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
