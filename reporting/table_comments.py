"""Comments of tables and columns, put on their copies in another database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

import duckdb

from reporting.sql_text import quoted

BETWEEN_LANGUAGES = " ／ "


def copy_comments(connection: duckdb.DuckDBPyConnection, table: str, schemas: Iterable[str], target: str) -> None:
    """Put the comments of a table and its columns on a copy.

    Args:
        connection: Open connection to the warehouse, to which the database of the copy is attached.
        table: Name of the table.
        schemas: Schemas in which it stands. The copy gets the comments on the table one after the other, and on a
            column the last.
        target: The copy, as SQL names it.
    """
    of_table: list[str] = []
    of_columns: dict[str, str] = {}
    for schema in schemas:
        of_table += [
            comment
            for (comment,) in connection.execute(
                "select comment from (select database_name, schema_name, table_name, comment from duckdb_tables() "
                "union all select database_name, schema_name, view_name, comment from duckdb_views()) "
                "where database_name = current_database() and schema_name = ? and table_name = ? and comment <> ''",
                [schema, table],
            ).fetchall()
        ]
        of_columns |= dict(
            connection.execute(
                "select column_name, comment from duckdb_columns() where database_name = current_database() "
                "and schema_name = ? and table_name = ? and comment is not null",
                [schema, table],
            ).fetchall()
        )
    if of_table:
        connection.execute(f"comment on table {target} is '{quoted(_joined(of_table))}'")
    for column, comment in of_columns.items():
        connection.execute(f"comment on column {target}.\"{column}\" is '{quoted(comment)}'")


def _joined(comments: Sequence[str]) -> str:
    """Join comments in two languages, English before Japanese, language by language."""
    languages = zip_longest(*(comment.split(BETWEEN_LANGUAGES, 1) for comment in comments), fillvalue="")
    return BETWEEN_LANGUAGES.join(" ".join(filter(None, parts)) for parts in languages)
