"""Figures by fiscal year and budget source, as tables and charts show them; no sum is shown of suppressed parts.

Belongs here: adding what the table says may be added. Not here: counting, and any sum over different indicators.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ingest.query_rows import rows_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


ALL = "all"
YEARS = """
    with breaks as (
        select indicator_id, fiscal_year, bool_or(is_before_break) as is_before_break
        from marts.kpi_pillar_{pillar}
        group by indicator_id, fiscal_year
    )

    select indicator_id, fiscal_year, budget_source, value, coalesce(is_before_break, false) as is_before_break
    from marts.kpi_fiscal_years
    left join breaks using (indicator_id, fiscal_year)
    where pillar = '{pillar}'
    order by indicator_id, fiscal_year, budget_source
"""


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
        value: The figure; None when nothing came or when it is suppressed.
        is_suppressed: Whether it is suppressed, or holds a part that is.
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


def year_rows(connection: DuckDBPyConnection, pillar: str) -> dict[str, list[dict[str, Any]]]:
    """Return the figures of a pillar by fiscal year and budget source, `all` for all of them, by indicator.

    Args:
        connection: Open connection to the marts, in schema `marts`.
        pillar: The pillar.
    """
    rows = rows_of(connection, YEARS.format(pillar=pillar))
    return {found[0]["indicator_id"]: found for _, group in groupby(rows, _indicator) if (found := list(group))}


def years_of(rows: Iterable[Mapping[str, Any]], all_years: Iterable[int]) -> list[Year]:
    """Return the fiscal years of one indicator.

    Args:
        rows: Its rows, as `year_rows` returns them; a value of None is a suppressed one.
        all_years: Fiscal years to show.
    """
    found: dict[int, dict[str, YearFigure]] = defaultdict(dict)
    for row in rows:
        figure = YearFigure(row["value"], row["value"] is None, row["is_before_break"])
        found[row["fiscal_year"]][row["budget_source"]] = figure
    years = []
    cumulative = YearFigure()
    for year in all_years:
        sources = {source: figure for source, figure in found[year].items() if source != ALL}
        total = found[year].get(ALL, YearFigure())
        cumulative = _sum(cumulative, total)
        years.append(Year(year, sources, total, cumulative))
    return years


def sources_of(years: Sequence[Year], order: Sequence[str]) -> list[str]:
    """Return the budget sources that occur, in the order in which they are drawn.

    Args:
        years: Fiscal years of an indicator.
        order: Budget sources in their order.
    """
    found = {source for year in years for source in year.sources}
    return [*(source for source in order if source in found), *sorted(found - set(order))]


def chart_rows(years: Sequence[Year]) -> list[dict[str, Any]]:
    """Return the figures as `yearly_chart` takes them.

    Args:
        years: Fiscal years of an indicator.
    """
    return [
        {
            "fiscal_year": year.year,
            "budget_source": source,
            "value": figure.value,
            "is_before_break": figure.is_before_break,
        }
        for year in years
        for source, figure in _drawn(year).items()
    ]


def _drawn(year: Year) -> Mapping[str, YearFigure]:
    """The budget sources, or the whole year where one of them is suppressed."""
    is_split = not any(figure.is_suppressed for figure in year.sources.values())
    return year.sources if is_split else {ALL: year.total}


def _sum(one: YearFigure, other: YearFigure) -> YearFigure:
    known = [figure.value for figure in (one, other) if figure.value is not None]
    is_suppressed = one.is_suppressed or other.is_suppressed
    return YearFigure(
        sum(known, Decimal(0)) if known and not is_suppressed else None,
        is_suppressed,
        one.is_before_break or other.is_before_break,
    )


def _indicator(row: Mapping[str, Any]) -> str:
    indicator: str = row["indicator_id"]
    return indicator
