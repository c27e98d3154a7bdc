"""A pillar: its targets on their way, and what is monitored, section by section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.query_rows import rows_of
from reporting.charts.cumulative import cumulative_chart
from reporting.charts.rendering import to_svg
from reporting.charts.yearly import small_yearly_chart, yearly_chart
from reporting.comparison import grouped
from reporting.pages.frame import Frame, version_names
from reporting.pages.navigation import pillar_file
from reporting.pages.rendering import render
from reporting.pages.yearly_figures import FiscalYear, Year, chart_rows, fiscal_years, sources_of, year_rows, years_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RESPONSE_TIMES = "coercion_response_times"


@dataclass(frozen=True)
class Figures:
    """What a pillar brought.

    Attributes:
        fiscal_years: Fiscal years of the period.
        months: Rows of `kpi_pillar_N` by indicator.
        by_year: Rows of `year_rows` by indicator.
        sources: Budget sources in their order.
    """

    fiscal_years: list[FiscalYear]
    months: Mapping[str, list[Mapping[str, Any]]]
    by_year: Mapping[str, list[dict[str, Any]]]
    sources: Sequence[str]

    @property
    def all_years(self) -> list[int]:
        """The fiscal years by the year they begin in."""
        return [year.year for year in self.fiscal_years]

    def years(self, indicator: str) -> list[Year]:
        """Return the fiscal years of an indicator."""
        return years_of(self.by_year.get(indicator, []), self.all_years)


def pillar_page(connection: DuckDBPyConnection, frame: Frame, pillar: str) -> str:
    """Return the page of a pillar.

    Args:
        connection: Open connection to the marts, in schema `marts`.
        frame: What every page says.
        pillar: Its number.
    """
    sections = rows_of(connection, "select * from marts.dim_section where pillar = ? order by position", [pillar])
    months = _by_indicator(
        connection,
        f"select * from marts.kpi_pillar_{pillar} order by indicator_id, month, budget_source, programme",  # noqa: S608
    )
    breaks = _by_indicator(
        connection, "select * from marts.dim_series_break order by indicator_id, break_date nulls first, kind"
    )
    sources = frame.names.codes("budget_source")
    figures = Figures(fiscal_years(connection), months, year_rows(connection, pillar), sources)
    return render(
        "pillar.html.j2",
        page=pillar_file(pillar),
        frame=frame,
        pillar=pillar,
        names=frame.pillars[pillar],
        sections=[
            {
                **section,
                "target_views": _targets(connection, section["section"], figures),
                "monitored": _monitored(connection, section["section"], figures),
                "narratives": _narratives(connection, section["section"]),
            }
            for section in sections
        ],
        breaks=breaks,
        years=figures.fiscal_years,
        version_names=version_names(connection),
        consultations=_consultations(connection, pillar),
    )


def _by_indicator(connection: DuckDBPyConnection, query: str) -> dict[str, list[Mapping[str, Any]]]:
    return {rows[0]["indicator_id"]: rows for rows in grouped(rows_of(connection, query))}


def _targets(connection: DuckDBPyConnection, section: str, figures: Figures) -> list[dict[str, Any]]:
    rows = rows_of(
        connection,
        "select status.*, rate.required_per_month, rate.average_per_month, rate.remaining, indicator.change_note "
        "from marts.kpi_target_status as status "
        "inner join marts.dim_indicator as indicator using (indicator_id) "
        "left join marts.target_run_rate as rate using (indicator_id, target_version) "
        "where status.target is not null and status.section = ? "
        "order by status.position, indicator_id, status.effective_from, target_version",
        [section],
    )
    views = []
    for versions in grouped(rows):
        indicator = versions[0]["indicator_id"]
        years = figures.years(indicator)
        first, last = figures.fiscal_years[0].first, figures.fiscal_years[-1].last
        line = cumulative_chart(figures.months.get(indicator, []), versions, first, last)
        views.append(
            {
                "versions": versions,
                "years": years,
                "sources": sources_of(years, figures.sources),
                "line": to_svg(line, f"line-{indicator}"),
                "bars": to_svg(
                    yearly_chart(chart_rows(years), figures.all_years, figures.sources), f"bars-{indicator}"
                ),
            }
        )
    return views


def _monitored(connection: DuckDBPyConnection, section: str, figures: Figures) -> list[dict[str, Any]]:
    """Monitored figures, and tallies of sections without targets, which are counted alike."""
    monitored = rows_of(
        connection,
        "select * from marts.monitored_figures where section = ? and value_type <> 'narrative' order by position",
        [section],
    )
    tallies = rows_of(
        connection,
        "select status.*, false as needs_response_rate, null as response_rates_ja, null as response_rates_en, "
        "'count' as value_type from marts.kpi_target_status as status "
        "inner join marts.dim_indicator as indicator using (indicator_id) "
        "where indicator.kind = 'tally' and status.section = ? "
        "qualify row_number() over (partition by indicator_id "
        "order by status.is_in_force desc, status.effective_from desc) = 1 "
        "order by status.position",
        [section],
    )
    views = []
    for row in [*monitored, *tallies]:
        has_years = row["indicator_id"] in figures.by_year
        years = figures.years(row["indicator_id"])
        chart = small_yearly_chart(chart_rows(years), figures.all_years, figures.sources) if has_years else None
        views.append(
            {
                **row,
                "years": years if has_years else [],
                "bars": None if chart is None else to_svg(chart, f"small-{row['indicator_id']}"),
            }
        )
    return views


def _narratives(connection: DuckDBPyConnection, section: str) -> list[dict[str, Any]]:
    return rows_of(
        connection,
        "select indicator_id, name_ja, name_en, narrative, narrative_dated_on, gap_ids from marts.monitored_figures "
        "where section = ? and value_type = 'narrative' order by position",
        [section],
    )


def _consultations(connection: DuckDBPyConnection, pillar: str) -> list[dict[str, Any]]:
    """Response times, of a profile that has them, for the pillar that the consultations belong to."""
    known = "select 1 from information_schema.tables where table_schema = 'marts' and table_name = ?"
    belongs = "select 1 from marts.dim_indicator where indicator_id = 'coercion_consultations' and pillar = ?"
    if not rows_of(connection, known, [RESPONSE_TIMES]) or not rows_of(connection, belongs, [pillar]):
        return []
    return rows_of(connection, f"select * from marts.{RESPONSE_TIMES} order by fiscal_year, response")  # noqa: S608
