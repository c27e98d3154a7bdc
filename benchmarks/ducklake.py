"""The dbt project on DuckLake beside one file: equality of every mart, time, size, writers and readers together.

    python -m benchmarks.ducklake --home HOME      # writes benchmarks/results/ducklake.json

HOME is a home directory after a run; it is copied and not written to. The catalogue is a PostgreSQL and the object
storage an S3 server that checks signatures, both started here on the loopback interface. Both builds start from what
the run registered and take turns, so that they meet the same machine. Processor time is told beside the clock's: it is
of dbt's process alone, and other work on the machine does not lengthen it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from orchestration.home import Home
from orchestration.lake import EXTENSIONS
from tests.ducklake.dbt_build import TABLES_ONLY, Build, Built, registered_only
from tests.ducklake.lake import Lake, LakeServers, lake_servers
from tests.ducklake.one_process import in_own_process
from tests.ducklake.writers import ROWS, WORK, prepare, reading, together
from tests.marts_equality import catalog_marts, differences, row_counts

ROUNDS, TRIES_IN_ONE_PROCESS = 10, 3
RESULT = Path(__file__).with_name("results") / "ducklake.json"
SHOWN_DIFFERENCES = 20
READ = "select fiscal_year, count(*), count(distinct generation) from lake.writers.years group by all order by 1"
WRITTEN = {
    "replace_own_table": ("own_0", "own_1"),
    "replace_own_year": ("years",),
    "replace_same_table": ("same",),
    "count_up": ("counter",),
    "append": ("appended",),
}
# Transactions that a table shows after the rounds of two writers. What is replaced shows its last generation,
# which stands for all before it when it is there whole and once; of a table replaced by both, the last is of either.
KEPT = {
    "replace_own_table": "select max(generation) + 1 + max(generation) from lake.writers.{table} "
    "having count(distinct generation) = 1 and count(*) = {rows}",
    "replace_own_year": "select max(generation) from lake.writers.{table} group by fiscal_year "
    "having count(distinct generation) = 1 and count(*) = {rows}",
    "replace_same_table": "select 2 * {rounds} from lake.writers.{table} "
    "having count(distinct (fiscal_year, generation)) = 1 and count(*) = {rows}",
    "count_up": "select n from lake.writers.{table}",
    "append": "select count(distinct (fiscal_year, generation)) from lake.writers.{table} "
    "having count(*) = count(distinct (fiscal_year, generation)) * {rows}",
}
MODELS_OF_TWO = (("marts.pillars", "marts.fiscal_years", "marts.targets"), ("marts.dimensions", "marts.gaps"))


def measure(home: Path, builds: int, folder: Path) -> dict[str, Any]:
    """Build, compare, write and read.

    Args:
        home: Home directory after a run.
        builds: How often each target is built anew.
        folder: For what is built.
    """
    warehouse = Home(home).warehouse
    with lake_servers() as servers:
        times: dict[str, list[Built]] = {"file": [], "lake": []}
        for number in range(builds):
            file = registered_only(warehouse, folder / f"file_{number}")
            times["file"].append(Build(file, None, TABLES_ONLY).finish())
            lake, own = servers.new(f"build_{number}"), registered_only(warehouse, folder / f"lake_{number}")
            times["lake"].append(Build(own, lake, TABLES_ONLY).finish())
        return {
            "measured_on": datetime.now(UTC).date().isoformat(),
            "machine": _machine(servers),
            "builds": {where: _times(done) for where, done in times.items()},
            "equality": _equality(lake, file),
            "size": _size(lake, file),
            "two_people_build": _two_builds(lake, own, registered_only(warehouse, folder / "second"), file),
            "two_writers": {work: _writers(servers.new(work), work) for work in WORK},
            "reader_during_writes": _reader(servers.new("reader")),
            "several_transactions_in_one_process": [
                _one_process(servers.new(f"one_process_{number}")) for number in range(TRIES_IN_ONE_PROCESS)
            ],
        }


def _machine(servers: LakeServers) -> dict[str, Any]:
    with servers.new("versions").connect() as connection:
        loaded = dict(
            connection.execute("select extension_name, extension_version from duckdb_extensions()").fetchall()
        )
    ((postgresql,),) = servers.postgres.run_sql("show server_version", database="postgres")
    packages = ("duckdb", "dbt-core", "dbt-duckdb", "moto", "duckdb-extension-ducklake")
    return {
        "cores": os.cpu_count(),
        "load_at_start": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        **{package: version(package) for package in packages},
        "extensions": {name: loaded[name] for name in EXTENSIONS},
        "postgresql": str(postgresql),
    }


def _times(done: list[Built]) -> dict[str, Any]:
    return {
        "seconds": [round(one.seconds, 1) for one in done],
        "processor_seconds": [round(one.cpu_seconds, 1) for one in done],
        "processor_seconds_median": round(statistics.median(one.cpu_seconds for one in done), 1),
        "nodes_passed": [one.passed for one in done],
        "nodes_failed": [one.failed for one in done],
    }


def _equality(lake: Lake, file: Path) -> dict[str, Any]:
    found, rows = [], {}
    with lake.connect(read_only=True) as shared, duckdb.connect(str(file), read_only=True) as single:
        for schema in ("marts", "disclosed"):
            there = catalog_marts(shared, "lake", schema)
            found += [f"{schema}.{one}" for one in differences(catalog_marts(single, "warehouse", schema), there)]
            rows[schema] = row_counts(there)
    return {
        "tables": {schema: len(of_schema) for schema, of_schema in rows.items()},
        "rows": {schema: sum(of_schema.values()) for schema, of_schema in rows.items()},
        "differences": found[:SHOWN_DIFFERENCES],
    }


def _size(lake: Lake, file: Path) -> dict[str, Any]:
    with lake.connect() as connection:
        (snapshots,) = connection.execute("select count(*) from lake.snapshots()").fetchone() or (0,)
        after_build = _parquet(connection)
        connection.execute("call ducklake_expire_snapshots('lake', older_than => now())")
        connection.execute("call ducklake_cleanup_old_files('lake', cleanup_all => true)")
        return {
            "file_mb": round(file.stat().st_size / 1e6, 1),
            "snapshots_of_one_build": snapshots,
            "parquet": after_build,
            "parquet_after_expiring_snapshots": _parquet(connection),
        }


def _parquet(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Count the Parquet files that the catalogue knows; small tables lie in the catalogue itself."""
    files, size = connection.execute(
        "select count(*), sum(file_size_bytes) from __ducklake_metadata_lake.public.ducklake_data_file"
    ).fetchone() or (0, 0)
    return {"files": files, "mb": round(float(size or 0) / 1e6, 1)}


