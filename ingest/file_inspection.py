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

from ingest.csv_reader import read_csv
from ingest.errors import FileRefusedError
from ingest.excel_reader import read_excel
from ingest.raw_sheet import RawSheet

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
    """

    sheet: RawSheet | None
    refusals: tuple[FileRefusedError, ...]


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
        return Inspection(read_csv(path) if is_csv else read_excel(path, sheet), ())
    except FileRefusedError as error:
        if not is_csv or path.stat().st_size > MAX_LENIENT_BYTES:
            return Inspection(None, (error,))
        found, mixed = _read_leniently(path.read_bytes())
        return Inspection(found, (mixed,) if mixed is not None else (error,))


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets, none for a CSV; the workbook was read before."""
    if path.suffix.lower() != ".xlsx":
        return []
    return list(python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())).sheet_names)


def _read_leniently(content: bytes) -> tuple[RawSheet | None, FileRefusedError | None]:
    lines = content.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    texts, rows_by_encoding = [], dict[str, list[int]]()
    for number, line in enumerate(lines, start=1):
        text, encoding = _decoded(line)
        texts.append(text)
        if encoding is not None:
            rows_by_encoding.setdefault(encoding, []).append(number)
    rows = list(csv.reader(io.StringIO("".join(texts), newline="")))
    width = max((len(row) for row in rows), default=0)
    if width == 0:
        return None, None
    cells = pa.table(
        [pa.array([row[at] or None if at < len(row) else None for row in rows], pa.string()) for at in range(width)],
        names=[str(at) for at in range(width)],
    )
    sheet = RawSheet(cells, pa.array(range(1, len(rows) + 1), pa.int32()), "unknown")
    return sheet, _mixed(rows_by_encoding) if len(rows_by_encoding) > 1 else None


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
        more = ", …" if len(rows) > SHOWN_ROWS else ""
        parts.append(f"{len(rows)} rows in {encoding} ({', '.join(map(str, rows[:SHOWN_ROWS]))}{more})")
    fewest = min(rows_by_encoding.values(), key=len)
    return FileRefusedError(
        f"the file mixes encodings: {'; '.join(parts)}.",
        "export the whole file again in one encoding; do not paste lines of one file into another.",
        row=fewest[0],
    )
