"""What a table of the report is made of: columns, rows, and cells that hold something else than a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum

Number = int | float | Decimal


class Mark(StrEnum):
    """A cell without a figure, and why; never to be read as nought."""

    SUPPRESSED = "秘匿"
    UNBOUNDED = "限りなし"
    NOTHING = "―"


@dataclass(frozen=True)
class Derived:
    """A published figure that a spreadsheet can reckon from other cells of its row.

    Attributes:
        value: The figure as it is published.
        formula: How to reckon it, without the equals sign; `{key}` stands for the cell of that column.
    """

    value: Number
    formula: str


Cell = str | int | float | Decimal | date | Mark | Derived | None
Row = Mapping[str, Cell]


class Kind(Enum):
    """What a column holds, for its number format and alignment."""

    TEXT = "text"
    CENTRED = "centred"
    # In the unit of its row.
    VALUE = "value"
    NUMBER = "number"
    WHOLE = "whole"
    TENTH = "tenth"
    SIGNED = "signed"
    SIGNED_TENTH = "signed_tenth"
    SHARE = "share"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        key: Its name in the rows.
        japanese: Heading, in up to two lines.
        english: Heading in English.
        kind: What it holds.
        width: Width on a sheet, in characters; 0 keeps it off the sheet.
        beside: Column whose text stands below this one's in the same cell of a sheet, in English.
        is_once: Whether a sheet shows it in full only where a group of rows begins, and without English in grey below.
    """

    key: str
    japanese: str
    english: str
    kind: Kind = Kind.TEXT
    width: float = 0
    beside: str | None = None
    is_once: bool = False


@dataclass(frozen=True)
class Table:
    """A table of the report.

    Attributes:
        name: Its name as a file.
        japanese: Title.
        english: Title in English.
        columns: Its columns in their order.
        rows: Its rows in their order, by column key; a missing key is an empty cell.
        group: Column whose change begins a group of rows.
        band: Column that a sheet shows as a line of its own above the rows it holds for.
        notes: What a reader must know, in Japanese and English.
    """

    name: str
    japanese: str
    english: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    group: str | None = None
    band: str | None = None
    notes: Sequence[tuple[str, str]] = field(default_factory=tuple)

    def where(self, key: str, value: Cell) -> Table:
        """Return the table with those rows alone that hold a value.

        Args:
            key: Column.
            value: What it must hold.
        """
        rows = [row for row in self.rows if row.get(key) == value]
        return Table(self.name, self.japanese, self.english, self.columns, rows, self.group, self.band, self.notes)


def value_of(cell: Cell) -> str | Number | date | Mark | None:
    """Return what a cell shows, without the way to reckon it.

    Args:
        cell: The cell.
    """
    return cell.value if isinstance(cell, Derived) else cell
