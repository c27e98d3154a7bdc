"""Monthly values put together by fiscal year, as tables and charts show them: plain sums, never of suppressed parts.

Belongs here: adding what the table says may be added. Not here: counting, and any sum over different indicators.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ingest.query_rows import rows_of
from reporting.charts.palette import BUDGET_SOURCES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class FiscalYear:
    """A fiscal year of the objective period.

    Attributes:
        year: The year it begins in.
        ja: Its name in Japanese, with the era.
        en: Its name in English.
        first: Its first day.
        last: Its last day.
    """

    year: int
    ja: str
    en: str
    first: date
    last: date


@dataclass(frozen=True)
class YearFigure:
    """What a fiscal year, or a part of it, brought.

    Attributes:
        value: The sum; None when nothing came or when it is suppressed.
        is_suppressed: Whether a value in it is suppressed, so that there is no sum.
        is_before_break: Whether a value in it lies before a break of the series.
    """

    value: Decimal | None = None
    is_suppressed: bool = False
    is_before_break: bool = False


@dataclass(frozen=True)
class Year:
    """A fiscal year of an indicator.

    Attributes:
        year: The year it begins in.
        sources: Its figures by budget source.
        total: Its figure over all budget sources.
        cumulative: The figure from the first year up to this one.
    """

    year: int
    sources: Mapping[str, YearFigure]
    total: YearFigure
    cumulative: YearFigure


def fiscal_years(connection: DuckDBPyConnection) -> list[FiscalYear]:
    """Return the fiscal years of the objective period.

    Args:
        connection: Open connection to the marts, in schema `marts`.
    """
    rows = rows_of(
        connection,
        "select fiscal_year, fiscal_year_ja, fiscal_year_en, min(date) as first, max(date) as last "
        "from marts.dim_date where is_in_period group by all order by fiscal_year",
    )
    return [FiscalYear(*row.values()) for row in rows]


def years_of(months: Sequence[Mapping[str, Any]], all_years: Iterable[int]) -> list[Year]:
    """Return the fiscal years of one indicator.

    Args:
        months: Its rows of `kpi_pillar_N`; a value of None is a suppressed one.
        all_years: Fiscal years to show.
    """
    by_source: dict[tuple[int, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in months:
        by_source[row["fiscal_year"], row["budget_source"]].append(row)
    years = []
    cumulative = YearFigure()
    for year in all_years:
        sources = {source: _sum(rows) for (found, source), rows in by_source.items() if found == year}
        total = _total(sources.values())
        cumulative = _total([cumulative, total])
        years.append(Year(year, sources, total, cumulative))
    return years


def sources_of(years: Sequence[Year]) -> list[str]:
    """Return the budget sources that occur, in the order in which they are drawn.

    Args:
        years: Fiscal years of an indicator.
    """
    found = {source for year in years for source in year.sources}
    return [*(source for source in BUDGET_SOURCES if source in found), *sorted(found - set(BUDGET_SOURCES))]


def chart_rows(years: Sequence[Year]) -> list[dict[str, Any]]:
    """Return the figures as `yearly_chart` takes them.

    Args:
        years: Fiscal years of an indicator.
    """
    return [
        {
            "fiscal_year": year.year,
            "budget_source": source,
            "value": None if figure.is_suppressed else figure.value,
            "is_before_break": figure.is_before_break,
        }
        for year in years
        for source, figure in year.sources.items()
    ]


def _sum(rows: Sequence[Mapping[str, Any]]) -> YearFigure:
    is_before_break = any(row["is_before_break"] for row in rows)
    if any(row["value"] is None for row in rows):
        return YearFigure(None, is_suppressed=True, is_before_break=is_before_break)
    return YearFigure(sum((row["value"] for row in rows), Decimal(0)), is_before_break=is_before_break)


def _total(figures: Iterable[YearFigure]) -> YearFigure:
    figures = list(figures)
    known = [figure.value for figure in figures if figure.value is not None]
    is_suppressed = any(figure.is_suppressed for figure in figures)
    return YearFigure(
        sum(known, Decimal(0)) if known and not is_suppressed else None,
        is_suppressed,
        any(figure.is_before_break for figure in figures),
    )
