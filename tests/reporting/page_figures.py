"""Figures that pages show, read from their tables, and the same figures asked of the marts by SQL of the tests' own."""

from __future__ import annotations

from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import duckdb

from tests.reporting.page_elements import VOID

# Row of a table, column, and what stands there.
Key = tuple[str, str]
PILLARS = "1234"
BOUNDS = ("actual_low", "actual_high")
# Of a target by budget source, of what is monitored the total.
BY_YEAR = """
    with years as (from marts.kpi_fiscal_years where pillar = '{pillar}')

    select
        if(of_target, indicator_id || ' ' || fiscal_year, indicator_id) as row,
        case when not of_target then fiscal_year::varchar when budget_source = 'all' then 'total' else budget_source end
            as "column",
        value as figure
    from (select *, indicator_id in {of_targets} as of_target from years)
    where of_target or budget_source = 'all'
"""
OF_TARGETS = "(select indicator_id from marts.kpi_target_status where target is not null)"
QUERIES = {
    "index.html": """
        select indicator_id || ' ' || target_version as row, target, actual, actual_low, actual_high, attainment_pct,
            pace, forecast, forecast_low, forecast_high
        from marts.kpi_target_status where target is not null;
    """,
    "surveys.html": """
        select subject || ' ' || item || ' ' || fiscal_year as row, due, sent, answered, valid, declined, no_reply,
            not_sent, not_due, total
        from marts.survey_response_rates;
    """,
    "gaps.html": "select gap_id as row, records from marts.data_gaps;",
    "history.html": """
        select indicator_id || ' ' || target_version || ' ' || as_of_date as row, target, actual, actual_low,
            actual_high, attainment_pct, pace, forecast
        from marts.target_status_history where target is not null;

        select as_of_date || ' ' || indicator_id || ' ' || target_version || ' ' || change || ' ' || old_revision
            as row, old_actual, new_actual, difference
        from marts.figure_changes;

        select 'forecast ' || indicator_id || ' ' || target_version || ' ' || as_of_date as row, days_ahead, target,
            actual, forecast, end_actual
        from marts.forecast_outcomes;
    """,
    "pillar": """
        select indicator_id || ' ' || target_version as row, status.target, status.actual, actual_low, actual_high,
            attainment_pct, pace, forecast, excluded, remaining, average_per_month, required_per_month
        from marts.kpi_target_status as status
        inner join marts.target_run_rate using (indicator_id, target_version)
        where status.target is not null and status.pillar = '{pillar}';

        select indicator_id as row, actual from marts.monitored_figures
        where pillar = '{pillar}' and value_type <> 'narrative';

        select indicator_id as row, actual from marts.kpi_target_status
        inner join marts.dim_indicator using (indicator_id)
        where kind = 'tally' and is_in_force and kpi_target_status.pillar = '{pillar}';

        select 'consultations ' || fiscal_year || ' ' || response as row, consultations, closed, still_open, unclear,
            median_days, p90_days
        from marts.coercion_response_times where '{pillar}' = '4';
    """,
}


class _Figures(HTMLParser):
    """Text of every element with a column, under the row that it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[str | None] = []
        self.column: tuple[str, int] | None = None
        self.found: dict[Key, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        given = dict(attrs)
        self.rows.append(given.get("data-row") or (self.rows[-1] if self.rows else None))
        if self.column is None and given.get("data-column"):
            self.column = (str(given["data-column"]), len(self.rows))
            self.found[self.key] = ""

    def handle_endtag(self, tag: str) -> None:
        if self.column is not None and len(self.rows) == self.column[1]:
            self.column = None
        self.rows.pop()

    def handle_data(self, data: str) -> None:
        if self.column is not None:
            self.found[self.key] += data

    @property
    def key(self) -> Key:
        assert self.column is not None
        row = self.rows[self.column[1] - 1]
        assert row is not None, f"{self.column[0]} stands in no row"
        return row, self.column[0]


def has_figures(page: str) -> bool:
    """Whether figures of a page are asked of the marts here; target_comparison has tests of its own."""
    return page in QUERIES or page.startswith("pillar_")


def shown_figures(html: str) -> dict[Key, str]:
    """Return the figures of a page as they are written; a suppressed one is no figure."""
    parser = _Figures()
    parser.feed(html)
    return {key: text.strip() for key, text in parser.found.items()}


def marts_figures(connection: duckdb.DuckDBPyConnection, page: str) -> dict[Key, Any]:
    """Return the figures that a page must show, by the row and the column that they stand in."""
    pillar = page.removeprefix("pillar_").removesuffix(".html")
    queries = QUERIES["pillar"].format(pillar=pillar) + years_query(pillar) if pillar in PILLARS else QUERIES[page]
    found: dict[Key, Any] = {}
    for statement in connection.extract_statements(queries):
        found.update(_cells(connection, statement))
    return found


def years_query(pillar: str) -> str:
    """Return what asks for the figures of a pillar by fiscal year."""
    return BY_YEAR.format(pillar=pillar, of_targets=OF_TARGETS)


def differences(shown: dict[Key, str], published: dict[Key, Any]) -> list[str]:
    """Say which figures of a page differ from those of the marts, and which of them it lacks."""
    found = []
    for key, value in published.items():
        if value is None:
            # Suppressed, unbounded or not known: it may be said in words, and never by a number.
            if any(character.isdigit() for character in shown.get(key, "")):
                found.append(f"{key}: {shown[key]} shown, none published")
        elif key not in shown:
            # Bounds that do not differ from the actual are not written.
            if key[1] not in BOUNDS or value != published[key[0], "actual"]:
                found.append(f"{key}: not shown, {value} published")
        elif not _is_written(value, shown[key]):
            found.append(f"{key}: {shown[key]} shown, {value} published")
    return found


def _cells(connection: duckdb.DuckDBPyConnection, query: duckdb.Statement) -> dict[Key, Any]:
    cursor = connection.execute(query)
    columns = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    if "figure" in columns:
        return {(row["row"], row["column"]): row["figure"] for row in rows}
    return {(row["row"], column): row[column] for row in rows for column in columns if column != "row"}


def _is_written(value: Any, text: str) -> bool:
    """Whether a text is a number as far as its decimals go; an integer must be written whole."""
    written = Decimal(text.replace(",", "").replace("−", "-").removeprefix("+"))
    exact = Decimal(str(value))
    if not isinstance(value, float):
        return written == exact
    exponent = written.as_tuple().exponent
    assert isinstance(exponent, int)
    return abs(written - exact) <= Decimal(5).scaleb(exponent - 1)
