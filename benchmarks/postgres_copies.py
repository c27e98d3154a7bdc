"""Tables copied from a warehouse of DuckDB to PostgreSQL, and from PostgreSQL to a file of DuckDB."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from benchmarks.postgres_server import Server

FUNCTIONS = Path(__file__).with_name("postgres_functions.sql")
# Of sources.yml; what else the warehouse holds is built.
SOURCES = ("landing", "expectations", "forecasts", "history")
NULL = r"\N"
# Types by DuckDB's names, where PostgreSQL has another.
TYPES = {"DOUBLE": "double precision", "HUGEINT": "numeric(38, 0)"}


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


def export(running: Server, schemas: Sequence[str], database: Path, folder: Path) -> None:
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
                "allow_quoted_nulls = false, delim = ',', quote = '\"', escape = '\"')"
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
