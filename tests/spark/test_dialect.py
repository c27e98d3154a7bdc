"""Every macro of the dialects gives the same on DuckDB and on Spark, over the same values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.dialect_cases import CASES, SERIES, plain, series_query

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.mark.parametrize("name", CASES)
def test_expressions_are_alike(session: SparkSession, tmp_path: Path, name: str) -> None:
    mine = CASES[name].on_duckdb(tmp_path)
    theirs = session.sql(CASES[name].query("spark", f"parquet.`{tmp_path / 'cells.parquet'}`")).collect()
    assert plain(theirs) == mine


@pytest.mark.parametrize("name", SERIES)
def test_series_are_alike(session: SparkSession, name: str) -> None:
    theirs = session.sql(series_query(name, "spark")).collect()
    assert plain(theirs) == duckdb.sql(series_query(name, "duckdb")).fetchall()
