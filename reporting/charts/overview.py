"""Bullet charts: actual, bounds, pace, forecast and target versions, all in percent of the target in force.

In percent the targets stand under each other on one line, whatever their units. The absolute figures stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reporting.charts.bullets import Bullet, bullets_of, highest_percent
from reporting.charts.layers import layered, points
from reporting.charts.palette import ACTUAL, FORECAST, GROUND, TEXT, TRACK

if TYPE_CHECKING:
    import altair as alt

WIDTH = 300
ROW = 46
BAR = 14
# Places of the parts within a row, from its middle.
BAR_AT, PACE_AT, FORECAST_AT = -4, -17, 12


def overview_chart(rows: Sequence[Mapping[str, Any]], names: str = "name_ja", width: int = 420) -> alt.LayerChart:
    """Draw a bullet per target with its name.

    Args:
        rows: Rows of `kpi_target_status`, the versions of an indicator one after the other; those without a target are
            left out.
        names: Column of the names.
        width: Width of the bullets in pixels.
    """
    bullets = bullets_of(rows)
    named = [(str(bullet.row[names]), bullet) for bullet in bullets]
    return layered(_layers(named, highest_percent(bullets), are_named=True), width, {"step": ROW})


def bullet_chart(versions: Sequence[Mapping[str, Any]], highest: float) -> alt.LayerChart:
    """Draw one target.

    Args:
        versions: Rows of `kpi_target_status` of one indicator.
        highest: Percent at the right edge, the same for all that stand under each other.
    """
    named = [("", bullet) for bullet in bullets_of(versions)]
    return layered(_layers(named, highest, are_named=False), WIDTH, {"step": ROW})


def _layers(named: Sequence[tuple[str, Bullet]], highest: float, *, are_named: bool) -> list[alt.Chart]:
    import altair as alt

    order = [name for name, _ in named]
    names = (
        alt.Axis(domain=False, ticks=False, labelLimit=480, labelFontSize=12, labelColor=TEXT) if are_named else None
    )
    y = alt.Y("name:N", sort=order, axis=names, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    percents = alt.Axis(values=list(range(0, int(highest) + 1, 20)), domain=False, labelExpr="datum.label + '%'")
    x = alt.X("low:Q", scale=alt.Scale(domain=[0, highest], nice=False), axis=percents)

    def bar(ends: Iterable[tuple[str, float | None]], colour: str) -> alt.Chart:
        values = [{"name": name, "low": 0, "high": end} for name, end in ends if end is not None]
        rectangle = points(values).mark_bar(color=colour, height=BAR, yOffset=BAR_AT)
        drawn: alt.Chart = rectangle.encode(x, alt.X2("high:Q"), y)
        return drawn

    def span(
        bounds: Sequence[tuple[str, float | None, float | None]], at: int, colour: str, width: float
    ) -> list[alt.Chart]:
        """A line from bound to bound with an end piece at each; to the edge and without one where nothing bounds."""
        lines = [
            {"name": name, "low": low or 0.0, "high": highest if high is None else high} for name, low, high in bounds
        ]
        ends = [{"name": name, "low": end} for name, *both in bounds for end in both if end is not None]
        rule = points(lines).mark_rule(color=colour, strokeWidth=width, yOffset=at)
        tick = points(ends).mark_tick(color=colour, thickness=width, size=9, yOffset=at, opacity=1)
        return [rule.encode(x, alt.X2("high:Q"), y), tick.encode(x, y)]

    def mark(places: Iterable[tuple[str, float | None]], shape: str, at: int, colour: str) -> alt.Chart:
        values = [{"name": name, "low": place} for name, place in places if place is not None]
        symbol = points(values).mark_point(shape=shape, size=48, color=colour, fill=colour, yOffset=at, opacity=1)
        drawn: alt.Chart = symbol.encode(x, y)
        return drawn

    def target(places: Iterable[tuple[str, float]], width: float, dash: Sequence[int]) -> alt.Chart:
        rule = points([{"name": name, "low": place} for name, place in places])
        line = rule.mark_rule(color=TEXT, strokeWidth=width, strokeDash=list(dash))
        across = alt.Y("name:N", sort=order, axis=names, bandPosition=0.12), alt.Y2("name:N", bandPosition=0.7)
        drawn: alt.Chart = line.encode(x, *across)
        return drawn

    bounds = [(name, bullet.low, bullet.high) for name, bullet in named if bullet.actual is not None]
    forecasts = [(name, bullet) for name, bullet in named if bullet.forecast is not None]
    return [
        bar([(name, bullet.in_force) for name, bullet in named], TRACK),
        bar([(name, bullet.actual) for name, bullet in named], ACTUAL),
        target([(name, other) for name, bullet in named for other in bullet.others], 1.2, [3, 2]),
        target([(name, bullet.in_force) for name, bullet in named], 2.5, [1, 0]),
        # A light edge, so that the bounds are seen on the bar.
        *span(bounds, BAR_AT, GROUND, 4),
        *span(bounds, BAR_AT, TEXT, 1.5),
        mark([(name, bullet.pace) for name, bullet in named], "triangle-down", PACE_AT, TEXT),
        *span(
            [(name, bullet.forecast_low, bullet.forecast_high) for name, bullet in forecasts],
            FORECAST_AT,
            FORECAST,
            1.5,
        ),
        mark([(name, bullet.forecast) for name, bullet in forecasts], "diamond", FORECAST_AT, FORECAST),
    ]
