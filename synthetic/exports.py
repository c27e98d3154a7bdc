"""What an export file is before it is written: its source, fiscal year, snapshot date and columns of cells.

Also the plan of snapshots: which files exist as of a date. How cells come about belongs to the modules of each
source, how they are put on disk to `writers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from synthetic.schedule import fiscal_year_end, fiscal_year_of

Cell = str | int | float | date
Columns = dict[str, list[Cell]]
Suffix = Literal["csv", "xlsx"]

SOURCES = (
    "fdi_cases",
    "collaboration_cases",
    "startup_cases",
    "entrepreneur_programme",
    "overseas_support",
    "overseas_success",
    "agrifood_cases",
    "coercion_consultations",
    "activities",
    "web_analytics",
    "outcome_survey",
    "fx_rates",
)
# Registers that are kept up after their year: a case of an old file may succeed today, so they are sent again.
LIVE_REGISTERS = ("fdi_cases", "collaboration_cases", "startup_cases")
# Sources that also lie there as of the month before, superseded since.
SUPERSEDED_SOURCES = ("fdi_cases", "startup_cases", "overseas_success")


@dataclass
class ExportFile:
    """One file to be written.

    Attributes:
        source: Name of the source.
        fiscal_year: Year in which its rows were registered.
        snapshot_date: Day of the export.
        suffix: Format.
        columns: Cells by heading; all columns equally long.
        is_newest: Whether it is the snapshot that counts for its source and fiscal year.
    """

    source: str
    fiscal_year: int
    snapshot_date: date
    suffix: Suffix
    columns: Columns
    is_newest: bool = True

    @property
    def rows(self) -> int:
        """Number of data rows."""
        return len(next(iter(self.columns.values())))

    @property
    def name(self) -> str:
        """Path relative to the inbox, with forward slashes."""
        day = self.snapshot_date.strftime("%Y%m%d")
        return f"{self.source}/{self.source}_FY{self.fiscal_year}_{day}.{self.suffix}"

    def append(self, row: Mapping[str, Cell], after: int | None = None) -> int:
        """Insert a row behind position `after` (at the end when None) and return its position."""
        position = self.rows if after is None else after + 1
        for heading, cells in self.columns.items():
            cells.insert(position, row[heading])
        return position

    def row(self, position: int) -> dict[str, Cell]:
        """Return one row by heading."""
        return {heading: cells[position] for heading, cells in self.columns.items()}

    def remove(self, positions: Sequence[int]) -> None:
        """Delete rows."""
        gone = set(positions)
        for heading, cells in self.columns.items():
            self.columns[heading] = [cell for position, cell in enumerate(cells) if position not in gone]


def closing_date(source: str, fiscal_year: int) -> date:
    """Return the day, 10 to 30 April, on which a source closes a fiscal year."""
    return fiscal_year_end(fiscal_year) + timedelta(days=10 + (SOURCES.index(source) * 5 + fiscal_year * 3) % 21)


def planned_snapshots(source: str, as_of: date) -> list[tuple[int, date]]:
    """List fiscal year and snapshot date of every file of a source, oldest snapshot first within a year.

    The last one of a fiscal year is the one that counts.
    """
    plan = []
    current = fiscal_year_of(as_of)
    for fiscal_year in range(2023, current + 1):
        closing = min(closing_date(source, fiscal_year), as_of)
        days = {closing}
        if source in LIVE_REGISTERS:
            days.add(as_of)
        earlier = as_of.replace(day=1) - timedelta(days=1)
        if fiscal_year == current and source in SUPERSEDED_SOURCES and fiscal_year_of(earlier) == current:
            days.add(earlier)
        plan += [(fiscal_year, day) for day in sorted(days)]
    return plan


def export_files(
    source: str, as_of: date, suffix: Suffix, columns_at: Callable[[int, date], Columns]
) -> list[ExportFile]:
    """Build the files of a source.

    Args:
        source: Name of the source.
        as_of: No snapshot is later.
        suffix: Format of its files.
        columns_at: Returns the cells of a fiscal year as they were known on a day.

    Returns:
        One file per planned snapshot that has rows; the last of each fiscal year is marked newest.
    """
    files = []
    plan = planned_snapshots(source, as_of)
    newest = dict(plan)
    for fiscal_year, day in plan:
        columns = columns_at(fiscal_year, day)
        if next(iter(columns.values())):
            files.append(ExportFile(source, fiscal_year, day, suffix, columns, day == newest[fiscal_year]))
    return files
