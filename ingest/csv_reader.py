"""CSV to text cells with Arrow; a row that does not fit the columns refuses the file."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv

from ingest.decoding import decode
from ingest.errors import FileRefusedError
from ingest.raw_sheet import RawSheet
from ingest.row_screening import is_note_or_total

# A row must fit into one block; sixteen megabytes leave room for long remarks.
BLOCK_BYTES = 16 * 1024 * 1024


def read_csv(path: Path) -> RawSheet:
    """Read a CSV of any accepted encoding.

    Args:
        path: The file.

    Returns:
        Its rows as text; quoted line breaks stay inside their cell and count as one row.

    Raises:
        FileRefusedError: It cannot be decoded, or rows have more or fewer fields than the first.
    """
    text, encoding = decode(path.read_bytes())
    width = _first_row_width(text)
    misfits: list[Any] = []
    notes: list[int] = []

    def on_misfit(row: Any) -> str:
        if is_note_or_total(row.text.split(",")[0].strip('"')):
            notes.append(row.number)
        else:
            misfits.append(row)
        return "skip"

    names = [str(position) for position in range(width)]
    try:
        cells = arrow_csv.read_csv(
            io.BytesIO(text.encode()),
            read_options=arrow_csv.ReadOptions(use_threads=False, column_names=names, block_size=BLOCK_BYTES),
            parse_options=arrow_csv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=on_misfit
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid as error:
        raise FileRefusedError(
            f"the CSV cannot be read ({error}).", "check quotes and line breaks, then export it again."
        ) from error
    if misfits:
        first = misfits[0]
        more = f" ({len(misfits)} such rows)" if len(misfits) > 1 else ""
        raise FileRefusedError(
            f"{first.actual_columns} fields where the header has {first.expected_columns}{more}.",
            "quote fields that hold commas or line breaks, then export it again.",
            row=first.number,
        )
    return RawSheet(cells, _row_numbers(cells.num_rows, notes), encoding, len(notes))


def _first_row_width(text: str) -> int:
    first_row = next(csv.reader(io.StringIO(text, newline="")), [])
    if not any(cell.strip() for cell in first_row):
        raise FileRefusedError("the first row is blank.", "start the file with its header row.", row=1)
    return len(first_row)


def _row_numbers(count: int, skipped: list[int]) -> pa.Array:
    if not skipped:
        return pa.array(range(1, count + 1), pa.int32())
    left_out = set(skipped)
    numbers = (row for row in range(1, count + len(skipped) + 1) if row not in left_out)
    return pa.array(numbers, pa.int32())
