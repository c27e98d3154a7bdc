"""CSV to text cells with Arrow, a block at a time; rows that do not fit the columns are set apart.

A CP932 file is split into cells as bytes, because no byte of a two-byte character is a comma, quote or line break,
and then decoded by distinct value. Only when rows do not fit is it decoded first and read anew: Arrow shows such
rows as text alone.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from ingest.decoding import (
    DecodedStream,
    UndecodableTextError,
    decode_column,
    decode_head,
    find_encoding,
    refuse_undecodable,
)
from ingest.errors import FileRefusedError
from ingest.header_matching import SEARCHED_ROWS
from ingest.raw_sheet import RawSheet, RejectedRow, RowBatch, SetApart
from ingest.rejected_rows import hides_rows, misfit, quote_left_open, refusal_of_unreviewable
from ingest.row_screening import first_filled_cell, is_note_or_total

# A row must fit into one block; this leaves room for a cell of a million characters.
BLOCK_BYTES = 8 * 1024 * 1024
HEAD_BYTES = 1024 * 1024
# Survey tools write hundreds of columns; each costs memory per block, so there is an end to it.
MOST_COLUMNS = 1000


class RowsDoNotFitError(Exception):
    """Rows of a file that is read as bytes do not fit; it has to be read as text."""


class CsvReader:
    """A CSV of any accepted encoding; quoted line breaks stay inside their cell and count as one row.

    Args:
        path: The file.

    Raises:
        FileRefusedError: It is no text, or does not begin with a row.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.encoding = find_encoding(path)
        self.top = _top_rows(path, self.encoding)

    def body(
        self, header_row: int, width: int, set_apart: SetApart, *, decode_first: bool = False
    ) -> Generator[RowBatch, None, None]:
        """Yield the rows under the header.

        Args:
            header_row: Spreadsheet row (1-based) of the lowest header row.
            width: How many fields a row has.
            set_apart: Filled with the rows that do not fit; complete when the last batch is read.
            decode_first: Whether to decode before splitting into cells.

        Raises:
            FileRefusedError: It cannot be decoded or read.
            RowsDoNotFitError: Start anew with `decode_first`.
        """
        as_bytes = self.encoding == "cp932" and not decode_first
        stream: Any = DecodedStream(self._path, self.encoding) if decode_first else pa.OSFile(str(self._path), "rb")
        misfits = _Misfits(header_row, set_apart)
        try:
            yield from self._batches(stream, header_row, width, misfits, as_bytes=as_bytes)
        except UndecodableTextError:
            refuse_undecodable(self._path, self.encoding)
        except pa.ArrowInvalid as error:
            if misfits.refusal is not None:
                raise misfits.refusal from error
            if as_bytes:
                raise RowsDoNotFitError from error
            raise FileRefusedError(
                f"the CSV cannot be read ({error}).",
                "check for a quote that is never closed and for overlong lines, then export it again.",
            ) from error
        finally:
            stream.close()
        set_apart.rejected.sort(key=lambda rejected: rejected.row)

    def _batches(
        self, stream: Any, header_row: int, width: int, misfits: _Misfits, *, as_bytes: bool
    ) -> Iterator[RowBatch]:
        names = [str(position) for position in range(width)]
        reader = arrow_csv.open_csv(
            stream,
            # Several threads would not number the rows.
            read_options=arrow_csv.ReadOptions(use_threads=False, column_names=names, block_size=BLOCK_BYTES),
            parse_options=arrow_csv.ParseOptions(
                newlines_in_values=True,
                ignore_empty_lines=False,
                # It is handed the row as UTF-8 text, or prints an error when the row is none.
                invalid_row_handler=None if as_bytes else misfits.take,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.binary() if as_bytes else pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
                check_utf8=False,
            ),
        )
        next_row = 1
        for block in reader:
            rows = misfits.number(block.num_rows, next_row)
            next_row = int(rows[-1]) + 1 if rows.size else next_row
            columns = [decode_column(column, self.encoding) for column in block.columns] if as_bytes else block.columns
            cells = pa.record_batch(columns, names=names)
            above = int(np.searchsorted(rows, header_row, side="right"))
            if above and rows[above - 1] == header_row:
                self._refuse_two_readings(cells.slice(above - 1, 1), header_row)
            yield _without_hidden_rows(cells.slice(above), rows[above:], misfits)

    def _refuse_two_readings(self, header: pa.RecordBatch, header_row: int) -> None:
        """Both parsers must see the same header, or rows would be counted from another start."""
        seen = [column[0].as_py() for column in header.columns]
        expected = self.top.row_texts(header_row - 1)[: len(seen)]
        if seen != expected + [None] * (len(seen) - len(expected)):
            raise FileRefusedError(
                "the quotes in the first rows can be read in two ways.",
                "quote whole fields only and double every quote inside, then export it again.",
                row=header_row,
            )


