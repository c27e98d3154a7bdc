"""The tables of a publication: copied with comments and keys into a database of their own, and into Parquet files.

Belongs here: what readers get as tables. Not here: when a publication comes into force (`publication`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from reporting.sql_text import quoted
from reporting.table_comments import Comments

SCHEMA = "marts"
# What is published in place of marts of the same names: see docs/disclosure.md.
DISCLOSED_SCHEMA = "disclosed"
DATABASE = "marts.duckdb"
# The same file under a second name. DuckDB names a database after its file, and refuses `marts.kpi_target_status` as
# ambiguous in a database that is called marts too; BI tools write nothing else.
DATABASE_FOR_TOOLS = "mokuhyo.duckdb"
# A key is an index; over millions of rows building it takes longer than all the rest of a publication, and so does
# sorting wide rows. Larger tables keep the order they were built in.
MOST_ROWS_WITH_KEYS = 1_000_000


@dataclass(frozen=True)
class PublishedTable:
    """A table of a publication.

    Attributes:
        rows: Number of rows.
        content: Hash of all rows, independent of their order.
    """

    rows: int
    content: str


@dataclass(frozen=True)
class ForeignKey:
    """A column that names a row of another table.

    Attributes:
        column: The column.
        table: Table it refers to.
        referenced: Column of that table.
    """

    column: str
    table: str
    referenced: str


@dataclass(frozen=True)
class TableKeys:
    """What identifies the rows of a table, and the rows that it refers to.

    Attributes:
        primary: Columns of the primary key, none when it has none.
        foreign: Its foreign keys.
    """

    primary: tuple[str, ...] = ()
    foreign: tuple[ForeignKey, ...] = ()


def copy_tables(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[str],
    directory: Path,
    keys: Mapping[str, TableKeys] | None = None,
    disclosed: Collection[str] = (),
) -> dict[str, PublishedTable]:
    """Copy tables with their comments and keys, rows sorted, into a new database and Parquet files.

    Args:
        connection: Open connection to the warehouse.
        tables: Tables of schema `marts`. Those above `MOST_ROWS_WITH_KEYS` rows are not sorted.
        directory: Folder for the files.
        keys: Keys by table. Those of tables above `MOST_ROWS_WITH_KEYS` rows are left out.
        disclosed: Tables that are copied as schema `disclosed` shows them.

    Returns:
        What was copied, by table.
    """
    sources = {table: (DISCLOSED_SCHEMA if table in disclosed else SCHEMA) for table in tables}
    rows = {table: count_of(connection, table) for table in tables}
    keyed = {
        table: table_keys
        for table, table_keys in (keys or {}).items()
        if table in rows and rows[table] <= MOST_ROWS_WITH_KEYS
    }
    columns = _columns(connection)
    keyed = {table: _indexable(columns[SCHEMA, table], table_keys) for table, table_keys in keyed.items()}
    comments = Comments(connection)
    connection.execute(f"attach '{quoted(directory / DATABASE)}' as publication")
    try:
        connection.execute(f"create schema publication.{SCHEMA}")
        ordered = _referenced_first(tables, keyed)
        _create_tables(connection, {table: columns[sources[table], table] for table in ordered}, keyed)
        for table in ordered:
            target = f'publication.{SCHEMA}."{table}"'
            connection.execute(f"insert into {target} {rows_in_order(sources[table], table, rows[table])}")
            comments.copy(connection, table, dict.fromkeys([SCHEMA, sources[table]]), target)
            connection.execute(
                f"copy (from publication.{SCHEMA}.\"{table}\") to '{quoted(directory / f'{table}.parquet')}' "
                "(format parquet, compression zstd)"
            )
        return {table: describe(connection, f'publication.{SCHEMA}."{table}"') for table in tables}
    finally:
        connection.execute("detach publication")


def _create_tables(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, Mapping[str, str]],
    keyed: Mapping[str, TableKeys],
) -> None:
    definitions = {
        table: [
            *(f'"{name}" {data_type}' for name, data_type in columns.items()),
            *_constraints(keyed.get(table, TableKeys()), keyed),
        ]
        for table, columns in tables.items()
    }
    (warehouse,) = connection.execute("select current_database()").fetchone() or ("",)
    # A foreign key finds its table in the schema in use only.
    connection.execute(f"use publication.{SCHEMA}")
    try:
        for table, parts in definitions.items():
            connection.execute(f'create table "{table}" ({", ".join(parts)})')
    finally:
        connection.execute(f'use "{warehouse}"')


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, str]]:
    """Types of columns by name, for each schema and table; read once, as each question goes through all of them."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    rows = connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and schema_name in (?, ?) order by table_name, column_index",
        [SCHEMA, DISCLOSED_SCHEMA],
    ).fetchall()
    for schema, table, column, data_type in rows:
        found[schema, table][column] = data_type
    return dict(found)


def _indexable(columns: Mapping[str, str], keys: TableKeys) -> TableKeys:
    """Leave out a primary key with lists in it, which DuckDB cannot index."""
    lists = {name for name, data_type in columns.items() if data_type.endswith("[]")}
    return keys if lists.isdisjoint(keys.primary) else replace(keys, primary=())


def _constraints(table_keys: TableKeys, keyed: Mapping[str, TableKeys]) -> list[str]:
    constraints = []
    if table_keys.primary:
        columns = ", ".join(f'"{column}"' for column in table_keys.primary)
        constraints.append(f"primary key ({columns})")
    constraints += [
        f'foreign key ("{key.column}") references "{key.table}" ("{key.referenced}")'
        for key in table_keys.foreign
        if keyed.get(key.table, TableKeys()).primary == (key.referenced,)
    ]
    return constraints


def _referenced_first(tables: Collection[str], keyed: Mapping[str, TableKeys]) -> list[str]:
    """Return the tables so that each comes after those it refers to."""
    ordered: list[str] = []

    def add(table: str) -> None:
        if table in ordered:
            return
        for key in keyed.get(table, TableKeys()).foreign:
            if key.table in tables and key.table != table:
                add(key.table)
        ordered.append(table)

    for table in tables:
        add(table)
    return ordered


def count_of(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Return the number of rows of a mart.

    Args:
        connection: Open connection to the warehouse.
        table: The mart.
    """
    row = connection.execute(f'select count(*) from {SCHEMA}."{table}"').fetchone()  # noqa: S608
    assert row is not None
    return int(row[0])


def rows_in_order(schema: str, table: str, rows: int) -> str:
    """Return the query of a mart's rows: sorted, so that equal marts are copied alike however they were built.

    Args:
        schema: Schema that shows the table.
        table: The mart.
        rows: Number of its rows; above `MOST_ROWS_WITH_KEYS` they are left as they are.
    """
    order = " order by all" if rows <= MOST_ROWS_WITH_KEYS else ""
    return f'select * from {schema}."{table}"{order}'  # noqa: S608


def describe(connection: duckdb.DuckDBPyConnection, relation: str) -> PublishedTable:
    """Return the number of rows of a table or view, and a hash of them that does not depend on their order.

    Args:
        connection: Open connection.
        relation: The table or view, as SQL names it.
    """
    # A sum of row hashes does not depend on the order; it is exact because it is not a floating-point sum.
    row = connection.execute(f"select count(*), coalesce(sum(hash(t)::hugeint), 0) from {relation} as t").fetchone()  # noqa: S608
    assert row is not None
    return PublishedTable(rows=row[0], content=f"{row[1]:x}")