def _two_builds(lake: Lake, own: Path, second: Path, file: Path) -> dict[str, Any]:
    started = [
        Build(warehouse, lake, [*TABLES_ONLY, "--select", *models])
        for warehouse, models in zip((own, second), MODELS_OF_TWO, strict=True)
    ]
    done = [build.finish() for build in started]
    return {
        "nodes_passed": [one.passed for one in done],
        "nodes_failed": [one.failed for one in done],
        "differences_afterwards": _equality(lake, file)["differences"],
    }


def _writers(lake: Lake, work: str) -> dict[str, Any]:
    prepare(lake, 2)
    told = together(lake, work, ROUNDS)
    with lake.connect(read_only=True) as connection:
        lost = sum(one.committed for one in told) - sum(
            row[0]
            for table in WRITTEN[work]
            for row in connection.execute(KEPT[work].format(table=table, rows=ROWS, rounds=ROUNDS)).fetchall()
        )
    return {"told": [asdict(one) for one in told], "lost_updates": lost}


def _reader(lake: Lake) -> dict[str, Any]:
    prepare(lake, 2)
    told, seen, errors, times = reading(lake, READ, lambda: together(lake, "replace_own_year", ROUNDS))
    return {
        "writers": [asdict(one) for one in told],
        "answers": len(times),
        "errors": errors,
        "distinct_answers": seen,
        "milliseconds_median": round(statistics.median(times) * 1000, 1),
        "milliseconds_most": round(max(times) * 1000, 1),
    }


def _one_process(lake: Lake) -> dict[str, Any]:
    done = in_own_process(lake)
    return {"exit_code": done.returncode, **(json.loads(done.stdout) if done.returncode == 0 else {})}


def main() -> None:
    """Measure, write the result and fail when a mart differs or an update is lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, required=True, help="Home directory after a run.")
    parser.add_argument("--builds", type=int, default=2, help="How often each target is built anew.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mokuhyo_ducklake_") as folder:
        result = measure(chosen.home, chosen.builds, Path(folder))
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=1))
    lost = sum(one["lost_updates"] for one in result["two_writers"].values())
    failed = sum(map(abs, result["builds"]["lake"]["nodes_failed"]))
    if result["equality"]["differences"] or lost or failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
