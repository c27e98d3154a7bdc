"""What is said of the growth of a run on Spark is what its sizes say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.spark_growth import growth, size_of


def size(rows: int, model: float, land: float) -> dict[str, Any]:
    return {"rows": rows, "phases": {"model": {"seconds": model}, "land": {"seconds": land}}}


def test_growth_is_told_by_the_two_largest_sizes() -> None:
    found = growth([size(1_000, 90.0, 5.0), size(1_000_000, 110.0, 5.0), size(3_000_000, 150.0, 5.0)])
    assert found == {
        "model": {"fixed_seconds": 90.0, "seconds_per_million_rows": 20.0},
        "land": {"fixed_seconds": 5.0, "seconds_per_million_rows": 0.0},
    }


def test_sizes_are_those_of_all_files_below(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "one").write_bytes(b"123")
    (tmp_path / "a" / "b" / "two").write_bytes(b"4567")
    assert size_of(tmp_path) == 7
