"""The process that reads workbooks, one after the other: cells as text to standard output, or a refusal.

A refusal goes to standard error and ends the process, and so does a large workbook: what follows starts clean. Belongs
here: limits of the process, and calamine's values as text. Runs apart from the rest, started by `excel_reader`.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Any, BinaryIO

import pyarrow as pa
import python_calamine

from ingest.errors import FileRefusedError
from ingest.workbook_screening import refuse_unsafe_workbooks

# Twice what a full sheet of Excel with fourteen columns takes.
MOST_MEMORY_BYTES = 3 * 1024**3
MOST_CPU_SECONDS = 300
# A larger workbook leaves much memory behind; the next one gets a process of its own.
SMALL_BYTES = 2 * 1024**2
# Said behind a stream: it is complete, and the process waits for the next workbook, or ends.
READY, DONE = b"r", b"d"
CELLS_PER_BATCH = 200_000
# Survey tools write hundreds of columns; a cell far to the right makes every row as wide.
MOST_COLUMNS = 1000

Merged = list[tuple[tuple[int, int], tuple[int, int]]]


def main() -> None:
    """Read the workbooks that standard input asks for, within limits.

    A line of JSON asks for one: path, sheet and header_rows, the number of rows in which a header is looked for. The
    answer is an Arrow stream and the byte READY or DONE; without such a byte the stream was broken off.
    """
    _limit_memory()
    output = os.fdopen(1, "wb", buffering=1024 * 1024)
    for line in sys.stdin:
        request = json.loads(line)
        path = Path(request["path"])
        _limit_time()
        try:
            write_cells(path, request["sheet"], request["header_rows"], output)
        except FileRefusedError as refusal:
            print(json.dumps({"problem": refusal.problem, "remedy": refusal.remedy}), file=sys.stderr, flush=True)
            # Nothing is worth tidying up, and what calamine holds takes long to give back.
            os._exit(1)
        is_small = path.stat().st_size <= SMALL_BYTES
        output.write(READY if is_small else DONE)
        output.flush()
        if not is_small:
            break
    os._exit(0)


def write_cells(path: Path, sheet: str | None, header_rows: int, output: BinaryIO) -> None:
    """Write the cells of a sheet as an Arrow stream of text columns.

    Args:
        path: The workbook.
        sheet: Name of the sheet; the first when None.
        header_rows: Number of rows in which a header is looked for.
        output: Where to write.

    Raises:
        FileRefusedError: It cannot be read or is not what it says.
    """
    refuse_unsafe_workbooks(path)
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        found = _sheet(workbook, sheet)
        merged = found.merged_cell_ranges or []
    except (python_calamine.CalamineError, python_calamine.PasswordError, OSError) as error:
        raise FileRefusedError(
            f"the workbook cannot be read ({str(error)[:300]}).",
            "open it in Excel and save it as .xlsx without a password.",
        ) from error
    width = found.end[1] + 1 if found.end is not None else 0
    if width == 0:
        raise FileRefusedError("the sheet is empty.", "export it again.")
    if width > MOST_COLUMNS:
        raise FileRefusedError(
            f"the sheet is {width:,} columns wide; at most {MOST_COLUMNS:,} are read.",
            "delete the cells to the right of the table.",
        )
    schema = pa.schema([(str(position), pa.string()) for position in range(width)])
    with pa.ipc.new_stream(output, schema) as stream:
        for batch in _batches(found, merged, header_rows, schema):
            stream.write_batch(batch)


def column_of_text(values: tuple[Any, ...]) -> pa.Array:
    """Return a column of calamine's values as text; blank cells are null.

    Dates become ISO dates, whole numbers lose their decimals, booleans become TRUE/FALSE.
    """
    kinds = set(map(type, values))
    kinds.discard(str)
    if kinds:
        values = tuple(value if type(value) is str else AS_TEXT.get(type(value), str)(value) for value in values)
    return pa.array([value or None for value in values], pa.string())


def _batches(
    found: python_calamine.CalamineSheet, merged: Merged, header_rows: int, schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    width = len(schema)
    rows = _rows(found, width)
    top = list(islice(rows, header_rows))
    _spread_merged_headings(top, merged)
    while top:
        yield pa.record_batch([column_of_text(column) for column in zip(*top, strict=True)], schema=schema)
        top = list(islice(rows, max(CELLS_PER_BATCH // width, 1)))


def _rows(found: python_calamine.CalamineSheet, width: int) -> Iterator[list[Any]]:
    """Rows from A1 on; calamine leaves out blank columns at the left."""
    for row in found.iter_rows():
        yield [""] * (width - len(row)) + row if len(row) < width else row


def _sheet(workbook: python_calamine.CalamineWorkbook, sheet: str | None) -> python_calamine.CalamineSheet:
    names = workbook.sheet_names
    if not names:
        raise FileRefusedError("the workbook has no sheet.", "export it again.")
    if sheet is not None and sheet not in names:
        raise FileRefusedError(
            f"there is no sheet {sheet!r} (found: {', '.join(names)[:300]}).",
            "name the sheet as before, or amend `sheet` in the contract.",
        )
    return workbook.get_sheet_by_name(sheet or names[0])


def _spread_merged_headings(top: list[list[Any]], merged: Merged) -> None:
    """Give every column under a merged group heading its text; merged data cells stay as they are."""
    spread = set()
    for (row, left), (_, right) in merged:
        # Merged ranges do not overlap in an honest workbook, so each heading is spread once.
        if row < len(top) and (row, left) not in spread and left < len(top[row]):
            spread.add((row, left))
            top[row][left : right + 1] = [top[row][left]] * len(top[row][left : right + 1])


def _whole_or_not(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _day_or_moment(value: datetime) -> str:
    return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")


AS_TEXT: dict[type, Callable[[Any], str]] = {
    float: _whole_or_not,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: _day_or_moment,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: str,
}


def _limit_memory() -> None:
    _set_limit("RLIMIT_AS", MOST_MEMORY_BYTES)
    _set_limit("RLIMIT_CORE", 0)


def _limit_time() -> None:
    """Give the next workbook its time, whatever those before it took."""
    _set_limit("RLIMIT_CPU", int(process_time()) + MOST_CPU_SECONDS)


def _set_limit(name: str, most: int) -> None:
    # Systems without it read the same, without the bound.
    with contextlib.suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        limit = getattr(resource, name)
        resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))
