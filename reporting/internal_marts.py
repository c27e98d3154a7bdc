"""The whole marts, for the agency's own staff: a database per publication, of which nothing is held back.

Belongs here: writing and finding that database. It lies outside the publications, in a folder that only the account
which runs the pipeline may open. Not here: what is held back from readers (the models of schema `disclosed`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import duckdb

from ingest.atomic_write import flush
from reporting.sql_text import quoted
from reporting.table_comments import Comments
from reporting.table_copy import SCHEMA, count_of, rows_in_order

FOLDER = "internal"
FOLDER_MODE = 0o700
FILE_MODE = 0o600


def internal_folder(published: Path) -> Path:
    """Return the folder of the whole marts.

    Args:
        published: Link to the publication in force.
    """
    return published.parent / FOLDER


def internal_database(published: Path, publication: str) -> Path:
    """Return where the whole marts of a publication lie.

    Args:
        published: Link to the publication in force.
        publication: Name of the publication.
    """
    return internal_folder(published) / f"{publication}.duckdb"


def write_whole_marts(connection: duckdb.DuckDBPyConnection, tables: Sequence[str], file: Path) -> None:
    """Copy marts as they are, with their comments, into a database of their own.

    Args:
        connection: Open connection to the warehouse.
        tables: Tables of schema `marts`.
        file: The database; it is there whole or not at all.
    """
    file.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    # Also one that was made by hand, before anything is written into it.
    file.parent.chmod(FOLDER_MODE)
    draft = file.with_name(f".{file.name}.unfinished")
    comments = Comments(connection)
    try:
        connection.execute(f"attach '{quoted(draft)}' as whole")
        try:
            connection.execute(f"create schema whole.{SCHEMA}")
            for table in tables:
                target = f'whole.{SCHEMA}."{table}"'
                rows = rows_in_order(SCHEMA, table, count_of(connection, table))
                connection.execute(f"create table {target} as {rows}")
                comments.copy(connection, table, [SCHEMA], target)
        finally:
            connection.execute("detach whole")
        draft.chmod(FILE_MODE)
        flush(draft)
        draft.rename(file)
        flush(file.parent)
    finally:
        draft.unlink(missing_ok=True)
        draft.with_name(f"{draft.name}.wal").unlink(missing_ok=True)


def drop_old(folder: Path, kept: Collection[str]) -> None:
    """Remove the whole marts of publications that are gone, and what was never finished.

    Args:
        folder: Folder of the whole marts; it need not exist.
        kept: Names of the publications that are still there.
    """
    for file in folder.glob("*") if folder.is_dir() else ():
        if file.is_file() and file.name.removesuffix(".duckdb") not in kept:
            file.unlink()
