"""The history: what was reported on each as-of date, kept outside the warehouse.

One Parquet file per as-of date and table. A date is written again only by a run for the same date, which replaces
its file; other dates are never touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb

from ingest.atomic_write import replace_atomically

SCHEMA = "history"

TARGET_STATUS: Mapping[str, str] = {
    "as_of_date": "date",
    "indicator_id": "varchar",
    "target_version": "varchar",
    "target": "bigint",
    "actual": "bigint",
    "actual_low": "bigint",
    "actual_high": "bigint",
    "attainment_pct": "double",
    "pace": "double",
    "forecast": "double",
    "forecast_low": "double",
    "forecast_high": "double",
    "probability_met": "double",
    "status": "varchar",
    "gap_ids": "varchar[]",
}
DATA_GAPS: Mapping[str, str] = {
    "as_of_date": "date",
    "gap_id": "varchar",
    "expectation_id": "varchar",
    "source": "varchar",
    "fiscal_year": "integer",
    "records": "bigint",
    "first_seen": "date",
    # From here on columns that older files lack.
    "last_seen": "date",
    "resolved_on": "date",
    "status": "varchar",
    "severity": "varchar",
    "indicator_ids": "varchar[]",
    "accepted_until": "date",
    "accepted_reason": "varchar",
    "owner": "varchar",
    "detail_ja": "varchar",
    "detail_en": "varchar",
    "runbook": "varchar",
}
CLOSED_YEARS: Mapping[str, str] = {
    "as_of_date": "date",
    "indicator_id": "varchar",
    "unit_id": "varchar",
    "fiscal_year": "integer",
    "source": "varchar",
    "source_file": "varchar",
    "source_row": "integer",
    "value": "decimal(28, 2)",
}
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "target_status": TARGET_STATUS,
    "data_gaps": DATA_GAPS,
    "closed_years": CLOSED_YEARS,
}
RELATIONS: Mapping[str, str] = {
    "target_status": "marts.kpi_target_status",
    "data_gaps": "marts.data_gaps",
    # Not a mart: which row counts for which company is nobody's business outside.
    "closed_years": "intermediate.int_closed_year_units",
}
ORDER: Mapping[str, str] = {
    "target_status": "indicator_id, target_version",
    "data_gaps": "gap_id",
    "closed_years": "indicator_id, fiscal_year, unit_id",
}


def register_history(connection: duckdb.DuckDBPyConnection, history: Path) -> None:
    """Make schema `history` show the kept files.

    Args:
        connection: Open connection to the warehouse, writable.
        history: Folder of the history; it need not exist.
    """
    connection.execute(f"create schema if not exists {SCHEMA}")
    for table, columns in COLUMNS.items():
        # Named one by one: a view over a pattern would change while a run that reads it goes on.
        files = sorted((history / table).glob("as_of=*.parquet"))
        empty = ", ".join(f'null::{kind} as "{name}"' for name, kind in columns.items())
        body = f"select {empty} where false"
        if files:
            listed = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
            kept = f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
            select = ", ".join(f'"{name}"::{kind} as "{name}"' for name, kind in columns.items())
            # By name to no rows of every column: files written before a column was added read as NULL in it.
            body = f"select {select} from ({body} union all by name select * from {kept})"  # noqa: S608
        connection.execute(f"create or replace view {SCHEMA}.{table} as {body}")


def append_history(connection: duckdb.DuckDBPyConnection, history: Path, as_of: date) -> list[Path]:
    """Keep what is reported as of a date.

    Args:
        connection: Open connection to the warehouse.
        history: Folder of the history.
        as_of: Day up to which was counted.

    Returns:
        The files written, one per table; each appears whole or not at all.
    """
    written = []
    for table, columns in COLUMNS.items():
        select = ", ".join(
            f"date '{as_of.isoformat()}' as as_of_date" if name == "as_of_date" else f'"{name}"::{kind} as "{name}"'
            for name, kind in columns.items()
        )
        query = f"select {select} from {RELATIONS[table]} order by {ORDER[table]}"  # noqa: S608
        path = history / table / f"as_of={as_of.isoformat()}.parquet"

        def write(temporary: Path, query: str = query) -> None:
            target = str(temporary).replace("'", "''")
            connection.execute(f"copy ({query}) to '{target}' (format parquet, compression zstd)")

        replace_atomically(path, write)
        written.append(path)
    return written
