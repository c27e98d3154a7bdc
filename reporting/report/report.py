"""The report: its tables, read from the marts at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reporting.notice import notice_of
from reporting.report.figures import Figures, MartRow, read_figures
from reporting.report.fiscal_years import FiscalYear
from reporting.report.gaps import gaps
from reporting.report.narratives import narratives
from reporting.report.overview import overview
from reporting.report.response_rates import response_rates
from reporting.report.section_results import section_results
from reporting.report.table import Table
from reporting.report.version_comparison import version_comparison

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Report:
    """What the workbook and the CSV files are made of.

    Attributes:
        as_of: Day up to which was counted.
        notice: What must be said of the figures, in Japanese and English; None when there is nothing.
        years: Fiscal years of the objective period.
        sections: Rows of `dim_section`, in their order.
        versions: Target versions in the order of their dates.
        overview: All targets, a line each.
        section_results: Every indicator by fiscal year, all sections.
        version_comparison: The target versions side by side.
        response_rates: The surveys.
        gaps: The data gaps.
        narratives: What is told in words.
    """

    as_of: date
    notice: tuple[str, str] | None
    years: Sequence[FiscalYear]
    sections: Sequence[MartRow]
    versions: Sequence[MartRow]
    overview: Table
    section_results: Table
    version_comparison: Table
    response_rates: Table
    gaps: Table
    narratives: Table

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in the order of the workbook."""
        return (
            self.overview,
            self.section_results,
            self.version_comparison,
            self.response_rates,
            self.gaps,
            self.narratives,
        )


def read_report(connection: DuckDBPyConnection) -> Report:
    """Read the report.

    Args:
        connection: Open connection to the marts, in schema `marts`.

    Raises:
        ValueError: There is no target status to report.
    """
    figures = read_figures(connection)
    return Report(
        as_of=figures.as_of,
        notice=notice_of(connection),
        years=figures.yearly.years,
        sections=_with_unknown(figures),
        versions=figures.versions,
        overview=overview(figures),
        section_results=section_results(figures),
        version_comparison=version_comparison(figures),
        response_rates=response_rates(connection, figures.yearly.years),
        gaps=gaps(connection, figures),
        narratives=narratives(connection, figures),
    )


def _with_unknown(figures: Figures) -> list[MartRow]:
    """Add the sections that no row of `dim_section` tells of: their figures must not be left out."""
    known = {section["section"] for section in figures.sections}
    further = sorted({row["section"] or "" for row in figures.indicators} - known)
    unknown = [
        {
            "section": section,
            "name_ja": "節の名称なし",
            "name_en": "Section without a name",
            "note_ja": None,
            "note_en": None,
        }
        for section in further
    ]
    return [*figures.sections, *unknown]
