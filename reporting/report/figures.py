"""The figures of the marts that the tables share, read once, and what a missing one means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ingest.query_rows import rows_of
from reporting.published import COMPARISON_ORDER
from reporting.report.fiscal_years import YearlyFigures, read_yearly_figures
from reporting.report.table import Cell, Mark
from reporting.table_copy import SCHEMA

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MartRow = Mapping[str, Any]
STATUS_ORDER = "order by position, indicator_id, effective_from, target_version"


@dataclass(frozen=True)
class Figures:
    """What the tables are made of.

    Attributes:
        as_of: Day up to which was counted.
        sections: Rows of `dim_section`, in their order.
        indicators: Rows of `dim_indicator`, in their order.
        statuses: Rows of `kpi_target_status` by indicator, in the order of the versions' dates.
        comparison: Rows of `target_comparison`, likewise in one list.
        versions: Target versions in the order of their dates: id, names, day in force, whether in force.
        monitored: Rows of `monitored_figures` by indicator.
        breaks: Rows of `dim_series_break` that have happened, by indicator.
        yearly: Figures by fiscal year.
    """

    as_of: date
    sections: Sequence[MartRow]
    indicators: Sequence[MartRow]
    statuses: Mapping[str, Sequence[MartRow]]
    comparison: Sequence[MartRow]
    versions: Sequence[MartRow]
    monitored: Mapping[str, MartRow]
    breaks: Mapping[str, Sequence[MartRow]]
    yearly: YearlyFigures

    def targeted(self) -> list[MartRow]:
        """Return the indicators that have a target in some version, section by section."""
        with_target = {row["indicator_id"] for row in self.comparison}
        order = {section["section"]: place for place, section in enumerate(self.sections)}
        found = [row for row in self.indicators if row["indicator_id"] in with_target]
        return sorted(found, key=lambda row: (order.get(row["section"], len(order)), str(row["section"])))

    def in_force(self, indicator: str) -> MartRow:
        """Return the status under the version in force, or under the last one while none is.

        Args:
            indicator: Its id.
        """
        versions = self.statuses[indicator]
        return next((row for row in versions if row["is_in_force"]), versions[-1])

    def version_names(self, version: str) -> tuple[str, str]:
        """Return the names of a target version.

        Args:
            version: Its id.
        """
        names = ((row["target_version_ja"], row["target_version_en"]) for row in self.versions if row["id"] == version)
        return next(names, (version, version))


def read_figures(connection: DuckDBPyConnection) -> Figures:
    """Read what the tables are made of.

    Args:
        connection: Open connection to the marts, in schema `marts`.

    Raises:
        ValueError: There is no target status to report.
    """
    statuses = rows_of(connection, f"select * from {SCHEMA}.kpi_target_status {STATUS_ORDER}")  # noqa: S608
    if not statuses:
        raise ValueError("kpi_target_status holds no row. Remedy: build the models first.")
    versions = rows_of(
        connection,
        "select target_version as id, min(target_version_ja) as target_version_ja, "  # noqa: S608
        "min(target_version_en) as target_version_en, min(effective_from) as effective_from, "
        "bool_or(is_in_force) as is_in_force, min(source_document) as source_document "
        f"from {SCHEMA}.dim_target group by target_version order by effective_from, target_version",
    )
    return Figures(
        as_of=statuses[0]["as_of_date"],
        sections=rows_of(connection, f"select * from {SCHEMA}.dim_section order by position, section"),  # noqa: S608
        indicators=rows_of(connection, f"select * from {SCHEMA}.dim_indicator order by position, indicator_id"),  # noqa: S608
        statuses=_by_indicator(statuses),
        comparison=rows_of(connection, f"select * from {SCHEMA}.target_comparison {COMPARISON_ORDER}"),  # noqa: S608
        versions=versions,
        monitored={
            row["indicator_id"]: row
            for row in rows_of(connection, f"select * from {SCHEMA}.monitored_figures")  # noqa: S608
        },
        breaks=_by_indicator(
            rows_of(
                connection,
                f"select * from {SCHEMA}.dim_series_break where has_happened "  # noqa: S608
                "order by indicator_id, break_date nulls last, kind",
            )
        ),
        yearly=read_yearly_figures(connection),
    )


def figure(row: MartRow, column: str, otherwise: Mark = Mark.NOTHING) -> Cell:
    """Return a figure; a missing one is suppressed where its row says that figures are withheld.

    Args:
        row: Row of a mart, with `is_suppressed` where the mart has that column.
        column: Column of the figure.
        otherwise: What a missing one means in other rows.
    """
    value: Cell = row[column]
    if value is not None:
        return value
    return Mark.SUPPRESSED if row.get("is_suppressed") else otherwise


def bound(row: MartRow, column: str, actual: str = "actual") -> Cell:
    """Return the bound of an actual: suppressed with it, otherwise unbounded when missing.

    Args:
        row: Row of a mart.
        column: Column of the bound.
        actual: Column of the actual.
    """
    return figure(row, column, Mark.SUPPRESSED if row[actual] is None else Mark.UNBOUNDED)


def if_any(value: Cell) -> Cell:
    """Return what need not exist, such as a target, and a dash when it does not.

    Args:
        value: What it is.
    """
    return Mark.NOTHING if value is None else value


def _by_indicator(rows: Sequence[MartRow]) -> dict[str, list[MartRow]]:
    found: dict[str, list[MartRow]] = defaultdict(list)
    for row in rows:
        found[row["indicator_id"]].append(row)
    return dict(found)
