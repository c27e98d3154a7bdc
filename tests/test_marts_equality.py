"""The comparison of marts finds what differs, and only that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.marts_equality import catalog_marts, differences, parquet_marts, row_counts

TABLE = "select * from (values (1, 1.10::decimal(9, 2), 0.1::double, ['a']), (2, null, 'nan', [])) as t(id, d, f, l)"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as opened:
        for catalog in ("one", "other"):
            opened.execute(f"attach ':memory:' as {catalog}")
            opened.execute(f"create schema {catalog}.marts")
            opened.execute(f"create table {catalog}.marts.t as {TABLE}")
        yield opened


def found(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return differences(catalog_marts(connection, "one"), catalog_marts(connection, "other"))


def test_the_same_rows_in_another_order_are_equal(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create or replace table other.marts.t as select * from one.marts.t order by id desc")

    assert found(connection) == []
    assert row_counts(catalog_marts(connection, "other")) == {"t": 2}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("update other.marts.t set d = 1.11 where id = 1", "t: row 1, d: Decimal('1.10') against Decimal('1.11')"),
        ("update other.marts.t set f = nextafter(f, 1) where id = 1", "t: row 1, f: 0.1 against 0.10000000000000002"),
        ("update other.marts.t set d = 0 where id = 2", "t: row 2, d: None against Decimal('0.00')"),
        ("update other.marts.t set l = [] where id = 1", "t: row 1, l: ['a'] against []"),
        ("insert into other.marts.t from other.marts.t where id = 2", "t: the second place has more rows"),
        ("delete from other.marts.t where id = 2", "t: the first place has more rows, from row 2 on"),
        ("alter table other.marts.t alter d type decimal(10, 2)", "t: columns d DECIMAL(9,2) against d DECIMAL(10,2)"),
        ("alter table other.marts.t add column x integer", "t: columns in another order against x INTEGER"),
        ("create table other.marts.u as select 1 as x", "u: only in the second place"),
        ("drop table other.marts.t", "t: only in the first place"),
    ],
)
def test_what_differs_is_told(connection: duckdb.DuckDBPyConnection, change: str, told: str) -> None:
    connection.execute(change)

    assert [line for line in found(connection) if line.startswith(told)]


def test_parquet_is_a_place_too(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "u").mkdir()
    connection.execute(f"copy one.marts.t to '{tmp_path / 't.parquet'}' (format parquet)")
    connection.execute(f"copy one.marts.t to '{tmp_path / 'u' / 'part-0.parquet'}' (format parquet)")
    connection.execute("create table one.marts.u as from one.marts.t")

    assert differences(catalog_marts(connection, "one"), parquet_marts(connection, tmp_path)) == []
