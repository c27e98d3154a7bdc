"""Which engine builds the models, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from orchestration.engines import DuckDBEngine, SparkEngine, engine_of
from orchestration.resources import Warehouse
from orchestration.settings import Settings


def warehouse(home: Path) -> Warehouse:
    return Warehouse(database=str(home / "warehouse.duckdb"), run_lock=str(home / "run.lock"))


def test_duckdb_builds_unless_told_otherwise(tmp_path: Path) -> None:
    engine = engine_of(Settings(home=tmp_path), warehouse(tmp_path), {})
    assert isinstance(engine, DuckDBEngine)
    assert engine.output is None


def test_spark_builds_when_chosen(tmp_path: Path) -> None:
    engine = engine_of(Settings(home=tmp_path, dbt_target="spark"), warehouse(tmp_path), {})
    assert isinstance(engine, SparkEngine)
    assert engine.output == "spark"


def test_spark_refuses_to_build_a_part(tmp_path: Path) -> None:
    engine = engine_of(Settings(home=tmp_path, dbt_target="spark"), warehouse(tmp_path), {})
    with pytest.raises(dg.Failure, match="Remedy: run the whole job"):
        engine.prepare(begins=True, is_whole=False)


def test_expectations_examine_the_warehouse_unless_told_otherwise(tmp_path: Path) -> None:
    chosen = [
        Settings(home=tmp_path),
        Settings(home=tmp_path, spark_expectations=True),
        Settings(home=tmp_path, dbt_target="spark"),
        Settings(home=tmp_path, dbt_target="spark", spark_expectations=True),
    ]
    opened = [engine_of(settings, warehouse(tmp_path), {}).open_tables is not None for settings in chosen]
    assert opened == [False, False, False, True]
