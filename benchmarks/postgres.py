"""The same dbt models built on PostgreSQL, and whether they say the same as the marts of a run.

PostgreSQL is a comparison, no warehouse of the pipeline: landing, company links, expectations, forecasts and
publication know nothing of it. What the SQL of the models needs stands in the variants `postgres__…` of the dialect
macros and in `postgres_functions.sql`; what the models read is copied here from the warehouse of a run.

    python -m benchmarks.postgres HOME          # home directory of a run as of 2026-10-31; prints what was measured
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.floor import AS_OF
from benchmarks.marts_comparison import BETWEEN_ENGINES, TableComparison, compare_databases
from benchmarks.postgres_copies import export, load
from benchmarks.postgres_server import DATABASE, USER, Server, server
from orchestration.home import Home

ROOT = Path(__file__).resolve().parent.parent

# The same dbt as the project's, whichever that is.
PACKAGES = (f"dbt-core=={version('dbt-core')}", "dbt-postgres>=1.10,<1.12")
# Schemas of what is published, where the first that has a table shows it, and of the whole marts.
MARTS = {"published": ("disclosed", "marts"), "whole": ("marts",)}
# An output of dbt's profile but for its host; the project's own profiles stay as they are.
OUTPUT = {"type": "postgres", "port": 5432, "user": USER, "password": "", "dbname": DATABASE}
OUTPUT |= {"schema": "public", "threads": 2}


def measure(home: Home, folder: Path, python: Path | None = None) -> dict[str, Any]:
    """Build the models on PostgreSQL from what a run has landed, and compare their marts with those of the run.

    Args:
        home: Home directory of the run; it is only read.
        folder: Where to work.
        python: Interpreter with dbt-postgres; an environment is made when None is given.

    Returns:
        Seconds of loading and of the build, and how far the marts agree.

    Raises:
        PostgresMissingError: PostgreSQL is not installed.
    """
    with server() as running, tempfile.TemporaryDirectory(prefix="postgres_", dir=folder) as name:
        place = Path(name)
        python = python or environment(place)
        started = time.monotonic()
        rows = load(running, home.warehouse, place)
        loaded = time.monotonic() - started
        built = build(running, python, place)
        compared = compare(running, home, place)
        server_version = running.run("-c", "show server_version").split()[0]
    return {
        "version": server_version,
        "loading": {"seconds": round(loaded, 2), "rows": rows},
        **built,
        "tables": {kind: len(tables) for kind, tables in compared.items()},
        "rows": {kind: sum(table.rows for table in tables) for kind, tables in compared.items()},
        "tables_that_differ": {
            kind: {table.table: _how(table) for table in tables if not table.is_equal}
            for kind, tables in compared.items()
        },
    }


def environment(folder: Path) -> Path:
    """Install dbt-postgres into an environment of its own and return its interpreter.

    Args:
        folder: Where to make the environment.
    """
    place = folder / "dbt"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    _run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES])
    return python


def build(running: Server, python: Path, folder: Path) -> dict[str, float]:
    """Run `dbt build`, without unit tests, from its command line.

    Args:
        running: Holds the sources.
        python: Interpreter with dbt-postgres.
        folder: Where to work.

    Returns:
        Seconds by the clock, and those of the processor: dbt's and the server's.
    """
    project, target = str(ROOT / "dbt_project"), str(folder / "target")
    outputs = {"postgres": {**OUTPUT, "host": str(running.socket)}}
    # YAML reads JSON.
    (folder / "profiles.yml").write_text(
        json.dumps({"mokuhyo": {"target": "postgres", "outputs": outputs}}), encoding="utf-8"
    )
    command = [
        *(str(python), "-c", "from dbt.cli.main import cli; cli()", "build", "--quiet"),
        *("--project-dir", project, "--profiles-dir", str(folder), "--target-path", target, "--log-path", target),
        *("--vars", json.dumps({"as_of_date": AS_OF}), "--exclude", "resource_type:unit_test"),
    ]
    before, on_server = resource.getrusage(resource.RUSAGE_CHILDREN), running.processor_seconds()
    started = time.monotonic()
    _run(command)
    seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    of_dbt = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    of_server = running.processor_seconds() - on_server
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(of_dbt + of_server, 2),
        "cpu_seconds_of_server": round(of_server, 2),
    }


def compare(running: Server, home: Home, folder: Path) -> dict[str, list[TableComparison]]:
    """Compare what was built with what the last run has published, and with its whole marts.

    Args:
        running: Holds what was built.
        home: Home directory of the run.
        folder: Where to work.
    """
    newest = max((home.root / "internal").glob("*.duckdb"), key=lambda file: file.stat().st_mtime)
    of_run = {"published": home.published / "marts.duckdb", "whole": newest}
    compared = {}
    for kind, schemas in MARTS.items():
        built = folder / f"{kind}.duckdb"
        export(running, schemas, built, folder)
        compared[kind] = compare_databases(of_run[kind], built, BETWEEN_ENGINES)
    return compared


def _how(table: TableComparison) -> str:
    if table.columns_differ:
        return "columns" if table.rows and table.other_rows else f"rows {table.rows} and {table.other_rows}"
    if table.rows != table.other_rows:
        return f"rows {table.rows} and {table.other_rows}"
    return ", ".join(f"{column} {count}" for column, count in table.differing_columns.items())


def _run(command: list[str]) -> str:
    given = {**os.environ, "DO_NOT_TRACK": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=given)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} failed: {(done.stderr or done.stdout)[-4000:]}")
    return done.stdout


if __name__ == "__main__":
    home_folder = Path(sys.argv[1])
    interpreter = Path(sys.argv[2]) if sys.argv[2:] else None
    print(json.dumps(measure(Home(home_folder), home_folder.parent, interpreter), indent=1))
