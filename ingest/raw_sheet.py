"""What both readers return: the cells of one file as text, each row with its place in the file.

Belongs here: the shape in which rows leave a reader, a batch at a time. Does not belong here: where they come from
and what becomes of them.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pyarrow as pa


@dataclass(frozen=True)
class RawSheet:
    """The top rows of a file, titles and header included.

    Attributes:
        cells: One string column per position, named `0`, `1`, …; blank cells are null.
        rows: Spreadsheet row (1-based) of each row of `cells`, int32.
        widths: How many fields each row really has.
    """

    cells: pa.Table
    rows: pa.Array
    widths: tuple[int, ...]

    @classmethod
    def of(cls, texts: list[list[str | None]]) -> RawSheet:
        """Return the sheet of some rows that begin a file; shorter rows are filled up."""
        width = max((len(row) for row in texts), default=0)
        columns = [
            pa.array([row[position] or None if position < len(row) else None for row in texts], pa.string())
            for position in range(width)
        ]
        cells = pa.table(columns, names=[str(position) for position in range(width)])
        return cls(cells, pa.array(range(1, len(texts) + 1), pa.int32()), tuple(len(row) for row in texts))

    def below(self, last_row: int) -> RowBatch:
        """Return the rows under a header.

        Args:
            last_row: Index (0-based) of its lowest row.
        """
        body = self.cells.slice(last_row + 1)
        columns = [pa.concat_arrays([pa.array([], pa.string()), *column.chunks]) for column in body.columns]
        return RowBatch(pa.record_batch(columns, names=self.cells.column_names), self.rows.slice(last_row + 1))

    def row_texts(self, index: int) -> list[str | None]:
        """Return the cells of one row."""
        return [column[index].as_py() for column in self.cells.columns]


@dataclass(frozen=True)
class RejectedRow:
    """A row that cannot be data of its file.

    Attributes:
        row: Spreadsheet row (1-based).
        reason: Code from `rejected_rows.REASONS`.
        fields: How many fields it has.
        expected_fields: How many the header has.
        lines: Lines of text it takes: a quote left open hides as many rows.
        raw_text: The row as it stands in the file.
    """

    row: int
    reason: str
    fields: int
    expected_fields: int
    lines: int
    raw_text: str


@dataclass(frozen=True)
class RowBatch:
    """Some rows under the header, in the order of the file.

    Attributes:
        cells: One string column per position, named `0`, `1`, …; blank cells are null.
        rows: Spreadsheet row (1-based) of each row of `cells`, int32.
    """

    cells: pa.RecordBatch
    rows: pa.Array

    def filter(self, mask: pa.Array) -> RowBatch:
        """Return the rows for which a mask is true."""
        return RowBatch(self.cells.filter(mask), self.rows.filter(mask))


@dataclass
class SetApart:
    """Rows under the header that are in no batch, because they do not fit the columns.

    Attributes:
        rejected: Rows that cannot be data.
        notes: Note and total rows.
        blanks: Blank rows.
    """

    rejected: list[RejectedRow] = field(default_factory=list)
    notes: int = 0
    blanks: int = 0


class SheetReader(Protocol):
    """One opened file."""

    @property
    def top(self) -> RawSheet:
        """Its first rows, in which the header stands."""

    @property
    def encoding(self) -> str:
        """Encoding found, or `xlsx`."""

    def body(
        self, header_row: int, width: int, set_apart: SetApart, *, decode_first: bool = False
    ) -> Generator[RowBatch, None, None]:
        """Yield the rows under the header.

        Args:
            header_row: Spreadsheet row (1-based) of the lowest header row.
            width: How many fields a row has.
            set_apart: Filled with the rows that do not fit; complete when the last batch is read.
            decode_first: Whether to decode before splitting into cells.
        """


def bytes_of(column: pa.Array) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return the bytes of all values of a string or binary column, one after the other, without a copy."""
    _, offsets, data = column.buffers()
    if data is None or len(column) == 0:
        return np.empty(0, np.uint8)
    bounds = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(data, np.uint8)[bounds[0] : bounds[-1]]
