"""Every macro of the dialects gives the same on DuckDB and on PostgreSQL, over the same values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from tests.dialect_cases import CASES, SERIES, plain, series_query

TYPES = {pa.string(): "varchar", pa.int64(): "bigint", pa.float64(): "double precision", pa.date32(): "date"}


def fetched(connection: Any, statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return plain(cursor.fetchall())


def fill(connection: Any, table: pa.Table) -> None:
    columns = ", ".join(f'"{field.name}" {TYPES.get(field.type, "decimal(24, 4)")}' for field in table.schema)
    places = ", ".join(["%s"] * table.num_columns)
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists cells; create table cells ({columns})")
        cursor.executemany(f"insert into cells values ({places})", [tuple(row.values()) for row in table.to_pylist()])


@pytest.mark.parametrize("name", CASES)
def test_expressions_are_alike(connection: Any, tmp_path: Path, name: str) -> None:
    mine = CASES[name].on_duckdb(tmp_path)
    fill(connection, CASES[name].table)
    assert fetched(connection, CASES[name].query("postgres", "cells")) == mine


@pytest.mark.parametrize("name", SERIES)
def test_series_are_alike(connection: Any, name: str) -> None:
    assert fetched(connection, series_query(name, "postgres")) == duckdb.sql(series_query(name, "duckdb")).fetchall()
