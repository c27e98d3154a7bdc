"""ADBC: DuckDB's own driver, answers as Arrow."""

import sys
from importlib.metadata import version

import _duckdb
import adbc_driver_manager
from adbc_driver_manager import dbapi
from questions import ask

connection = dbapi.connect(
    driver=_duckdb.__file__,
    entrypoint="duckdb_adbc_init",
    db_kwargs={"path": sys.argv[1], "access_mode": "read_only"},
    autocommit=True,
)


def rows_of(statement: str) -> list[tuple[object, ...]]:
    """Rows of a statement, fetched as an Arrow table."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [tuple(row.values()) for row in cursor.fetch_arrow_table().to_pylist()]


ask("ADBC", f"{adbc_driver_manager.__version__} / {version('duckdb')}", rows_of, dbapi.Error)
