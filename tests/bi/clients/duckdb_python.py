"""DuckDB from Python."""

import sys

import duckdb
from questions import ask

connection = duckdb.connect(sys.argv[1], read_only=True)
ask("duckdb (Python)", duckdb.__version__, lambda q: connection.execute(q).fetchall(), duckdb.Error)
