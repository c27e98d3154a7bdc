"""Every expectation finds as many failing rows on Spark SQL as on DuckDB, in the same tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import yaml

from expectations.runner import ExpectationResult, run_suites
from expectations.suites import load_suites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import SparkSession

WAREHOUSE = Path(__file__).parents[1] / "expectations" / "clean_warehouse.sql"
BAD_ROWS = Path(__file__).parents[1] / "expectations" / "bad_rows.yml"
AS_OF = date(2026, 10, 31)


def found(results: Sequence[ExpectationResult]) -> dict[str, tuple[Any, ...]]:
    return {r.expectation_id: (r.status, r.evaluated_rows, r.failing_rows, r.error) for r in results}


def test_spark_counts_the_failing_rows_that_duckdb_counts(session: SparkSession, tmp_path: Path) -> None:
    from expectations.spark_engine import ExaminedSparkTables
    from spark.sources import register_tables

    warehouse = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(WAREHOUSE.read_text(encoding="utf-8"))
        for bad in yaml.safe_load(BAD_ROWS.read_text(encoding="utf-8")).values():
            connection.execute(bad["sql"])
        query = "select table_schema, list(table_name order by table_name) from information_schema.tables group by 1"
        for schema, tables in connection.execute(query).fetchall():
            register_tables(session, connection, schema, tables, tmp_path / "copies")
    suites = load_suites()

    on_duckdb = found(run_suites(warehouse, suites, AS_OF))
    on_spark = found(run_suites(warehouse, suites, AS_OF, open_tables=lambda: ExaminedSparkTables(session)))

    assert on_spark == on_duckdb
    assert sum(status == "failed" for status, *_ in on_spark.values()) > 80
