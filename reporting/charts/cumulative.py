"""The way to a target: what came, month by month, against the pace and the target versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from reporting.charts.bullets import version_in_force
from reporting.charts.fiscal_axis import fiscal_axis, fiscal_position, month_end
from reporting.charts.layers import layered, points
from reporting.charts.palette import ACTUAL, FAINT, FORECAST, TEXT

if TYPE_CHECKING:
    import altair as alt

WIDTH, HEIGHT = 296, 190
LINEAR = "linear"


def cumulative_chart(
    months: Sequence[Mapping[str, Any]], versions: Sequence[Mapping[str, Any]], first: date, last: date
) -> alt.LayerChart:
    """Draw the way to a target.

    Args:
        months: Values of one indicator by month, rows of `kpi_pillar_N`. When one is suppressed (None) no line is
            drawn, because what follows it cannot be told.
        versions: Rows of `kpi_target_status` of the indicator.
        first: First day of the period, that of a fiscal year.
        last: Last day of the period.
    """
    import altair as alt

    judged = version_in_force(versions)
    as_of = judged["as_of_date"]
    begins = first.month
    start, end, today = float(first.year), fiscal_position(last, begins), fiscal_position(as_of, begins)
    x = fiscal_axis("x", first.year, round(end) - 1)
    y = alt.Y(
        "y:Q", scale=alt.Scale(zero=True, nice=True), axis=alt.Axis(tickCount=5, format=",d", domain=False, ticks=False)
    )

    def span(at: float, low: float | None, high: float | None, colour: str) -> list[alt.Chart]:
        """The interval of a figure; an end that nothing bounds has no end piece."""
        ends = [{"x": at, "y": float(value)} for value in (low, high) if value is not None]
        if len(ends) < 2:
            return [
                points(ends).mark_tick(color=colour, thickness=1.5, size=9, opacity=1, orient="horizontal").encode(x, y)
            ]
        line = points([{"x": at, "y": ends[0]["y"], "y2": ends[1]["y"]}]).mark_rule(color=colour, strokeWidth=1.5)
        tick = points(ends).mark_tick(color=colour, thickness=1.5, size=9, opacity=1, orient="horizontal")
        return [line.encode(x, y, alt.Y2("y2:Q")), tick.encode(x, y)]

    layers: list[alt.Chart] = []
    for version in versions:
        is_judged = version is judged
        dash = [1, 0] if is_judged else [3, 2]
        rule = points([{"y": version["target"]}]).mark_rule(
            color=TEXT, strokeWidth=1.5 if is_judged else 1, strokeDash=dash
        )
        layers.append(rule.encode(y))
    if judged["pace"] is not None and judged.get("pace_basis") in (None, LINEAR):
        path = [{"x": start, "y": 0}, {"x": today, "y": judged["pace"]}, {"x": end, "y": judged["target"]}]
        layers.append(
            points(path).mark_line(color=FAINT, strokeWidth=1.5, strokeDash=[1, 3], strokeCap="round").encode(x, y)
        )
    elif judged["pace"] is not None:
        # By growth or by an annual plan it is known of this day alone.
        pace = points([{"x": today, "y": judged["pace"]}])
        layers.append(pace.mark_point(shape="triangle-down", size=36, color=TEXT, fill=TEXT, opacity=1).encode(x, y))
    layers.append(points(_path(months, first, as_of)).mark_line(color=ACTUAL, strokeWidth=2.5).encode(x, y))
    if judged["actual"] is not None:
        layers.append(
            points([{"x": today, "y": judged["actual"]}]).mark_circle(color=ACTUAL, size=36, opacity=1).encode(x, y)
        )
        layers += span(today, judged["actual_low"], judged["actual_high"], TEXT)
    if judged["forecast"] is not None:
        layers += span(end, judged["forecast_low"], judged["forecast_high"], FORECAST)
        forecast = points([{"x": end, "y": judged["forecast"]}])
        layers.append(
            forecast.mark_point(shape="diamond", size=52, color=FORECAST, fill=FORECAST, opacity=1).encode(x, y)
        )
    return layered(layers, WIDTH, HEIGHT)


def _path(months: Sequence[Mapping[str, Any]], first: date, as_of: date) -> list[dict[str, float]]:
    """The sums at the end of each month, the last one at the as-of date; nothing when a month is suppressed."""
    if any(row["value"] is None for row in months):
        return []
    by_month: dict[date, float] = {}
    for row in months:
        by_month[row["month"]] = by_month.get(row["month"], 0.0) + float(row["value"])
    sums = accumulate(by_month[month] for month in sorted(by_month))
    ends = [min(month_end(month), as_of) for month in sorted(by_month)]
    return [
        {"x": float(first.year), "y": 0.0},
        *({"x": fiscal_position(day, first.month), "y": total} for day, total in zip(ends, sums, strict=True)),
    ]
