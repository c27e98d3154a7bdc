"""What both readers return: the cells of one file as text, each row with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class RawSheet:
    """All rows of a file, header and notes included.

    Attributes:
        cells: One string column per position, named `0`, `1`, …; blank cells are null.
        rows: Spreadsheet row (1-based) of each row of `cells`, int32.
        encoding: Encoding found, or `xlsx`.
        skipped_notes: Rows that were no data and did not fit the columns (notes under a CSV).
    """

    cells: pa.Table
    rows: pa.Array
    encoding: str
    skipped_notes: int = 0

    def row_texts(self, index: int) -> list[str | None]:
        """Return the cells of one row."""
        return [column[index].as_py() for column in self.cells.columns]
