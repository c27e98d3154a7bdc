"""XLSX to text cells with calamine; values only, nothing is executed or fetched."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import python_calamine

from ingest.errors import FileRefusedError
from ingest.header_matching import SEARCHED_ROWS
from ingest.raw_sheet import RawSheet

MAX_UNPACKED_BYTES = 1024**3
MAX_PACKING_RATIO = 200


def read_excel(path: Path, sheet: str | None = None) -> RawSheet:
    """Read one sheet of an XLSX.

    Args:
        path: The file.
        sheet: Name of the sheet; the first when None.

    Returns:
        Its rows as text: dates as ISO dates, whole numbers without decimals, booleans as TRUE/FALSE.

    Raises:
        FileRefusedError: It is no XLSX, unpacks to far more than it should, or lacks the sheet.
    """
    content = path.read_bytes()
    _refuse_zip_bombs(content)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = workbook.sheet_names
        if not names:
            raise FileRefusedError("the workbook has no sheet.", "export it again.")
        if sheet is not None and sheet not in names:
            raise FileRefusedError(
                f"there is no sheet {sheet!r} (found: {', '.join(names)}).",
                "name the sheet as before, or amend `sheet` in the contract.",
            )
        found = workbook.get_sheet_by_name(sheet or names[0])
        values = found.to_python(skip_empty_area=False)
        _spread_merged_headings(values, found.merged_cell_ranges or [])
    except (python_calamine.CalamineError, python_calamine.PasswordError) as error:
        raise FileRefusedError(
            f"the workbook cannot be read ({error}).",
            "open it in Excel and save it as .xlsx without a password.",
        ) from error
    width = max((len(row) for row in values), default=0)
    if width == 0:
        raise FileRefusedError("the sheet is empty.", "export it again.")
    columns = [
        pa.array([_as_text(row[position]) if position < len(row) else None for row in values], pa.string())
        for position in range(width)
    ]
    cells = pa.table(columns, names=[str(position) for position in range(width)])
    return RawSheet(cells, pa.array(range(1, cells.num_rows + 1), pa.int32()), "xlsx")


def _spread_merged_headings(values: list[list[Any]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Give every column under a merged group heading its text; merged data cells stay as they are."""
    for (top, left), (_, right) in merged:
        if top < SEARCHED_ROWS:
            values[top][left : right + 1] = [values[top][left]] * len(values[top][left : right + 1])


def _refuse_zip_bombs(content: bytes) -> None:
    if not content:
        raise FileRefusedError("the file is empty.", "export it again.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise FileRefusedError(
            f"the file is no XLSX ({error}).",
            "save it as .xlsx again; a renamed or cut-off file will not do.",
        ) from error
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_PACKING_RATIO * max(len(content), 1024 * 1024):
        raise FileRefusedError(
            f"the workbook unpacks from {len(content):,} to {unpacked:,} bytes.",
            "check where it came from; split a workbook that is really this large.",
        )


def _as_text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
