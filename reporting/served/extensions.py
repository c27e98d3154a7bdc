"""DuckDB extensions from installed packages: nothing is ever fetched."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import duckdb

from reporting.sql_text import quoted

# The protocol itself, and the cryptography that its session ids are drawn with: a server without httpfs starts, and
# then answers every client with HTTP 500.
PROTOCOL, CRYPTOGRAPHY = "quack", "httpfs"
NO_NETWORK = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


class ExtensionMissingError(Exception):
    """A DuckDB extension is not installed: a run needs none."""


def load_extensions(connection: duckdb.DuckDBPyConnection) -> None:
    """Load what the protocol needs, on a server or on a client.

    Args:
        connection: Of a database opened with `NO_NETWORK`, so that DuckDB does not look for extensions by itself.

    Raises:
        ExtensionMissingError: One is not installed, or not for this version of DuckDB.
    """
    for name in (CRYPTOGRAPHY, PROTOCOL):
        connection.execute(f"load '{quoted(extension_file(name))}'")


def extension_file(name: str, remedy: str = "make setup-served") -> Path:
    """Return where a package keeps an extension.

    Args:
        name: The extension's name.
        remedy: Command that installs it.

    Raises:
        ExtensionMissingError: The package is not installed, or not for this version of DuckDB.
    """
    package = find_spec(f"duckdb_extension_{name}")
    folders = [] if package is None else list(package.submodule_search_locations or ())
    for folder in folders:
        file = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if file.is_file():
            return file
    raise ExtensionMissingError(
        f"the DuckDB extension {name} {duckdb.__version__} is not installed. Remedy: `{remedy}`."
    )
