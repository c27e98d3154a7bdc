"""Response rates of a survey item by fiscal year, out of all that were due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reporting.charts.layers import layered, points
from reporting.charts.palette import ACTUAL, GROUND, TEXT, TRACK

if TYPE_CHECKING:
    import altair as alt

WIDTH, STEP = 230, 22


def response_chart(years: Sequence[Mapping[str, Any]]) -> alt.LayerChart:
    """Draw a bar per fiscal year from 0 to 100 percent.

    Args:
        years: Rows of `survey_response_rates` of one subject and item; one without a rate has no bar.
    """
    import altair as alt

    all_years = [row["fiscal_year"] for row in years]
    y = alt.Y("year:O", sort=all_years, axis=alt.Axis(domain=False, ticks=False), scale=alt.Scale(paddingInner=0.3))
    x_axis = alt.Axis(values=[0, 50, 100], domain=False, labelExpr="datum.label + '%'")
    x = alt.X("rate:Q", scale=alt.Scale(domain=[0, 100]), axis=x_axis)
    known = [
        {"year": row["fiscal_year"], "rate": 100 * row["response_rate"], "label": f"{100 * row['response_rate']:.1f}%"}
        for row in years
        if row["response_rate"] is not None
    ]
    tracks = points([{"year": year, "rate": 100} for year in all_years])
    bars = points(known)
    # Written over the unanswered part, or inside the bar where that is too narrow.
    beside = points([row for row in known if row["rate"] <= 80])
    inside = points([row for row in known if row["rate"] > 80])
    return layered(
        [
            tracks.mark_bar(color=TRACK).encode(x, y),
            bars.mark_bar(color=ACTUAL).encode(x, y),
            beside.mark_text(align="left", dx=5, color=TEXT).encode(x, y, alt.Text("label:N")),
            inside.mark_text(align="right", dx=-5, color=GROUND, fontWeight="bold").encode(x, y, alt.Text("label:N")),
        ],
        WIDTH,
        {"step": STEP},
    )
