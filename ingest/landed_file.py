"""One file as landed Parquet: its data rows with their origin, and beside it the rows that were rejected.

Belongs here: from an opened reader to files under the landing folder, a batch at a time. Does not belong here:
which files are landed, and receipts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.atomic_write import replace_atomically
from ingest.column_mapping import landed_columns
from ingest.contracts import SourceContract
from ingest.csv_reader import CsvReader, RowsDoNotFitError
from ingest.excel_reader import ExcelReader
from ingest.header_matching import HeaderMatch, match_header
from ingest.raw_sheet import SetApart, SheetReader
from ingest.read_ahead import read_ahead
from ingest.rejected_rows import refuse_when_too_many, rejected_table
from ingest.row_screening import screen
from ingest.typing_rules import TypingRules
from ingest.value_screening import ValueScreening

REJECTED_FOLDER = "rejected"
LINEAGE_FIELDS = (
    pa.field("source_file", pa.string()),
    pa.field("source_row", pa.int32()),
    pa.field("source_sha256", pa.string()),
    pa.field("file_fiscal_year", pa.int32()),
    pa.field("snapshot_date", pa.date32()),
)


@dataclass(frozen=True)
class Origin:
    """Where the rows of a file come from.

    Attributes:
        file: Name relative to the inbox.
        sha256: Hash of its content.
        fiscal_year: From its name.
        snapshot_date: From its name.
    """

    file: str
    sha256: str
    fiscal_year: int
    snapshot_date: date


@dataclass
class LandedFile:
    """What was landed of a file; every row under its header is in one of the four counts.

    Attributes:
        rows: Data rows.
        rejected: Rows that cannot be data, kept apart.
        notes: Note and total rows left out.
        blanks: Blank rows left out.
        encoding: Encoding found, or `xlsx`.
        unknown_headers: Headers that the contract does not know; their cells are kept.
    """

    encoding: str
    rows: int = 0
    rejected: int = 0
    notes: int = 0
    blanks: int = 0
    unknown_headers: tuple[str, ...] = field(default=())


def land_as_parquet(
    path: Path,
    suffix: str | None,
    contract: SourceContract,
    rules: TypingRules,
    origin: Origin,
    landing: Path,
    landed_as: str,
) -> LandedFile:
    """Read a file and write its rows, whole or not at all.

    Args:
        path: The file.
        suffix: `csv` or `xlsx`.
        contract: What it should hold.
        rules: How cells are read, to tell a retyped column.
        origin: Where it comes from.
        landing: Folder of landed Parquet.
        landed_as: Name of its Parquet relative to that folder.

    Raises:
        FileRefusedError: It cannot be read; nothing is written.
    """
    with _opened(path, suffix, contract) as reader:
        header = match_header(reader.top, contract)
        try:
            return _land(reader, header, contract, rules, origin, landing, landed_as, decode_first=False)
        except RowsDoNotFitError:
            return _land(reader, header, contract, rules, origin, landing, landed_as, decode_first=True)


def rejected_path(landing: Path, landed_as: str) -> Path:
    """Return where the rejected rows of a landed file are, if it has any."""
    return landing / REJECTED_FOLDER / landed_as


@contextmanager
def _opened(path: Path, suffix: str | None, contract: SourceContract) -> Iterator[SheetReader]:
    if suffix == "csv":
        yield CsvReader(path)
    else:
        with ExcelReader(path, contract.sheet) as reader:
            yield reader


def _land(
    reader: SheetReader,
    header: HeaderMatch,
    contract: SourceContract,
    rules: TypingRules,
    origin: Origin,
    landing: Path,
    landed_as: str,
    *,
    decode_first: bool,
) -> LandedFile:
    landed = LandedFile(reader.encoding)
    # A group heading may reach further to the right than the row under it.
    width = max(reader.top.widths[header.last_row], 1 + max({*header.unknown, *header.positions.values()}))
    columns = _Columns(header, contract, width)
    values = ValueScreening(contract, rules)
    set_apart = SetApart()
    body = reader.body(header.last_row + 1, width, set_apart, decode_first=decode_first)

    def write(temporary: Path) -> None:
        with pq.ParquetWriter(temporary, columns.schema, compression="zstd") as writer:
            for batch in read_ahead(body):
                screening = screen(batch.cells)
                landed.notes += screening.notes
                landed.blanks += screening.blanks
                data = batch.filter(screening.is_data) if screening.leaves_out else batch
                landed.rows += data.cells.num_rows
                if data.cells.num_rows:
                    found = columns.of(data.cells)
                    values.observe(found, data.rows)
                    writer.write_batch(columns.with_origin(found, data.rows, origin))
        values.refuse_retyped(header.header_of)
        landed.notes += set_apart.notes
        landed.blanks += set_apart.blanks
        landed.rejected = len(set_apart.rejected)
        if set_apart.rejected:
            refuse_when_too_many(set_apart.rejected, landed.rows + landed.rejected + landed.notes + landed.blanks)
            rejected = rejected_table(
                set_apart.rejected, origin.file, origin.sha256, origin.fiscal_year, origin.snapshot_date
            )
            # Before the landed rows, so that these never stand there without the rejected ones.
            replace_atomically(
                rejected_path(landing, landed_as), lambda path: pq.write_table(rejected, path, compression="zstd")
            )

    replace_atomically(landing / landed_as, write)
    landed.unknown_headers = columns.unknown_headers
    return landed


class _Columns:
    """From positions in the file to columns of the landed Parquet; no position is lost, named or not."""

    def __init__(self, header: HeaderMatch, contract: SourceContract, width: int) -> None:
        unknown: dict[int, str] = {}
        self._headerless: dict[int, str] = {}
        for position in sorted(set(range(width)) - set(header.positions.values())):
            letters = _letters(position)
            name = header.unknown.get(position) or letters
            # Two columns may bear the same unknown header; neither may be lost.
            unknown[position] = f"{name}／{letters}" if name in unknown.values() else name
            if position not in header.unknown:
                self._headerless[position] = unknown[position]
        self._header = replace(header, unknown=unknown)
        self._contract = contract
        self._filled: set[int] = set()
        self._named = tuple(header.unknown.values())
        self._names = tuple(self.of(_no_rows(width)))
        self.schema = pa.schema([*(pa.field(name, pa.string()) for name in self._names), *LINEAGE_FIELDS])

    @property
    def unknown_headers(self) -> tuple[str, ...]:
        """Headers that the contract does not know, and columns without any header that hold something."""
        return (*self._named, *(name for position, name in self._headerless.items() if position in self._filled))

    def of(self, cells: pa.RecordBatch) -> dict[str, pa.Array]:
        """Return the columns to land, by name."""
        self._filled |= {
            position for position in self._headerless if cells.column(position).null_count < cells.num_rows
        }
        return landed_columns(cells, self._header, self._contract)

    def with_origin(self, columns: Mapping[str, pa.Array], rows: pa.Array, origin: Origin) -> pa.RecordBatch:
        """Return rows as they land."""
        count = len(rows)
        lineage = [
            pa.repeat(pa.scalar(origin.file), count),
            rows,
            pa.repeat(pa.scalar(origin.sha256), count),
            pa.repeat(pa.scalar(origin.fiscal_year, pa.int32()), count),
            pa.repeat(pa.scalar(origin.snapshot_date, pa.date32()), count),
        ]
        return pa.record_batch([*(columns[name] for name in self._names), *lineage], schema=self.schema)


def _no_rows(width: int) -> pa.RecordBatch:
    names = [str(position) for position in range(width)]
    return pa.record_batch([pa.array([], pa.string()) for _ in names], names=names)


def _letters(position: int) -> str:
    """Name a column as spreadsheets do: A, B, …, AA."""
    letters = ""
    number = position + 1
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return f"列{letters}"
