"""The history: what was reported on each as-of date, kept outside the warehouse.

Reports (`target_status`, and `inputs`, the files they were counted from) are append-only: a run for a day that was
reported before adds a revision when anything differs, and nothing when all is the same. The state of gaps and of closed
years is kept once per as-of date; a run for the same date replaces it. Other dates are never touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from ingest.atomic_write import replace_atomically
from reporting.history_ledger import begin_change, end_change, read_ledger
from reporting.sql_text import quoted

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
INPUTS: Mapping[str, str] = {
    "as_of_date": "date",
    "source": "varchar",
    "fiscal_year": "integer",
    "snapshot_date": "date",
    "file": "varchar",
    "sha256": "varchar",
}
# Beside the columns of a report; files of before there were revisions lack them and are the first.
REVISION: Mapping[str, str] = {"revision": "integer", "reported_at": "timestamptz"}
REPORTS = ("target_status", "inputs")
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "target_status": {**TARGET_STATUS, **REVISION},
    "inputs": {**INPUTS, **REVISION},
    "data_gaps": DATA_GAPS,
    "closed_years": CLOSED_YEARS,
}
RELATIONS: Mapping[str, str] = {
    "target_status": "marts.kpi_target_status",
    "inputs": "landing.snapshots",
    "data_gaps": "marts.data_gaps",
    # Not a mart: which row counts for which company is nobody's business outside.
    "closed_years": "intermediate.int_closed_year_units",
}
ORDER: Mapping[str, str] = {
    "target_status": "indicator_id, target_version",
    "inputs": "source, fiscal_year, file",
    "data_gaps": "gap_id",
    "closed_years": "indicator_id, fiscal_year, unit_id",
}


def register_history(connection: duckdb.DuckDBPyConnection, history: Path) -> None:
    """Make schema `history` show the kept files.

    Reports appear twice: under their name the last revision of each as-of date, under `..._revisions` every one.

    Args:
        connection: Open connection to the warehouse, writable.
        history: Folder of the history; it need not exist.
    """
    connection.execute(f"create schema if not exists {SCHEMA}")
    for table in COLUMNS:
        body = _kept(history, table)
        if table in REPORTS:
            connection.execute(f"create or replace view {SCHEMA}.{table}_revisions as {body}")
            body = (
                f"select * from {SCHEMA}.{table}_revisions "  # noqa: S608
                "qualify revision = max(revision) over (partition by as_of_date)"
            )
        connection.execute(f"create or replace view {SCHEMA}.{table} as {body}")


def append_history(
    connection: duckdb.DuckDBPyConnection, history: Path, as_of: date, fingerprint: str | None = None
) -> list[Path]:
    """Keep what is reported as of a date.

    Args:
        connection: Open connection to the warehouse.
        history: Folder of the history.
        as_of: Day up to which was counted.
        fingerprint: Fingerprint of the publication that reports it.

    Returns:
        The files written; each appears whole or not at all. A report that says nothing new writes none.
    """
    register_history(connection, history)
    written = []
    revision = _last_revision(connection, as_of)
    if revision == 0 or any(_differs(connection, table, as_of) for table in REPORTS):
        stamp = {"revision": str(revision + 1), "reported_at": f"'{datetime.now(UTC).isoformat()}'"}
        # The files first: a report without the files it came from could not be explained later.
        for table in reversed(REPORTS):
            name = f"as_of={as_of.isoformat()}_r{revision + 1:04}.parquet"
            written.append(_write(connection, history / table / name, table, as_of, stamp))
    states = {
        table: history / table / f"as_of={as_of.isoformat()}.parquet" for table in COLUMNS if table not in REPORTS
    }
    begin_change(history, states.values())
    written += [_write(connection, path, table, as_of, {}) for table, path in states.items()]
    # Last: a run that ended before this line is one whose history was not kept.
    end_change(history, fingerprint)
    return written


def is_reported(history: Path, as_of: date, fingerprint: str | None = None) -> bool:
    """Tell whether what a publication reports is kept.

    Args:
        history: Folder of the history.
        as_of: Day up to which it counts.
        fingerprint: Its fingerprint; any report of the day counts when None.
    """
    ledger = read_ledger(history)
    # Histories of earlier versions do not tell of which publication they are.
    if fingerprint is not None and ledger is not None and ledger.fingerprint is not None:
        return ledger.fingerprint == fingerprint
    return any(
        path.stem == f"as_of={as_of.isoformat()}" or path.stem.startswith(f"as_of={as_of.isoformat()}_r")
        for path in (history / REPORTS[0]).glob("as_of=*.parquet")
    )


def _kept(history: Path, table: str) -> str:
    """SELECT of all kept rows of a table."""
    columns = COLUMNS[table]
    # Named one by one: a view over a pattern would change while a run that reads it goes on.
    files = sorted((history / table).glob("as_of=*.parquet"))
    empty = ", ".join(f'null::{kind} as "{name}"' for name, kind in columns.items())
    body = f"select {empty} where false"
    if not files:
        return body
    listed = ", ".join(f"'{quoted(file)}'" for file in files)
    kept = f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
    # By name to no rows of every column: files written before a column was added read as NULL in it.
    select = ", ".join(
        f'coalesce("{name}", 1)::{kind} as "{name}"' if name == "revision" else f'"{name}"::{kind} as "{name}"'
        for name, kind in columns.items()
    )
    return f"select {select} from ({body} union all by name select * from {kept})"  # noqa: S608


def _last_revision(connection: duckdb.DuckDBPyConnection, as_of: date) -> int:
    row = connection.execute(
        f"select coalesce(max(revision), 0) from {SCHEMA}.target_status where as_of_date = ?",  # noqa: S608
        [as_of],
    ).fetchone()
    assert row is not None
    return int(row[0])


def _differs(connection: duckdb.DuckDBPyConnection, table: str, as_of: date) -> bool:
    """Whether a report says something else than its last revision of the day."""
    names = ", ".join(f'"{name}"' for name in COLUMNS[table] if name not in REVISION)
    now = _reported(table, as_of, {})
    kept = f"select {names} from {SCHEMA}.{table} where as_of_date = date '{as_of.isoformat()}'"  # noqa: S608
    found = connection.execute(f"(({now}) except ({kept})) union all (({kept}) except ({now})) limit 1")
    return found.fetchone() is not None


def _reported(table: str, as_of: date, stamp: Mapping[str, str]) -> str:
    """SELECT of what a table is to keep, `stamp` being expressions of columns that its relation lacks."""
    known = {"as_of_date": f"date '{as_of.isoformat()}'", **stamp}
    select = ", ".join(
        f"{known[name]}::{kind} as {name}" if name in known else f'"{name}"::{kind} as "{name}"'
        for name, kind in COLUMNS[table].items()
        if name not in REVISION or name in stamp
    )
    return f"select {select} from {RELATIONS[table]}"  # noqa: S608


def _write(
    connection: duckdb.DuckDBPyConnection, path: Path, table: str, as_of: date, stamp: Mapping[str, str]
) -> Path:
    def write(temporary: Path) -> None:
        query = f"{_reported(table, as_of, stamp)} order by {ORDER[table]}"
        connection.execute(f"copy ({query}) to '{quoted(temporary)}' (format parquet, compression zstd)")

    replace_atomically(path, write)
    return path
