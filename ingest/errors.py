"""The one way in which a file is refused: what is wrong, where, and what to do about it."""

from __future__ import annotations

# A sender's own words are part of some errors; they may be a megabyte long.
LONGEST_TEXT = 500


class FileRefusedError(Exception):
    """A file cannot be landed; retrying the same content cannot help.

    Args:
        problem: What is wrong, in a sentence without the file's name.
        remedy: What the sender or the operator should do.
        row: Spreadsheet row (1-based), when the problem sits in one.
        column: Header or column name, when the problem sits in one.
    """

    def __init__(self, problem: str, remedy: str, *, row: int | None = None, column: str | None = None) -> None:
        self.problem = _shortened(problem)
        self.remedy = _shortened(remedy)
        self.row = row
        self.column = None if column is None else _shortened(column)
        super().__init__(self.describe())

    def describe(self, file: str | None = None) -> str:
        """Return one line: file, row, column, problem, remedy.

        Args:
            file: Name of the file relative to the inbox.
        """
        where = [part for part in (file, self._row_text(), self._column_text()) if part]
        prefix = ", ".join(where) + ": " if where else ""
        return f"{prefix}{self.problem} Remedy: {self.remedy}"

    def _row_text(self) -> str | None:
        return f"row {self.row}" if self.row is not None else None

    def _column_text(self) -> str | None:
        return f"column {self.column}" if self.column is not None else None


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
