"""Where the header stands in a sheet and which column of the contract, or of a survey tool, each position is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.contracts import SourceContract
from ingest.errors import FileRefusedError
from ingest.header_text import normalise_header
from ingest.raw_sheet import RawSheet
from ingest.survey_layouts import SurveyLayout

SEARCHED_ROWS = 20
LEVEL_SEPARATOR = "／"


@dataclass(frozen=True)
class HeaderMatch:
    """The header found.

    Attributes:
        last_row: Index (0-based) of its lowest row within the sheet.
        positions: Our column name to position; the layout's own header to position where there is a layout.
        unknown: Headers that no column of the contract claims, by position.
        missing: Optional columns of the contract that the file lacks.
        layout: The survey tool whose export it is; None for the contract's own headers.
        header_of: Header in the file by our column name.
    """

    last_row: int
    positions: dict[str, int]
    unknown: dict[int, str]
    missing: tuple[str, ...]
    layout: SurveyLayout | None = None
    header_of: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class HeaderReading:
    """Everything there is to say about a header, right or wrong.

    Attributes:
        match: What was found, complete or not.
        row: Spreadsheet row of the lowest header row.
        texts: Header text of each position, blanks left out.
        missing: Required headers that are not there.
        repeated: Headers that stand there twice.
    """

    match: HeaderMatch
    row: int
    texts: dict[int, str]
    missing: tuple[str, ...]
    repeated: tuple[str, ...]


def match_header(sheet: RawSheet, contract: SourceContract) -> HeaderMatch:
    """Find the header rows and match them with the contract.

    A header may follow title rows and span several levels; each position is matched on its lowest filled
    level, so a group heading above and a cell merged downwards both work.

    Raises:
        FileRefusedError: No header is found, a required column is missing, or one stands there twice.
    """
    reading = read_header(sheet, contract)
    if reading.repeated:
        raise FileRefusedError(
            "the header stands there twice.",
            "delete or rename one of the two.",
            row=reading.row,
            column=reading.repeated[0],
        )
    if reading.missing:
        found = "、".join(reading.match.unknown.values()) or "none"
        layout = reading.match.layout
        place = f"layout {layout.name} of the contract" if layout is not None else "the contract"
        raise FileRefusedError(
            f"required headers are missing (headers that nobody claims: {found}).",
            f"add them, or list the new header under `aliases` in {place} {contract.source}.yml.",
            row=reading.row,
            column="、".join(reading.missing),
        )
    return reading.match


def read_header(sheet: RawSheet, contract: SourceContract) -> HeaderReading:
    """Find the header rows and say everything about them; see `match_header`.

    Raises:
        FileRefusedError: No header is found.
    """
    own = {normalise_header(header): column.name for column in contract.columns for header in column.headers}
    known = set(own).union(*(layout.canonical_headers() for layout in contract.layouts))
    last_row, names = _locate(sheet, contract.header_levels, known)
    texts = {position: levels for position, levels in enumerate(names) if levels}
    layout = _layout_of(contract, {normalise_header(levels[-1]) for levels in texts.values()})
    canonical: Mapping[str, str] = own if layout is None else layout.canonical_headers()
    positions: dict[str, int] = {}
    unknown: dict[int, str] = {}
    repeated: list[str] = []
    for position, levels in texts.items():
        claimed = canonical.get(normalise_header(levels[-1]))
        if claimed is None:
            unknown[position] = LEVEL_SEPARATOR.join(levels)
        elif claimed in positions:
            repeated.append(levels[-1])
        else:
            positions[claimed] = position
    lowest = {position: levels[-1] for position, levels in texts.items()}
    header_of = (
        {column: lowest[position] for column, position in positions.items()}
        if layout is None
        else {a.column: lowest[positions[a.header]] for a in layout.columns if a.header in positions}
    )
    constants = () if layout is None else layout.constants
    return HeaderReading(
        match=HeaderMatch(
            last_row,
            positions,
            unknown,
            tuple(name for name in contract.column_names if name not in {*header_of, *constants}),
            layout,
            header_of,
        ),
        row=_row(sheet, last_row),
        texts=lowest,
        missing=_missing_headers(contract, layout, positions),
        repeated=tuple(repeated),
    )


def _layout_of(contract: SourceContract, headers: Collection[str]) -> SurveyLayout | None:
    """Return the layout that the headers belong to, the one recognised by most of them."""
    recognised = [layout for layout in contract.layouts if layout.is_recognised(headers)]
    return max(recognised, key=lambda layout: len(layout.recognised_by), default=None)


def _missing_headers(
    contract: SourceContract, layout: SurveyLayout | None, positions: Mapping[str, int]
) -> tuple[str, ...]:
    if layout is None:
        absent = (column for column in contract.columns if column.name not in positions)
        return tuple(column.header for column in absent if column.required)
    answers = (answer for answer in layout.columns if answer.header not in positions)
    return tuple(dict.fromkeys(answer.header for answer in answers if answer.required))


def _locate(sheet: RawSheet, header_levels: int, known: set[str]) -> tuple[int, list[list[str]]]:
    best: tuple[int, int, list[list[str]]] = (0, -1, [])
    top = [sheet.row_texts(index) for index in range(min(SEARCHED_ROWS, sheet.cells.num_rows))]
    for last_row in range(len(top)):
        for levels in range(1, header_levels + 1):
            if last_row - levels + 1 < 0:
                continue
            names = column_levels(top[last_row - levels + 1 : last_row + 1])
            hits = sum(1 for name in names if name and normalise_header(name[-1]) in known)
            if hits > best[0]:
                best = (hits, last_row, names)
    if best[0] == 0:
        raise FileRefusedError(
            f"no header of the contract stands in the first {len(top)} rows.",
            "check that this is the right export; the header row must not be deleted.",
        )
    return best[1], best[2]


def column_levels(rows: Sequence[Sequence[str | None]]) -> list[list[str]]:
    """Return the filled header cells of each position, from the highest level to the lowest."""
    return [[text for row in rows if (text := (row[position] or "").strip())] for position in range(len(rows[0]))]


def _row(sheet: RawSheet, index: int) -> int:
    return int(sheet.rows[index].as_py())
