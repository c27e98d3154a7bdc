"""How a run on Apache Spark grows with its rows: whole runs of several sizes on a standalone cluster of this machine.

    python -m benchmarks.spark_growth [--rows 100000 --rows 300000]     # supports; all other sources in proportion

Writes `benchmarks/results/spark_growth.json`: what each phase took, what lies on the disk, and for every phase the time
that does not depend on rows and the time per million rows, from the two largest sizes. `docs/spark.md` draws from it
what a billion rows would need.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.spark_cluster import standalone_cluster
from orchestration.benchmark.situations import run
from orchestration.home import Home
from synthetic.enlargement import write_large_inbox

RESULT = Path(__file__).with_name("results") / "spark_growth.json"
SIZES = (100_000, 300_000, 1_000_000)
WORKERS, MEMORY = 2, "2g"


def measured_size(folder: Path, supports: int) -> dict[str, Any]:
    """Run one size on a cluster of its own.

    Args:
        folder: Empty folder; emptied afterwards.
        supports: Rows of overseas_support, about so many.

    Returns:
        Rows of all sources, what the phases took, the slowest nodes of dbt, bytes on the disk.
    """
    made = write_large_inbox(folder / "inbox", supports)
    home = Home(folder / "home")
    with standalone_cluster(folder / "cluster", workers=WORKERS, memory=MEMORY) as master:
        settings = {
            "MOKUHYO_DBT_TARGET": "spark",
            "MOKUHYO_SPARK_MASTER": master,
            "MOKUHYO_SPARK_EXECUTOR_MEMORY": MEMORY,
        }
        found = run("spark", made, home.root, settings)
    return {
        "rows": sum(made.rows.values()),
        "whole": asdict(found.whole),
        "phases": {phase: asdict(taken) for phase, taken in found.phases.items()},
        "nodes": found.nodes,
        "slowest": dict(found.slowest),
        "bytes": {
            "inbox": size_of(made.inbox),
            "landing": size_of(home.landing),
            "spark": size_of(home.spark),
            "published": size_of(home.published.resolve()),
        },
    }


def size_of(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def growth(sizes: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Tell for each phase what rows cost.

    Args:
        sizes: Results of `measured_size`, the smallest first.

    Returns:
        By phase, seconds that do not depend on rows and seconds per million rows, by the two largest sizes.
    """
    smaller, larger = sizes[-2:]
    found = {}
    for phase, taken in larger["phases"].items():
        seconds = taken["seconds"] - smaller["phases"][phase]["seconds"]
        per_million = seconds / (larger["rows"] - smaller["rows"]) * 1e6
        fixed = taken["seconds"] - per_million * larger["rows"] / 1e6
        found[phase] = {"fixed_seconds": round(fixed, 1), "seconds_per_million_rows": round(per_million, 2)}
    return found


def main() -> None:
    """Measure the sizes and write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, action="append", help="size; at least two")
    parser.add_argument("--folder", type=Path, help="where to work; removed afterwards")
    parser.add_argument("--out", type=Path, default=RESULT)
    options = parser.parse_args()
    if len(chosen := sorted(set(options.rows or SIZES))) < 2:
        parser.error("growth is told by two sizes at least")
    sizes = []
    for supports in chosen:
        folder = Path(tempfile.mkdtemp(prefix=f"spark-{supports}-", dir=options.folder))
        try:
            sizes.append({"supports": supports, **measured_size(folder, supports)})
        finally:
            shutil.rmtree(folder)
        print(json.dumps(sizes[-1]), flush=True)
    content = {
        "notice": "合成データ / synthetic: every row is made up.",
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "versions": {name: version(name) for name in ("pyspark", "dbt-spark", "dbt-core", "duckdb")},
        "cluster": f"standalone on loopback: one master, {WORKERS} workers of one core and {MEMORY}",
        "cluster_cores": WORKERS,
        "sizes": sizes,
        "growth": growth(sizes),
    }
    options.out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
