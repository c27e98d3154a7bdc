"""A table of the report on a sheet: headings, bands, rows, formulas over the cells of a row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reporting.report.table import Column, Derived, Mark, Number, Row, Table, value_of
from reporting.workbook.formats import (
    BAND,
    DARK,
    LINE,
    MILLIONS_OF_YEN,
    TINT,
    YEN,
    Formats,
    write_text,
    write_value,
)
from reporting.workbook.row_height import height_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

UNIT = "unit"
REFERENCE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Placed:
    """Where a table stands on a sheet; rows and columns from 0.

    Attributes:
        heading: Row of its headings.
        rows: Rows of its rows, in their order.
        columns: Columns by key.
        last: Its last row.
    """

    heading: int
    rows: Sequence[int]
    columns: Mapping[str, int]
    last: int


def shown_columns(table: Table) -> list[Column]:
    """Return the columns that a sheet shows.

    Args:
        table: The table.
    """
    return [column for column in table.columns if column.width]


def write_table(sheet: Worksheet, formats: Formats, table: Table, first: int) -> Placed:
    """Write a table.

    Args:
        sheet: The sheet.
        formats: The workbook's formats.
        table: The table.
        first: Row of its headings.
    """
    shown = shown_columns(table)
    places = {column.key: place for place, column in enumerate(shown)}
    heading = {"bold": True, "bg_color": TINT, "font_color": DARK, "align": "center", "text_wrap": True}
    heading_format = formats.of(**heading, valign="vcenter", border=1, border_color=LINE)
    headings = [f"{column.japanese}\n{column.english}" for column in shown]
    sheet.set_row(first, height_of((text, column.width - 0.5) for text, column in zip(headings, shown, strict=True)))
    for place, column in enumerate(shown):
        sheet.set_column(place, place, column.width)
        write_text(sheet, first, place, headings[place], heading_format)
    row, rows, before = first, [], None
    for cells in table.rows:
        row += 1
        if table.band and (before is None or cells.get(table.band) != before.get(table.band)):
            _write_band(sheet, formats, cells, table, row, len(shown))
            row += 1
        begins = not table.group or before is None or cells.get(table.group) != before.get(table.group)
        for place, column in enumerate(shown):
            _write_cell(sheet, formats, (row, place), column, cells, places, begins=begins)
        sheet.set_row(row, _height(shown, cells, begins=begins))
        rows.append(row)
        before = cells
    # Codes such as "2" are text on purpose.
    sheet.ignore_errors({"number_stored_as_text": f"A{first + 1}:XFD{row + 1}"})
    return Placed(first, rows, places, row)


def _write_cell(
    sheet: Worksheet,
    formats: Formats,
    at: tuple[int, int],
    column: Column,
    cells: Row,
    places: Mapping[str, int],
    *,
    begins: bool,
) -> None:
    row, place = at
    cell, is_repeated = cells.get(column.key), column.is_once and not begins
    shown = shown_value(column, cells, begins=begins)
    form = formats.cell(column.kind, shown, begins=begins, unit=cells.get(UNIT), is_repeated=is_repeated)
    if isinstance(cell, Derived):
        sheet.write_formula(row, place, _formula(cell.formula, row, places), form, float(cell.value))
        return
    write_value(sheet, row, place, shown, form)


def shown_value(column: Column, cells: Row, *, begins: bool) -> str | Number | date | None:
    """Return what a cell shows: with the English text below the Japanese one, and yen in millions.

    Args:
        column: Its column.
        cells: Its row.
        begins: Whether a group of rows begins there.
    """
    cell = cells.get(column.key)
    if column.key == UNIT and cell == YEN:
        return MILLIONS_OF_YEN
    english = cells.get(column.beside) if column.beside and (begins or not column.is_once) else None
    if isinstance(cell, str) and not isinstance(cell, Mark) and isinstance(english, str) and english not in ("", cell):
        return f"{cell}\n{english}"
    return value_of(cell)


def _height(shown: Sequence[Column], cells: Row, *, begins: bool) -> float:
    texts = ((shown_value(column, cells, begins=begins), column.width) for column in shown)
    return height_of((text, width) for text, width in texts if isinstance(text, str))


def _formula(formula: str, row: int, places: Mapping[str, int]) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return "=" + REFERENCE.sub(lambda found: xl_rowcol_to_cell(row, places[found.group(1)]), formula)


def _write_band(sheet: Worksheet, formats: Formats, cells: Row, table: Table, row: int, width: int) -> None:
    assert table.band is not None
    form = formats.of(bold=True, bg_color=BAND, font_color=DARK, top=1, top_color=LINE)
    for place in range(width):
        sheet.write_blank(row, place, None, form)
    english = cells.get(table.band.replace("_ja", "_en"))
    write_text(sheet, row, 0, f"{cells.get(table.band)}  {english}", form)
