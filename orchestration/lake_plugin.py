"""What dbt-duckdb loads for the target `ducklake`: named in `dbt_project/profiles.yml`."""

from __future__ import annotations

from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from orchestration.lake import prepare
from reporting.served.extensions import NO_NETWORK


class Plugin(BasePlugin):
    """Prepares dbt's connection for the lake, which the profile attaches afterwards."""

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Let DuckDB fetch no extensions."""
        config.update(NO_NETWORK)

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Load the extensions from installed packages."""
        prepare(conn)
