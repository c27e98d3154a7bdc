"""Whole runs at several sizes, and other ways to do their work, measured in one go.

    python -m benchmarks.suite                               # 0.1 M, 1 M and 10 M supports; needs 60 GB and root
    python -m benchmarks.suite --rows 100000 --folder /data  # one size; results of other sizes stay
    python -m benchmarks.suite --only floor,dbt              # fewer comparisons

Everything that is read is made here and synthetic. Writes `results/suite.json`, and from it the table and the chart in
`docs/benchmarks.md`. Root empties the system's cache of files, so that the first run is cold. Comparisons are in
`comparisons`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.comparisons import COMPARISONS
from benchmarks.suite_report import write_report
from orchestration.benchmark.situations import measure

RESULT = Path(__file__).with_name("results") / "suite.json"
SIZES = (100_000, 1_000_000, 10_000_000)
VERSIONS = ("dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "pandas", "pyarrow", "splink")


def measured_size(folder: Path, rows: int, only: list[str], *, with_warm: bool) -> dict[str, Any]:
    """Measure one size.

    Args:
        folder: Empty folder.
        rows: Rows of overseas_support, about so many.
        only: Names of the comparisons.
        with_warm: Whether the full run is repeated while the files are in the system's cache.
    """
    load = os.getloadavg()[0]
    told = partial(print, f"{rows:,}:", flush=True)
    found = asdict(measure(folder, rows, with_plain=True, with_warm=with_warm, told=told))
    comparisons: dict[str, Any] = {}
    for name in only:
        told(name)
        comparisons[name] = COMPARISONS[name](folder, rows)
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": _machine() | {"load_before": round(load, 2)},
        "versions": {name: version(name) for name in VERSIONS},
        **found,
        "comparisons": comparisons,
    }


def _machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9, 1),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def main() -> None:
    """Measure the sizes asked for and write the results after each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, action="append", help="size; may be repeated")
    parser.add_argument("--only", default=",".join(COMPARISONS), help="comparisons, separated by commas; may be empty")
    parser.add_argument("--no-warm", action="store_true", help="leave out the second full run of each size")
    parser.add_argument("--folder", type=Path, help="where to work; removed afterwards")
    parser.add_argument("--out", type=Path, default=RESULT)
    options = parser.parse_args()
    only = [name for name in options.only.split(",") if name]
    if unknown := set(only) - COMPARISONS.keys():
        parser.error(f"unknown comparisons {', '.join(sorted(unknown))}; there are {', '.join(COMPARISONS)}")
    result: dict[str, Any] = {"notice": "合成データ / synthetic: every row is made up.", "sizes": {}}
    if options.out.is_file():
        result = json.loads(options.out.read_text(encoding="utf-8"))
    for rows in options.rows or SIZES:
        folder = Path(tempfile.mkdtemp(prefix=f"suite-{rows}-", dir=options.folder))
        try:
            result["sizes"][str(rows)] = measured_size(folder, rows, only, with_warm=not options.no_warm)
        finally:
            shutil.rmtree(folder)
        result["sizes"] = dict(sorted(result["sizes"].items(), key=lambda size: int(size[0])))
        options.out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.out == RESULT:
        write_report(result)


if __name__ == "__main__":
    main()
