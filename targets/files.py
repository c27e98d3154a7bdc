"""The target files as rows of text, read strictly: what cannot be read is a problem, never a guess.

Belongs here: bytes, headers, rows. Not here: what the cells may say (`figures`, `versions`, `indicators`).
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from targets.problems import TargetProblem

TARGETS = "targets.csv"
VERSIONS = "target_versions.csv"
CHANGES = "version_indicators.csv"
INDICATORS = "indicators.csv"
READINGS = "budget_readings.csv"

# What is read of each file; the last two have columns of their own that are no concern of targets.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    TARGETS: ("indicator_id", "target_version", "base", "supplement", "target"),
    VERSIONS: (
        "target_version",
        "effective_from",
        "announced_on",
        "budget_reading",
        "name_ja",
        "name_en",
        "source",
        "note",
    ),
    CHANGES: ("target_version", "indicator_id", "change"),
    INDICATORS: ("indicator_id", "label_ja", "name_ja", "name_en", "value_type", "paired_indicator_id"),
    READINGS: ("budget_reading",),
}
SHOWN_TEXT = 40
LINE_END, QUOTED = re.compile(r"\r\n|\r|\n"), re.compile(r'"[^"]*"')
CLOSED = frozenset({TARGETS, VERSIONS, CHANGES})


@dataclass(frozen=True)
class Row:
    """A row of a target file.

    Attributes:
        file: Name of the file.
        number: Spreadsheet row, the header being 1.
        cells: Text by column.
    """

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the text of a cell."""
        return self.cells[column]

    def shown(self, column: str) -> str:
        """Return the text of a cell for a message, in quotation marks and cut."""
        text = self.cells[column]
        return repr(text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT]}…")

    def error(self, kind: str, column: str | None, message: str, remedy: str) -> TargetProblem:
        """Return an error about this row."""
        return TargetProblem("error", kind, self.file, self.number, column, message, remedy)

    def warning(self, kind: str, column: str | None, message: str, remedy: str) -> TargetProblem:
        """Return a warning about this row."""
        return TargetProblem("warning", kind, self.file, self.number, column, message, remedy)


@dataclass(frozen=True)
class Table:
    """A target file.

    Attributes:
        file: Its name.
        rows: Its rows; none when it cannot be used.
        is_usable: Whether others can be checked against it.
        problems: What kept it, or rows of it, from being read.
    """

    file: str
    rows: tuple[Row, ...] = ()
    is_usable: bool = False
    problems: tuple[TargetProblem, ...] = field(default=())

    def values(self, column: str) -> list[str]:
        """Return the texts of a column, each once, in the order of the rows."""
        return list(dict.fromkeys(row[column] for row in self.rows))

    def by(self, column: str) -> dict[str, Row]:
        """Return the rows by the text of a column; the first speaks for a text that stands there twice."""
        found: dict[str, Row] = {}
        for row in self.rows:
            found.setdefault(row[column], row)
        return found

    def grouped(self, column: str) -> dict[str, list[Row]]:
        """Return all rows by the text of a column; none for any other text."""
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            groups[row[column]].append(row)
        return groups


def read_table(directory: Path, file: str, columns: Sequence[str] | None = None) -> Table:
    """Read a target file.

    Args:
        directory: Folder of the target files.
        file: Its name, one of `COLUMNS`.
        columns: What it must hold and nothing else; None means what is read of it as a target file.

    Returns:
        The table; without rows when the file cannot be used as a whole.
    """
    try:
        text = (directory / file).read_bytes().decode("utf-8-sig")
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except FileNotFoundError:
        return _unusable(file, "missing_file", "the file is missing.", f"put it into {directory}.")
    except UnicodeDecodeError:
        remedy = "save it as UTF-8 (in Excel: CSV UTF-8)."
        return _unusable(file, "not_utf8", "the file is not UTF-8.", remedy)
    except (OSError, csv.Error) as error:
        return _unusable(file, "unreadable_file", f"the file is no CSV: {error}.", "save it again as CSV UTF-8.")
    ends = set(LINE_END.findall(QUOTED.sub("", text)))
    if len(ends) > 1:
        # The engine that loads the file refuses it, and says neither where nor why.
        remedy = "save the whole file with one kind of line end, as an editor or a spreadsheet does."
        return _unusable(file, "mixed_line_ends", "its lines end in different ways (CRLF and LF).", remedy)
    header = [text.strip() for text in records[0]] if records else []
    wanted = COLUMNS[file] if columns is None else columns
    missing = [column for column in wanted if column not in header]
    if missing or len(set(header)) < len(header):
        message = f"the columns {', '.join(missing)} are missing." if missing else "a column stands there twice."
        remedy = f"the first row holds {', '.join(wanted)}, each once."
        return _unusable(file, "wrong_header", message, remedy, row=1)
    is_closed = columns is not None or file in CLOSED
    problems = list(_foreign_columns(file, header, wanted)) if is_closed else []
    rows = []
    for number, cells in enumerate(records[1:], start=2):
        if not any(cells):
            continue
        row = Row(file, number, dict(zip(header, [*cells, *[""] * len(header)], strict=False)))
        rows.append(row)
        if len(cells) != len(header):
            message = f"the row has {len(cells)} cells, the header {len(header)}."
            problems.append(row.error("wrong_width", None, message, "check its commas; quote text that holds one."))
    return Table(file, tuple(rows), True, tuple(problems))


def _foreign_columns(file: str, header: list[str], wanted: Sequence[str]) -> Iterator[TargetProblem]:
    for column in header:
        if column not in wanted:
            message = "nothing reads this column."
            yield TargetProblem(
                "warning", "unknown_column", file, 1, column, message, "remove it, or correct its name."
            )


def _unusable(file: str, kind: str, message: str, remedy: str, *, row: int | None = None) -> Table:
    return Table(file, problems=(TargetProblem("error", kind, file, row, None, message, remedy),))
