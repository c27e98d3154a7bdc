"""What charts are put together from: points with their values beside them, and layers on one pair of axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt


def points(values: Sequence[Mapping[str, Any]]) -> alt.Chart:
    """Return a chart of a few values, yet without marks.

    Args:
        values: The values, one mapping per point; dates as numbers, since a chart is drawn outside this process.
    """
    import altair as alt

    # A list would be copied with all that is in it at every step that puts charts together; a tuple is not.
    return alt.Chart({"values": tuple(dict(value) for value in values)})


def layered(layers: Sequence[alt.Chart], width: int, height: int | Mapping[str, int]) -> alt.LayerChart:
    """Lay charts on each other, the first at the bottom.

    Args:
        layers: The charts.
        width: Width of the plot in pixels.
        height: Its height in pixels, or the height of a row as `step`.
    """
    import altair as alt

    chart = alt.layer(*layers).properties(width=width, height=height)
    assert isinstance(chart, alt.LayerChart), "charts with facets are no layers"
    return chart
