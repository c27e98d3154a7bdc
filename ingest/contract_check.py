"""Everything that is wrong in one file under its contract, all at once, with bounded detail.

Errors are what landing would refuse the file for or what would be a gap of its rows; warnings are what it accepts and
somebody should know. Values of personal columns are never shown.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ingest.column_mapping import landed_columns
from ingest.contracts import ColumnContract, SourceContract
from ingest.discovery import FILE_NAME
from ingest.errors import FileRefusedError
from ingest.file_inspection import inspect_file
from ingest.file_problems import FileCheck, Problem, Severity
from ingest.header_matching import HeaderReading, read_header
from ingest.header_text import normalise_header
from ingest.row_screening import screen
from ingest.typing_rules import TypingRules, typed_columns
from ingest.value_screening import described, shown

SHOWN_ROWS = 5
SHOWN_VALUES = 5
FISCAL_YEAR_BEGINS = 4


def check_file(path: Path, contract: SourceContract, rules: TypingRules) -> FileCheck:
    """Say everything that is wrong in a file.

    Args:
        path: CSV or XLSX, wherever it lies.
        contract: Contract of its source.
        rules: How cells are read.
    """
    problems = _of_the_name(path.name, contract.source)
    inspection = inspect_file(path, contract.sheet)
    problems += [_refusal("unreadable_file", error) for error in inspection.refusals]
    sheet = inspection.sheet
    if sheet is None:
        return FileCheck(path.name, contract.source, None, None, 0, tuple(problems))
    try:
        header = read_header(sheet, contract)
    except FileRefusedError as error:
        problems.append(_refusal("no_header", error))
        return FileCheck(path.name, contract.source, None, inspection.encoding, 0, tuple(problems))
    problems += _of_the_header(header, contract)
    body = sheet.below(header.match.last_row)
    data = body.filter(screen(body.cells).is_data)
    columns = landed_columns(data.cells, header.match, contract)
    values = _Values(contract, rules, columns, data.rows, header.match.header_of)
    problems += [*values.unreadable(), *values.blank_keys(), *values.repeated_keys(), *values.foreign_dates(path.name)]
    layout = header.match.layout
    return FileCheck(
        file=path.name,
        source=contract.source,
        layout=None if layout is None else layout.name,
        encoding=inspection.encoding,
        rows=len(data.rows),
        problems=tuple(sorted(problems, key=lambda problem: problem.severity)),
    )


def _refusal(kind: str, error: FileRefusedError) -> Problem:
    rows = () if error.row is None else (error.row,)
    return Problem("error", kind, error.problem, error.remedy, column=error.column, rows=rows)


def _of_the_name(name: str, source: str) -> list[Problem]:
    match = FILE_NAME.match(name)
    if match is None:
        message = "the name is not <source>_FY<yyyy>_<yyyymmdd>.csv or .xlsx, so the inbox would not take it."
        return [Problem("warning", "file_name", message, f"rename it, such as {source}_FY2026_20261031.csv.")]
    if match["source"] != source:
        message = f"the name says source {match['source']!r}, checked against {source!r}."
        return [Problem("warning", "file_name", message, "name the right source with --source, or rename the file.")]
    return []


def _of_the_header(header: HeaderReading, contract: SourceContract) -> list[Problem]:
    rows = (header.row,)
    known = {
        normalise_header(text): text
        for text in [
            *(accepted for column in contract.columns for accepted in column.headers),
            *(answer.header for layout in contract.layouts for answer in layout.columns),
        ]
    }
    problems = [
        Problem(
            "error",
            "missing_header",
            "the required header is missing.",
            f"add it, or list the header that replaced it under `aliases` in {contract.source}.yml.",
            column=text,
            rows=rows,
        )
        for text in header.missing
    ]
    problems += [
        Problem(
            "error",
            "repeated_header",
            "the header stands there twice.",
            "delete or rename one of the two.",
            column=text,
            count=header.repeated.count(text) + 1,
            rows=rows,
        )
        for text in dict.fromkeys(header.repeated)
    ]
    for position, name in header.match.unknown.items():
        near = difflib.get_close_matches(normalise_header(header.texts[position]), known, n=1, cutoff=0.5)
        remedy = (
            f"if it is {known[near[0]]!r}, list it under `aliases` of that column in {contract.source}.yml."
            if near
            else f"nothing, or add it as a column to {contract.source}.yml."
        )
        problems.append(
            Problem(
                "warning", "unknown_header", "nobody claims the header; its cells are kept.", remedy, name, rows=rows
            )
        )
    return problems


@dataclass(frozen=True)
class _Values:
    """The data rows of the file, by our columns."""

    contract: SourceContract
    rules: TypingRules
    columns: Mapping[str, pa.Array | pa.ChunkedArray]
    rows: pa.Array
    header_of: Mapping[str, str]

    def unreadable(self) -> list[Problem]:
        problems = []
        for column in typed_columns(self.contract.columns):
            places = self.rules.unreadable(self.columns[column.name], column)
            if not places:
                continue
            is_code = column.codes is not None
            remedy = (
                f"correct them, or add them to the list {column.codes} in the seed codes."
                if is_code
                else "correct them at the source; blank where there is no value."
            )
            problems.append(
                self._problem(
                    "unknown_code" if is_code else "unreadable_value",
                    f"cells that are no {described(column)}: {len(places)}.",
                    remedy,
                    [column],
                    places,
                )
            )
        return problems

    def blank_keys(self) -> list[Problem]:
        problems = []
        for column in self._key_columns():
            if column.name not in self.header_of:
                continue  # the missing header says it once
            places = [place for place, text in enumerate(self._texts(column.name)) if text is None]
            if places:
                message = f"rows with a blank key: {len(places)}."
                problems.append(self._problem("blank_key", message, "give each row its key.", [column], places))
        return problems

    def repeated_keys(self) -> list[Problem]:
        columns = self._key_columns()
        keys = list(zip(*(self._texts(column.name) for column in columns), strict=True)) if columns else []
        counts = Counter(key for key in keys if None not in key)
        places = [place for place, key in enumerate(keys) if counts[key] > 1]
        if not places:
            return []
        message = f"rows that share their key with another row: {len(places)}."
        remedy = "keep one row per key; each counts once."
        return [self._problem("repeated_key", message, remedy, columns, places)]

    def foreign_dates(self, name: str) -> list[Problem]:
        match = FILE_NAME.match(name)
        column = self._registering_column()
        if match is None or column is None:
            return []
        year = int(match["fiscal_year"])
        first, after = date(year, FISCAL_YEAR_BEGINS, 1), date(year + 1, FISCAL_YEAR_BEGINS, 1)
        values = self.rules.read(self.columns[column.name], column.type)
        places = [place for place, day in enumerate(values) if day is not None and not first <= day < after]
        if not places:
            return []
        message = f"rows dated outside FY{year}, the year in the file's name: {len(places)}."
        remedy = "check that the file has the right name; a row may rightly fall into another year."
        return [self._problem("outside_fiscal_year", message, remedy, [column], places, severity="warning")]

    def _registering_column(self) -> ColumnContract | None:
        """The column that dates a row: the one a month is told by, else the first date."""
        dated = [column for column in self.contract.columns if column.type in ("date", "month")]
        told = [column for column in dated if column.name == self.contract.monthly_by]
        return next(iter(told or dated), None)

    def _key_columns(self) -> list[ColumnContract]:
        return [column for column in self.contract.columns if column.name in self.contract.key]

    def _texts(self, name: str) -> list[str | None]:
        texts = pc.utf8_trim_whitespace(pc.utf8_normalize(self.columns[name], form="NFKC"))
        return [text or None for text in texts.to_pylist()]

    def _problem(
        self,
        kind: str,
        message: str,
        remedy: str,
        columns: Sequence[ColumnContract],
        places: Sequence[int],
        severity: Severity = "error",
    ) -> Problem:
        values: list[str] = []
        if not any(column.personal for column in columns):
            cells = zip(
                *(self.columns[column.name].take(pa.array(places)).to_pylist() for column in columns), strict=True
            )
            texts = (" / ".join(shown(text) for text in row if text is not None) for row in cells)
            values = [text for text in dict.fromkeys(texts) if text][:SHOWN_VALUES]
        return Problem(
            severity,
            kind,
            message,
            remedy,
            column=" / ".join(self.header_of.get(column.name, column.header) for column in columns),
            count=len(places),
            rows=tuple(self.rows.take(pa.array(places[:SHOWN_ROWS])).to_pylist()),
            values=tuple(values),
        )
