"""The tables of the report as CSV files, in UTF-8 and in CP932.

UTF-8 begins with a byte order mark, without which Excel takes the file for CP932. Lines end with CRLF (RFC 4180). Text
that reads as a formula has an apostrophe in front (`reporting.formula_text`). An empty cell holds nothing; 秘匿 is a
figure that is not told, 限りなし a bound that nothing bounds.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.cp932 import encodable
from reporting.formula_text import guarded
from reporting.report.report import read_report
from reporting.report.table import Cell, Column, Mark, Table, value_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLES = "tables"
UTF8 = "utf-8"
CP932 = "cp932"
# What CP932 lacks, and where it stood.
REPLACED = "replaced_characters"
REPLACED_HEADINGS = (
    "表 / Table",
    "行（見出しが1行目） / Row, the headings being the first",
    "列 / Column",
    "字数 / Characters",
    "置き換えた文字の符号位置 / Code points replaced by 〓",
)

Record = list[str]


def write_tables(connection: DuckDBPyConnection, directory: Path) -> None:
    """Write every table of the report as `tables/utf-8/<table>.csv` and `tables/cp932/<table>.csv`.

    `tables/cp932/replaced_characters.csv` lists each cell with characters that CP932 lacks; it holds its headings alone
    when nothing was replaced.

    Args:
        connection: Open connection to the marts, in schema `marts`.
        directory: Folder to write below.

    Raises:
        ValueError: There is no target status to report.
    """
    report = read_report(connection)
    replaced: list[Record] = [list(REPLACED_HEADINGS)]
    for table in report.tables:
        records = list(records_of(table))
        _write(directory / TABLES / UTF8 / f"{table.name}.csv", records, "utf-8-sig")
        narrowed = list(_narrowed(table.name, records, replaced))
        _write(directory / TABLES / CP932 / f"{table.name}.csv", narrowed, CP932)
    _write(directory / TABLES / CP932 / f"{REPLACED}.csv", replaced, CP932)


def records_of(table: Table) -> Iterator[Record]:
    """Yield the records of a table, its headings first.

    Args:
        table: The table.
    """
    yield [guarded(heading(column)) for column in table.columns]
    for row in table.rows:
        yield [_text(row.get(column.key)) for column in table.columns]


def heading(column: Column) -> str:
    """Return the heading of a column in both languages.

    Args:
        column: The column.
    """
    return f"{column.japanese} / {column.english}".replace("\n", "：")


def _text(cell: Cell) -> str:
    value = value_of(cell)
    if value is None or value is Mark.NOTHING:
        return ""
    if isinstance(value, str):
        return guarded(str(value))
    if isinstance(value, date):
        return value.isoformat()
    # Plain digits: whole numbers without a fraction, never an exponent.
    plain = f"{Decimal(str(value)):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _narrowed(table: str, records: Sequence[Record], replaced: list[Record]) -> Iterator[Record]:
    """Yield records as CP932 can hold them and tell of what it cannot."""
    headings = records[0]
    for number, record in enumerate(records, start=1):
        cells = [encodable(cell) for cell in record]
        for place, cell in enumerate(cells):
            if cell.lost:
                points = " ".join(f"U+{ord(character):04X}" for character in cell.lost)
                name = encodable(headings[place]).text
                replaced.append([table, str(number), name, str(len(cell.lost)), points])
        yield [cell.text for cell in cells]


def _write(path: Path, records: Sequence[Record], encoding: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(records)
    path.write_bytes(written.getvalue().encode(encoding))
