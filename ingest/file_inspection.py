"""Reading a file to say everything about it, also one that landing would refuse.

Belongs here: how far a broken file can still be read, for `contract check` and `contract infer`. Nothing read here is
landed. Does not belong here: what the contract says of it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import python_calamine

from ingest.csv_reader import CsvReader, RowsDoNotFitError
from ingest.errors import FileRefusedError
from ingest.excel_reader import ExcelReader
from ingest.raw_sheet import RawSheet, SetApart, SheetReader
from ingest.rejected_rows import refusal_of

SUFFIXES = (".csv", ".xlsx")
# Beyond this a broken file is not read a second time, leniently.
MAX_LENIENT_BYTES = 256 * 1024 * 1024
SHOWN_ROWS = 5


@dataclass(frozen=True)
class Inspection:
    """What could be read of a file.

    Attributes:
        sheet: Its cells; None when nothing could be read.
        refusals: Why landing would refuse it.
        encoding: Encoding found, or `xlsx`; None when nothing could be read.
    """

    sheet: RawSheet | None
    refusals: tuple[FileRefusedError, ...]
    encoding: str | None = None


def inspect_file(path: Path, sheet: str | None = None) -> Inspection:
    """Read a file as landing does, and go on where landing would stop.

    Args:
        path: CSV or XLSX.
        sheet: Sheet of a workbook; the first when None.
    """
    if path.suffix.lower() not in SUFFIXES:
        error = FileRefusedError(f"files of type {path.suffix or '(none)'} are not read.", "save it as .csv or .xlsx.")
        return Inspection(None, (error,))
    is_csv = path.suffix.lower() == ".csv"
    try:
        if is_csv:
            return _whole(CsvReader(path))
        with ExcelReader(path, sheet) as reader:
            return _whole(reader)
    except FileRefusedError as error:
        if not is_csv or path.stat().st_size > MAX_LENIENT_BYTES:
            return Inspection(None, (error,))
        found, mixed = _read_leniently(path.read_bytes())
        return Inspection(found, (mixed,) if mixed is not None else (error,), "unknown")


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets, none for a CSV; the workbook was read before."""
    if path.suffix.lower() != ".xlsx":
        return []
    return list(python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())).sheet_names)


def _whole(reader: SheetReader) -> Inspection:
    """Read every row, those above the header included; rows that landing would set apart are a refusal of theirs."""
    width = max(reader.top.widths, default=0)
    for decode_first in (False, True):
        set_apart = SetApart()
        try:
            batches = list(reader.body(0, width, set_apart, decode_first=decode_first))
        except RowsDoNotFitError:
            continue
        break
    cells = pa.Table.from_batches([batch.cells for batch in batches], schema=_texts(width))
    rows = pa.concat_arrays([batch.rows for batch in batches]) if batches else pa.array([], pa.int32())
    refusals = (refusal_of(set_apart.rejected),) if set_apart.rejected else ()
    return Inspection(RawSheet(cells, rows, reader.top.widths), refusals, reader.encoding)


def _texts(width: int) -> pa.Schema:
    return pa.schema([pa.field(str(position), pa.string()) for position in range(width)])


def _read_leniently(content: bytes) -> tuple[RawSheet | None, FileRefusedError | None]:
    lines = content.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    texts, rows_by_encoding = [], dict[str, list[int]]()
    for number, line in enumerate(lines, start=1):
        text, encoding = _decoded(line)
        texts.append(text)
        if encoding is not None:
            rows_by_encoding.setdefault(encoding, []).append(number)
    rows: list[list[str | None]] = [list(row) for row in csv.reader(io.StringIO("".join(texts), newline=""))]
    if not any(rows):
        return None, None
    return RawSheet.of(rows), _mixed(rows_by_encoding) if len(rows_by_encoding) > 1 else None


def _decoded(line: bytes) -> tuple[str, str | None]:
    """Decode one line by itself; the encoding is None where it does not matter."""
    if line.isascii():
        return line.decode("ascii"), None
    for encoding in ("utf-8", "cp932"):
        try:
            return line.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return line.decode("utf-8", errors="replace"), "unreadable"


def _mixed(rows_by_encoding: dict[str, list[int]]) -> FileRefusedError:
    parts = []
    for encoding, rows in sorted(rows_by_encoding.items(), key=lambda item: -len(item[1])):
        shown = ", ".join([*map(str, rows[:SHOWN_ROWS]), *(["…"] if len(rows) > SHOWN_ROWS else [])])
        parts.append(f"{len(rows)} rows in {encoding} ({shown})")
    fewest = min(rows_by_encoding.values(), key=len)
    return FileRefusedError(
        f"the file mixes encodings: {'; '.join(parts)}.",
        "export the whole file again in one encoding; do not paste lines of one file into another.",
        row=fewest[0],
    )
