"""Several transactions at the same time in one process: what DuckLake 1.5.5 does not stand.

    python -m tests.ducklake.one_process CATALOGUE DATA

A process of its own, since the defect can end it. Prints what was refused, by kind, as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading

import duckdb

from tests.ducklake.dbt_build import REPOSITORY
from tests.ducklake.lake import Lake
from tests.ducklake.writers import Told, rows_of, write

THREADS, TABLES = 8, 8


def in_own_process(lake: Lake) -> subprocess.CompletedProcess[str]:
    """Run this module; a negative return code says that a signal ended it."""
    return subprocess.run(
        [sys.executable, "-m", "tests.ducklake.one_process", lake.catalogue, lake.data],
        cwd=REPOSITORY,
        env={**os.environ, **lake.environment, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def main() -> None:
    """Replace tables from several threads, each its own."""
    told = [Told() for _ in range(THREADS)]
    with Lake(sys.argv[1], sys.argv[2], {}).connect() as connection:
        connection.execute("create schema if not exists lake.one_process")
        threads = [
            threading.Thread(target=_replace, args=(connection.cursor(), told[number], number))
            for number in range(THREADS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    errors: dict[str, int] = {}
    for one in told:
        for kind, times in one.errors.items():
            errors[kind] = errors.get(kind, 0) + times
    print(json.dumps({"committed": sum(one.committed for one in told), "errors": errors}))


def _replace(connection: duckdb.DuckDBPyConnection, told: Told, number: int) -> None:
    for table in range(TABLES):
        write(
            connection, told, [f"create or replace table lake.one_process.t_{number}_{table} as {rows_of(0, number)}"]
        )


if __name__ == "__main__":
    main()
