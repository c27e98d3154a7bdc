"""The tables of findings in the warehouse: results, failing records, findings.

Belongs here: schema `expectations` and everything that writes or samples it. Not here: what a finding does to an
indicator (the models derive that), wording of single rules (the suites hold it).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from expectations.one_pass import failing_records_together
from expectations.row_rules import VIEWS
from expectations.runner import ExpectationResult
from ingest.query_rows import rows_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA = "expectations"
SHOWN_VALUES = 3  # distinct values that a detail may name

_TABLES = {
    "results": """
        expectation_id VARCHAR, suite VARCHAR, table_name VARCHAR, source VARCHAR, status VARCHAR, severity VARCHAR,
        blocking BOOLEAN, owner VARCHAR, effect VARCHAR, indicator_ids VARCHAR[], by_source BOOLEAN,
        evaluated_rows BIGINT, failing_rows BIGINT, observed VARCHAR, error VARCHAR, runbook VARCHAR, position INTEGER
    """,
    "failing_records": """
        expectation_id VARCHAR, source VARCHAR, fiscal_year INTEGER, month DATE, source_file VARCHAR,
        source_row INTEGER, record_id VARCHAR, value VARCHAR
    """,
    "findings": """
        gap_id VARCHAR, expectation_id VARCHAR, severity VARCHAR, source VARCHAR, fiscal_year INTEGER, records BIGINT,
        blocking BOOLEAN, owner VARCHAR, effect VARCHAR, by_source BOOLEAN, indicator_ids VARCHAR[],
        detail_ja VARCHAR, detail_en VARCHAR, runbook VARCHAR, status VARCHAR
    """,
}


def create_empty_tables(connection: DuckDBPyConnection) -> None:
    """Create the schema and its tables where they are missing, so that models can be built before a first run."""
    connection.execute(f"create schema if not exists {SCHEMA}")
    for table, columns in _TABLES.items():
        connection.execute(f"create table if not exists {SCHEMA}.{table} ({columns})")


def write_findings(database: Path, results: Sequence[ExpectationResult], *, keep_others: bool = False) -> int:
    """Write results, failing records and findings in one transaction, in place of the previous ones.

    Args:
        database: The warehouse on which the results were obtained, unchanged since.
        results: Results of `run_suites`.
        keep_others: Keep what is stored about expectations that are not among the results (a partial run).

    Returns:
        Number of findings written.
    """
    connection = duckdb.connect(str(database))
    try:
        connection.begin()
        if not keep_others:
            # Dropped, not emptied: a warehouse of an older version may have other columns.
            for table in _TABLES:
                connection.execute(f"drop table if exists {SCHEMA}.{table}")
        create_empty_tables(connection)
        replaced = [result.expectation_id for result in results]
        for table in _TABLES:
            connection.execute(
                f"delete from {SCHEMA}.{table} where list_contains(?::varchar[], expectation_id)",  # noqa: S608
                [replaced],
            )
        _write_failing_records(connection, [result for result in results if result.status == "failed"])
        _insert(connection, "results", [_result_row(result) for result in results])
        findings = _findings(connection, results)
        _insert(connection, "findings", findings)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        connection.close()
    return len(findings)


def gap_id(expectation_id: str, source: str | None, fiscal_year: int | None) -> str:
    """Stable id of a gap: the same expectation, source and fiscal year always get the same."""
    key = "|".join([expectation_id, source or "", str(fiscal_year or "")])
    return "gap-" + hashlib.sha256(key.encode()).hexdigest()[:10]


def sample_failing_rows(database: Path, limit: int = 10) -> dict[str, list[dict[str, Any]]]:
    """A bounded sample of the rows that fail each expectation, as last stored.

    Holds where the row came from, its record id and the value of the examined column only; no personal data.

    Args:
        database: The warehouse.
        limit: Most rows returned per expectation.

    Returns:
        By expectation id, dicts with source, fiscal_year, month, source_file, source_row, record_id, value. An
        expectation that no row fails is not among them.
    """
    connection = duckdb.connect(str(database))
    try:
        rows = rows_of(
            connection,
            f"""
            select expectation_id, source, fiscal_year, month, source_file, source_row, record_id, value
            from {SCHEMA}.failing_records
            qualify row_number() over (
                partition by expectation_id
                order by source, fiscal_year, month, source_file, source_row, record_id
            ) <= ?
            order by all
            """,  # noqa: S608
            [limit],
        )
        samples: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            samples[row.pop("expectation_id")].append(row)
        return dict(samples)
    finally:
        connection.close()


def _write_failing_records(connection: DuckDBPyConnection, failed: Sequence[ExpectationResult]) -> None:
    """Store all failing rows, one statement per table."""
    views = {f"{schema}.{name}" for schema, name in connection.execute(VIEWS).fetchall()}
    by_table: dict[tuple[str, date], list[ExpectationResult]] = defaultdict(list)
    for result in failed:
        by_table[result.examined.table, result.as_of].append(result)
    for (table, as_of), results in by_table.items():
        examined = [(result.expectation, result.examined) for result in results]
        records = failing_records_together(examined, as_of, is_view=table in views)
        connection.execute(f"insert into {SCHEMA}.failing_records {records}")


def _findings(connection: DuckDBPyConnection, results: Sequence[ExpectationResult]) -> list[dict[str, object]]:
    """One finding per failed expectation, source and fiscal year, and one for each that could not run."""
    groups: dict[str, list[tuple[str | None, int | None, int, str | None]]] = defaultdict(list)
    for expectation_id, *group in connection.execute(
        f"""
        select
            expectation_id, source, fiscal_year, sum(records)::bigint,
            array_to_string(min(value, {SHOWN_VALUES}), '; ')
        from (
            select expectation_id, source, fiscal_year, value, count(*) as records
            from {SCHEMA}.failing_records
            where list_contains(?::varchar[], expectation_id)
            group by all
        )
        group by all
        order by all
        """,  # noqa: S608
        [[result.expectation_id for result in results]],
    ).fetchall():
        groups[expectation_id].append((group[0], group[1], group[2], group[3]))
    findings = []
    for result in results:
        if result.status == "could_not_run":
            findings.append(_could_not_run_row(result))
        for source, fiscal_year, records, values in groups[result.expectation_id]:
            findings.append(_failed_row(result, source, fiscal_year, records, values or ""))
    return findings


def _failed_row(
    result: ExpectationResult, source: str | None, fiscal_year: int | None, records: int, values: str
) -> dict[str, object]:
    expectation = result.expectation
    fields = {**_detail_fields(result, source, records), "values": values}
    return _finding_row(
        result,
        source,
        fiscal_year,
        records,
        blocking=expectation.blocking,
        detail_ja=expectation.detail_ja.format(**fields, fiscal_year=fiscal_year or "不明"),
        detail_en=expectation.detail_en.format(**fields, fiscal_year=fiscal_year or "unknown"),
    )


def _detail_fields(result: ExpectationResult, source: str | None, records: int) -> dict[str, object]:
    threshold = result.expectation.threshold
    return {
        "records": records,
        "source": source or result.suite.suite,
        "threshold": threshold.value if threshold else None,
        "as_of": result.as_of.isoformat(),
    }


def _could_not_run_row(result: ExpectationResult) -> dict[str, object]:
    """An expectation that could not run leaves everything open, so its finding blocks."""
    table = result.examined.table
    return _finding_row(
        result,
        result.examined.source,
        None,
        None,
        blocking=True,
        detail_ja=f"{table} の検査 {result.expectation_id} を実行できませんでした: {result.error}",
        detail_en=f"The expectation {result.expectation_id} could not run on {table}: {result.error}",
    )


def _finding_row(
    result: ExpectationResult,
    source: str | None,
    fiscal_year: int | None,
    records: int | None,
    *,
    blocking: bool,
    detail_ja: str,
    detail_en: str,
) -> dict[str, object]:
    expectation = result.expectation
    return {
        "gap_id": gap_id(expectation.id, source, fiscal_year),
        "expectation_id": expectation.id,
        "severity": expectation.severity,
        "source": source,
        "fiscal_year": fiscal_year,
        "records": records,
        "blocking": blocking,
        "owner": result.suite.owner,
        "effect": expectation.effect,
        "by_source": expectation.by_source,
        "indicator_ids": expectation.indicator_ids,
        "detail_ja": detail_ja,
        "detail_en": detail_en,
        "runbook": expectation.runbook,
        "status": result.status,
    }


def _result_row(result: ExpectationResult) -> dict[str, object]:
    expectation = result.expectation
    return {
        "expectation_id": expectation.id,
        "suite": result.suite.suite,
        "table_name": result.examined.table,
        "source": result.examined.source,
        "status": result.status,
        "severity": expectation.severity,
        "blocking": expectation.blocking,
        "owner": result.suite.owner,
        "effect": expectation.effect,
        "indicator_ids": expectation.indicator_ids,
        "by_source": expectation.by_source,
        "evaluated_rows": result.evaluated_rows,
        "failing_rows": result.failing_rows,
        "observed": result.observed,
        "error": result.error,
        "runbook": expectation.runbook,
        "position": result.position,
    }


def _insert(connection: DuckDBPyConnection, table: str, rows: Sequence[dict[str, object]]) -> None:
    """Insert rows in one statement: a statement per row costs more than all of them."""
    if not rows:
        return
    names = list(rows[0])
    marks = ", ".join(f"({', '.join('?' for _ in names)})" for _ in rows)
    values = [row[name] for row in rows for name in names]
    connection.execute(f"insert into {SCHEMA}.{table} ({', '.join(names)}) values {marks}", values)  # noqa: S608
