"""What a check of a profile finds, as values.

Does not belong here: finding it (`check` and `checks`) and showing it (the command line).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.file_problems import Severity


@dataclass(frozen=True)
class ProfileProblem:
    """One thing that is wrong in a profile.

    Attributes:
        severity: Whether a run cannot count with it, or it is only worth knowing.
        kind: What it is, for machines.
        file: Path of the file, relative to the profile.
        row: Spreadsheet row of a CSV, the header being 1; None when the whole file is meant.
        field: Column or field that it concerns.
        message: What is wrong.
        remedy: What to do about it.
    """

    severity: Severity
    kind: str
    file: str
    row: int | None
    field: str | None
    message: str
    remedy: str

    @property
    def place(self) -> str:
        """File, row and column or field, as far as they are meant."""
        row = "" if self.row is None else f" row {self.row}"
        word = "column " if self.file.endswith(".csv") else ""
        field = "" if self.field is None else f", {word}{self.field}"
        return f"{self.file}{row}{field}"

    def __str__(self) -> str:
        return f"{self.place}: {self.message} Remedy: {self.remedy}"


def error(kind: str, file: str, message: str, remedy: str, *, field: str | None = None) -> ProfileProblem:
    """Return an error about a file, or a field of it."""
    return ProfileProblem("error", kind, file, None, field, message, remedy)


def warning(kind: str, file: str, message: str, remedy: str, *, field: str | None = None) -> ProfileProblem:
    """Return a warning about a file, or a field of it."""
    return ProfileProblem("warning", kind, file, None, field, message, remedy)


@dataclass(frozen=True)
class ProfileCheck:
    """The outcome for one profile.

    Attributes:
        directory: Its folder.
        contracts: Contracts that can be read.
        models: Models of its own.
        indicators: Indicators that it names.
        suites: Suites that can be read.
        problems: Errors first, each by file and row.
    """

    directory: Path
    contracts: int
    models: int
    indicators: int
    suites: int
    problems: tuple[ProfileProblem, ...]

    @property
    def errors(self) -> tuple[ProfileProblem, ...]:
        """What a run cannot count with."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[ProfileProblem, ...]:
        """What is only worth knowing."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as plain values."""
        return {**asdict(self), "directory": str(self.directory)}
