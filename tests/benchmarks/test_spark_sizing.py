"""What is reckoned for a billion rows follows from what was measured, and the page says so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks import spark_sizing
from benchmarks.spark_sizing import BEGIN, END, PAGE, RESULTS, as_markdown, bytes_per_row

GROWTH: dict[str, Any] = {
    "cluster_cores": 2,
    "growth": {
        "model": {"fixed_seconds": 200.0, "seconds_per_million_rows": 90.0},
        "targets": {"fixed_seconds": 40.0, "seconds_per_million_rows": 10.0},
    },
}


@pytest.mark.parametrize(("cores", "seconds"), [(2, 240 + 100_000), (200, 240 + 1_000)])
def test_cores_share_what_rows_cost_and_nothing_else(cores: int, seconds: float) -> None:
    assert spark_sizing.on_the_cluster(GROWTH, 1_000_000_000, cores) == pytest.approx(seconds)


def test_one_machine_is_reckoned_by_the_largest_size() -> None:
    phases = {
        phase: {"seconds": 2.0} for phase in ("land", "link", "expectations", "publish", "report", "model", "start")
    }
    small, large = ({"situations": [{"phases": phases}], "rows": {"a": rows}} for rows in (1, 100))
    assert spark_sizing.on_one_machine({"sizes": {"10000": large, "900": small}}, 1_000) == pytest.approx(100.0)


def test_bytes_of_a_row_are_told_by_the_two_largest_sizes() -> None:
    sizes = [{"rows": rows, "bytes": {"spark": taken}} for rows, taken in ((1, 5), (10, 100), (110, 1_100))]
    assert bytes_per_row(sizes) == {"spark": 10.0}


def test_the_page_says_what_the_results_say() -> None:
    growth, suite = (json.loads((RESULTS / name).read_text("utf-8")) for name in ("spark_growth.json", "suite.json"))
    shown = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert shown.strip() == as_markdown(growth, suite).strip()
