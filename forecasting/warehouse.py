"""The warehouse's side of the forecasts: monthly series in, distributions out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from forecasting.period_end import StillToCome, forecast_all
from forecasting.series import MonthlySeries

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA, TABLE = "forecasts", "indicator_forecasts"
SERIES = "intermediate.int_indicator_series"

_COLUMNS = """
    indicator_id VARCHAR, budget_reading VARCHAR, as_of_date DATE, months_seen INTEGER, still_to_come DOUBLE,
    still_to_come_low DOUBLE, still_to_come_high DOUBLE, quantiles DOUBLE[]
"""


@dataclass(frozen=True)
class ForecastReport:
    """What was forecast.

    Attributes:
        series: Series looked at.
        forecasts: Those that said enough for a forecast.
    """

    series: int
    forecasts: int


def create_empty_forecasts(connection: DuckDBPyConnection) -> None:
    """Create the table where it is missing, so that models can be built before a first run."""
    connection.execute(f"create schema if not exists {SCHEMA}")
    connection.execute(f"create table if not exists {SCHEMA}.{TABLE} ({_COLUMNS})")


def read_series(connection: DuckDBPyConnection) -> tuple[list[MonthlySeries], date | None]:
    """Read the monthly series of the warehouse.

    Args:
        connection: Open connection to the warehouse.

    Returns:
        The series, and the day on which the period ends; None when there is no series.
    """
    columns = "indicator_id, budget_reading, is_count, month, case when is_seen then value end, period_end"
    query = f"select {columns} from {SERIES} order by indicator_id, budget_reading, is_count, month"  # noqa: S608
    rows = connection.execute(query).fetchall()
    series = []
    for (indicator, reading, is_count), months in groupby(rows, key=lambda row: row[:3]):
        listed = list(months)
        values = tuple(None if row[4] is None else float(row[4]) for row in listed)
        series.append(MonthlySeries(indicator, reading, listed[0][3], values, is_count))
    return series, rows[0][5] if rows else None


def write_forecasts(connection: DuckDBPyConnection, as_of: date) -> ForecastReport:
    """Forecast every series and write the result in place of the previous one.

    Args:
        connection: Open connection to the warehouse, writable.
        as_of: Last day that has been counted.

    Returns:
        How many series there were, and how many said enough.
    """
    series, period_end = read_series(connection)
    forecasts = [] if period_end is None else list(forecast_all(series, as_of, period_end))
    _replace(connection, as_of, forecasts)
    return ForecastReport(len(series), len(forecasts))


def _replace(connection: DuckDBPyConnection, as_of: date, forecasts: Sequence[StillToCome]) -> None:
    rows = [
        (
            forecast.indicator_id,
            forecast.budget_reading,
            as_of,
            forecast.months_seen,
            forecast.middle,
            forecast.low,
            forecast.high,
            list(forecast.quantiles),
        )
        for forecast in forecasts
    ]
    connection.begin()
    try:
        # Dropped, not emptied: a warehouse of an older version may have other columns.
        connection.execute(f"drop table if exists {SCHEMA}.{TABLE}")
        create_empty_forecasts(connection)
        if rows:
            connection.executemany(f"insert into {SCHEMA}.{TABLE} values (?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
