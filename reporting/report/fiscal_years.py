"""Figures by fiscal year, per indicator and budget reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ingest.query_rows import rows_of
from reporting.report.table import Cell, Column, Kind, Mark
from reporting.table_copy import SCHEMA

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ALL = "all"
SUPPLEMENT = "supplement"
WIDTH = 8.5
RUNNING = "※"


@dataclass(frozen=True)
class FiscalYear:
    """A fiscal year of the objective period.

    Attributes:
        year: The year it begins in.
        japanese: Its name in the Japanese era.
        english: Its name in English.
        first_day: Its first day.
        last_day: Its last day.
    """

    year: int
    japanese: str
    english: str
    first_day: date
    last_day: date

    @property
    def key(self) -> str:
        """Key of its column."""
        return f"fy{self.year}"

    @property
    def short(self) -> str:
        """Its name as tables head it: 令和5年度 is R5年度."""
        return self.japanese.replace("令和元", "R1").replace("令和", "R").replace("平成", "H")

    def column(self, as_of: date) -> Column:
        """Return its column; a year that is not over is marked.

        Args:
            as_of: Day up to which was counted.
        """
        running = RUNNING if self.first_day <= as_of < self.last_day else ""
        return Column(self.key, f"{self.short}{running}", f"{self.english}{running}", Kind.VALUE, WIDTH)


class YearlyFigures:
    """What each indicator brought in each fiscal year, as far as it is published."""

    def __init__(self, years: Sequence[FiscalYear], figures: Mapping[tuple[str, str], Mapping[int, Cell]]) -> None:
        self.years = years
        self._figures = figures

    def cells(self, indicator: str, reading: str) -> dict[str, Cell]:
        """Return the cells of an indicator's fiscal years, by column key; a dash where nothing is published.

        Args:
            indicator: Its id.
            reading: Budget reading.
        """
        found = self._figures.get((indicator, reading), {})
        return {year.key: found.get(year.year, Mark.NOTHING) for year in self.years}


def read_fiscal_years(connection: DuckDBPyConnection) -> list[FiscalYear]:
    """Return the fiscal years of the objective period.

    Args:
        connection: Open connection to the marts, in schema `marts`.
    """
    rows = rows_of(
        connection,
        "select fiscal_year, min(fiscal_year_ja) as japanese, min(fiscal_year_en) as english, min(date) as first_day, "  # noqa: S608
        f"max(date) as last_day from {SCHEMA}.dim_date where is_in_period group by fiscal_year order by fiscal_year",
    )
    return [
        FiscalYear(row["fiscal_year"], row["japanese"], row["english"], row["first_day"], row["last_day"])
        for row in rows
    ]


def read_yearly_figures(connection: DuckDBPyConnection) -> YearlyFigures:
    """Return what each indicator brought in each fiscal year.

    All in-scope cases are years of `kpi_fiscal_years`, which may tell a year whose months are suppressed. The readings
    of single budgets are not: filtering by budget source gives another figure where a case or a company was paid for
    twice. `kpi_lineage` holds what each row adds under each reading, so it is summed for them.

    Args:
        connection: Open connection to the marts, in schema `marts`.
    """
    figures: dict[tuple[str, str], dict[int, Cell]] = defaultdict(dict)
    for row in rows_of(connection, f"{_all_cases()} union all {_single_budgets()}"):
        # A sum over the cells that are left would pass for the total of the year.
        figure = Mark.SUPPRESSED if row["is_suppressed"] else row["value"]
        figures[row["indicator_id"], row["reading"]][row["fiscal_year"]] = figure
    return YearlyFigures(read_fiscal_years(connection), figures)


def _all_cases() -> str:
    return (
        f"select indicator_id, '{ALL}' as reading, fiscal_year, value, value is null as is_suppressed "  # noqa: S608
        f"from {SCHEMA}.kpi_fiscal_years where budget_source = '{ALL}'"
    )


def _single_budgets() -> str:
    return (
        "select indicator_id, reading, fiscal_year, sum(value) as value, bool_or(value is null) as is_suppressed "  # noqa: S608
        f"from {SCHEMA}.kpi_lineage as lineage, (select distinct budget_reading as reading from {SCHEMA}.dim_target "
        f"where budget_reading <> '{ALL}' union select '{SUPPLEMENT}') as readings "
        "where outcome = 'counted' and list_contains(budget_readings, reading) "
        f"and indicator_id in (select indicator_id from {SCHEMA}.dim_target) group by all"
    )
