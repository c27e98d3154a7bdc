"""The default sample on a standalone cluster publishes, row for row, what DuckDB publishes."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    pytest.importorskip("pyspark")
    from benchmarks.spark import run_both

    return run_both(tmp_path_factory.mktemp("spark"), scale=1.0)


def test_every_published_mart_is_equal(both: dict[str, Any]) -> None:
    assert both["tables"]["published"] > 25
    assert both["rows"]["published"] > 100_000
    assert both["not_equal"]["published"] == []


def test_every_whole_mart_is_equal(both: dict[str, Any]) -> None:
    assert both["tables"]["whole"] >= both["tables"]["published"]
    assert both["not_equal"]["whole"] == []
