"""Time and memory of all suites over ten million supports and all that belongs to them, beside two other ways.

    python -m benchmarks.expectations       # measures and writes benchmarks/results/expectations.json

The other ways: the same expectations by Great Expectations on a pandas frame (fewer rows, scaled linearly, and the
suites over just as many rows measured beside it), and one SQL statement per table that counts all failing rows.
Each way counts the same failing rows, or the measurement stops.
Each way runs in a process of its own; its memory is the peak of that process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as time_of_day
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.expectations_warehouse import SUPPORT_TABLE, examining, expected_to_fail, make
from expectations.row_rules import class_name, failing_condition, failing_rows, filled_kwargs, quoted
from expectations.suites import Expectation, load_suites

AS_OF = date(2026, 10, 31)
ROOT = Path(__file__).resolve().parent.parent
RESULT = Path(__file__).with_name("results") / "expectations.json"
SUPPORTS = 10_000_000
PANDAS_ROWS = 1_000_000
LIMITS = {"seconds": 60, "peak_mb": 2_000}
REPEATS = 3


def run_all(database: Path) -> dict[str, Any]:
    """Run the suites and store their findings, as a run of the pipeline does."""
    import expectations.engine  # noqa: F401 - imported before the clock starts, like dbt and the rest of a run
    from expectations.findings import write_findings
    from expectations.runner import run_suites, summary

    started = time.perf_counter()
    results = run_suites(database, load_suites(), AS_OF)
    ran = time.perf_counter()
    findings = write_findings(database, results)
    return {
        "seconds": round(time.perf_counter() - started, 2),
        "seconds_of_suites": round(ran - started, 2),
        "seconds_of_findings": round(time.perf_counter() - ran, 2),
        "expectations": len(results),
        "status": summary(results),
        "findings": findings,
        "failing": {result.expectation_id: result.failing_rows for result in results},
    }


def run_supports(database: Path) -> dict[str, Any]:
    """Run the suite of the largest table alone."""
    import expectations.engine  # noqa: F401
    from expectations.runner import run_suites

    suites = [suite for suite in load_suites() if suite.table == SUPPORT_TABLE]
    started = time.perf_counter()
    results = run_suites(database, suites, AS_OF)
    seconds = time.perf_counter() - started
    return {"seconds": round(seconds, 2), "failing": {one.expectation_id: one.failing_rows for one in results}}


def run_pandas(database: Path) -> dict[str, Any]:
    """Run the expectations of the largest table on a pandas frame; those written in SQL cannot run there."""
    import great_expectations as gx
    import great_expectations.expectations as gxe
    from great_expectations.data_context.types.base import ProgressBarsConfig

    started = time.perf_counter()
    with duckdb.connect(str(database), read_only=True) as connection:
        frame = connection.execute(f"select * from {SUPPORT_TABLE}").df()  # noqa: S608
    loaded = time.perf_counter()
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("frame").add_dataframe_asset("supports")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(name="supports")
    day_begins = time_of_day.min
    chosen = [e for e in examining(load_suites())[SUPPORT_TABLE] if e.query is None and e.row_condition is None]
    for expectation in chosen:
        filled = filled_kwargs(expectation, AS_OF).items()
        kwargs = {
            key: datetime.combine(value, day_begins) if isinstance(value, date) else value for key, value in filled
        }
        made = getattr(gxe, class_name(expectation.type))(**kwargs)
        made.meta = {"expectation_id": expectation.id}
        suite.add_expectation(made)
    results = batch.validate(suite, result_format={"result_format": "BASIC", "partial_unexpected_count": 0}).results
    return {
        "rows": len(frame),
        "seconds": round(time.perf_counter() - loaded, 2),
        "seconds_of_loading": round(loaded - started, 2),
        "failing": {
            one.expectation_config.meta["expectation_id"]: one.result.get("unexpected_count")
            for one in results
            if one.expectation_config is not None and one.expectation_config.meta is not None
        },
    }


def run_sql(database: Path) -> dict[str, Any]:
    """Count all failing rows by one statement per table."""
    started = time.perf_counter()
    failing: dict[str, int] = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for table, chosen in examining(load_suites()).items():
            _, *counts = connection.execute(_counting(table, chosen)).fetchone() or ()
            failing |= dict(zip([expectation.id for expectation in chosen], counts, strict=True))
    return {"seconds": round(time.perf_counter() - started, 2), "failing": failing}


def _counting(table: str, chosen: list[Expectation]) -> str:
    parts = ["count(*)"]
    for expectation in chosen:
        condition = failing_condition(expectation, AS_OF)
        if condition is None:
            parts.append(f"(select count(*) from ({failing_rows(expectation, table, AS_OF)}))")  # noqa: S608
        else:
            parts.append(f"count(*) filter (where {condition})")
    return f"select {', '.join(parts)} from {quoted(table)}"  # noqa: S608


WAYS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "all": run_all,
    "supports": run_supports,
    "pandas": run_pandas,
    "sql": run_sql,
}


def in_own_process(way: str, database: Path, repeats: int) -> dict[str, Any]:
    """Run one way several times, each in a new process, and return the fastest with the highest memory."""
    found = []
    for _ in range(repeats):
        # As a module: beside this file, the package `expectations` would not be found.
        command = [sys.executable, "-m", "benchmarks.expectations", "--way", way, "--database", str(database)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603
        assert done.returncode == 0, f"{way}\n{done.stdout}\n{done.stderr}"
        found.append(json.loads(done.stdout.splitlines()[-1]))
    best: dict[str, Any] = min(found, key=lambda one: one["seconds"])
    return best | {"peak_mb": max(one["peak_mb"] for one in found), "runs": [one["seconds"] for one in found]}


def measure(supports: int, pandas_rows: int, repeats: int) -> dict[str, Any]:
    """Measure all ways on the same rows."""
    with tempfile.TemporaryDirectory(prefix="expectations_") as folder:
        large, small = Path(folder) / "large.duckdb", Path(folder) / "small.duckdb"
        rows = make(large, supports)
        make(small, pandas_rows)
        suites = in_own_process("all", large, repeats)
        by_hand = in_own_process("sql", large, repeats)
        pandas = in_own_process("pandas", small, repeats)
        beside_pandas = in_own_process("supports", small, repeats)
        large_supports = in_own_process("supports", large, repeats)
    assert suites["status"]["could_not_run"] == 0, suites["status"]
    assert suites["failing"] == by_hand["failing"], "the ways count different rows"
    idle = [name for name in expected_to_fail() if not suites["failing"][name]]
    assert not idle, f"nothing was planted for {idle}"
    shared = {name: count for name, count in beside_pandas["failing"].items() if name in pandas["failing"]}
    assert shared == pandas["failing"], f"pandas counts other rows: {pandas['failing']}, not {shared}"
    scaled = pandas["seconds"] * supports / pandas_rows
    return {
        "rows": {"total": sum(rows.values()), **rows},
        "suites": _shown(suites),
        "one_sql_statement_per_table": _shown(by_hand),
        "supports_by_suite": _shown(large_supports),
        "supports_by_pandas": _shown(pandas) | {"expectations": len(pandas["failing"])},
        "supports_by_suite_as_few_rows": _shown(beside_pandas) | {"expectations": len(beside_pandas["failing"])},
        "ratios": {
            "suites_to_sql": round(suites["seconds"] / by_hand["seconds"], 2),
            "pandas_to_suite_same_rows": round(pandas["seconds"] / beside_pandas["seconds"], 2),
            "pandas_with_loading_to_suite_same_rows": round(
                (pandas["seconds"] + pandas["seconds_of_loading"]) / beside_pandas["seconds"], 2
            ),
            "pandas_scaled_linearly_to_suite": round(scaled / large_supports["seconds"], 2),
        },
    }


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key != "failing"}


def main() -> None:
    """Measure, write the result, fail above the limits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--supports", type=int, default=SUPPORTS)
    parser.add_argument("--pandas-rows", type=int, default=PANDAS_ROWS)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--out", type=Path, default=RESULT)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--database", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        result = WAYS[options.way](options.database)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(result | {"peak_mb": round(peak)}))
        return
    measured = {
        "notice": "合成データ / synthetic: every row is made up.",
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()[0]},
        "versions": {name: version(name) for name in ("great-expectations", "duckdb", "pandas")},
        "limits": LIMITS,
        **measure(options.supports, options.pandas_rows, options.repeats),
    }
    text = json.dumps(measured, ensure_ascii=False, indent=1)
    options.out.write_text(text + "\n", encoding="utf-8")
    print(text)
    for name, limit in LIMITS.items():
        assert measured["suites"][name] <= limit, f"{name}: {measured['suites'][name]} > {limit}"


if __name__ == "__main__":
    main()
