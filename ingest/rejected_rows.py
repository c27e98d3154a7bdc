"""Rows that cannot be data of their file: kept with a reason, and few enough, or the file is refused.

Belongs here: which rows are rejected for their shape, how many a file may have, and their own Parquet. Does not
belong here: rows whose values are wrong or missing; those land and become data gaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.errors import FileRefusedError
from ingest.raw_sheet import RejectedRow, bytes_of

TOO_FEW_FIELDS = "too_few_fields"
TOO_MANY_FIELDS = "too_many_fields"
QUOTE_LEFT_OPEN = "quote_left_open"
REASONS = (TOO_FEW_FIELDS, TOO_MANY_FIELDS, QUOTE_LEFT_OPEN)

# One row in a hundred is a slip of the person who typed it; more is a broken export. A small file may have a few,
# as long as nine rows in ten hold together.
PERMILLE_OF_ROWS = 10
FEW_ROWS = 5
FEW_ROWS_AMONG = 10
# Nobody reviews more by hand, and they are held in memory until the file is read.
MOST_ROWS = 10_000
MOST_CHARACTERS = 64 * 1024 * 1024
# With fewer commas any remark of two lines would look like a row; with more the pattern grows too large.
FEWEST_COLUMNS_TO_SUSPECT = 3
MOST_COLUMNS_TO_SUSPECT = 200

LINE_BREAK = re.compile(r"\r\n|\r|\n")

SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("source_row", pa.int32()),
        ("source_sha256", pa.string()),
        ("file_fiscal_year", pa.int32()),
        ("snapshot_date", pa.date32()),
        ("reason", pa.string()),
        ("fields", pa.int32()),
        ("expected_fields", pa.int32()),
        ("lines", pa.int32()),
        ("raw_text", pa.string()),
    ]
)


def misfit(row: int, raw_text: str, fields: int, expected_fields: int) -> RejectedRow:
    """Return the rejection of a row with more or fewer fields than the header."""
    lines = _lines(raw_text)
    if lines > 1 and raw_text.count('"') % 2:
        reason = QUOTE_LEFT_OPEN
    else:
        reason = TOO_FEW_FIELDS if fields < expected_fields else TOO_MANY_FIELDS
    return RejectedRow(row, reason, fields, expected_fields, lines, raw_text)


def hides_rows(cells: pa.RecordBatch) -> np.ndarray[Any, np.dtype[np.bool_]] | None:
    """Return a mask of the rows in which a quote left open has swallowed a whole further row; None when none has.

    Such a row shows a line break inside a cell, and after it as many commas in one line as a row has.

    Args:
        cells: String columns.
    """
    if not FEWEST_COLUMNS_TO_SUSPECT <= cells.num_columns <= MOST_COLUMNS_TO_SUSPECT:
        return None
    row_inside = rf"[\r\n]([^,\r\n]*,){{{cells.num_columns - 1}}}"
    found = None
    for column in cells.columns:
        text = bytes_of(column).tobytes()
        if b"\n" not in text and b"\r" not in text:
            continue
        suspects = np.asarray(pc.fill_null(pc.match_substring_regex(column, row_inside), False))
        found = suspects if found is None else found | suspects
    return found if found is not None and found.any() else None


def quote_left_open(row: int, texts: list[str | None]) -> RejectedRow:
    """Return the rejection of a row that has swallowed others."""
    raw_text = ",".join('"' + text.replace('"', '""') + '"' if text else "" for text in texts)
    return RejectedRow(row, QUOTE_LEFT_OPEN, len(texts), len(texts), _lines(raw_text), raw_text)


def refuse_when_too_many(rejected: list[RejectedRow], rows: int) -> None:
    """Refuse a file in which too large a part was rejected.

    Args:
        rejected: The rows rejected.
        rows: All rows under the header.

    Raises:
        FileRefusedError: They are more than a slip here and there.
    """
    lines = sum(row.lines for row in rejected)
    few = min(FEW_ROWS, rows // FEW_ROWS_AMONG)
    if lines > max(rows * PERMILLE_OF_ROWS // 1000, few):
        raise refusal_of(rejected)


def refusal_of_unreviewable(rejected: list[RejectedRow], characters: int) -> FileRefusedError | None:
    """Return the refusal of a file whose rejected rows would fill the memory while it is read.

    Args:
        rejected: The rows rejected up to now.
        characters: Length of their texts.
    """
    if len(rejected) > MOST_ROWS or characters > MOST_CHARACTERS:
        return refusal_of(rejected)
    return None


def rejected_table(
    rejected: Iterable[RejectedRow], file: str, sha256: str, fiscal_year: int, snapshot_date: date
) -> pa.Table:
    """Return rejected rows as they are kept."""
    origin = {
        "source_file": file,
        "source_sha256": sha256,
        "file_fiscal_year": fiscal_year,
        "snapshot_date": snapshot_date,
    }
    values = [
        {
            **origin,
            "source_row": row.row,
            "reason": row.reason,
            "fields": row.fields,
            "expected_fields": row.expected_fields,
            "lines": row.lines,
            "raw_text": row.raw_text,
        }
        for row in rejected
    ]
    return pa.Table.from_pylist(values, schema=SCHEMA)


def _lines(raw_text: str) -> int:
    return len(LINE_BREAK.findall(raw_text.strip("\r\n"))) + 1


def refusal_of(rejected: list[RejectedRow]) -> FileRefusedError:
    """Return the refusal of a file because of rows that cannot be data.

    Args:
        rejected: The rows, at least one.
    """
    first, such = rejected[0], len(rejected)
    if first.reason == QUOTE_LEFT_OPEN:
        return FileRefusedError(
            f"a quote is left open and hides {first.lines} lines."
            if such == 1
            else f"a quote is left open and hides {first.lines} lines ({such} such rows).",
            "close the quote, then export it again.",
            row=first.row,
        )
    return FileRefusedError(
        f"{first.fields} fields where the header has {first.expected_fields}."
        if such == 1
        else f"{first.fields} fields where the header has {first.expected_fields} ({such} such rows).",
        "quote fields that hold commas or line breaks, then export it again.",
        row=first.row,
    )
