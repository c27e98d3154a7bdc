"""Native charts: attainments, results by fiscal year, response rates.

A chart draws a text as nought, so no series holds a suppressed cell: the chart is left out and says why in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting.report.table import Mark, Row, value_of
from reporting.workbook.formats import DARK, FONT, GREY, HAIR

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# Told apart by people who see colours differently, and in grey print.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7")
ROW_PIXELS = 25
GAP = 8
# Bars have long names beside them.
WIDEST = 520
WIDEST_BARS = 960
LEFT_OUT = "秘匿のため図なし Suppressed: no chart"


@dataclass(frozen=True)
class Series:
    """Cells of a sheet as a chart reads them; ranges are first row, first column, last row, last column.

    Attributes:
        sheet: Name of the sheet.
        name: Row and column of the cell that names it, or a name of our own.
        categories: Range of the categories.
        values: Range of the values.
    """

    sheet: str
    name: tuple[int, int] | str
    categories: tuple[int, int, int, int]
    values: tuple[int, int, int, int]


@dataclass(frozen=True)
class Picture:
    """A chart to draw.

    Attributes:
        title: Row and column of the cell that holds its title, with the name of its sheet; or a title of our own.
        series: What it shows; None when a cell of it is suppressed.
        weight: How wide it is among the charts beside it.
        is_bar: Bars from the left instead of columns.
        number_format: How its values are labelled.
        description: What it shows, for those who do not see it.
        maximum: Highest value of its axis, None to leave it to the spreadsheet.
    """

    title: tuple[str, int, int] | str
    series: Sequence[Series] | None
    description: str
    number_format: str
    weight: float = 1
    is_bar: bool = False
    maximum: float | None = None


def has_figure(rows: Sequence[Row], keys: Sequence[str]) -> bool:
    """Say whether any of some cells holds a figure, told or suppressed.

    Args:
        rows: Rows of a table.
        keys: Columns.
    """
    values = [value_of(row.get(key)) for row in rows for key in keys]
    return any(value is Mark.SUPPRESSED or isinstance(value, int | float | Decimal) for value in values)


def is_whole(rows: Sequence[Row], keys: Sequence[str]) -> bool:
    """Say whether none of some cells is suppressed.

    Args:
        rows: Rows of a table.
        keys: Columns.
    """
    return all(row.get(key) is not Mark.SUPPRESSED for row in rows for key in keys)


def draw_strip(
    workbook: Workbook, sheet: Worksheet, pictures: Sequence[Picture], *, first: int, rows: int, width: int
) -> None:
    """Draw charts side by side.

    Args:
        workbook: The workbook.
        sheet: The sheet.
        pictures: The charts.
        first: First row.
        rows: Rows that there are for them, at the height that rows have by themselves.
        width: Pixels that there are for all.
    """
    if not pictures:
        return
    room = (width - GAP * (len(pictures) - 1)) / sum(picture.weight for picture in pictures)
    left = 0
    for picture in pictures:
        each = min(int(room * picture.weight), WIDEST_BARS if picture.is_bar else WIDEST)
        offset = {"x_offset": left, "y_offset": 4}
        left += each + GAP
        if picture.series is None:
            box = {"font": {"name": FONT, "size": 9, "color": GREY}, "line": {"color": HAIR}}
            size = {"width": each, "height": rows * ROW_PIXELS - GAP}
            title = picture.title if isinstance(picture.title, str) else picture.description
            sheet.insert_textbox(first, 0, f"{title}\n{LEFT_OUT}", {**box, **size, **offset, "object_position": 2})
            continue
        chart = _chart(workbook, picture)
        chart.set_size({"width": each, "height": rows * ROW_PIXELS - GAP})
        options = {**offset, "object_position": 2, "description": picture.description}
        sheet.insert_chart(first, 0, chart, options)


def _chart(workbook: Workbook, picture: Picture) -> Chart:
    assert picture.series is not None
    chart = workbook.add_chart({"type": "bar" if picture.is_bar else "column"})
    font: dict[str, Any] = {"name": FONT, "size": 8, "color": "#333333"}
    for place, series in enumerate(picture.series):
        chart.add_series(
            {
                "name": _literal(series.name) if isinstance(series.name, str) else [series.sheet, *series.name],
                "categories": [series.sheet, *series.categories],
                "values": [series.sheet, *series.values],
                "fill": {"color": COLOURS[place % len(COLOURS)]},
                "gap": 60,
                "overlap": -5,
                # A dash is drawn as nought; it gets no label.
                "data_labels": {"value": True, "num_format": f"{picture.number_format};;", "font": font},
            }
        )
    title = _literal(picture.title) if isinstance(picture.title, str) else list(picture.title)
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 9, "bold": True, "color": DARK}})
    # The values stand on the columns themselves.
    values: dict[str, Any] = {"min": 0, "max": picture.maximum, "major_gridlines": {"visible": False}, "visible": False}
    names: dict[str, Any] = {"num_font": font, "line": {"color": GREY}, "reverse": picture.is_bar, "interval_unit": 1}
    chart.set_x_axis(values if picture.is_bar else names)
    chart.set_y_axis(names if picture.is_bar else values)
    legend: dict[str, Any] = {"none": True} if len(picture.series) == 1 else {"position": "bottom", "font": font}
    chart.set_legend(legend)
    chart.set_chartarea({"border": {"color": HAIR}})
    return chart


def _literal(name: str) -> str:
    # XlsxWriter takes a name such as "A!B1" for a reference to a cell.
    return name.replace("!", "！")
