"""polars on a DuckDB connection, and on the Parquet files beside it."""

import sys
from pathlib import Path

import duckdb
import polars as pl
from questions import SCHEMA, ask

database = Path(sys.argv[1])
connection = duckdb.connect(str(database), read_only=True)


def rows_of(statement: str) -> list[tuple[object, ...]]:
    """Rows of a statement; a table must have as many in its Parquet file."""
    rows = pl.read_database(statement, connection).rows()
    name = statement.removeprefix(f"select * from {SCHEMA}.")
    if name != statement and pl.scan_parquet(database.parent / f"{name}.parquet").select(
        pl.len()
    ).collect().item() != len(rows):
        raise SystemExit(f"{name}: its Parquet file has another number of rows")
    return rows


ask("polars", pl.__version__, rows_of, duckdb.Error)
