"""How cells look, and the one place where text is written, so that none can become a formula."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting.formula_text import reads_as_formula
from reporting.report.table import Cell, Kind, Mark, Number

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# The font that Japanese Excel itself names; a reader without it shows its own Japanese font.
FONT = "游ゴシック"
SIZE = 9
DARK = "#1F3864"
TINT = "#DCE6F1"
BAND = "#EEF2F7"
LINE = "#A6B1C2"
HAIR = "#D5DBE5"
GREY = "#6B7280"
# Most characters that a cell of Excel holds.
MOST_CHARACTERS = 32_767
CUT = "…（セルの上限のため以下略。全文はCSVにある）"

# "_ " leaves the width of a space before the next column.
NUMBER_FORMATS = {
    Kind.VALUE: "#,##0_ ",
    Kind.NUMBER: "#,##0_ ",
    Kind.WHOLE: "#,##0_ ",
    Kind.TENTH: "#,##0.0_ ",
    Kind.SIGNED: "+#,##0_ ;-#,##0_ ;0_ ",
    Kind.SIGNED_TENTH: "+0.0_ ;-0.0_ ;0.0_ ",
    Kind.SHARE: "0.0%_ ",
    Kind.DATE: "yyyy-mm-dd",
}
TEXTS = (Kind.TEXT, Kind.CENTRED)
# For the few figures that are small and not whole, such as a rate in percent.
SMALL_FRACTION = "#,##0.0#_ "
SMALL = 1000
# Yen are shown in millions, as reports do; the cell holds yen.
YEN = "円"
MILLIONS_OF_YEN = "百万円"
MILLIONS = "#,##0,,_ "


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """Return a format.

        Args:
            **properties: Properties of XlsxWriter's formats, besides font and vertical alignment.
        """
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            common = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter"}
            self._made[key] = self._workbook.add_format({**common, **properties})
        return self._made[key]

    def text(self, text: str, **properties: Any) -> Format:
        """Return the format of a text; one that reads as a formula does not become one when it is edited.

        Args:
            text: The text.
            **properties: As in `of`.
        """
        return self.of(**properties, **({"quote_prefix": True} if reads_as_formula(text) else {}))

    def cell(self, kind: Kind, value: object, *, begins: bool, unit: Cell = None, is_repeated: bool = False) -> Format:
        """Return the format of a cell of a table.

        Args:
            kind: What its column holds.
            value: What it holds.
            unit: Unit of its row.
            is_repeated: Whether it repeats what the row before it says.
            begins: Whether a group of rows begins there.
        """
        properties: dict[str, Any] = {"top": 1, "top_color": LINE if begins else HAIR, "bottom": 1}
        properties |= {"bottom_color": HAIR, "left": 1, "left_color": HAIR, "right": 1, "right_color": HAIR}
        if isinstance(value, Mark):
            return self.of(**properties, align="center" if kind in TEXTS else "right", font_color=GREY)
        properties |= {"font_color": GREY} if is_repeated else {}
        if kind in TEXTS:
            aligned = "center" if kind is Kind.CENTRED else "left"
            return self.text(value if isinstance(value, str) else "", **properties, align=aligned, text_wrap=True)
        aligned = "center" if kind is Kind.DATE else "right"
        # Rather small than hidden behind ####.
        return self.of(**properties, align=aligned, num_format=_shown(kind, value, unit), shrink=True)


def write_text(sheet: Worksheet, row: int, column: int, text: str, form: Format) -> None:
    """Write text as text, whatever it begins with.

    Args:
        sheet: The sheet.
        row: Row, from 0.
        column: Column, from 0.
        text: The text.
        form: Its format, of `Formats.text` or `Formats.cell` where the text comes from a file.
    """
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - len(CUT)] + CUT
    sheet.write_string(row, column, text, form)


def write_value(sheet: Worksheet, row: int, column: int, value: str | Number | date | None, form: Format) -> None:
    """Write a value by its type.

    Args:
        sheet: The sheet.
        row: Row, from 0.
        column: Column, from 0.
        value: The value; None leaves the cell empty.
        form: Its format.
    """
    if value is None:
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, str):
        write_text(sheet, row, column, value, form)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, form)
    else:
        sheet.write_number(row, column, float(value), form)


def _shown(kind: Kind, value: object, unit: Cell) -> str:
    if kind is Kind.VALUE and unit == YEN:
        return MILLIONS
    if kind is Kind.VALUE and isinstance(value, float | Decimal) and value != int(value) and -SMALL < value < SMALL:
        return SMALL_FRACTION
    return NUMBER_FORMATS[kind]
