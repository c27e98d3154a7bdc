"""DuckLake: the catalogue in PostgreSQL, the tables as Parquet on object storage; see docs/ducklake.md.

Belongs here: how a connection to DuckDB comes to see the lake. Does not belong here: which models are built into it;
that is said in the dbt project (`macros/generate_database_name.sql`).
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import duckdb

from reporting.served.extensions import extension_file
from reporting.sql_text import quoted

# Object storage, PostgreSQL, the format itself.
EXTENSIONS = ("httpfs", "postgres_scanner", "ducklake")
SETUP = "make setup-ducklake"
ALIAS = "lake"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make a connection able to attach the lake: extensions from installed packages, the address of the storage.

    Keys of the storage come from `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, which DuckDB reads itself, and the
    password of the catalogue from libpq's password file: no statement holds them.

    Args:
        connection: Of a database opened with `NO_NETWORK`, so that DuckDB does not look for extensions by itself.

    Raises:
        ExtensionMissingError: One is not installed, or not for this version of DuckDB.
    """
    for name in EXTENSIONS:
        connection.execute(f"load '{quoted(extension_file(name, SETUP))}'")
    # The variable that inboxes on S3 use too; without it the storage is Amazon's, or a folder.
    if endpoint := os.environ.get("AWS_ENDPOINT_URL"):
        address = urlsplit(endpoint)
        connection.execute(f"set global s3_endpoint = '{quoted(address.netloc)}'")
        connection.execute(f"set global s3_use_ssl = {address.scheme == 'https'}")
        connection.execute("set global s3_url_style = 'path'")


def attach(
    connection: duckdb.DuckDBPyConnection, catalogue: str, data: str, *, read_only: bool = False, alias: str = ALIAS
) -> None:
    """Attach the lake.

    Args:
        connection: A connection that was prepared.
        catalogue: PostgreSQL database of the catalogue, without a password: `postgresql://user@host/database`.
        data: Where the Parquet files lie: `s3://bucket/folder/` or a folder.
        read_only: Whether to read only.
        alias: Its name on the connection.
    """
    options = f"data_path '{quoted(data)}'" + (", read_only" if read_only else "")
    connection.execute(f"attach 'ducklake:postgres:{quoted(catalogue)}' as {alias} ({options})")