class _Misfits:
    """Rows that Arrow sets apart; it may call from a thread of its own, ahead of the batches."""

    def __init__(self, header_row: int, set_apart: SetApart) -> None:
        self.refusal: FileRefusedError | None = None
        self._header_row = header_row
        self._set_apart = set_apart
        self._skipped: deque[int] = deque()
        self._characters = 0

    def take(self, row: Any) -> str:
        """Arrow calls this with every row that has another number of fields."""
        self._skipped.append(row.number)
        if row.number <= self._header_row:
            return "skip"
        first_cell = first_filled_cell(row.text)
        if first_cell is None:
            self._set_apart.blanks += 1
        elif is_note_or_total(first_cell):
            self._set_apart.notes += 1
        else:
            self.reject(misfit(row.number, row.text, row.actual_columns, row.expected_columns))
        return "skip" if self.refusal is None else "error"

    def reject(self, rejected: RejectedRow) -> None:
        """Set one row apart; too many become the refusal of the file."""
        self._set_apart.rejected.append(rejected)
        self._characters += len(rejected.raw_text)
        self.refusal = self.refusal or refusal_of_unreviewable(self._set_apart.rejected, self._characters)

    def number(self, count: int, first: int) -> np.ndarray[Any, np.dtype[np.int32]]:
        """Return the row numbers of the next `count` rows; Arrow has set apart all rows above them by now."""
        last = first + count - 1
        left_out = []
        while self._skipped and self._skipped[0] <= last + 1:
            left_out.append(self._skipped.popleft())
            last += 1
        numbers = np.arange(first, last + 1, dtype=np.int32)
        return np.delete(numbers, np.array(left_out, np.int64) - first)[:count] if left_out else numbers


def _without_hidden_rows(
    cells: pa.RecordBatch, rows: np.ndarray[Any, np.dtype[np.int32]], misfits: _Misfits
) -> RowBatch:
    batch = RowBatch(cells, pa.array(rows, pa.int32()))
    hides = hides_rows(cells)
    if hides is None:
        return batch
    for index in np.flatnonzero(hides).tolist():
        misfits.reject(quote_left_open(int(rows[index]), [column[index].as_py() for column in cells.columns]))
        if misfits.refusal is not None:
            raise misfits.refusal
    return batch.filter(pa.array(~hides))


def _top_rows(path: Path, encoding: str) -> RawSheet:
    text, is_whole = decode_head(path, encoding, HEAD_BYTES)
    if not text:
        raise FileRefusedError("the file is empty.", "export it again.")
    texts: list[list[str | None]] = []
    complete = 0
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        for row in rows:
            if len(texts) == SEARCHED_ROWS:
                complete = len(texts)
                break
            # The last row of a piece may be cut off; the next one proves that it is not.
            complete = len(texts)
            texts.append([cell or None for cell in row])
        else:
            complete = len(texts) if is_whole else complete
    except csv.Error:
        # An overlong cell: the rows above it are enough to find the header in.
        complete = len(texts)
    texts = texts[:complete]
    if not texts:
        raise FileRefusedError(
            f"the first row is longer than {HEAD_BYTES:,} bytes, or a quote in it is never closed.",
            "start the file with its header row.",
            row=1,
        )
    if not any((cell or "").strip() for cell in texts[0]):
        raise FileRefusedError("the first row is blank.", "start the file with its header row.", row=1)
    width = max(len(row) for row in texts)
    if width > MOST_COLUMNS:
        raise FileRefusedError(
            f"a row has {width:,} fields; at most {MOST_COLUMNS:,} are read.",
            "check that this is the right export, and that its columns are separated by commas.",
            row=next(number for number, row in enumerate(texts, start=1) if len(row) == width),
        )
    return RawSheet.of(texts)
