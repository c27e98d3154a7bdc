"""Whether two places hold the same marts: the same tables, columns and types, and row for row the same values.

A place is any connection to DuckDB with a relation for each table: a catalog that is attached to it, whatever stands
behind that, or a folder of Parquet files. Rows are compared sorted by all columns; numbers are compared as they are,
decimals and floating-point numbers alike, never rounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb

SCHEMA = "marts"
# Of a table that differs, the first rows tell enough.
SHOWN_ROWS = 3
ROWS_AT_ONCE = 10_000


@dataclass(frozen=True)
class Place:
    """Where marts are.

    Attributes:
        connection: Open connection that reads them.
        tables: What to select from, by name of the table.
    """

    connection: duckdb.DuckDBPyConnection
    tables: Mapping[str, str]

    def columns(self, table: str) -> list[tuple[str, str]]:
        """Names and types of a table's columns, in their order."""
        described = self.connection.execute(f"describe select * from {self.tables[table]}").fetchall()
        return [(str(name), str(kind)) for name, kind, *_ in described]

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Rows of a table, sorted by all columns."""
        # A cursor of its own: both places may be read by one connection.
        cursor = self.connection.cursor()
        cursor.execute(f"select * from {self.tables[table]} order by all")
        while batch := cursor.fetchmany(ROWS_AT_ONCE):
            yield from batch


def catalog_marts(connection: duckdb.DuckDBPyConnection, catalog: str, schema: str = SCHEMA) -> Place:
    """Return the tables and views of a schema of an attached catalog.

    Args:
        connection: Connection to which the catalog is attached.
        catalog: Its name there.
        schema: Schema of the marts.
    """
    names = connection.execute(
        "select table_name from duckdb_tables() where database_name = $1 and schema_name = $2 "
        "union select view_name from duckdb_views() where database_name = $1 and schema_name = $2 order by 1",
        [catalog, schema],
    ).fetchall()
    return Place(connection, {name: f'"{catalog}"."{schema}"."{name}"' for (name,) in names})


def parquet_marts(connection: duckdb.DuckDBPyConnection, folder: Path) -> Place:
    """Return the tables of a folder: a file `<table>.parquet` for each, or a folder `<table>` of part files.

    Args:
        connection: Connection that is to read them.
        folder: Where they are.
    """
    found = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
    found |= {path.name: path / "*.parquet" for path in sorted(folder.iterdir()) if any(path.glob("*.parquet"))}
    return Place(connection, {name: f"read_parquet('{path}')" for name, path in found.items()})


def differences(one: Place, other: Place) -> list[str]:
    """Return what differs between two places, nothing when both hold the same marts.

    Args:
        one: First place.
        other: Second place.
    """
    told = [f"{table}: only in the first place" for table in sorted(one.tables.keys() - other.tables.keys())]
    told += [f"{table}: only in the second place" for table in sorted(other.tables.keys() - one.tables.keys())]
    for table in sorted(one.tables.keys() & other.tables.keys()):
        columns = one.columns(table)
        if columns != (columns_there := other.columns(table)):
            told.append(f"{table}: columns {_not_in(columns, columns_there)} against {_not_in(columns_there, columns)}")
        else:
            told += _different_rows(table, [name for name, _ in columns], one.rows(table), other.rows(table))
    return told


def row_counts(place: Place) -> dict[str, int]:
    """Return the number of rows by table: what a comparison that found nothing has looked at."""
    counts = {}
    for table, relation in place.tables.items():
        row = place.connection.execute(f"select count(*) from {relation}").fetchone()
        assert row is not None
        counts[table] = int(row[0])
    return counts


def _different_rows(
    table: str, columns: list[str], one: Iterator[tuple[Any, ...]], other: Iterator[tuple[Any, ...]]
) -> list[str]:
    told: list[str] = []
    for number, (row, row_there) in enumerate(zip_longest(one, other), 1):
        # By their text, since not-a-number equals nothing and 1 equals true; two decimals of one type have one text.
        if repr(row) == repr(row_there):
            continue
        if row is None or row_there is None:
            which = "second" if row is None else "first"
            return [*told, f"{table}: the {which} place has more rows, from row {number} on"]
        told += [
            f"{table}: row {number}, {name}: {value!r} against {there!r}"
            for name, value, there in zip(columns, row, row_there, strict=True)
            if repr(value) != repr(there)
        ]
        if len(told) >= SHOWN_ROWS:
            return [*told[:SHOWN_ROWS], f"{table}: and so on"]
    return told


def _not_in(columns: list[tuple[str, str]], others: list[tuple[str, str]]) -> str:
    missing = [f"{name} {kind}" for name, kind in columns if (name, kind) not in others]
    return ", ".join(missing) if missing else "in another order"
