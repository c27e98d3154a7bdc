"""What Spark has built, shown in the warehouse: every later step reads it there as if DuckDB had built it.

The tables stay where Spark wrote them, as Parquet; the warehouse holds views of them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

from spark.identifiers import backticked, quoted, quoted_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection
    from pyspark.sql import SparkSession


@dataclass(frozen=True)
class BuiltRelation:
    """A model or seed that Spark has built.

    Attributes:
        schema: Its schema.
        name: Its name.
        comment: What it is, empty when nobody says.
        column_comments: What its columns are.
    """

    schema: str
    name: str
    comment: str = ""
    column_comments: Mapping[str, str] = field(default_factory=dict)


def show_in_warehouse(
    session: SparkSession, connection: DuckDBPyConnection, relations: Iterable[BuiltRelation], folder: Path
) -> None:
    """Make views of the warehouse over what Spark has built.

    Args:
        session: Session in which it was built.
        connection: Open connection to the warehouse, writable.
        relations: What was built.
        folder: Folder for the rows of what Spark holds as views.
    """
    for relation in relations:
        files = _files(session, relation, folder)
        connection.execute(f"create schema if not exists {quoted(relation.schema)}")
        name = f"{quoted(relation.schema)}.{quoted(relation.name)}"
        _drop(connection, relation)
        connection.execute(
            f"create view {name} as select * from read_parquet({quoted_text(f'{files}/*.parquet')}, "  # noqa: S608
            "hive_partitioning = false)"
        )
        if relation.comment:
            connection.execute(f"comment on view {name} is {quoted_text(relation.comment)}")
        for column, comment in relation.column_comments.items():
            connection.execute(f"comment on column {name}.{quoted(column)} is {quoted_text(comment)}")


def _files(session: SparkSession, relation: BuiltRelation, folder: Path) -> Path:
    """Return the folder of a table's files; what Spark holds as a view is computed once, into files."""
    name = f"{backticked(relation.schema)}.{backticked(relation.name)}"
    described = {row["col_name"]: row["data_type"] for row in session.sql(f"describe table extended {name}").collect()}
    if described["Type"] != "VIEW":
        return Path(unquote(urlparse(described["Location"]).path))
    directory = (folder / relation.schema / relation.name).resolve()
    shutil.rmtree(directory, ignore_errors=True)
    session.table(name).write.parquet(str(directory))
    return directory


def _drop(connection: DuckDBPyConnection, relation: BuiltRelation) -> None:
    """Drop what an earlier run left under the name, be it a table or a view."""
    kinds = connection.execute(
        "select table_type from information_schema.tables where table_schema = ? and table_name = ?",
        [relation.schema, relation.name],
    ).fetchall()
    for (kind,) in kinds:
        word = "view" if kind == "VIEW" else "table"
        connection.execute(f"drop {word} {quoted(relation.schema)}.{quoted(relation.name)}")
