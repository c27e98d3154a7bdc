"""The sources of dbt in a Spark session: the same tables as the warehouse shows, read from Parquet.

Landed exports are read where they lie. The small tables (receipts, snapshots, links, findings, forecasts, history) are
what the pipeline's own functions made in the warehouse, written out once more as Parquet.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.contracts import SourceContract
from ingest.land import Snapshot
from ingest.landed_file import LINEAGE_FIELDS
from spark.identifiers import backticked, quoted, quoted_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from pyspark.sql import SparkSession

_TYPES = {pa.string(): "string", pa.int32(): "int", pa.date32(): "date"}


def register_exports(
    session: SparkSession, contracts: Mapping[str, SourceContract], snapshots: Mapping[str, Sequence[Snapshot]]
) -> None:
    """Let a session see the landed exports that speak for each source, as views of schema `landing`.

    Args:
        session: Where to register.
        contracts: Contracts of the sources.
        snapshots: Current snapshots by source; every worker must see their files under the same path.
    """
    session.sql("create database if not exists landing")
    for source, contract in contracts.items():
        schema = pa.schema([*(pa.field(name, pa.string()) for name in contract.column_names), *LINEAGE_FIELDS])
        files = [snapshot.path.resolve() for snapshot in snapshots[source]]
        parts = [_landed_file(file, schema) for file in files] or [_nothing(schema)]
        session.sql(f"create or replace view landing.{backticked(source)} as {' union all '.join(parts)}")


def register_tables(
    session: SparkSession, connection: DuckDBPyConnection, schema: str, tables: Iterable[str], folder: Path
) -> None:
    """Let a session see tables of the warehouse, copied as Parquet.

    Args:
        session: Where to register.
        connection: Open connection to the warehouse.
        schema: Their schema, in both.
        tables: Their names.
        folder: Folder for the copies.
    """
    session.sql(f"create database if not exists {schema}")
    for table in tables:
        directory = folder / schema / table
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        # One file, so that the copy has a schema also when it has no rows.
        name, file = f"{quoted(schema)}.{quoted(table)}", quoted_text(str(directory / "all.parquet"))
        connection.execute(f"copy (select * from {name}) to {file} (format parquet)")  # noqa: S608
        there = f"{backticked(schema)}.{backticked(table)}"
        session.sql(f"drop table if exists {there}")
        session.sql(f"create table {there} using parquet location {quoted_text(str(directory.resolve()))}")


def _landed_file(file: Path, schema: pa.Schema) -> str:
    there = set(pq.read_schema(file).names)
    columns = ", ".join(
        backticked(field.name)
        if field.name in there
        else f"cast(null as {_TYPES[field.type]}) as {backticked(field.name)}"
        for field in schema
    )
    return f"select {columns} from parquet.`{file}`"  # noqa: S608 - names of a contract


def _nothing(schema: pa.Schema) -> str:
    columns = ", ".join(f"cast(null as {_TYPES[field.type]}) as {backticked(field.name)}" for field in schema)
    return f"select {columns} where false"
