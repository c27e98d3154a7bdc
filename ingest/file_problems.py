"""What a check of a file finds, as values.

Does not belong here: finding it (`contract_check`) and showing it (the command line).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        severity: Whether it refuses the file or opens a gap, or is only worth knowing.
        kind: What it is, for machines.
        message: What is wrong.
        remedy: What to do about it.
        column: Header it concerns.
        count: Cells or rows it concerns.
        rows: Spreadsheet rows, the first few.
        values: Texts found there, the first few distinct ones; none of personal columns.
    """

    severity: Severity
    kind: str
    message: str
    remedy: str
    column: str | None = None
    count: int = 1
    rows: tuple[int, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileCheck:
    """The outcome for one file.

    Attributes:
        file: Its name.
        source: Source of the contract it was checked against.
        layout: Survey tool it comes from, if any.
        encoding: Encoding found, `xlsx`, or None when it cannot be read.
        rows: Data rows.
        problems: Errors first.
    """

    file: str
    source: str
    layout: str | None
    encoding: str | None
    rows: int
    problems: tuple[Problem, ...]

    @property
    def has_errors(self) -> bool:
        """Whether anything is wrong, not only worth knowing."""
        return any(problem.severity == "error" for problem in self.problems)

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as plain values."""
        return asdict(self)
