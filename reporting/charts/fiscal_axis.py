"""The axis of time: fiscal years, each written at its first day, in digits that both languages read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import altair as alt


def fiscal_year(day: date, begins: int) -> int:
    """Return the fiscal year of a day, by the year it begins in.

    Args:
        day: The day.
        begins: Month that fiscal years begin in.
    """
    return day.year if day.month >= begins else day.year - 1


def fiscal_position(day: date, begins: int) -> float:
    """Return where a day lies on the axis: its fiscal year and the part of it that is over by the end of the day.

    Args:
        day: The day.
        begins: Month that fiscal years begin in.
    """
    year = fiscal_year(day, begins)
    first, following = date(year, begins, 1), date(year + 1, begins, 1)
    return year + ((day - first).days + 1) / (following - first).days


def month_end(month: date) -> date:
    """Return the last day of a month.

    Args:
        month: Its first day.
    """
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def fiscal_axis(field: str, first: int, last: int) -> alt.X:
    """Return the axis.

    Args:
        field: Field of the positions.
        first: First fiscal year.
        last: Last fiscal year, at whose end the axis ends.
    """
    import altair as alt

    return alt.X(
        f"{field}:Q",
        scale=alt.Scale(domain=[first, last + 1], nice=False),
        axis=alt.Axis(
            values=list(range(first, last + 1)),
            format="d",
            labelAlign="left",
            labelOffset=3,
            tickSize=12,
            labelPadding=-10,
            grid=True,
        ),
    )
