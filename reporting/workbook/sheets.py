"""A sheet with one table: title, charts above the table, notes below it, print settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporting.report.report import Report
from reporting.report.table import Table
from reporting.workbook.charts import Picture, draw_strip
from reporting.workbook.formats import Formats, write_text
from reporting.workbook.page import TITLE_ROWS, set_print, write_notes, write_title
from reporting.workbook.table_layout import Placed, shown_columns, write_table

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

# What the name of a sheet may not hold, and the apostrophe, which references would have to double.
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
MOST_CHARACTERS = 31
# Enough for four bars or a column chart.
CHART_ROWS = 10
NO_ROWS = "計上するものはない。 Nothing to show."


@dataclass(frozen=True)
class Canvas:
    """A workbook while it is written.

    Attributes:
        workbook: The workbook.
        formats: Its formats.
        report: What it shows.
    """

    workbook: Workbook
    formats: Formats
    report: Report


@dataclass(frozen=True)
class Place:
    """A table on its sheet.

    Attributes:
        sheet: Name of the sheet.
        title: Title of the sheet, in Japanese and English.
        table: The table.
        placed: Where it stands.
    """

    sheet: str
    title: tuple[str, str]
    table: Table
    placed: Placed

    def cell(self, row: int, key: str) -> tuple[int, int]:
        """Return row and column of a cell.

        Args:
            row: Row of the table.
            key: Column.
        """
        return self.placed.rows[row], self.placed.columns[key]

    def heading(self, key: str) -> tuple[int, int]:
        """Return row and column of a heading.

        Args:
            key: Column.
        """
        return self.placed.heading, self.placed.columns[key]

    def headings(self, keys: Sequence[str]) -> tuple[int, int, int, int]:
        """Return first row, first column, last row and last column of headings beside one another.

        Args:
            keys: Columns.
        """
        return (*self.heading(keys[0]), *self.heading(keys[-1]))

    def range(self, rows: Sequence[int], keys: Sequence[str]) -> tuple[int, int, int, int]:
        """Return first row, first column, last row and last column of cells beside or below one another.

        Args:
            rows: Rows of the table.
            keys: Columns.
        """
        return (*self.cell(rows[0], keys[0]), *self.cell(rows[-1], keys[-1]))


def write_sheet(
    canvas: Canvas,
    name: str,
    table: Table,
    *,
    title: tuple[str, str] | None = None,
    remarks: Sequence[tuple[str, str]] = (),
    pictures: Callable[[Place], Sequence[Picture]] | None = None,
    chart_rows: int = CHART_ROWS,
    filtered: bool = False,
) -> Place:
    """Write a sheet.

    Args:
        canvas: The workbook.
        name: Name of the sheet.
        table: What it shows.
        title: Its title; that of the table when left out.
        remarks: What to say above the table, in Japanese and English.
        pictures: Returns the charts above the table, which read its cells.
        chart_rows: Rows that the charts take up.
        filtered: Whether its rows can be filtered and its headings stay in view.
    """
    sheet = canvas.workbook.add_worksheet(name)
    said = title or (table.japanese, table.english)
    write_title(sheet, canvas.formats, said, canvas.report.as_of)
    strip = write_notes(sheet, canvas.formats, remarks, TITLE_ROWS)
    first = strip + (chart_rows if pictures else 0) + 1
    placed = write_table(sheet, canvas.formats, table, first)
    place = Place(name, said, table, placed)
    if pictures:
        draw_strip(canvas.workbook, sheet, pictures(place), first=strip, rows=chart_rows, width=_pixels(table))
    last_column = len(placed.columns) - 1
    if not table.rows:
        write_text(sheet, first + 1, 0, NO_ROWS, canvas.formats.of())
    elif filtered:
        sheet.autofilter(first, 0, placed.last, last_column)
        sheet.freeze_panes(first + 1, 0)
    after = write_notes(sheet, canvas.formats, table.notes if table.rows else (), placed.last + 2)
    set_print(sheet, (after, last_column), canvas.report.as_of, heading=first)
    return place


def sheet_name(text: str) -> str:
    """Return a text as the name of a sheet.

    Args:
        text: What it should be called.
    """
    return FORBIDDEN.sub("_", text)[:MOST_CHARACTERS]


def _pixels(table: Table) -> int:
    # At eight pixels a character, as the workbook's font is.
    return int(sum(column.width * 8 + 5 for column in shown_columns(table)))
