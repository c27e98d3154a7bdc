"""Comments of tables and columns, put on their copies in another database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import zip_longest

import duckdb

from reporting.sql_text import quoted

BETWEEN_LANGUAGES = " ／ "
_TABLES = """
select schema_name, name, null as column_name, comment
from (
    select database_name, schema_name, table_name as name, comment from duckdb_tables()
    union all
    select database_name, schema_name, view_name as name, comment from duckdb_views()
)
where database_name = current_database() and comment <> ''
"""
_COLUMNS = """
select schema_name, table_name as name, column_name, comment
from duckdb_columns()
where database_name = current_database() and comment is not null
"""


class Comments:
    """The comments of a warehouse, read once: DuckDB looks through all columns of all tables for each question."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._of_tables: dict[tuple[str, str], str] = {}
        self._of_columns: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for schema, table, column, comment in connection.execute(f"{_TABLES} union all {_COLUMNS}").fetchall():
            if column is None:
                self._of_tables[schema, table] = comment
            else:
                self._of_columns[schema, table][column] = comment

    def copy(self, connection: duckdb.DuckDBPyConnection, table: str, schemas: Iterable[str], target: str) -> None:
        """Put the comments of a table and its columns on a copy.

        Args:
            connection: Open connection to the warehouse, to which the database of the copy is attached.
            table: Name of the table.
            schemas: Schemas in which it stands. The copy gets the comments on the table one after the other, and on a
                column the last.
            target: The copy, as SQL names it.
        """
        places = [(schema, table) for schema in schemas]
        of_table = [self._of_tables[place] for place in places if place in self._of_tables]
        of_columns: dict[str, str] = {}
        for place in places:
            of_columns |= self._of_columns.get(place, {})
        statements = [f"comment on table {target} is '{quoted(_joined(of_table))}'"] if of_table else []
        statements += [
            f"comment on column {target}.\"{column}\" is '{quoted(comment)}'" for column, comment in of_columns.items()
        ]
        # In one transaction: each by itself would wait for the disk.
        connection.execute(";".join(["begin", *statements, "commit"]))


def _joined(comments: Sequence[str]) -> str:
    """Join comments in two languages, English before Japanese, language by language."""
    languages = zip_longest(*(comment.split(BETWEEN_LANGUAGES, 1) for comment in comments), fillvalue="")
    return BETWEEN_LANGUAGES.join(" ".join(filter(None, parts)) for parts in languages)
