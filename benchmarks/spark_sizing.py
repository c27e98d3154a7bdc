"""What a billion rows would need on Apache Spark, reckoned from what was measured; written into `docs/spark.md`.

    python -m benchmarks.spark_sizing        # anew from results/spark_growth.json and results/suite.json

Models are reckoned from the growth on the cluster, with the seconds per row shared by its cores. What one machine does
whatever builds the models (landing, links, expectations, publication, documents) is reckoned from the largest size of
the suite, as if all of its seconds came from rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.suite_report import written_between
from orchestration.benchmark.phases import PHASES, Phase

PAGE = Path(__file__).resolve().parent.parent / "docs" / "spark.md"
RESULTS = Path(__file__).with_name("results")
BEGIN, END = "<!-- sizing: written by benchmarks/spark_sizing.py -->", "<!-- end of sizing -->"
ON_THE_CLUSTER: tuple[Phase, ...] = ("model", "targets")
ON_ONE_MACHINE: tuple[Phase, ...] = ("land", "link", "expectations", "publish", "report")
ROWS = (10_000_000, 100_000_000, 1_000_000_000)
CORES = (2, 16, 64, 256)


def as_markdown(growth: Mapping[str, Any], suite: Mapping[str, Any]) -> str:
    """Return the tables: what was measured, and what follows for more rows.

    Args:
        growth: Content of `results/spark_growth.json`.
        suite: Content of `results/suite.json`.
    """
    return "\n".join([*_measured(growth["sizes"]), "", *_reckoned(growth, suite)])


def on_the_cluster(growth: Mapping[str, Any], rows: int, cores: int) -> float:
    """Return the seconds that the models take: the share without rows, and that of the rows spread over the cores."""
    found = [growth["growth"][phase] for phase in ON_THE_CLUSTER]
    fixed = sum(phase["fixed_seconds"] for phase in found)
    per_million = sum(phase["seconds_per_million_rows"] for phase in found)
    return float(fixed + per_million * rows / 1e6 * growth["cluster_cores"] / cores)


def on_one_machine(suite: Mapping[str, Any], rows: int) -> float:
    """Return the seconds of what one machine does, by the full run of the suite's largest size."""
    largest = suite["sizes"][max(suite["sizes"], key=int)]
    full = largest["situations"][0]["phases"]
    return float(sum(full[phase]["seconds"] for phase in ON_ONE_MACHINE) * rows / sum(largest["rows"].values()))


def bytes_per_row(sizes: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return what a further row takes on the disk, by the two largest sizes."""
    smaller, larger = sizes[-2:]
    rows = larger["rows"] - smaller["rows"]
    return {place: (taken - smaller["bytes"][place]) / rows for place, taken in larger["bytes"].items()}


def _measured(sizes: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = ["| rows of all sources | " + " | ".join(PHASES) + " | whole |", "|---:|" + "---:|" * (len(PHASES) + 1)]
    for size in sizes:
        seconds = [size["phases"][phase]["seconds"] for phase in PHASES] + [size["whole"]["seconds"]]
        lines.append(f"| {size['rows']:,} | " + " | ".join(f"{taken:,.0f} s" for taken in seconds) + " |")
    return lines


def _reckoned(growth: Mapping[str, Any], suite: Mapping[str, Any]) -> list[str]:
    per_row = bytes_per_row(growth["sizes"])
    lines = [
        "| rows | models, "
        + " | ".join(f"{cores} cores" for cores in CORES)
        + " | on one machine | "
        + " | ".join(f"`{place}`" for place in per_row)
        + " |",
        "|---:|" + "---:|" * (len(CORES) + 1 + len(per_row)),
    ]
    for rows in ROWS:
        hours = [on_the_cluster(growth, rows, cores) / 3600 for cores in CORES] + [on_one_machine(suite, rows) / 3600]
        disk = [taken * rows / 1e9 for taken in per_row.values()]
        cells = [f"{taken:,.1f} h" for taken in hours] + [f"{taken:,.1f} GB" for taken in disk]
        lines.append(f"| {rows:,} | " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    """Write the tables into the page."""
    growth, suite = (
        json.loads((RESULTS / name).read_text(encoding="utf-8")) for name in ("spark_growth.json", "suite.json")
    )
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(written_between(page, BEGIN, END, as_markdown(growth, suite) + "\n"), encoding="utf-8")


if __name__ == "__main__":
    main()
