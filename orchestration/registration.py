"""The registration: which landed files, as of which day, the warehouse holds.

Written once where the landing enters the warehouse and read by every later step, so that a step run on its own
the next day still counts up to the same day as the tables it reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from expectations.decisions import create_empty_decisions
from forecasting.warehouse import create_empty_forecasts
from ingest.contracts import SourceContract
from ingest.warehouse_views import register_landing
from orchestration.home import Home
from reporting.history import register_history


class NotRegisteredError(Exception):
    """The warehouse holds no landing yet."""


@dataclass(frozen=True)
class Registration:
    """What the warehouse was filled from.

    Attributes:
        as_of: Day up to which is counted.
        fingerprint: Hash of everything the result depends on.
        code_version: Version of the code that registered.
        is_synthetic: Whether the exports are known to be synthetic.
    """

    as_of: date
    fingerprint: str
    code_version: str
    is_synthetic: bool = False


def register(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    registration: Registration,
    contracts: Mapping[str, SourceContract] | None = None,
) -> None:
    """Let the warehouse see the landing, the history and the tables of findings and forecasts.

    Args:
        connection: Open connection to the warehouse, writable.
        home: Home directory.
        registration: What to remember of it.
        contracts: Contracts whose sources to show; those of the default profile when None.
    """
    register_landing(connection, home.landing, home.receipts, registration.as_of, contracts)
    register_history(connection, home.history)
    create_empty_decisions(connection)
    create_empty_forecasts(connection)
    connection.execute(
        "create or replace table landing.registration as "
        "select ?::date as as_of_date, ?::varchar as fingerprint, ?::varchar as code_version, "
        "?::boolean as is_synthetic",
        [registration.as_of, registration.fingerprint, registration.code_version, registration.is_synthetic],
    )


def read_registration(connection: duckdb.DuckDBPyConnection) -> Registration:
    """Return what the warehouse was filled from.

    Args:
        connection: Open connection to the warehouse.

    Raises:
        NotRegisteredError: Nothing was registered yet.
    """
    try:
        row = connection.execute(
            "select as_of_date, fingerprint, code_version, is_synthetic from landing.registration"
        ).fetchone()
    except duckdb.CatalogException:
        row = None
    if row is None:
        raise NotRegisteredError("the warehouse holds no landing yet. Remedy: materialize the sources first.")
    return Registration(*row)
