"""What a check of the target files finds, as values.

Does not belong here: finding it (`check`) and showing it (the command line).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.file_problems import Severity


@dataclass(frozen=True)
class TargetProblem:
    """One thing that is wrong in a target file.

    Attributes:
        severity: Whether a run refuses the files, or it is only worth knowing.
        kind: What it is, for machines.
        file: Name of the file.
        row: Spreadsheet row, the header being 1; None when the whole file is meant.
        column: Column it concerns.
        message: What is wrong.
        remedy: What to do about it.
    """

    severity: Severity
    kind: str
    file: str
    row: int | None
    column: str | None
    message: str
    remedy: str

    @property
    def place(self) -> str:
        """File, row and column, as far as they are meant."""
        row = "" if self.row is None else f" row {self.row}"
        column = "" if self.column is None else f", column {self.column}"
        return f"{self.file}{row}{column}"

    def __str__(self) -> str:
        return f"{self.place}: {self.message} Remedy: {self.remedy}"


@dataclass(frozen=True)
class TargetCheck:
    """The outcome for the target files of a folder.

    Attributes:
        directory: The folder.
        targets: Rows of `targets.csv`.
        versions: Rows of `target_versions.csv`.
        problems: Errors first, each by file and row.
    """

    directory: Path
    targets: int
    versions: int
    problems: tuple[TargetProblem, ...]

    @property
    def errors(self) -> tuple[TargetProblem, ...]:
        """What a run refuses."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[TargetProblem, ...]:
        """What is only worth knowing."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as plain values."""
        return {**asdict(self), "directory": str(self.directory)}


class TargetFilesError(ValueError):
    """The target files cannot be used.

    Attributes:
        problems: All errors in them.
    """

    def __init__(self, problems: Sequence[TargetProblem]) -> None:
        self.problems = tuple(problems)
        count = "1 error" if len(problems) == 1 else f"{len(problems)} errors"
        super().__init__(f"target files: {count}\n" + "\n".join(str(problem) for problem in problems))
