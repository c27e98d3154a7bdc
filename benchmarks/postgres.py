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
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.floor import AS_OF
from benchmarks.marts_comparison import TableComparison, compare_databases
from benchmarks.postgres_server import DATABASE, USER, Server, server
from orchestration.home import Home

ROOT = Path(__file__).resolve().parent.parent
FUNCTIONS = Path(__file__).with_name("postgres_functions.sql")
PACKAGES = ("dbt-core==1.11.16", "dbt-postgres==1.11.0")
# Of sources.yml; what else the warehouse holds is built.
SOURCES = ("landing", "expectations", "forecasts", "history")
# Schemas of what is published, where the first that has a table shows it, and of the whole marts.
MARTS = {"published": ("disclosed", "marts"), "whole": ("marts",)}
NULL = r"\N"
# Types by DuckDB's names, where PostgreSQL has another.
TYPES = {"DOUBLE": "double precision", "HUGEINT": "numeric(38, 0)"}
# Relative tolerance of floating-point columns by table. None is granted before a difference is seen and understood.
TOLERANCES: Mapping[tuple[str, str], float] = {
    # A percentile between two days: the engines interpolate by other operations, and the last bit differs (2.1e-16).
    ("coercion_response_times", "p90_days"): 1e-15,
}
PROFILE = {
    "mokuhyo": {
        "target": "postgres",
        "outputs": {
            "postgres": {
                "type": "postgres",
                "port": 5432,
                "user": USER,
                "password": "",
                "dbname": DATABASE,
                "schema": "public",
                "threads": 2,
            },
        },
    }
}


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
    return {
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


def load(running: Server, warehouse: Path, folder: Path) -> int:
    """Make the functions that the models need, and copy the sources of dbt.

    Args:
        running: Where to.
        warehouse: Of a run; its views read the landed Parquet.
        folder: Where one table at a time lies as CSV.

    Returns:
        Number of rows.
    """
    running.run("-f", str(FUNCTIONS))
    rows = 0
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for schema in SOURCES:
            running.run("-c", f"create schema {schema}")
        for schema, table, columns in _tables(connection):
            types = ", ".join(f'"{name}" {_type(data_type)}' for name, data_type in columns.items())
            values = ", ".join(_as_text(name, data_type) for name, data_type in columns.items())
            file, there = folder / "rows.csv", f'{schema}."{table}"'
            copied = connection.execute(
                f"copy (select {values} from {there}) to '{file}' (format csv, header false, nullstr '{NULL}')"  # noqa: S608
            ).fetchone()
            rows += copied[0] if copied else 0
            running.run("-c", f"create table {there} ({types})")
            running.run("-c", f"\\copy {there} from '{file}' with (format csv, null '{NULL}')")
            running.run("-c", f"analyze {there}")
            file.unlink()
    return rows


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
    profile = json.loads(json.dumps(PROFILE))
    profile["mokuhyo"]["outputs"]["postgres"]["host"] = str(running.socket)
    # YAML reads JSON.
    (folder / "profiles.yml").write_text(json.dumps(profile), encoding="utf-8")
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
        _export(running, schemas, built, folder)
        compared[kind] = compare_databases(of_run[kind], built, TOLERANCES)
    return compared


def _export(running: Server, schemas: Sequence[str], database: Path, folder: Path) -> None:
    """Copy tables into schema `marts` of a new DuckDB file, their types as PostgreSQL names them.

    Args:
        running: Holds the tables.
        schemas: Theirs; of tables of one name that of the first is taken.
        database: File to make.
        folder: Where one table at a time lies as CSV.
    """
    tables: dict[str, tuple[str, dict[str, str]]] = {}
    for schema in schemas:
        listed = running.run(
            "-c",
            "select json_agg(json_build_array(relname, attname, format_type(atttypid, atttypmod)) order by attnum)"  # noqa: S608
            " from pg_attribute inner join pg_class on pg_class.oid = attrelid"
            f" where relnamespace = '{schema}'::regnamespace and relkind in ('r', 'v') and attnum > 0",
        )
        found: dict[str, tuple[str, dict[str, str]]] = {}
        for table, column, data_type in json.loads(listed):
            found.setdefault(table, (schema, {}))[1][column] = data_type
        tables = found | tables
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema marts")
        for table, (schema, columns) in tables.items():
            file = folder / "rows.csv"
            values = ", ".join(f'to_json("{name}")' if "[]" in kind else f'"{name}"' for name, kind in columns.items())
            running.run(
                "-c",
                f"\\copy (select {values} from {schema}.\"{table}\") to '{file}' with (format csv, null '{NULL}')",  # noqa: S608
            )
            read = ", ".join(_as_type(name, kind) for name, kind in columns.items())
            texts = "{" + ", ".join(f"'{name}': 'varchar'" for name in columns) + "}"
            connection.execute(
                f'create table marts."{table}" as select {read} from read_csv('  # noqa: S608
                f"'{file}', auto_detect = false, header = false, columns = {texts}, nullstr = '{NULL}', "
                "delim = ',', quote = '\"', escape = '\"')"
            )
            file.unlink()


def _tables(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Name the sources of dbt with their columns and types."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, column, data_type in connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and list_contains(?, schema_name) "
        "order by schema_name, table_name, column_index",
        [list(SOURCES)],
    ).fetchall():
        found.setdefault((schema, table), {})[column] = data_type
    for (schema, table), columns in found.items():
        yield schema, table, columns


def _type(data_type: str) -> str:
    item = data_type.removesuffix("[]")
    return TYPES.get(item, item) + data_type[len(item) :]


def _as_text(name: str, data_type: str) -> str:
    """Write a column as PostgreSQL reads it: a list of texts or numbers as its literal of an array."""
    if not data_type.endswith("[]"):
        return f'"{name}"'
    item = r"""'"' || replace(replace(cast(item as varchar), '\', '\\'), '"', '\"') || '"'"""
    return f"""'{{' || array_to_string(list_transform("{name}", lambda item: {item}), ',') || '}}'"""


def _as_type(name: str, kind: str) -> str:
    """Read a column of texts as its type: a list from JSON."""
    text = f'cast("{name}" as json)' if kind.endswith("[]") else f'"{name}"'
    return f'cast({text} as {kind}) as "{name}"'


def _how(table: TableComparison) -> str:
    if table.columns_differ:
        return "columns" if table.rows and table.other_rows else f"rows {table.rows} and {table.other_rows}"
    if table.rows != table.other_rows:
        return f"rows {table.rows} and {table.other_rows}"
    return ", ".join(f"{column} {count}" for column, count in table.differing_columns.items())


def _run(command: list[str]) -> str:
    given = {**os.environ, "DO_NOT_TRACK": "1", "MOKUHYO_WAREHOUSE": ""}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=given)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} failed: {(done.stderr or done.stdout)[-4000:]}")
    return done.stdout


if __name__ == "__main__":
    home_folder = Path(sys.argv[1])
    interpreter = Path(sys.argv[2]) if sys.argv[2:] else None
    print(json.dumps(measure(Home(home_folder), home_folder.parent, interpreter), indent=1))
