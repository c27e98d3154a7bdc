"""Series in, forecasts out: what the models behind the gaps find."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from forecasting.warehouse import ForecastReport, create_empty_forecasts, read_series, write_forecasts

AS_OF = date(2026, 10, 31)
SERIES = """
    create schema intermediate;
    create table intermediate.int_indicator_series as
    select
        indicator_id, budget_reading, (date '2023-04-01' + to_months(n::integer))::date as month, is_count,
        n <> 5 as is_seen, case when indicator_id = 'rare' then 0 else 10 + n % 3 end::double as value,
        date '2027-03-31' as period_end
    from (values ('usual', 'all', true), ('usual', 'initial', true), ('rare', 'all', true), ('money', 'all', false))
        as series (indicator_id, budget_reading, is_count)
    cross join range(43) as months (n)
    order by random();
"""


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(SERIES)
        yield connection


def forecasts(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return connection.execute("from forecasts.indicator_forecasts order by indicator_id, budget_reading").fetchall()


def test_series_are_read_month_by_month_with_their_holes(warehouse: duckdb.DuckDBPyConnection) -> None:
    series, period_end = read_series(warehouse)
    assert period_end == date(2027, 3, 31)
    assert [(one.indicator_id, one.budget_reading, one.is_count) for one in series] == [
        ("money", "all", False),
        ("rare", "all", True),
        ("usual", "all", True),
        ("usual", "initial", True),
    ]
    assert {one.first_month for one in series} == {date(2023, 4, 1)}
    assert series[2].values[:7] == (10.0, 11.0, 12.0, 10.0, 11.0, None, 10.0)
    assert len(series[2].values) == 43


def test_each_series_that_says_enough_has_a_forecast(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert write_forecasts(warehouse, AS_OF) == ForecastReport(series=4, forecasts=3)
    rows = forecasts(warehouse)
    assert [row[:4] for row in rows] == [
        ("money", "all", AS_OF, 42),
        ("usual", "all", AS_OF, 42),
        ("usual", "initial", AS_OF, 42),
    ]
    for *_, middle, low, high, quantiles in rows:
        assert low <= middle <= high
        assert (quantiles[19], quantiles[99], quantiles[179]) == (low, middle, high)
        assert len(quantiles) == 199


def test_writing_again_replaces_what_was_there(warehouse: duckdb.DuckDBPyConnection) -> None:
    write_forecasts(warehouse, AS_OF)
    first = forecasts(warehouse)
    write_forecasts(warehouse, AS_OF)
    assert forecasts(warehouse) == first


def test_a_failure_leaves_what_was_there(warehouse: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    write_forecasts(warehouse, AS_OF)
    first = forecasts(warehouse)
    monkeypatch.setattr("forecasting.warehouse.create_empty_forecasts", lambda connection: None)
    with pytest.raises(duckdb.CatalogException):
        write_forecasts(warehouse, AS_OF)
    assert forecasts(warehouse) == first


def test_without_series_the_table_is_empty(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("delete from intermediate.int_indicator_series")
    assert write_forecasts(warehouse, AS_OF) == ForecastReport(series=0, forecasts=0)
    assert forecasts(warehouse) == []


def test_the_empty_table_has_the_columns_of_the_full_one(warehouse: duckdb.DuckDBPyConnection) -> None:
    create_empty_forecasts(warehouse)
    empty = warehouse.execute("describe forecasts.indicator_forecasts").fetchall()
    write_forecasts(warehouse, AS_OF)
    assert warehouse.execute("describe forecasts.indicator_forecasts").fetchall() == empty
