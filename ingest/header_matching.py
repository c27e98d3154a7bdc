"""Where the header stands in a sheet and which column of the contract each position is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.contracts import SourceContract, normalise_header
from ingest.errors import FileRefusedError
from ingest.raw_sheet import RawSheet

SEARCHED_ROWS = 20
LEVEL_SEPARATOR = "／"


@dataclass(frozen=True)
class HeaderMatch:
    """The header found.

    Attributes:
        last_row: Index (0-based) of its lowest row within the sheet.
        positions: Our column name to position.
        unknown: Headers that no column of the contract claims, by position.
        missing: Optional columns of the contract that the file lacks.
    """

    last_row: int
    positions: dict[str, int]
    unknown: dict[int, str]
    missing: tuple[str, ...]


def match_header(sheet: RawSheet, contract: SourceContract) -> HeaderMatch:
    """Find the header rows and match them with the contract.

    A header may follow title rows and span several levels; each position is matched on its lowest filled
    level, so a group heading above and a cell merged downwards both work.

    Raises:
        FileRefusedError: No header is found, a required column is missing, or one stands there twice.
    """
    column_of = {normalise_header(header): column.name for column in contract.columns for header in column.headers}
    last_row, names = _locate(sheet, contract.header_levels, set(column_of))
    positions: dict[str, int] = {}
    unknown: dict[int, str] = {}
    for position, levels in enumerate(names):
        if not levels:
            continue
        column = column_of.get(normalise_header(levels[-1]))
        if column is None:
            unknown[position] = LEVEL_SEPARATOR.join(levels)
        elif column in positions:
            raise FileRefusedError(
                "the header stands there twice.",
                "delete or rename one of the two.",
                row=_row(sheet, last_row),
                column=levels[-1],
            )
        else:
            positions[column] = position
    absent = [column for column in contract.columns if column.name not in positions]
    required = [column for column in absent if column.required]
    if required:
        found = "、".join(unknown.values()) or "none"
        raise FileRefusedError(
            f"required headers are missing (headers that nobody claims: {found}).",
            f"add them, or list the new header under `aliases` in the contract {contract.source}.yml.",
            row=_row(sheet, last_row),
            column="、".join(column.header for column in required),
        )
    return HeaderMatch(last_row, positions, unknown, tuple(column.name for column in absent))


def _locate(sheet: RawSheet, header_levels: int, known: set[str]) -> tuple[int, list[list[str]]]:
    best: tuple[int, int, list[list[str]]] = (0, -1, [])
    top = [sheet.row_texts(index) for index in range(min(SEARCHED_ROWS, sheet.cells.num_rows))]
    for last_row in range(len(top)):
        for levels in range(1, header_levels + 1):
            if last_row - levels + 1 < 0:
                continue
            names = _column_levels(top[last_row - levels + 1 : last_row + 1])
            hits = sum(1 for name in names if name and normalise_header(name[-1]) in known)
            if hits > best[0]:
                best = (hits, last_row, names)
    if best[0] == 0:
        raise FileRefusedError(
            f"no header of the contract stands in the first {len(top)} rows.",
            "check that this is the right export; the header row must not be deleted.",
        )
    return best[1], best[2]


def _column_levels(rows: Sequence[Sequence[str | None]]) -> list[list[str]]:
    return [[text for row in rows if (text := (row[position] or "").strip())] for position in range(len(rows[0]))]


def _row(sheet: RawSheet, index: int) -> int:
    return int(sheet.rows[index].as_py())
