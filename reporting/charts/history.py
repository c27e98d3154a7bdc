"""What was reported when: the actual of each as-of date with its bounds, the target of that day and the forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reporting.charts.fiscal_axis import fiscal_axis, fiscal_position, fiscal_year
from reporting.charts.layers import layered, points
from reporting.charts.palette import ACTUAL, FORECAST, TEXT

if TYPE_CHECKING:
    import altair as alt

WIDTH, HEIGHT = 296, 170
FIGURES = ("target", "actual", "actual_low", "actual_high", "forecast", "forecast_low", "forecast_high")


def history_chart(reports: Sequence[Mapping[str, Any]], begins: int) -> alt.LayerChart:
    """Draw the reports of one indicator and target version.

    Args:
        reports: Rows of `target_status_history`, the earliest first.
        begins: Month that fiscal years begin in.
    """
    import altair as alt

    shown = [
        {
            "x": fiscal_position(row["as_of_date"], begins),
            **{name: None if row[name] is None else float(row[name]) for name in FIGURES},
        }
        for row in reports
    ]
    years = [fiscal_year(row["as_of_date"], begins) for row in reports]
    x = fiscal_axis("x", min(years), max(years))

    def layer(*needed: str) -> alt.Chart:
        return points([report for report in shown if all(report[name] is not None for name in needed)])

    def y(field: str) -> alt.Y:
        axis = alt.Axis(tickCount=5, format=",d", domain=False, ticks=False)
        return alt.Y(f"{field}:Q", scale=alt.Scale(zero=True, nice=True), axis=axis)

    target = layer("target").mark_line(color=TEXT, strokeWidth=1.5, interpolate="step-after")
    bounds = layer("actual_low", "actual_high").mark_rule(color=TEXT, strokeWidth=1.5)
    interval = layer("forecast", "forecast_low", "forecast_high").mark_rule(color=FORECAST, strokeWidth=1.5)
    forecast = layer("forecast").mark_point(shape="diamond", size=45, color=FORECAST, fill=FORECAST, opacity=1)
    actual = layer("actual").mark_line(color=ACTUAL, strokeWidth=2.5)
    reported = layer("actual").mark_circle(color=ACTUAL, size=36, opacity=1)
    return layered(
        [
            target.encode(x, y("target")),
            interval.encode(x, y("forecast_low"), alt.Y2("forecast_high:Q")),
            forecast.encode(x, y("forecast")),
            actual.encode(x, y("actual")),
            reported.encode(x, y("actual")),
            bounds.encode(x, y("actual_low"), alt.Y2("actual_high:Q")),
        ],
        WIDTH,
        HEIGHT,
    )
