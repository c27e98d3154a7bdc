"""The served marts, from a DuckDB that knows their address and token alone."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import duckdb
from questions import ask

connection = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
for name in ("httpfs", "quack"):
    package = find_spec(f"duckdb_extension_{name}")
    assert package is not None
    assert package.submodule_search_locations is not None
    (file,) = Path(package.submodule_search_locations[0]).rglob(f"{name}.duckdb_extension")
    connection.execute(f"load '{file}'")
connection.execute(f"create secret (type quack, token '{os.environ['MOKUHYO_SERVED_TOKEN']}', scope '{sys.argv[1]}')")
connection.execute(f"attach '{sys.argv[1]}' as mokuhyo (type quack)")


def rows_of(statement: str) -> list[tuple[object, ...]]:
    """Rows of a statement that the server runs; a table is fetched through the attached catalog."""
    if statement.startswith("select * from "):
        return connection.execute(statement.replace("from ", "from mokuhyo.", 1)).fetchall()
    quoted = statement.replace("'", "''")
    return connection.execute(f"from mokuhyo.query('{quoted}')").fetchall()


ask("served marts, from duckdb (Python)", duckdb.__version__, rows_of, duckdb.Error, "Authorization failed")
