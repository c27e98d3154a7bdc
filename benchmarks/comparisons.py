"""Other ways to do what a run does, measured on the inbox and home of the run that stands beside them."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import expectations, floor, landing, postgres
from benchmarks.postgres_server import PostgresMissingError
from orchestration.home import Home

ROOT = Path(__file__).resolve().parent.parent
SUPPORT_FILE = "overseas_support_FY2025_20260415.csv"
# More rows than these do not fit into the memory of a small machine as objects of pandas.
MOST_PANDAS_ROWS = 1_000_000
# PostgreSQL takes some 20 s of the processor for each 50,000 supports.
MOST_POSTGRES_ROWS = 1_000_000
READ_BY_PANDAS = """
import json, sys, time
from pathlib import Path
import pandas as pd
started = time.perf_counter()
frames = [pd.read_csv(path, encoding="cp932", dtype=str, keep_default_na=False) for path in map(Path, sys.argv[1:])]
print(json.dumps({"rows": sum(map(len, frames)), "seconds": round(time.perf_counter() - started, 2)}))
"""


def by_floor(folder: Path, rows: int) -> dict[str, Any]:
    """One hand-written script that makes the same figures; see `floor`."""
    database = folder / "floor.duckdb"
    database.unlink(missing_ok=True)
    measured = floor.in_own_process(folder / "plain", database)
    # The oldest kept is of the full run: a file has changed since.
    marts = min((folder / "home" / "internal").glob("*.duckdb"))
    measured["rows_that_differ"] = floor.differences(database, marts)
    return measured


def by_dlt(folder: Path, rows: int) -> dict[str, Any]:
    """One file of supports landed by dlt, filesystem to DuckDB, and by the project."""
    file = folder / "inbox" / "overseas_support" / SUPPORT_FILE
    place = folder / "dlt_comparison"
    place.mkdir()
    try:
        ours = landing.land(file, place / "ours", runs=1)
        theirs = landing.land_with_dlt(file, place, readers=("read_csv", "arrow"), destination="duckdb")
    finally:
        shutil.rmtree(place)
    return {
        "file_bytes": file.stat().st_size,
        "ours": ours,
        "dlt": theirs,
        "times_faster": {
            reader: round(theirs[reader]["seconds"] / ours["seconds"], 1) for reader in ("read_csv", "arrow")
        },
    }


def by_pandas(folder: Path, rows: int) -> dict[str, Any]:
    """Supports read by pandas, and their expectations by Great Expectations on a pandas frame."""
    if rows > MOST_PANDAS_ROWS:
        return {"not_measured": f"{rows:,} rows as objects of pandas do not fit; see the smaller sizes"}
    warehouse = Home(folder / "home").warehouse
    files = sorted(map(str, (folder / "inbox" / "overseas_support").glob("*.csv")))
    read = json.loads(_output([sys.executable, "-c", READ_BY_PANDAS, *files]))
    validated = expectations.in_own_process("pandas", warehouse, 1)
    suite = expectations.in_own_process("supports", warehouse, 1)
    shared = {name: count for name, count in suite["failing"].items() if name in validated["failing"]}
    assert shared == validated["failing"], f"pandas counts other rows: {validated['failing']}, not {shared}"
    return {
        "read": read,
        "validated": _without_counts(validated),
        "suite_on_the_warehouse": _without_counts(suite),
        "times_faster": round(validated["seconds"] / suite["seconds"], 1),
    }


def by_sql(folder: Path, rows: int) -> dict[str, Any]:
    """All expectations, beside one statement per table that counts the same failing rows."""
    with _copied_warehouse(folder) as warehouse:
        suites, by_hand = (expectations.in_own_process(way, warehouse, 1) for way in ("all", "sql"))
    return {
        "suites": _without_counts(suites),
        "one_statement_per_table": _without_counts(by_hand),
        "ratio": round(suites["seconds"] / by_hand["seconds"], 2),
    }


def by_dbt(folder: Path, rows: int) -> dict[str, Any]:
    """`dbt build` of the whole project from the command line, on a copy of the warehouse of the run."""
    target, project = folder / "dbt_target", str(ROOT / "dbt_project")
    command = [
        *(sys.executable, "-c", "from dbt.cli.main import cli; cli()", "build", "--quiet"),
        *("--project-dir", project, "--profiles-dir", project, "--target-path", str(target)),
        *("--log-path", str(target), "--vars", json.dumps({"as_of_date": floor.AS_OF})),
        *("--exclude", "resource_type:unit_test"),
    ]
    with _copied_warehouse(folder) as warehouse:
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        _output(command, MOKUHYO_WAREHOUSE=str(warehouse))
        seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    shutil.rmtree(target, ignore_errors=True)
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2),
    }


def by_postgres(folder: Path, rows: int) -> dict[str, Any]:
    """`dbt build` of the whole project on PostgreSQL, and its marts beside those of the run; see `postgres`."""
    if rows > MOST_POSTGRES_ROWS:
        return {"not_measured": f"{rows:,} rows would take PostgreSQL more than an hour; see the smaller sizes"}
    try:
        return postgres.measure(Home(folder / "home"), folder)
    except PostgresMissingError as error:
        return {"not_measured": str(error)}


@contextmanager
def _copied_warehouse(folder: Path) -> Iterator[Path]:
    """A copy to write into; under the same name, by which its views call their tables."""
    original = Home(folder / "home").warehouse
    place = folder / "copied"
    place.mkdir()
    try:
        yield Path(shutil.copy(original, place / original.name))
    finally:
        shutil.rmtree(place)


COMPARISONS: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    "floor": by_floor,
    "dlt": by_dlt,
    "pandas": by_pandas,
    "sql": by_sql,
    "dbt": by_dbt,
    "postgres": by_postgres,
}


def _without_counts(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key != "failing"}


def _output(command: list[str], **more: str) -> str:
    environment = {**os.environ, **more, "DO_NOT_TRACK": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:4])} failed: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout
