"""The default sample on a standalone cluster publishes, row for row, what DuckDB publishes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

# What of SQL is no name: literals and comments.
NO_NAMES = re.compile(r"'(?:[^']|'')*'|--[^\n]*")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spark")


@pytest.fixture(scope="module")
def both(folder: Path) -> dict[str, Any]:
    pytest.importorskip("pyspark")
    from benchmarks.spark import run_both

    return run_both(folder, scale=1.0)


def test_every_published_mart_is_equal(both: dict[str, Any]) -> None:
    assert both["tables"]["published"] > 25
    assert both["rows"]["published"] > 100_000
    assert both["not_equal"]["published"] == []


def test_every_whole_mart_is_equal(both: dict[str, Any]) -> None:
    assert both["tables"]["whole"] >= both["tables"]["published"]
    assert both["not_equal"]["whole"] == []


def test_no_model_holds_a_name_in_double_quotes(both: dict[str, Any], folder: Path) -> None:
    """Spark would take it for a text, and compute with that."""
    compiled = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("spark/dbt/**/compiled/**/*.sql")}
    assert len(compiled) > 100
    assert [name for name, sql in compiled.items() if '"' in NO_NAMES.sub("", sql)] == []
