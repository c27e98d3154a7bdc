"""The data dictionary: what each published table and column means, read from the published database itself.

Belongs here: reading comments, types and keys out of the database, and writing them down as CSV. Not here: the words
(they stand with the models) and the page (`pages.data_dictionary`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reporting.table_copy import SCHEMA

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILE = "data_dictionary.csv"
HEADINGS = ("table", "position", "column", "type", "key", "references", "description_ja", "description_en")
# How comments keep both languages: columns begin in Japanese, tables with their grain in English.
BETWEEN_LANGUAGES_OF_COLUMNS = " / "
BETWEEN_LANGUAGES_OF_TABLES = "／"


@dataclass(frozen=True)
class DictionaryColumn:
    """A column as the dictionary describes it.

    Attributes:
        name: Its name.
        data_type: Its type.
        is_key: Whether it is part of the primary key.
        references: Column of another table whose rows it names, as `table.column`.
        description_ja: What it means, in Japanese.
        description_en: The same in English.
    """

    name: str
    data_type: str
    is_key: bool
    references: str | None
    description_ja: str
    description_en: str


@dataclass(frozen=True)
class DictionaryTable:
    """A table as the dictionary describes it.

    Attributes:
        name: Its name.
        description_ja: Its grain and how not to use it, in Japanese.
        description_en: The same in English.
        columns: Its columns in their order.
    """

    name: str
    description_ja: str
    description_en: str
    columns: tuple[DictionaryColumn, ...]


def read_dictionary(connection: DuckDBPyConnection) -> list[DictionaryTable]:
    """Return the published tables by name.

    Args:
        connection: Open connection to the published database.
    """
    tables = connection.execute(
        "select table_name, comment from duckdb_tables() "
        "where database_name = current_database() and schema_name = ? order by table_name",
        [SCHEMA],
    ).fetchall()
    return [_described(connection, name, comment or "") for name, comment in tables]


def write_data_dictionary(connection: DuckDBPyConnection, directory: Path) -> None:
    """Write the dictionary as CSV: a line for each table, at position 0, and one for each of its columns.

    Args:
        connection: Open connection to the published database.
        directory: Folder for the file.
    """
    # With a byte order mark, or Excel takes it for CP932.
    with (directory / FILE).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for table in read_dictionary(connection):
            writer.writerows(_lines(table))


def _lines(table: DictionaryTable) -> Iterator[tuple[str | int, ...]]:
    yield table.name, 0, "", "table", "", "", table.description_ja, table.description_en
    for position, column in enumerate(table.columns, start=1):
        yield (
            table.name,
            position,
            column.name,
            column.data_type,
            "primary" if column.is_key else "",
            column.references or "",
            column.description_ja,
            column.description_en,
        )


def _described(connection: DuckDBPyConnection, table: str, comment: str) -> DictionaryTable:
    english, _, japanese = (part.strip() for part in comment.partition(BETWEEN_LANGUAGES_OF_TABLES))
    keys, references = _keys(connection, table)
    columns = connection.execute(
        "select column_name, lower(data_type), coalesce(comment, '') from duckdb_columns() "
        "where database_name = current_database() and schema_name = ? and table_name = ? order by column_index",
        [SCHEMA, table],
    ).fetchall()
    return DictionaryTable(
        table,
        japanese,
        english,
        tuple(
            DictionaryColumn(name, data_type, name in keys, references.get(name), *_both(description))
            for name, data_type, description in columns
        ),
    )


def _keys(connection: DuckDBPyConnection, table: str) -> tuple[set[str], dict[str, str]]:
    """Return the columns of the primary key, and what columns refer to."""
    keys: set[str] = set()
    references: dict[str, str] = {}
    for kind, columns, other, others in connection.execute(
        "select constraint_type, constraint_column_names, referenced_table, referenced_column_names "
        "from duckdb_constraints() where database_name = current_database() and schema_name = ? and table_name = ? "
        "and constraint_type in ('PRIMARY KEY', 'FOREIGN KEY')",
        [SCHEMA, table],
    ).fetchall():
        if kind == "PRIMARY KEY":
            keys.update(columns)
        else:
            references.update({column: f"{other}.{to}" for column, to in zip(columns, others, strict=True)})
    return keys, references


def _both(comment: str) -> tuple[str, str]:
    japanese, _, english = (part.strip() for part in comment.partition(BETWEEN_LANGUAGES_OF_COLUMNS))
    return japanese, english
