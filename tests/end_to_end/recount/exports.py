"""Reading exports once more, with `csv` and `openpyxl` alone: rows as text, and days out of text.

Belongs here: what any recount must know of files. Does not belong here: what a row counts for (`rules`).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl

# Beside the headings of a row: the day of the file it stands in, and the year that the file registers.
SNAPSHOT, FILE_YEAR = "snapshot", "file year"

Row = dict[str, str]


def current_files(inbox: Path, source: str, as_of: date) -> list[Path]:
    """Return the newest file of each fiscal year that is dated on or before a day, by fiscal year."""
    newest: dict[str, tuple[str, Path]] = {}
    for path in (inbox / source).glob(f"{source}_FY*"):
        year, day = path.stem.removeprefix(f"{source}_FY").split("_")
        if day <= f"{as_of:%Y%m%d}":
            newest[year] = max(newest.get(year, ("", path)), (day, path))
    return [path for _, (_, path) in sorted(newest.items())]


def read_rows(inbox: Path, source: str, as_of: date) -> list[Row]:
    """Return the rows of a source, cells as NFKC text without blanks at their ends."""
    rows: list[Row] = []
    for path in current_files(inbox, source, as_of):
        year, snapshot = path.stem.removeprefix(f"{source}_FY").split("_")
        found = _read_csv(path) if path.suffix == ".csv" else _read_workbook(path)
        rows += [{**row, SNAPSHOT: snapshot, FILE_YEAR: year} for row in found]
    return rows


def _read_csv(path: Path) -> Iterator[Row]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp932")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        yield {_text(heading): _text(cell) for heading, cell in row.items()}


def _read_workbook(path: Path) -> Iterator[Row]:
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    _title, upper, lower, *rest = sheet.iter_rows(values_only=True)
    headings = [_text(below or above) for above, below in zip(upper, lower, strict=True)]
    for cells in rest:
        row = [_text(cell) for cell in cells]
        if any(row) and not row[0].startswith(("※", "注", "合計", "小計")):
            yield dict(zip(headings, row, strict=True))


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return unicodedata.normalize("NFKC", "" if cell is None else str(cell)).strip()


@cache
def read_day(text: str) -> date | None:
    """Read a date in any of the agreed ways; None for a blank and for what is no date."""
    try:
        if re.fullmatch(r"\d{5}", text):
            return date(1899, 12, 30) + timedelta(days=int(text))
        if match := re.fullmatch(r"(\d{4})(\d\d)(\d\d)|(\d{4})[-/](\d+)[-/](\d+)", text):
            return date(*(int(part) for part in match.groups() if part))
        if match := re.fullmatch(r"(?:令和|R)(元|\d+)[年.](\d+)[月.](\d+)日?", text):
            year = 1 if match[1] == "元" else int(match[1])
            return date(2018 + year, int(match[2]), int(match[3]))
    except ValueError:
        return None
    return None


@cache
def read_month(text: str) -> date | None:
    """Read a month in any of the agreed ways, as its first day; None for a blank and for what is no month."""
    if match := re.fullmatch(r"(\d{4})[-/年]?(\d{1,2})月?", text):
        return date(int(match[1]), int(match[2]), 1) if 1 <= int(match[2]) <= 12 else None
    return None


def read_number(text: str) -> Decimal | None:
    """Read a number with thousands separators and the agreed signs for minus; None for what is none."""
    plain = re.sub(r"^[△▲−]", "-", text).replace(",", "")
    return Decimal(plain) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else None
