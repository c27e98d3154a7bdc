"""A first contract for a file that nobody described yet, as YAML for a person to correct.

What is uncertain stands in comments; the draft itself is valid under the schema. Values of columns that may hold
personal data appear nowhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pyarrow as pa

from ingest.column_inference import ColumnGuess, guess_column
from ingest.contracts import SourceContract, parse_contract
from ingest.discovery import FILE_NAME
from ingest.errors import FileRefusedError
from ingest.file_inspection import Inspection, inspect_file, sheet_names
from ingest.header_inference import HeaderGuess, guess_header
from ingest.header_text import normalise_header
from ingest.row_screening import screen
from ingest.typing_rules import TypingRules
from ingest.value_screening import shown

# Enough to tell types and few-valued columns; a key is looked for in all rows.
LOOKED_AT_ROWS = 20_000

# Words that YAML reads as something else than text.
_YAML_WORD = re.compile(r"(true|false|yes|no|on|off|null|y|n)$", re.I)


@dataclass(frozen=True)
class _NamedColumn:
    """A column of the draft: our name, whether it was made up, and what the cells seem to be."""

    name: str
    is_made_up: bool
    position: int
    guess: ColumnGuess


def draft_contract(
    path: Path, rules: TypingRules, contracts: Collection[SourceContract] = (), source: str | None = None
) -> str:
    """Draft the contract of an unknown file.

    Args:
        path: CSV or XLSX.
        rules: How cells are read.
        contracts: Known contracts, whose names for the same headers are used again.
        source: Name of the source; taken from the file's name when None.

    Returns:
        YAML that the schema accepts.

    Raises:
        FileRefusedError: The file cannot be read, or no header was found in it.
    """
    sheet_name, inspection, header = _best_sheet(path)
    sheet, refusals = inspection.sheet, inspection.refusals
    assert sheet is not None
    body = sheet.below(header.last_row).cells
    body = body.filter(screen(body).is_data)
    if refusals and body.num_rows == 0:
        raise refusals[0]
    columns = _columns(header, body, rules, contracts)
    header_row = sheet.rows[header.last_row].as_py()
    lines = [
        f"# Draft from {_comment(path.name)}: {inspection.encoding}, header in row {header_row}"
        f"{f' over {header.levels} rows' if header.levels > 1 else ''}, {body.num_rows} data rows.",
        "# Check every line marked TODO; types were guessed from the values.",
        *(f"# TODO landing would refuse the file: {_comment(error.describe())}" for error in refusals),
        *_head(path, source, sheet_name, header, *_key(columns, body)),
        "columns:",
        *(line for column in columns for line in _column_lines(column)),
    ]
    text = "\n".join(lines) + "\n"
    parse_contract(path.name, text.encode())  # a draft that the schema refuses would be a mistake of ours
    return text


def _best_sheet(path: Path) -> tuple[str | None, Inspection, HeaderGuess]:
    """Return the sheet that holds the most under a header; its name only when it is not the first."""
    first = _readable(inspect_file(path))
    assert first.sheet is not None
    candidates: list[tuple[str | None, Inspection]] = [(None, first)]
    candidates += [(name, inspect_file(path, name)) for name in sheet_names(path)[1:]]
    best: tuple[int, str | None, Inspection, HeaderGuess] | None = None
    for name, inspection in candidates:
        if inspection.sheet is None:
            continue
        header = guess_header(inspection.sheet)
        size = len(header.headers) * (inspection.sheet.cells.num_rows - header.last_row - 1)
        if header.last_row >= 0 and (best is None or size > best[0]):
            best = (size, name, inspection, header)
    if best is None:
        raise FileRefusedError("no header row was found.", "check that the file has one row of headings over its data.")
    return best[1:]


def _readable(inspection: Inspection) -> Inspection:
    if inspection.sheet is None:
        raise inspection.refusals[0]
    return inspection


def _columns(
    header: HeaderGuess, body: pa.RecordBatch, rules: TypingRules, contracts: Collection[SourceContract]
) -> list[_NamedColumn]:
    known = _known_names({normalise_header(text) for text in header.headers.values()}, contracts)
    columns: list[_NamedColumn] = []
    seen: set[str] = set()
    names: set[str] = set()
    for position, text in sorted(header.headers.items()):
        comparable = normalise_header(text)
        if comparable in seen:
            continue  # a contract cannot tell two columns of one header apart
        seen.add(comparable)
        name = known.get(comparable) or _slug(text)
        is_made_up = name is None or name in names
        name = f"column_{position + 1:02d}" if name is None or name in names else name
        names.add(name)
        guess = guess_column(text, body.column(position).slice(0, LOOKED_AT_ROWS), rules)
        columns.append(_NamedColumn(name, is_made_up, position, guess))
    return columns


def _known_names(headers: Collection[str], contracts: Collection[SourceContract]) -> dict[str, str]:
    """Return our name of each header that contracts know; the contract that shares most headers decides."""
    names: dict[str, str] = {}
    by_contract = [
        {normalise_header(accepted): column.name for column in contract.columns for accepted in column.headers}
        for contract in contracts
    ]
    for own in sorted(by_contract, key=lambda own: len(own.keys() & set(headers))):
        names |= own
    return names


def _slug(text: str) -> str | None:
    """Return a header in Latin letters as a column name; None for other headers."""
    folded = unicodedata.normalize("NFKC", text).lower()
    if not folded.isascii():
        return None
    name = re.sub(r"[^a-z0-9]+", "_", folded).strip("_")
    return name if re.match(r"^[a-z][a-z0-9_]*$", name) and not _YAML_WORD.match(name) else None


def _key(columns: Sequence[_NamedColumn], body: pa.RecordBatch) -> tuple[tuple[str, ...], bool]:
    """Return the columns that seem to tell rows apart, and whether they do."""
    whole = [column for column in columns if column.guess.is_complete and not column.guess.personal]
    numbers_first = sorted(whole, key=lambda column: not column.guess.is_identifier)
    for width in (1, 2):
        for chosen in combinations(numbers_first, width):
            if width == 2 and any(column.guess.type in ("amount", "flag") for column in chosen):
                continue
            if _tells_apart([column.position for column in chosen], body):
                return tuple(column.name for column in chosen), True
    return (columns[0].name,), False


def _tells_apart(positions: Sequence[int], body: pa.RecordBatch) -> bool:
    names = [f"key_{position}" for position in positions]
    keys = pa.table([body.column(position) for position in positions], names=names)
    distinct = keys.group_by(keys.column_names).aggregate([])
    return body.num_rows > 0 and distinct.num_rows == body.num_rows and all(c.null_count == 0 for c in keys.columns)


def _head(
    path: Path, source: str | None, sheet: str | None, header: HeaderGuess, key: tuple[str, ...], is_key: bool
) -> list[str]:
    match = FILE_NAME.match(path.name)
    guessed = match["source"] if match is not None else _slug(path.stem)
    name = source or guessed or "new_source"
    return [
        f"source: {name}" + ("" if source or match else " # TODO the file must be called after it"),
        "version: 1",
        f"title_ja: {name} # TODO",
        f"title_en: {name} # TODO",
        "owner: planning # TODO the desk that answers for it",
        "cadence_days: 35 # TODO days after which a snapshot is stale",
        f"key: {key[0] if len(key) == 1 else '[' + ', '.join(key) + ']'}"
        + ("" if is_key else " # TODO no column tells the rows apart"),
        *([f"sheet: {_scalar(sheet)}"] if sheet is not None else []),
        *([f"header_levels: {header.levels}"] if header.levels > 1 else []),
    ]


def _column_lines(column: _NamedColumn) -> list[str]:
    guess = column.guess
    lines = [f"  - name: {column.name}" + (" # TODO name it" if column.is_made_up else "")]
    lines.append(f"    header: {_scalar(guess.header)}")
    if guess.type != "text":
        lines.append(f"    type: {guess.type} # reads {_percent(guess.confidence)} of {guess.filled} cells")
    elif guess.filled == 0:
        lines.append("    # TODO no cell is filled, so the type is unknown")
    if guess.codes is not None:
        lines.append(f"    codes: {guess.codes}")
    if guess.unit is not None:
        lines.append(f"    unit: {_scalar(guess.unit)}")
    if guess.personal:
        lines.append("    personal: true # TODO confirm: it looks like personal data")
    if guess.identity is not None:
        lines.append(f"    identity: {guess.identity}")
    if guess.few_values:
        values = "、".join(f"{shown(text)} ({count})" for text, count in guess.few_values)
        lines.append(f"    # TODO a code list? If so add it to the seed codes: {_comment(values)}")
    return lines


def _scalar(text: str) -> str:
    """Return text as a YAML scalar, quoted where YAML would read it as something else."""
    is_plain = re.fullmatch(r"[\w・（）／]+", text) is not None
    if is_plain and not re.match(r"\d", text) and not _YAML_WORD.match(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'


def _percent(share: float) -> str:
    """Return a share rounded down, so that only all is 100 %."""
    return f"{int(share * 1000) / 10:g} %"


def _comment(text: str) -> str:
    """Return text on one line: a line break inside a comment would be read as YAML."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
