"""The default sample built on a cluster of Apache Spark, compared with DuckDB row for row.

Both runs are whole runs of the pipeline (`mokuhyo run`) on the same inbox. Compared are the published marts and the
whole ones, in which nothing is held back. Writes `benchmarks/results/spark.json`.

    python -m benchmarks.spark [--scale 1]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.marts_comparison import BETWEEN_ENGINES, TableComparison, compare_databases
from benchmarks.spark_cluster import standalone_cluster

RESULT = Path(__file__).parent / "results" / "spark.json"
AS_OF = "2026-10-31"
# Not `-c`: without a file to run, pyspark takes the process for its own doctests and ends it.
COMMAND = ("-m", "orchestration.command_line")


def mokuhyo(*arguments: object, **environment: str) -> float:
    """Run a command and return the seconds it took; an exit code other than 0 ends the benchmark."""
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603 (arguments are our own)
        [sys.executable, *COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    if done.returncode != 0:
        raise SystemExit(f"mokuhyo {' '.join(map(str, arguments))}\n{done.stdout}\n{done.stderr}")
    return round(time.perf_counter() - started, 1)


def seconds_by_step(home: Path) -> dict[str, float]:
    """Return what the steps of the last run took."""
    (*_, last) = sorted((home / "runs").iterdir(), key=lambda file: file.stat().st_mtime)
    lines = [json.loads(line) for line in last.read_text(encoding="utf-8").splitlines()]
    return {line["step"]: round(line["seconds"], 1) for line in lines if line.get("event") == "step_ended"}


def whole_marts(home: Path) -> Path:
    """Return the database of the marts in which nothing is held back."""
    (file,) = (home / "internal").glob("*.duckdb")
    return file


def compare(one: Path, other: Path) -> dict[str, list[TableComparison]]:
    """Compare what two home directories have published, and the whole marts beside.

    Args:
        one: Home directory.
        other: Home directory.
    """
    return {
        "published": compare_databases(
            one / "published" / "marts.duckdb", other / "published" / "marts.duckdb", BETWEEN_ENGINES
        ),
        "whole": compare_databases(whole_marts(one), whole_marts(other), BETWEEN_ENGINES),
    }


def run_both(folder: Path, scale: float) -> dict[str, Any]:
    """Run the sample on DuckDB and on a cluster, and compare.

    Args:
        folder: Empty folder for inbox, homes and cluster.
        scale: Volume of the sample.

    Returns:
        What is written into the result.
    """
    inbox, on_duckdb, on_spark = folder / "inbox", folder / "duckdb", folder / "spark"
    mokuhyo("sample", "--out", inbox, "--scale", scale)
    arguments = ["run", "--inbox", inbox, "--as-of", AS_OF]
    duckdb_seconds = mokuhyo(*arguments, "--home", on_duckdb)
    with standalone_cluster(folder / "cluster") as master:
        spark_seconds = mokuhyo(*arguments, "--home", on_spark, MOKUHYO_DBT_TARGET="spark", MOKUHYO_SPARK_MASTER=master)
    compared = compare(on_duckdb, on_spark)
    return {
        "scale": scale,
        "seconds": {"duckdb": duckdb_seconds, "spark": spark_seconds},
        "steps": {"duckdb": seconds_by_step(on_duckdb), "spark": seconds_by_step(on_spark)},
        "tables": {kind: len(tables) for kind, tables in compared.items()},
        "rows": {kind: sum(table.rows for table in tables) for kind, tables in compared.items()},
        "differing_rows": {kind: sum(table.differing_rows for table in tables) for kind, tables in compared.items()},
        "not_equal": {
            kind: [asdict(table) for table in tables if not table.is_equal] for kind, tables in compared.items()
        },
        "not_equal_to_the_last_bit": {
            f"{kind}.{table.table}": dict(table.largest_difference)
            for kind, tables in compared.items()
            for table in tables
            if table.largest_difference
        },
    }


def main() -> None:
    """Run, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--folder", type=Path, help="where inbox and homes stay; a temporary folder when left out")
    parser.add_argument("--result", type=Path, default=RESULT)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        found = run_both(arguments.folder or Path(temporary), arguments.scale)
    content = {
        "benchmark": "the same models on Apache Spark, compared with DuckDB row for row",
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
            "load": round(os.getloadavg()[0], 1),
        },
        "versions": {name: version(name) for name in ("pyspark", "dbt-spark", "dbt-core", "duckdb")},
        "cluster": "standalone on loopback: one master, two workers of one core and 1 GB",
        **found,
    }
    arguments.result.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(content, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
