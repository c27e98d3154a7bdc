"""What the tables of the suite say of a comparison."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks import comparisons, postgres_server
from benchmarks.suite_report import as_markdown

TAKEN = {"seconds": 4.0, "cpu_seconds": 5.0}


def report(found: dict[str, Any]) -> str:
    situation = {"name": "full, warm", "phases": {"model": TAKEN, "targets": TAKEN}, "whole": TAKEN}
    size = {
        "machine": {"cores": 2, "memory_gb": 8, "python": "3.11", "load_before": 0.0},
        "versions": {"duckdb": "1.5"},
        "date": "2026-11-26",
        "rows": {"overseas_support": 100},
        "situations": [situation],
        "comparisons": {"postgres": found},
    }
    return as_markdown({"sizes": {"100": size}})


def built(differing: dict[str, dict[str, str]]) -> dict[str, Any]:
    loading = {"seconds": 1.0, "rows": 100}
    return {
        "version": "15.18",
        "seconds": 16.0,
        "cpu_seconds": 20.0,
        "loading": loading,
        "tables_that_differ": differing,
    }


def test_a_build_on_postgres_is_told_with_the_marts_that_differ() -> None:
    assert "the same marts row for row" in report(built({"published": {}, "whole": {}}))
    text = report(
        built({"published": {"data_gaps": "owner 3"}, "whole": {"data_gaps": "owner 3", "fct_cases": "columns"}})
    )
    assert "marts that differ: data_gaps, fct_cases" in text
    assert "| 2.0 × faster |" in text


def test_where_postgres_is_not_installed_the_suite_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def none() -> Path:
        raise postgres_server.PostgresMissingError("PostgreSQL is not installed. Remedy: install it.")

    monkeypatch.setattr(postgres_server, "programs", none)
    found = comparisons.by_postgres(tmp_path, 100)
    assert "Remedy" in found["not_measured"]
    assert "PostgreSQL" not in report(found)


def test_a_size_that_would_take_too_long_is_not_tried(tmp_path: Path) -> None:
    assert "not_measured" in comparisons.by_postgres(tmp_path, comparisons.MOST_POSTGRES_ROWS + 1)
