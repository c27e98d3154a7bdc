"""The database that identities are put together in: in memory as far as that goes, on the disk beyond.

Belongs here: its bound. What lies outside of it are the tables handed in and out, in Arrow.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

# Ten million rows name some five million identities: as tables of Arrow they take more than this already.
MEMORY = "1GB"


@contextmanager
def working_database() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="mokuhyo-companies-") as folder, duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{MEMORY}'")
        connection.execute(f"set temp_directory = '{folder}'")
        yield connection
