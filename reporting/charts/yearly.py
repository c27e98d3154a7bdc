"""Figures by fiscal year, the budget sources on each other. A suppressed year has a cross in place of its bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reporting.charts.layers import layered, points
from reporting.charts.palette import FAINT, GROUND, OF_SOURCES, TEXT, UNKNOWN, source_colours

if TYPE_CHECKING:
    import altair as alt

WIDTH, HEIGHT = 296, 190
SMALL_WIDTH, SMALL_HEIGHT = 116, 44


def yearly_chart(
    years: Sequence[Mapping[str, Any]], all_years: Sequence[int], sources: Sequence[str]
) -> alt.LayerChart:
    """Draw the figures of an indicator, with the total above each bar.

    Args:
        years: A row per fiscal year and budget source: `fiscal_year`, `budget_source`, `value` (None: suppressed),
            `is_before_break`.
        all_years: Fiscal years of the axis.
        sources: Budget sources in the order in which they lie on each other.
    """
    return _chart(years, all_years, sources, is_small=False)


def small_yearly_chart(
    years: Sequence[Mapping[str, Any]], all_years: Sequence[int], sources: Sequence[str]
) -> alt.LayerChart:
    """Draw them without figures, for a row of a table that has them.

    Args:
        years: As for `yearly_chart`.
        all_years: Fiscal years of the axis.
        sources: As for `yearly_chart`.
    """
    return _chart(years, all_years, sources, is_small=True)


def _chart(
    years: Sequence[Mapping[str, Any]], all_years: Sequence[int], sources: Sequence[str], *, is_small: bool
) -> alt.LayerChart:
    import altair as alt

    suppressed = sorted({row["fiscal_year"] for row in years if row["value"] is None})
    bars = _stacked([row for row in years if row["fiscal_year"] not in suppressed], sources)
    x = alt.X(
        "year:O",
        scale=alt.Scale(domain=list(all_years), paddingInner=0.3, paddingOuter=0.15),
        axis=alt.Axis(labelAngle=0, ticks=False, labelExpr="slice(datum.label, 2)" if is_small else "datum.label"),
    )
    y_axis = None if is_small else alt.Axis(tickCount=4, format=",d", domain=False, ticks=False)
    y = alt.Y("low:Q", scale=alt.Scale(zero=True), axis=y_axis)

    # Before a break of the series a bar is hollow.
    whole = points([bar for bar in bars if not bar["is_before_break"]]).mark_bar()
    hollow = points([bar for bar in bars if bar["is_before_break"]]).mark_bar(fill=GROUND, strokeWidth=1.5)
    drawn = {source: OF_SOURCES[colour] for source, colour in source_colours(sources).items()}
    colours = alt.Scale(domain=[*drawn, "other"], range=[*drawn.values(), UNKNOWN])
    layers = [
        whole.encode(x, y, alt.Y2("high:Q"), color=alt.Color("source:N", scale=colours, legend=None)),
        hollow.encode(x, y, alt.Y2("high:Q"), stroke=alt.Stroke("source:N", scale=colours, legend=None)),
        points([{"year": year, "low": 0} for year in suppressed])
        .mark_text(text="×", color=FAINT, fontSize=12 if is_small else 16, baseline="bottom")
        .encode(x, y),
    ]
    if not is_small:
        tops = {bar["year"]: bar["high"] for bar in bars}
        labels = [{"year": year, "low": top, "label": f"{top:,.0f}"} for year, top in tops.items()]
        layers.append(points(labels).mark_text(baseline="bottom", dy=-3, color=TEXT).encode(x, y, alt.Text("label:N")))
    width, height = (SMALL_WIDTH, SMALL_HEIGHT) if is_small else (WIDTH, HEIGHT)
    return layered(layers, width, height)


def _stacked(years: Sequence[Mapping[str, Any]], sources: Sequence[str]) -> list[dict[str, Any]]:
    """Each source from where the one below it ends."""
    places = {source: place for place, source in enumerate(sources)}
    tops: dict[int, float] = {}
    bars = []
    for row in sorted(years, key=lambda row: (row["fiscal_year"], places.get(row["budget_source"], len(places)))):
        low = tops.get(row["fiscal_year"], 0.0)
        high = tops[row["fiscal_year"]] = low + float(row["value"])
        source = row["budget_source"] if row["budget_source"] in places else "other"
        bars.append(
            {
                "year": row["fiscal_year"],
                "source": source,
                "low": low,
                "high": high,
                "is_before_break": row["is_before_break"],
            }
        )
    return bars
